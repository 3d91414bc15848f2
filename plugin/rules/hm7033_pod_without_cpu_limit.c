/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->workload->is_partial && at->container->kind != HM_CONTAINER_EPHEMERAL &&
        !at->container->limit_cpu.is_set) {
        hm_find(out, at->container->span, "%.*s has no CPU limit.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7033_pod_without_cpu_limit = {
    .id = "HM7033",
    .concept = "pod-without-cpu-limit",
    .since = "0.1",
    .title = "A container may take all processors of its node",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_LIMITS,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 770 },
    .same_as = HM_IDS("trivy:KSV-0011", "checkov:CKV_K8S_11", "kics:CPU Limits Not Set",
                      "kube-linter:unset-cpu-requirements"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Without a limit a loop, or a miner, takes all the processors that others do not "
           "reserve. Some leave it out on purpose, since a limit also slows down what could use "
           "idle processors: requests protect the others then.",
    .fix = "Write `resources: {limits: {cpu: \"1\"}}`.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      resources:\n"
                        "        limits:\n"
                        "          cpu: 500m\n",
    .check = check,
};
