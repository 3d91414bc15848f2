/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];

        const struct hm_yaml *subjects =
            hm_str_ends(object->kind, "RoleBinding") ? hm_yaml_get(object->tree, "subjects") : NULL;
        for (uint32_t k = 0; subjects != NULL && subjects->kind == HM_YAML_LIST && k < subjects->n;
             k++) {
            struct hm_scalar kind = hm_tree_scalar(subjects->items[k], "kind");
            struct hm_scalar name = hm_tree_scalar(subjects->items[k], "name");
            if (hm_str_eq(kind.text, "ServiceAccount") && hm_str_eq(name.text, "default")) {
                hm_find(out, name.span,
                        "The %.*s %.*s gives its rights to every pod that names no "
                        "account.",
                        HM_FMT(object->kind), HM_FMT(object->name.text));
            }
        }
    }
}

const struct hm_rule hm7067_role_for_default_account = {
    .id = "HM7067",
    .concept = "role-for-default-account",
    .since = "0.1",
    .title = "Rights are given to the default service account",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 266 },
    .same_as = HM_IDS("checkov:CKV_K8S_42", "kics:Role Binding To Default Service Account"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "Every pod of the namespace that names no account of its own runs as `default`, and "
           "each of them gets what this binding gives.",
    .fix = "Make a ServiceAccount for the one program that needs the rights.",
    .bad = "apiVersion: rbac.authorization.k8s.io/v1\n"
           "kind: RoleBinding\n"
           "metadata:\n"
           "  name: web\n"
           "subjects:\n"
           "  - kind: ServiceAccount\n"
           "    name: default\n",
    .good = "apiVersion: rbac.authorization.k8s.io/v1\n"
            "kind: RoleBinding\n"
            "metadata:\n"
            "  name: web\n"
            "subjects:\n"
            "  - kind: ServiceAccount\n"
            "    name: web\n",
    .check = check,
};
