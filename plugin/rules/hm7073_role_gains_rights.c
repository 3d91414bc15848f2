/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/roles.h"

/* Resources by which somebody gets more than the role says, and the verbs that do it. */
static const struct way {
    const char *group;
    const char *const *resources;
    const char *const *verbs;
    const char *what; /* "The Role web ..." */
} ways[] = {
    { "rbac.authorization.k8s.io", HM_IDS("roles", "clusterroles"), HM_IDS("escalate"),
      "may write any right into a role." },
    { "rbac.authorization.k8s.io", HM_IDS("roles", "clusterroles"), HM_IDS("bind"),
      "may take any role for itself." },
    { "", HM_IDS("users", "groups", "serviceaccounts"), HM_IDS("impersonate"),
      "may act as somebody else." },
    { "", HM_IDS("serviceaccounts/token"), HM_IDS("create"),
      "may make tokens of every service account." },
    { "certificates.k8s.io", HM_IDS("certificatesigningrequests/approval"),
      HM_IDS("update", "patch"), "may approve certificates for any name." },
    { "admissionregistration.k8s.io",
      HM_IDS("mutatingwebhookconfigurations", "validatingwebhookconfigurations"),
      HM_IDS("create", "update", "patch"),
      "may have every request of the cluster sent to itself." },
};

static void
check_rule(const struct hm_role_rule *rule, struct hm_sink *out)
{
    for (size_t i = 0; i < sizeof ways / sizeof ways[0] && !rule->has_wildcard; i++) {
        struct hm_scalar verb = hm_role_rule_word(rule, "verbs", ways[i].verbs);
        if (!rule->is_named && verb.is_set && hm_role_rule_reaches(rule, ways[i].group) &&
            hm_role_rule_word(rule, "resources", ways[i].resources).is_set) {
            hm_find(out, verb.span, "%.*s %s", HM_FMT(hm_object_label(out->arena, rule->role)),
                    ways[i].what);
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_roles_each(at, out, check_rule);
}

const struct hm_rule hm7073_role_gains_rights = {
    .id = "HM7073",
    .concept = "role-gains-rights",
    .since = "0.1",
    .title = "A role lets its holder get rights that it does not list",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 269 },
    .same_as = HM_IDS("trivy:KSV-0043", "trivy:KSV-0050", "trivy:KSV-0051", "trivy:KSV-0052",
                      "trivy:KSV-0055", "trivy:KSV-0114", "checkov:CKV_K8S_155",
                      "checkov:CKV_K8S_156", "checkov:CKV_K8S_157", "checkov:CKV_K8S_158",
                      "kics:RBAC Roles Allow Privilege Escalation",
                      "kics:RBAC Roles with Impersonate Permission"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "`escalate` and `bind` switch off the check that keeps people from giving away more "
           "than they have; `impersonate`, tokens of other accounts, certificates for any name and "
           "webhooks that see and change each request come to the same. Writing roles and bindings "
           "without those verbs is not reported: the API server refuses what its author has not.",
    .fix = "Take the verb out. Where a controller needs it, limit it by `resourceNames`.",
    .bad = HM_KUBE_RBAC("ClusterRole") "rules:\n"
                                       "  - apiGroups: [\"\"]\n"
                                       "    resources: [users]\n"
                                       "    verbs: [impersonate]\n",
    .good = HM_KUBE_RBAC("ClusterRole") "rules:\n"
                                        "  - apiGroups: [\"\"]\n"
                                        "    resources: [users]\n"
                                        "    resourceNames: [reports]\n"
                                        "    verbs: [impersonate]\n",
    .check = check,
};
