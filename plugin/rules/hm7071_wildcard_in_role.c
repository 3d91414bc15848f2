/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/roles.h"

static void
check_rule(const struct hm_role_rule *rule, struct hm_sink *out)
{
    static const char *const any[] = { "*", NULL };
    struct hm_scalar resource = hm_role_rule_word(rule, "resources", any);
    struct hm_scalar verb = hm_role_rule_word(rule, "verbs", any);
    struct hm_str label = hm_object_label(out->arena, rule->role);

    if (resource.is_set && verb.is_set) {
        hm_find(out, resource.span, "%.*s may do everything with everything.", HM_FMT(label));
    } else if (resource.is_set) {
        hm_find(out, resource.span, "%.*s is about all resources, Secrets among them.",
                HM_FMT(label));
    } else if (verb.is_set) {
        hm_find(out, verb.span, "%.*s may do whatever there is to be done with them.",
                HM_FMT(label));
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_roles_each(at, out, check_rule);
}

const struct hm_rule hm7071_wildcard_in_role = {
    .id = "HM7071",
    .concept = "wildcard-in-role",
    .since = "0.1",
    .title = "A role is given more than anybody has listed",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 250, 1220 },
    .same_as =
        HM_IDS("trivy:KSV-0044", "trivy:KSV-0045", "trivy:KSV-0046", "trivy:KSV-0112",
               "checkov:CKV_K8S_49", "kics:RBAC Wildcard In Rule", "kube-linter:wildcard-in-rules"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why =
        "`*` for resources has Secrets, tokens and roles in it, and all kinds that are installed "
        "later; `*` for verbs has `escalate`, `bind` and `impersonate` in it. Who takes over "
        "one pod with such a role has the namespace, or the cluster. A `*` for `apiGroups` "
        "alone is not reported: the resources are named there.",
    .fix = "List the resources and verbs that the program uses; `kubectl auth can-i --list` and "
           "the audit log tell which those are.",
    .bad = HM_KUBE_RBAC("Role") "rules:\n"
                                "  - apiGroups: [apps]\n"
                                "    resources: [\"*\"]\n"
                                "    verbs: [get, list]\n",
    .good = HM_KUBE_RBAC("Role") "rules:\n"
                                 "  - apiGroups: [apps]\n"
                                 "    resources: [deployments]\n"
                                 "    verbs: [get, list]\n",
    .check = check,
};
