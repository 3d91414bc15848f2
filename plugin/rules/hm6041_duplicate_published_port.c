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

struct range {
    uint64_t first;
    uint64_t last;
};

static bool
read_range(struct hm_str text, struct range *ret)
{
    size_t dash = hm_str_find(text, '-');
    struct hm_str last = dash < text.n ? hm_str_from(text, dash + 1) : text;

    return hm_str_to_u64(hm_str_sub(text, 0, dash), 65535, &ret->first) &&
           hm_str_to_u64(last, 65535, &ret->last) && ret->first <= ret->last;
}

/* Which ports of the host are taken for certain: of a range for one port of the container it is
 * any. */
static bool
are_taken(const struct hm_published *port, struct range *ret)
{
    struct range target = { 0 };

    return read_range(port->published.text, ret) &&
           (ret->first == ret->last || (read_range(port->target.text, &target) &&
                                        target.last - target.first == ret->last - ret->first));
}

static bool
is_everywhere(struct hm_str address)
{
    return address.n == 0 || hm_str_eq(address, "0.0.0.0") || hm_str_eq(address, "::");
}

static bool
is_same(const struct hm_published *a, const struct hm_published *b)
{
    struct range of_a = { 0 };
    struct range of_b = { 0 };

    return hm_str_is(a->protocol, b->protocol) &&
           (hm_str_is(a->address.text, b->address.text) || is_everywhere(a->address.text) ||
            is_everywhere(b->address.text)) &&
           are_taken(a, &of_a) && are_taken(b, &of_b) && of_a.first <= of_b.last &&
           of_b.first <= of_a.last;
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
    .why = "A port of an address can be taken once, and one that is published without an "
           "address is taken on all of them: the service that comes second does not start. "
           "Services of different profiles may do it, since they need not run "
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
