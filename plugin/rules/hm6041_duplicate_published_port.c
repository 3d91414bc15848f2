/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

enum { PORTS_LIMIT = 500 };

struct taken {
    const struct hm_service *service;
    const struct hm_published *port;
};

static bool
is_certain(const struct hm_published *port)
{
    return port->published.is_set && port->published.is_known && port->address.is_known &&
           !hm_str_eq(port->published.text, "0");
}

static bool
is_same(const struct hm_published *a, const struct hm_published *b)
{
    return hm_str_is(a->published.text, b->published.text) &&
           hm_str_is(a->address.text, b->address.text) && hm_str_is(a->protocol, b->protocol);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct taken taken[PORTS_LIMIT];
    uint32_t n = 0;

    for (uint32_t i = 0; i < at->manifests->n_services; i++) {
        const struct hm_service *service = &at->manifests->services[i];
        for (uint32_t k = 0; k < service->n_ports && service->profiles.n == 0; k++) {
            const struct hm_published *port = &service->ports[k];
            uint32_t other = 0;
            while (other < n && !is_same(taken[other].port, port)) {
                other++;
            }
            if (!is_certain(port)) {
                continue;
            }
            if (other < n && taken[other].service != service) {
                hm_find(out, port->span, "The services %.*s and %.*s both publish port %.*s.",
                        HM_FMT(taken[other].service->name), HM_FMT(service->name),
                        HM_FMT(port->published.text));
            } else if (n < PORTS_LIMIT) {
                taken[n++] = (struct taken){ .service = service, .port = port };
            }
        }
    }
}

const struct hm_rule hm6041_duplicate_published_port = {
    .id = "HM6041",
    .concept = "duplicate-published-port",
    .since = "0.1",
    .title = "Two services publish the same port of the host",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .same_as = HM_IDS("dclint:no-duplicate-exported-ports"),
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(MANIFEST),
    .why = "A port of an address can be taken once: the service that comes second does "
           "not start. Services of different profiles may do it, since they need not run "
           "together.",
    .fix = "Give one of them another port, or another address.",
    .bad = "services:\n"
           "  a:\n"
           "    image: nginx:1.29\n"
           "    ports: [\"127.0.0.1:8080:80\"]\n"
           "  b:\n"
           "    image: nginx:1.29\n"
           "    ports: [\"127.0.0.1:8080:80\"]\n",
    .good = "services:\n"
            "  a:\n"
            "    image: nginx:1.29\n"
            "    ports: [\"127.0.0.1:8080:80\"]\n"
            "  b:\n"
            "    image: nginx:1.29\n"
            "    ports: [\"127.0.0.1:8081:80\"]\n",
    .check = check,
};
