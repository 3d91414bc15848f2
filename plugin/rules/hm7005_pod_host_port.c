/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint64_t number;

    for (uint32_t i = 0; i < at->container->n_ports; i++) {
        const struct hm_scalar *port = &at->container->ports[i].host_port;
        if (port->is_set && !port->is_known) {
            hm_cannot_tell(out, port->span, "The port depends on a template.");
        } else if (hm_scalar_number(port, &number) && number != 0) {
            hm_find(out, port->span, "%.*s takes port %.*s of every node that it runs on.",
                    HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(port->text));
        }
    }
}

const struct hm_rule hm7005_pod_host_port = {
    .id = "HM7005",
    .concept = "pod-host-port",
    .since = "0.1",
    .title = "A container takes a port of its node",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .same_as =
        HM_IDS("trivy:KSV-0024", "checkov:CKV_K8S_26", "kics:Workload Host Port Not Specified"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why =
        "A port of the node is open to whoever reaches the node, past Services, Ingress and often "
        "past NetworkPolicies; and two pods that want the same one cannot share a node. With "
        "`hostNetwork: true` every port is one of the node: that is HM7002, and this rule says it "
        "of ports that are written out. The Pod Security Standards forbid it from `baseline` on.",
    .fix = "Take `hostPort` out and give the pod a Service.",
    .bad = HM_KUBE_POD "      ports:\n"
                       "        - containerPort: 8080\n"
                       "          hostPort: 80\n",
    .good = HM_KUBE_POD "      ports:\n"
                        "        - containerPort: 8080\n",
    .check = check,
};
