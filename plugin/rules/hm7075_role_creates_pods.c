/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/roles.h"

static const struct workloads {
    const char *group;
    const char *const *resources;
} workloads[] = {
    { "", HM_IDS("pods", "replicationcontrollers") },
    { "apps", HM_IDS("deployments", "statefulsets", "daemonsets", "replicasets") },
    { "extensions", HM_IDS("deployments", "daemonsets", "replicasets") },
    { "batch", HM_IDS("jobs", "cronjobs") },
};

static void
check_rule(const struct hm_role_rule *rule, struct hm_sink *out)
{
    static const char *const creating[] = { "create", NULL };

    if (rule->has_wildcard || !hm_role_rule_word(rule, "verbs", creating).is_set) {
        return;
    }
    for (size_t i = 0; i < sizeof workloads / sizeof workloads[0]; i++) {
        struct hm_scalar resource = hm_role_rule_word(rule, "resources", workloads[i].resources);
        if (resource.is_set && hm_role_rule_reaches(rule, workloads[i].group)) {
            hm_find(out, resource.span, "%.*s may start any pod, with any Secret in it.",
                    HM_FMT(hm_object_label(out->arena, rule->role)));
            return;
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_roles_each(at, out, check_rule);
}

const struct hm_rule hm7075_role_creates_pods = {
    .id = "HM7075",
    .concept = "role-creates-pods",
    .since = "0.1",
    .title = "A role may start pods",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 269 },
    .same_as = HM_IDS("trivy:KSV-0048", "kube-linter:access-to-create-pods"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "A pod may mount every Secret of its namespace and run as each of its service accounts: "
           "who may start one has all of them, and without admission rules the node besides. "
           "Pipelines and controllers need it; few other programs do.",
    .fix = "Give it to the pipeline alone, in namespaces that enforce the Pod Security Standards.",
    .bad = HM_KUBE_RBAC("Role") "rules:\n"
                                "  - apiGroups: [\"\"]\n"
                                "    resources: [pods]\n"
                                "    verbs: [create]\n",
    .good = HM_KUBE_RBAC("Role") "rules:\n"
                                 "  - apiGroups: [\"\"]\n"
                                 "    resources: [pods]\n"
                                 "    verbs: [get, list]\n",
    .check = check,
};
