/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *share = &at->workload->pod.share_processes;

    if (hm_scalar_is_true(share) == HM_YES) {
        hm_find(out, share->span,
                "The containers of %.*s see and can signal each other's processes.",
                HM_FMT(at->workload->name.text));
    }
}

const struct hm_rule hm7058_processes_shared_in_pod = {
    .id = "HM7058",
    .concept = "processes-shared-in-pod",
    .since = "0.1",
    .title = "The containers of a pod see each other",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_CAPABILITIES,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 653 },
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "A container that is taken over reads the variables of the others, and their files "
           "through `/proc`, Secrets that only they mount among them.",
    .fix = "Take `shareProcessNamespace` out; an ephemeral container can join the processes of one "
           "container by `--target`.",
    .bad = HM_KUBE_HEAD "  shareProcessNamespace: true\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  shareProcessNamespace: false\n" HM_KUBE_LIST,
    .check = check,
};
