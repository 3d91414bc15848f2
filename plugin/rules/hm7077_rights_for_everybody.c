/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/roles.h"

/* Whom a subject stands for, or NULL where that is not everybody. */
static const char *
whom(struct hm_str name)
{
    return hm_str_eq(name, "system:anonymous") || hm_str_eq(name, "system:unauthenticated")
               ? "whoever reaches the cluster, without a name"
           : hm_str_eq(name, "system:authenticated")   ? "whoever has a name in the cluster"
           : hm_str_eq(name, "system:serviceaccounts") ? "every pod of the cluster"
                                                       : NULL;
}

/* Those that a cluster binds to everybody by itself. */
static bool
is_for_everybody(struct hm_str role)
{
    return hm_str_eq(role, "system:discovery") || hm_str_eq(role, "system:basic-user") ||
           hm_str_eq(role, "system:public-info-viewer");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];
        const struct hm_yaml *subjects = hm_yaml_get(object->tree, "subjects");

        if (!hm_object_is_binding(object) ||
            is_for_everybody(hm_tree_at(object->tree, "roleRef.name").text)) {
            continue;
        }
        for (uint32_t k = 0; subjects != NULL && subjects->kind == HM_YAML_LIST && k < subjects->n;
             k++) {
            struct hm_scalar name = hm_tree_scalar(subjects->items[k], "name");
            if (whom(name.text) != NULL) {
                hm_find(out, name.span, "%.*s gives its rights to %s.",
                        HM_FMT(hm_object_label(out->arena, object)), whom(name.text));
            }
        }
    }
}

const struct hm_rule hm7077_rights_for_everybody = {
    .id = "HM7077",
    .concept = "rights-for-everybody",
    .since = "0.1",
    .title = "Rights are given to everybody",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 266, 306 },
    .same_as = HM_IDS("trivy:KSV-0122", "trivy:KSV-01011"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "`system:unauthenticated` is everybody who reaches the API server; with some providers "
           "`system:authenticated` is everybody who has an account there, of whatever customer. "
           "`system:serviceaccounts` is each pod that has a token.",
    .fix = "Name the people, groups or service accounts that need the rights.",
    .bad = HM_KUBE_RBAC("RoleBinding") "roleRef:\n"
                                       "  apiGroup: rbac.authorization.k8s.io\n"
                                       "  kind: Role\n"
                                       "  name: web\n"
                                       "subjects:\n"
                                       "  - kind: Group\n"
                                       "    name: system:authenticated\n",
    .good = HM_KUBE_RBAC("RoleBinding") "roleRef:\n"
                                        "  apiGroup: rbac.authorization.k8s.io\n"
                                        "  kind: Role\n"
                                        "  name: web\n"
                                        "subjects:\n"
                                        "  - kind: Group\n"
                                        "    name: shop-developers\n",
    .check = check,
};
