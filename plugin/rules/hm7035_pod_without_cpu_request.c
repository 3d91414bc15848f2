/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->workload->is_partial && at->container->kind != HM_CONTAINER_EPHEMERAL &&
        !at->container->request_cpu.is_set) {
        hm_find(out, at->container->span, "%.*s has no CPU request.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7035_pod_without_cpu_request = {
    .id = "HM7035",
    .concept = "pod-without-cpu-request",
    .since = "0.1",
    .title = "A container reserves no processor",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_LIMITS,
    .profile = HM_PROFILE_ALL,
    .cwe = { 770 },
    .same_as = HM_IDS("trivy:KSV-0015", "checkov:CKV_K8S_10", "kics:CPU Requests Not Set"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "The scheduler places pods by their requests: without one it puts any number of pods on "
           "a node, and each gets what is left.",
    .fix = "Write `resources: {requests: {cpu: 100m}}`.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      resources:\n"
                        "        requests:\n"
                        "          cpu: 100m\n",
    .check = check,
};
