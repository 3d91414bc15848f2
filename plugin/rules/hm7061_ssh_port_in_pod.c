/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint64_t number;

    for (uint32_t i = 0; i < at->container->n_ports; i++) {
        const struct hm_scalar *port = &at->container->ports[i].container_port;
        if (hm_scalar_number(port, &number) && number == 22) {
            hm_find(out, port->span, "%.*s listens on the port of SSH.",
                    HM_FMT(hm_container_label(out->arena, at->container)));
        }
    }
}

const struct hm_rule hm7061_ssh_port_in_pod = {
    .id = "HM7061",
    .concept = "ssh-port-in-pod",
    .since = "0.1",
    .title = "A container offers SSH",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 284 },
    .same_as = HM_IDS("kube-linter:ssh-port"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "A login server in a container has keys and accounts that the cluster does not know, "
           "and what is done through it no audit shows.",
    .fix = "Use `kubectl exec` and `kubectl debug`, and take the server out.",
    .bad = HM_KUBE_POD "      ports:\n"
                       "        - containerPort: 22\n",
    .good = HM_KUBE_POD "      ports:\n"
                        "        - containerPort: 8080\n",
    .check = check,
};
