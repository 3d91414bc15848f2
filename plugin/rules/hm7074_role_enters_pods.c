/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/roles.h"

static const struct way {
    const char *const *resources;
    const char *const *verbs;
    const char *what; /* "The Role web ..." */
} ways[] = {
    { HM_IDS("pods/exec", "pods/attach"), HM_IDS("create", "get"),
      "may run commands in every pod that it reaches." },
    { HM_IDS("pods/ephemeralcontainers"), HM_IDS("update", "patch"),
      "may put a container into every pod that it reaches." },
    { HM_IDS("nodes/proxy"), HM_IDS("create", "get"),
      "may ask the kubelets themselves, which run commands in every pod of their node." },
};

static void
check_rule(const struct hm_role_rule *rule, struct hm_sink *out)
{
    if (!hm_role_rule_reaches(rule, "")) {
        return;
    }
    for (size_t i = 0; i < sizeof ways / sizeof ways[0] && !rule->has_wildcard; i++) {
        struct hm_scalar resource = hm_role_rule_word(rule, "resources", ways[i].resources);
        if (!rule->is_named && resource.is_set &&
            hm_role_rule_word(rule, "verbs", ways[i].verbs).is_set) {
            hm_find(out, resource.span, "%.*s %s", HM_FMT(hm_object_label(out->arena, rule->role)),
                    ways[i].what);
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_roles_each(at, out, check_rule);
}

const struct hm_rule hm7074_role_enters_pods = {
    .id = "HM7074",
    .concept = "role-enters-pods",
    .since = "0.1",
    .title = "A role may run commands in running containers",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 269 },
    .same_as =
        HM_IDS("trivy:KSV-0047", "trivy:KSV-0053", "trivy:KSV-0054",
               "kics:RBAC Roles with Exec Permission", "kics:RBAC Roles with Attach Permission"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "Who may run a command in a pod has its files, its secrets and its service account, and "
           "in a privileged one the node. `get` is enough: the connection may begin with either "
           "verb. Requests by way of `nodes/proxy` pass by the audit log and by admission.",
    .fix = "Keep that for people who debug, and for a time; a program that is deployed needs none "
           "of it.",
    .bad = HM_KUBE_RBAC("Role") "rules:\n"
                                "  - apiGroups: [\"\"]\n"
                                "    resources: [pods, pods/exec]\n"
                                "    verbs: [get, create]\n",
    .good = HM_KUBE_RBAC("Role") "rules:\n"
                                 "  - apiGroups: [\"\"]\n"
                                 "    resources: [pods, pods/log]\n"
                                 "    verbs: [get]\n",
    .check = check,
};
