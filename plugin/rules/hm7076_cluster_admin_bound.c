/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/roles.h"

static void
check_subjects(const struct hm_object *binding, struct hm_sink *out)
{
    const struct hm_yaml *subjects = hm_yaml_get(binding->tree, "subjects");

    for (uint32_t i = 0; subjects != NULL && subjects->kind == HM_YAML_LIST && i < subjects->n;
         i++) {
        struct hm_scalar name = hm_tree_scalar(subjects->items[i], "name");
        if (hm_str_eq(name.text, "system:masters")) {
            hm_find(out, name.span, "%.*s relies on the group that no check applies to.",
                    HM_FMT(hm_object_label(out->arena, binding)));
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];
        struct hm_scalar role = hm_tree_at(object->tree, "roleRef.name");

        if (!hm_object_is_binding(object)) {
            continue;
        }
        if (hm_str_eq(role.text, "cluster-admin")) {
            hm_find(out, role.span, "%.*s gives away %s.",
                    HM_FMT(hm_object_label(out->arena, object)),
                    hm_str_eq(object->kind, "RoleBinding")
                        ? "all of its namespace, with its Secrets and roles"
                        : "the whole cluster");
        } else if (hm_str_eq(role.text, "admin") && hm_str_eq(object->kind, "ClusterRoleBinding")) {
            hm_find(out, role.span, "%.*s gives away every namespace, with its Secrets and roles.",
                    HM_FMT(hm_object_label(out->arena, object)));
        } else {
            check_subjects(object, out);
        }
    }
}

const struct hm_rule hm7076_cluster_admin_bound = {
    .id = "HM7076",
    .concept = "cluster-admin-bound",
    .since = "0.1",
    .title = "A binding gives all rights of the cluster",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0111", "trivy:KSV-0123",
                      "kics:Cluster Admin Rolebinding With Superuser Permissions",
                      "kube-linter:cluster-admin-role-binding"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "`cluster-admin` may do everything, and whoever takes over the pod, the pipeline or the "
           "person that has it may, too; `admin` in a ClusterRoleBinding is the same for every "
           "namespace. The group `system:masters` passes by all checks and "
           "cannot be taken back from a certificate that has it.",
    .fix = "Bind a role that lists what is needed, by a RoleBinding in each namespace where it is.",
    .bad = HM_KUBE_RBAC("ClusterRoleBinding") "roleRef:\n"
                                              "  apiGroup: rbac.authorization.k8s.io\n"
                                              "  kind: ClusterRole\n"
                                              "  name: cluster-admin\n"
                                              "subjects:\n"
                                              "  - kind: ServiceAccount\n"
                                              "    name: web\n"
                                              "    namespace: shop\n",
    .good = HM_KUBE_RBAC("ClusterRoleBinding") "roleRef:\n"
                                               "  apiGroup: rbac.authorization.k8s.io\n"
                                               "  kind: ClusterRole\n"
                                               "  name: view\n"
                                               "subjects:\n"
                                               "  - kind: ServiceAccount\n"
                                               "    name: web\n"
                                               "    namespace: shop\n",
    .check = check,
};
