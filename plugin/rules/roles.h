/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules about roles of Kubernetes and their bindings share. */
#ifndef HM_RULES_ROLES_H
#define HM_RULES_ROLES_H

#include "plugin/model/report.h"
#include "plugin/model/workload.h"

/** One entry of the `rules:` of a Role or ClusterRole. */
struct hm_role_rule {
    const struct hm_object *role;
    const struct hm_yaml *tree;
    bool has_wildcard; /**< of its verbs or of its resources: that is a fault of its own */
    bool is_named;     /**< `resourceNames` limits it */
};

/** Calls @p each for every rule of every role of the manifest at hand. */
void hm_roles_each(const struct hm_visit *at, struct hm_sink *out,
                   void (*each)(const struct hm_role_rule *rule, struct hm_sink *out));

/** The first item of the list @p key ("verbs", "resources", "apiGroups") that is one of
 * @p words, NULL-terminated; not set when none is. */
struct hm_scalar hm_role_rule_word(const struct hm_role_rule *rule, const char *key,
                                   const char *const *words);

/** Whether a rule reaches the API group @p group ("" is the core's): the same words of another
 * group give other rights, or none. True where its groups cannot be told. */
bool hm_role_rule_reaches(const struct hm_role_rule *rule, const char *group);

/** For the beginning of a message: "The ClusterRole web". Also of bindings. */
struct hm_str hm_object_label(struct hm_arena *arena, const struct hm_object *object);

/** Whether an object is a RoleBinding or ClusterRoleBinding. */
bool hm_object_is_binding(const struct hm_object *object);

/** Something that a role or binding starts with. */
#define HM_KUBE_RBAC(kind)                                                                         \
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: " kind "\nmetadata:\n  name: web\n"

#endif
