/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static bool
is_everywhere(struct hm_str address)
{
    return address.n == 0 || hm_str_eq(address, "0.0.0.0") || hm_str_eq(address, "::") ||
           hm_str_eq(address, "0") || hm_str_eq(address, "*");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->n_ports; i++) {
        const struct hm_published *port = &at->service->ports[i];
        const struct hm_scalar *whole = port->whole.is_set ? &port->whole : &port->target;
        bool is_vague = !whole->is_known && (!port->published.is_set || !port->address.is_set) &&
                        hm_str_starts(whole->text, "$");
        if ((port->address.is_set && !port->address.is_known) || is_vague) {
            hm_cannot_tell(out, port->span, "On which address it listens depends on a variable.");
        } else if (!port->target.is_set && !port->whole.is_set) {
            hm_find(out, port->span,
                    "All ports that the image of the %s %.*s exposes are open on every address of "
                    "the host.",
                    HM_SERVICE(at->service));
        } else if (is_everywhere(port->address.text) && at->service->is_swarm) {
            hm_find(out, port->span,
                    "Port %.*s of the %s %.*s is open on every address of the swarm's nodes.",
                    HM_FMT(port->target.text), HM_SERVICE(at->service));
        } else if (is_everywhere(port->address.text)) {
            hm_find(out, port->span,
                    "Port %.*s of the %s %.*s is open on every address of the host.",
                    HM_FMT(port->target.text), HM_SERVICE(at->service));
        }
    }
}

const struct hm_rule hm6017_port_on_all_interfaces = {
    .id = "HM6017",
    .concept = "port-on-all-interfaces",
    .since = "0.1",
    .title = "A port is published on all addresses of the host",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 668, 1327 },
    .cis = "5.14",
    .same_as = HM_IDS("kics:Container Traffic Not Bound To Host Interface", "compose-lint:CL-0005",
                      "docksec:compose-port-bound-all-interfaces",
                      "dclint:no-unbound-port-interfaces", "cis:5.14"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "`8080:80` listens on every interface of the host, also on those that face "
           "other networks, and the engine's own rules let it past a firewall such as "
           "ufw. A database or an admin page that was meant for the machine alone is "
           "then on the network.",
    .fix =
        "Write the address: `127.0.0.1:8080:80` for the machine itself or a reverse "
        "proxy on it, another one of the host's for more. Services of the project "
        "reach each other without any published port."
        " On a command line: `-p 127.0.0.1:8080:80`, in a Quadlet `PublishPort=127.0.0.1:8080:80`. "
        "A swarm takes no address: there, publish only the port of a reverse proxy, reach the "
        "others "
        "by an overlay network, and guard the nodes' ports in the firewall (chain DOCKER-USER).",
    .bad = "services:\n"
           "  db:\n"
           "    image: postgres:17.2\n"
           "    ports:\n"
           "      - \"5432:5432\"\n",
    .good = "services:\n"
            "  db:\n"
            "    image: postgres:17.2\n"
            "    ports:\n"
            "      - \"127.0.0.1:5432:5432\"\n",
    .check = check,
};
