/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *seccomp = &at->container->effective.seccomp;

    if (hm_scalar_is(seccomp, "Unconfined") == HM_YES && !hm_container_is_privileged(at)) {
        hm_find(out, seccomp->span, "%.*s may make every system call: its filter is off.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7012_seccomp_unconfined = {
    .id = "HM7012",
    .concept = "seccomp-unconfined",
    .since = "0.1",
    .title = "A container runs without a filter of system calls",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0104"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "The runtime's filter refuses the system calls by which containers were left in the "
           "past: those for kernel keys, modules, mounts and namespaces. `Unconfined` switches it "
           "off. The Pod Security Standards forbid it from `baseline` on. A container has its "
           "pod's profile when it has none itself.",
    .fix = "Write `seccompProfile: {type: RuntimeDefault}` into the pod, or a `Localhost` profile "
           "that allows what the program needs.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        seccompProfile:\n"
                       "          type: Unconfined\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        seccompProfile:\n"
                        "          type: RuntimeDefault\n",
    .check = check,
};
