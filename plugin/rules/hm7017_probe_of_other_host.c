/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->container->n_handlers; i++) {
        const struct hm_kube_handler *handler = &at->container->handlers[i];
        if (handler->host.is_set && handler->host.text.n > 0) {
            hm_find(out, handler->host.span,
                    "The %s of %.*s goes to a host that it names, not to the pod.", handler->what,
                    HM_FMT(at->container->name.text));
        }
    }
}

const struct hm_rule hm7017_probe_of_other_host = {
    .id = "HM7017",
    .concept = "probe-of-other-host",
    .since = "0.1",
    .title = "A probe or hook goes to a host that it names",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 918 },
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Probes and hooks are sent by the kubelet, from the node's own network. One that names "
           "a host sends the kubelet there: to the loopback of the node, to the cloud's metadata, "
           "to whatever pods cannot reach. The Pod Security Standards forbid it from `baseline` on "
           "(version 1.34).",
    .fix = "Take `host` out: it is the pod itself then.",
    .bad = HM_KUBE_POD "      livenessProbe:\n"
                       "        httpGet:\n"
                       "          host: 169.254.169.254\n"
                       "          port: 80\n",
    .good = HM_KUBE_POD "      livenessProbe:\n"
                        "        httpGet:\n"
                        "          port: 80\n",
    .check = check,
};
