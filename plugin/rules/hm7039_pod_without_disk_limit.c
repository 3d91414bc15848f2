/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->workload->is_partial && at->container->kind != HM_CONTAINER_EPHEMERAL &&
        !at->container->limit_storage.is_set) {
        hm_find(out, at->container->span,
                "%.*s may fill its node's disk with logs, an emptyDir or its own files.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7039_pod_without_disk_limit = {
    .id = "HM7039",
    .concept = "pod-without-disk-limit",
    .since = "0.1",
    .title = "A container may fill the disk of its node",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_LIMITS,
    .profile = HM_PROFILE_ALL,
    .cwe = { 770 },
    .same_as = HM_IDS("kube-score:container-ephemeral-storage-request-and-limit"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "What a container writes to its root, to an `emptyDir` and to its logs lies on the "
           "node's disk. When that is full the node evicts pods, those of others too.",
    .fix = "Write `resources: {limits: {ephemeral-storage: 1Gi}}`.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      resources:\n"
                        "        limits:\n"
                        "          ephemeral-storage: 1Gi\n",
    .check = check,
};
