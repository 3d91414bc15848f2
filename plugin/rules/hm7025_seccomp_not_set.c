/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (hm_container_is_whole(at) && !hm_container_is_privileged(at) &&
        !at->container->effective.seccomp.is_set) {
        hm_find(out, at->container->span, "%.*s asks for no seccomp profile.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7025_seccomp_not_set = {
    .id = "HM7025",
    .concept = "seccomp-not-set",
    .since = "0.1",
    .title = "No filter of system calls is asked for",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_CAPABILITIES,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 693 },
    .same_as =
        HM_IDS("trivy:KSV-0030", "checkov:CKV_K8S_31", "kics:Seccomp Profile Is Not Configured",
               "kube-score:container-seccomp-profile"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Docker filters the system calls of containers by default, Kubernetes does not: unless "
           "the kubelet was told `seccompDefault`, a container without a profile may make every "
           "call. `restricted`, the strictest of the Pod Security Standards, asks for "
           "`RuntimeDefault` or `Localhost`.",
    .fix = "Write `seccompProfile: {type: RuntimeDefault}` into the securityContext of the pod.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        seccompProfile:\n"
                        "          type: RuntimeDefault\n",
    .check = check,
};
