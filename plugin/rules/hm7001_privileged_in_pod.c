/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *value = &at->container->own.privileged;

    switch (hm_scalar_is_true(value)) {
    case HM_YES:
        hm_find(out, value->span,
                "%.*s is privileged: it can do on its node whatever root can do there.",
                HM_FMT(hm_container_label(out->arena, at->container)));
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, value->span, "Whether it is privileged depends on a template.");
        break;
    case HM_NO:
        break;
    }
}

const struct hm_rule hm7001_privileged_in_pod = {
    .id = "HM7001",
    .concept = "privileged-in-pod",
    .since = "0.1",
    .title = "A container of a pod is privileged",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0017", "checkov:CKV_K8S_16", "kics:Container Is Privileged",
                      "kube-linter:privileged-container",
                      "kube-score:container-security-context-privileged"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "A privileged container has every capability and every device of its node, and neither "
           "seccomp nor AppArmor hold it back. From there the credentials of the kubelet and of "
           "all other pods of the node are one command away. The Pod Security Standards forbid it "
           "from `baseline` on. What else would limit the container has no effect then, and the "
           "rules about it are silent.",
    .fix = "Take `privileged: true` out, and add the one capability or device that the program "
           "needs; a device plugin gives devices without it.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        privileged: true\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        privileged: false\n",
    .check = check,
};
