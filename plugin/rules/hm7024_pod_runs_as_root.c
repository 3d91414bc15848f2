/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *user = &at->container->effective.run_as_user;
    uint64_t number;

    if (user->is_set && !user->is_known) {
        hm_cannot_tell(out, user->span, "The user depends on a template.");
    } else if (hm_scalar_number(user, &number) && number == 0) {
        hm_find(out, user->span, "%.*s runs as root.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7024_pod_runs_as_root = {
    .id = "HM7024",
    .concept = "pod-runs-as-root",
    .since = "0.1",
    .title = "A container is told to run as root",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0105"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Root in a container is root of the node as soon as anything between them gives way: a "
           "mount, a capability, a fault of the kernel. `runAsUser: 0` overrides the user of the "
           "image, so that an image built with care runs as root all the same. `restricted`, the "
           "strictest of the Pod Security Standards, forbids it.",
    .fix = "Write a number above 10000: `runAsUser: 10001`, and `runAsNonRoot: true` beside it.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        runAsUser: 0\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        runAsUser: 10001\n",
    .check = check,
};
