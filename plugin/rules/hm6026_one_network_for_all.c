/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

/* Fewer than this talk to each other anyway. */
enum { FEW = 3 };

static bool
is_on_default(const struct hm_service *service)
{
    return !service->network_mode.is_set && service->incomplete == NULL &&
           (service->networks.n == 0 ||
            (service->networks.n == 1 && hm_str_eq(service->networks.list[0].text, "default")));
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_service *first = NULL;
    uint32_t n = 0;

    for (uint32_t i = 0; i < at->manifests->n_services; i++) {
        const struct hm_service *service = &at->manifests->services[i];
        if (hm_scalar_is(&service->network_mode, "bridge") == HM_YES) {
            hm_find(out, service->network_mode.span,
                    "The service %.*s is on the engine's bridge, with the containers of all "
                    "projects.",
                    HM_FMT(service->name));
        }
        if (is_on_default(service)) {
            first = first == NULL ? service : first;
            n++;
        }
    }
    if (n >= FEW) {
        hm_find(out, first->span, "%u services, from %.*s on, share the project's default network.",
                (unsigned)n, HM_FMT(first->name));
    }
}

const struct hm_rule hm6026_one_network_for_all = {
    .id = "HM6026",
    .concept = "one-network-for-all",
    .since = "0.1",
    .title = "All services of a project share one network",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 653 },
    .cis = "5.30",
    .same_as = HM_IDS("docksec:compose-no-network-segmentation", "cis:5.30"),
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(MANIFEST),
    .why = "Services for which no network is named are all on the project's default one: "
           "the web server that faces the world reaches the database's port and "
           "everything else. Networks of their own cost two lines and stop an intruder "
           "at the first service.",
    .fix = "Name networks at the top, and give each service those of the services it "
           "talks to: `networks: [front]`, `networks: [front, back]`, `networks: "
           "[back]`. `internal: true` keeps one from the world.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "  app:\n"
           "    image: example/app:1.0\n"
           "  db:\n"
           "    image: postgres:17.2\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    networks: [front]\n"
            "  app:\n"
            "    image: example/app:1.0\n"
            "    networks: [front, back]\n"
            "  db:\n"
            "    image: postgres:17.2\n"
            "    networks: [back]\n"
            "networks:\n"
            "  front:\n"
            "  back:\n"
            "    internal: true\n",
    .check = check,
};
