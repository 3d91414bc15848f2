/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->workload->is_partial && !hm_workload_is_job(at->workload) &&
        at->container->kind == HM_CONTAINER_PLAIN && !at->container->has_readiness) {
        hm_find(out, at->container->span, "%.*s has no readinessProbe.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7063_readiness_probe_missing = {
    .id = "HM7063",
    .concept = "readiness-probe-missing",
    .since = "0.1",
    .title = "Nothing tells whether a container is ready",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_ALL,
    .cwe = { 754 },
    .same_as = HM_IDS("checkov:CKV_K8S_9", "kics:Readiness Probe Is Not Configured",
                      "kube-linter:no-readiness-probe"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "A pod gets requests as soon as its process runs, also while it still loads or cannot "
           "reach what it needs. A `readinessProbe` keeps them away until it can answer. Jobs, "
           "init and ephemeral containers need none.",
    .fix = "Add a `readinessProbe` that asks the program itself, with limits of its own.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      readinessProbe:\n"
                        "        httpGet:\n"
                        "          path: /health\n"
                        "          port: 8080\n",
    .check = check,
};
