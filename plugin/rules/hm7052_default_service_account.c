/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *account = &at->workload->pod.service_account;
    bool has_token = hm_scalar_is_true(&at->workload->pod.automount) == HM_YES ||
                     !at->workload->pod.automount.is_set;

    if (!at->workload->is_partial && has_token &&
        (!account->is_set || account->text.n == 0 || hm_str_eq(account->text, "default"))) {
        hm_find(out, account->is_set ? account->span : at->workload->span,
                "%.*s runs as the default service account of its namespace.",
                HM_FMT(hm_workload_label(out->arena, at->workload)));
    }
}

const struct hm_rule hm7052_default_service_account = {
    .id = "HM7052",
    .concept = "default-service-account",
    .since = "0.1",
    .title = "A pod shares the default service account of its namespace",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 266 },
    .same_as = HM_IDS("kics:Service Account Name Undefined Or Empty",
                      "kube-linter:default-service-account"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why =
        "What one pod of the namespace is given, all have that share its default account, and "
        "nothing tells in the audit which of them it was. A pod without a token needs no account.",
    .fix = "Make a ServiceAccount for the program and name it in `serviceAccountName`.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_HEAD "  serviceAccountName: web\n" HM_KUBE_LIST,
    .check = check,
};
