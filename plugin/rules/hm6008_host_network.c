/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_service_find_host(
        at, out, &at->service->network_mode, HM_KEY_NETWORK,
        "uses the host's network: it reaches whatever listens on the host's localhost.");
    if (at->service->host_network.is_set) {
        hm_find(out, at->service->host_network.span,
                "The network %.*s is the host's own: the %s %.*s reaches whatever listens on the "
                "host's localhost.",
                HM_FMT(at->service->host_network.text), HM_SERVICE(at->service));
    }
    if (hm_scalar_is(&at->service->build.network, "host") == HM_YES) {
        hm_find_at(out, HM_SEV_MEDIUM, at->service->build.network.span,
                   "The build of the %s %.*s uses the network of the machine that builds.",
                   HM_SERVICE(at->service));
    }
}

const struct hm_rule hm6008_host_network = {
    .id = "HM6008",
    .concept = "host-network",
    .since = "0.1",
    .title = "A container uses the host's network",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .cis = "5.10",
    .same_as = HM_IDS("kics:Shared Host Network Namespace", "compose-lint:CL-0008",
                      "docksec:compose-host-network", "cis:5.10"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "The container sees and can listen on every interface of the host, reaches "
           "services that only listen on localhost (databases, the cloud's metadata, the "
           "engine's own port), and no published port says what it opens.",
    .fix = "Publish the ports that are needed by `ports:`, and put the services that "
           "talk to each other on a network of their own.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    network_mode: host\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n",
    .check = check,
};
