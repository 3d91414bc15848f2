/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->workload->is_partial && !hm_workload_is_job(at->workload) &&
        at->container->kind == HM_CONTAINER_PLAIN && !at->container->has_liveness) {
        hm_find(out, at->container->span, "%.*s has no livenessProbe.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7062_liveness_probe_missing = {
    .id = "HM7062",
    .concept = "liveness-probe-missing",
    .since = "0.1",
    .title = "Nothing tells whether a container still works",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_ALL,
    .cwe = { 754 },
    .same_as = HM_IDS("checkov:CKV_K8S_8", "kics:Liveness Probe Is Not Defined",
                      "kube-linter:no-liveness-probe", "kube-score:pod-probes"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "A program that hangs goes on to get its share of requests: only its end would be seen. "
           "A `livenessProbe` has it started again. Jobs, init and ephemeral containers need none.",
    .fix = "Add a `livenessProbe` that asks the program itself, with limits of its own.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      livenessProbe:\n"
                        "        httpGet:\n"
                        "          path: /health\n"
                        "          port: 8080\n",
    .check = check,
};
