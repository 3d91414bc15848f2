/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->n_ports; i++) {
        const struct hm_scalar *port = &at->service->ports[i].published;
        struct hm_str first = hm_str_sub(port->text, 0, hm_str_find(port->text, '-'));
        uint64_t number = 0;
        if (port->is_set && !port->is_known) {
            hm_cannot_tell(out, at->service->ports[i].span,
                           "Which port of the host it is depends on a variable.");
        } else if (hm_str_to_u64(first, 65535, &number) && number > 0 && number < 1024 &&
                   number != 80 && number != 443) {
            hm_find(out, at->service->ports[i].span, "The %s %.*s takes the host's port %.*s.",
                    HM_SERVICE(at->service), HM_FMT(port->text));
        }
    }
}

const struct hm_rule hm6018_privileged_port_published = {
    .id = "HM6018",
    .concept = "privileged-port-published",
    .since = "0.1",
    .title = "A port of the host below 1024 is published",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 269 },
    .cis = "5.8",
    .same_as = HM_IDS("kics:Privileged Ports Mapped In Container", "cis:5.8"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Ports below 1024 are those of the host's own services: what listens there is "
           "trusted, and by default a rootless engine cannot open them. 80 and 443 are not "
           "reported: they are what a web server publishes.",
    .fix = "Publish a port above 1023, and let a reverse proxy or load balancer answer "
           "on the well-known one.",
    .bad = "services:\n"
           "  mail:\n"
           "    image: example/mail:1.0\n"
           "    ports: [\"127.0.0.1:25:2525\"]\n",
    .good = "services:\n"
            "  mail:\n"
            "    image: example/mail:1.0\n"
            "    ports: [\"127.0.0.1:2525:2525\"]\n",
    .check = check,
};
