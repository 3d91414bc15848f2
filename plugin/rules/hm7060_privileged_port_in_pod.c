/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint64_t number;

    for (uint32_t i = 0; i < at->container->n_ports; i++) {
        const struct hm_scalar *port = &at->container->ports[i].container_port;
        if (hm_scalar_number(port, &number) && number > 0 && number < 1024 && number != 22) {
            hm_find(out, port->span, "%.*s listens on port %.*s.",
                    HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(port->text));
        }
    }
}

const struct hm_rule hm7060_privileged_port_in_pod = {
    .id = "HM7060",
    .concept = "privileged-port-in-pod",
    .since = "0.1",
    .title = "A container listens on a port that only root may open",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0117", "kube-linter:privileged-ports"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Ports below 1024 are a reason to run as root, or with `NET_BIND_SERVICE`. In a pod "
           "there is none: a Service gives any port to the outside.",
    .fix = "Listen on 8080, and let the Service map 80 to it.",
    .bad = HM_KUBE_POD "      ports:\n"
                       "        - containerPort: 80\n",
    .good = HM_KUBE_POD "      ports:\n"
                        "        - containerPort: 8080\n",
    .check = check,
};
