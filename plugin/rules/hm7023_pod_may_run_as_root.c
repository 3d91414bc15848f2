/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *non_root = &at->container->effective.run_as_non_root;

    if (!hm_container_is_whole(at) || at->container->effective.run_as_user.is_set) {
        return;
    }
    if (non_root->is_set && !non_root->is_known) {
        hm_cannot_tell(out, non_root->span, "Whether it may depends on a template.");
    } else if (hm_scalar_is_true(non_root) != HM_YES) {
        hm_find(out, non_root->is_set ? non_root->span : at->container->span,
                "%.*s runs as whoever its image says, and that may be root.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7023_pod_may_run_as_root = {
    .id = "HM7023",
    .concept = "pod-may-run-as-root",
    .since = "0.1",
    .title = "Nothing keeps a container from running as root",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250 },
    .same_as =
        HM_IDS("trivy:KSV-0012", "trivy:KSV-0118", "checkov:CKV_K8S_23", "checkov:CKV_K8S_29",
               "checkov:CKV_K8S_30", "kics:Container Running As Root",
               "kics:Pod or Container Without Security Context", "kube-linter:run-as-non-root"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Without `runAsNonRoot: true` or a `runAsUser` the image decides, and most images "
           "decide for root. With it the kubelet refuses to start a container as root, whatever a "
           "later image says. Both count for the pod and for the container, the container's own "
           "first; `restricted`, the strictest of the Pod Security Standards, asks for "
           "`runAsNonRoot`. A `runAsUser: 0` is HM7024.",
    .fix = "Write `runAsNonRoot: true` into the securityContext of the pod, and a `runAsUser` "
           "where the image names its user by name.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        runAsNonRoot: true\n",
    .check = check,
};
