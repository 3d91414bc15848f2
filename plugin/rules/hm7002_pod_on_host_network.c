/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_workload_find_on(at, out, &at->workload->pod.host_network, "uses the network of its node.");
}

const struct hm_rule hm7002_pod_on_host_network = {
    .id = "HM7002",
    .concept = "pod-on-host-network",
    .since = "0.1",
    .title = "A pod uses its node's network",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .same_as = HM_IDS("trivy:KSV-0009", "checkov:CKV_K8S_19", "kics:Shared Host Network Namespace",
                      "kube-linter:host-network"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "The pod sees all traffic of its node, reaches what listens on the node's loopback "
           "alone (the kubelet, the cloud's credentials), and no NetworkPolicy holds for it. The "
           "Pod Security Standards forbid it from `baseline` on.",
    .fix = "Take `hostNetwork: true` out. What watches a node by design belongs in a namespace of "
           "its own that allows it by the label `pod-security.kubernetes.io/enforce: privileged`.",
    .bad = HM_KUBE_HEAD "  hostNetwork: true\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  hostNetwork: false\n" HM_KUBE_LIST,
    .check = check,
};
