/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

/* Windows has none, and with the node's own namespaces the API server refuses it. */
static bool
can_have(const struct hm_workload *workload)
{
    const struct hm_pod *pod = &workload->pod;

    return !workload->is_partial && !workload->is_windows &&
           hm_scalar_is_true(&pod->host_network) == HM_NO &&
           hm_scalar_is_true(&pod->host_pid) == HM_NO && hm_scalar_is_true(&pod->host_ipc) == HM_NO;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *users = &at->workload->pod.host_users;

    if (users->is_set && !users->is_known) {
        hm_cannot_tell(out, users->span, "Whether it does depends on a template.");
    } else if (can_have(at->workload) && (!users->is_set || hm_scalar_is_true(users) == HM_YES)) {
        hm_find(out, users->is_set ? users->span : at->workload->span,
                "%.*s has the user numbers of its node: root in it is root there.",
                HM_FMT(hm_workload_label(out->arena, at->workload)));
    }
}

const struct hm_rule hm7068_users_of_node = {
    .id = "HM7068",
    .concept = "users-of-node",
    .since = "0.1",
    .title = "A pod has the user numbers of its node",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_ALL,
    .cwe = { 250 },
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "With `hostUsers: false` a pod has a user namespace: root in the container is nobody on "
           "the node, and most ways out of a container lead to nothing. Kubernetes has it on by "
           "default since 1.33; kernel, engine and file systems of the nodes must know it, which "
           "no file tells. Pods that use the node's network, processes or memory cannot have it.",
    .fix = "Write `hostUsers: false` into the pod, and see whether its volumes take it.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_HEAD "  hostUsers: false\n" HM_KUBE_LIST,
    .check = check,
};
