/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/roles.h"

#include "plugin/rules/workloads.h"

struct hm_scalar
hm_role_rule_word(const struct hm_role_rule *rule, const char *key, const char *const *words)
{
    const struct hm_yaml *list = hm_yaml_get(rule->tree, key);

    for (uint32_t i = 0; list != NULL && list->kind == HM_YAML_LIST && i < list->n; i++) {
        const struct hm_yaml *item = list->items[i];
        for (const char *const *word = words; *word != NULL; word++) {
            if (item->kind < HM_YAML_LIST && hm_str_eq(item->text, *word)) {
                struct hm_span span = { .off = item->off, .len = item->len };
                return (struct hm_scalar){ .text = item->text,
                                           .span = span,
                                           .value = span,
                                           .is_set = true,
                                           .is_known = true };
            }
        }
    }
    return (struct hm_scalar){ 0 };
}

bool
hm_role_rule_reaches(const struct hm_role_rule *rule, const char *group)
{
    const struct hm_yaml *groups = hm_yaml_get(rule->tree, "apiGroups");

    if (groups == NULL || groups->kind != HM_YAML_LIST) {
        return true;
    }
    for (uint32_t i = 0; i < groups->n; i++) {
        const struct hm_yaml *item = groups->items[i];
        if (item->kind >= HM_YAML_LIST || hm_str_eq(item->text, group) ||
            hm_str_eq(item->text, "*") || hm_str_has(item->text, "{{")) {
            return true;
        }
    }
    return false;
}

void
hm_roles_each(const struct hm_visit *at, struct hm_sink *out,
              void (*each)(const struct hm_role_rule *rule, struct hm_sink *out))
{
    static const char *const any[] = { "*", NULL };

    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];
        const struct hm_yaml *rules = hm_yaml_get(object->tree, "rules");
        bool is_role = hm_str_eq(object->kind, "Role") || hm_str_eq(object->kind, "ClusterRole");
        for (uint32_t k = 0;
             is_role && rules != NULL && rules->kind == HM_YAML_LIST && k < rules->n; k++) {
            struct hm_role_rule rule = { .role = object, .tree = rules->items[k] };
            const struct hm_yaml *names = hm_yaml_get(rule.tree, "resourceNames");
            if (rule.tree->kind != HM_YAML_MAP) {
                continue;
            }
            rule.has_wildcard = hm_role_rule_word(&rule, "verbs", any).is_set ||
                                hm_role_rule_word(&rule, "resources", any).is_set;
            rule.is_named = names != NULL && names->kind == HM_YAML_LIST && names->n > 0;
            each(&rule, out);
        }
    }
}

struct hm_str
hm_object_label(struct hm_arena *arena, const struct hm_object *object)
{
    return hm_arena_printf(arena, "The %.*s %.*s", HM_FMT(hm_str_sub(object->kind, 0, 100)),
                           HM_FMT(hm_str_sub(object->name.text, 0, 253)));
}

bool
hm_object_is_binding(const struct hm_object *object)
{
    return hm_str_eq(object->kind, "RoleBinding") || hm_str_eq(object->kind, "ClusterRoleBinding");
}
