/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->workload->is_partial && at->container->kind != HM_CONTAINER_EPHEMERAL &&
        !at->container->limit_memory.is_set) {
        hm_find(out, at->container->span, "%.*s has no memory limit: it may take all of its node.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7032_pod_without_memory_limit = {
    .id = "HM7032",
    .concept = "pod-without-memory-limit",
    .since = "0.1",
    .title = "A container may take all memory of its node",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_LIMITS,
    .cwe = { 770 },
    .same_as = HM_IDS("trivy:KSV-0018", "checkov:CKV_K8S_13", "kics:Memory Limits Not Defined",
                      "kube-linter:unset-memory-requirements", "kube-score:container-resources"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Without a limit a leak or a request that somebody made large takes the node's memory, "
           "and the kernel ends other pods for it.",
    .fix = "Write `resources: {limits: {memory: 256Mi}}`, by what the program was seen to need.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      resources:\n"
                        "        limits:\n"
                        "          memory: 256Mi\n",
    .check = check,
};
