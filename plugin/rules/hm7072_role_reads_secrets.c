/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/roles.h"

static void
check_rule(const struct hm_role_rule *rule, struct hm_sink *out)
{
    static const char *const secrets[] = { "secrets", NULL };
    static const char *const reading[] = { "get", "list", "watch", "update", "patch", NULL };
    struct hm_scalar resource = hm_role_rule_word(rule, "resources", secrets);

    if (!rule->has_wildcard && !rule->is_named && resource.is_set &&
        hm_role_rule_reaches(rule, "") && hm_role_rule_word(rule, "verbs", reading).is_set) {
        hm_find(out, resource.span, "%.*s sees every Secret of %s.",
                HM_FMT(hm_object_label(out->arena, rule->role)),
                hm_str_eq(rule->role->kind, "Role") ? "its namespace"
                                                    : "each namespace that it is bound in");
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_roles_each(at, out, check_rule);
}

const struct hm_rule hm7072_role_reads_secrets = {
    .id = "HM7072",
    .concept = "role-reads-secrets",
    .since = "0.1",
    .title = "A role gives access to all Secrets",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 522, 250 },
    .same_as =
        HM_IDS("trivy:KSV-0041", "trivy:KSV-0113", "kics:RBAC Roles with Read Secrets Permissions",
               "kube-linter:access-to-secrets"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "Passwords of databases, certificates and the tokens of other service accounts are "
           "Secrets. `list` and `watch` show their contents just as `get` does, and what `update` "
           "and `patch` answer holds them, too. With `resourceNames` a role sees those that are "
           "named, which is not reported.",
    .fix = "Name them in `resourceNames`, or mount what the program needs into its pod, which "
           "takes no role at all.",
    .bad = HM_KUBE_RBAC("Role") "rules:\n"
                                "  - apiGroups: [\"\"]\n"
                                "    resources: [secrets]\n"
                                "    verbs: [get]\n",
    .good = HM_KUBE_RBAC("Role") "rules:\n"
                                 "  - apiGroups: [\"\"]\n"
                                 "    resources: [secrets]\n"
                                 "    resourceNames: [web]\n"
                                 "    verbs: [get]\n",
    .check = check,
};
