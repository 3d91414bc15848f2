/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->workload->is_partial && at->container->kind != HM_CONTAINER_EPHEMERAL &&
        !at->container->request_memory.is_set) {
        hm_find(out, at->container->span, "%.*s has no memory request.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7034_pod_without_memory_request = {
    .id = "HM7034",
    .concept = "pod-without-memory-request",
    .since = "0.1",
    .title = "A container reserves no memory",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_LIMITS,
    .profile = HM_PROFILE_ALL,
    .cwe = { 770 },
    .same_as = HM_IDS("trivy:KSV-0016", "checkov:CKV_K8S_12", "kics:Memory Requests Not Defined"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "The scheduler places pods by their requests: without one it puts the pod on a node "
           "that may have no memory left, and there the pod is among the first to be ended.",
    .fix = "Write `resources: {requests: {memory: 128Mi}}`.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      resources:\n"
                        "        requests:\n"
                        "          memory: 128Mi\n",
    .check = check,
};
