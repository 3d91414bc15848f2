/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_workload_find_on(at, out, &at->workload->pod.host_ipc,
                        "shares the memory segments and semaphores of its node.");
}

const struct hm_rule hm7004_pod_shares_host_ipc = {
    .id = "HM7004",
    .concept = "pod-shares-host-ipc",
    .since = "0.1",
    .title = "A pod shares its node's memory segments and semaphores",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .same_as = HM_IDS("trivy:KSV-0008", "checkov:CKV_K8S_18", "kics:Shared Host IPC Namespace",
                      "kube-linter:host-ipc"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "The pod can read and change what the node's processes, and other such pods, share by "
           "memory segments and message queues. The Pod Security Standards forbid it from "
           "`baseline` on.",
    .fix = "Take `hostIPC: true` out. What watches a node by design belongs in a namespace of its "
           "own that allows it by the label `pod-security.kubernetes.io/enforce: privileged`.",
    .bad = HM_KUBE_HEAD "  hostIPC: true\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  hostIPC: false\n" HM_KUBE_LIST,
    .check = check,
};
