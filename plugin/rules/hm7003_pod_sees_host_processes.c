/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_workload_find_on(at, out, &at->workload->pod.host_pid, "sees the processes of its node.");
}

const struct hm_rule hm7003_pod_sees_host_processes = {
    .id = "HM7003",
    .concept = "pod-sees-host-processes",
    .since = "0.1",
    .title = "A pod sees the processes of its node",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .same_as = HM_IDS("trivy:KSV-0010", "checkov:CKV_K8S_17", "kics:Shared Host PID Namespace",
                      "kube-linter:host-pid"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "The pod sees every process of its node with its environment, and as root it can enter "
           "or end each of them: `nsenter -t 1` is a shell on the node. The Pod Security Standards "
           "forbid it from `baseline` on.",
    .fix = "Take `hostPID: true` out. What watches a node by design belongs in a namespace of its "
           "own that allows it by the label `pod-security.kubernetes.io/enforce: privileged`.",
    .bad = HM_KUBE_HEAD "  hostPID: true\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  hostPID: false\n" HM_KUBE_LIST,
    .check = check,
};
