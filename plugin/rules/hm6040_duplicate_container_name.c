/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

enum { SERVICES_LIMIT = 500 };

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_service *services = at->manifests->services;
    uint32_t n = at->manifests->n_services;

    n = n < SERVICES_LIMIT ? n : SERVICES_LIMIT;
    for (uint32_t i = 0; i < n; i++) {
        const struct hm_scalar *name = &services[i].container_name;
        for (uint32_t k = 0; name->is_set && name->is_known && k < i; k++) {
            if (services[k].container_name.is_known && services[k].container_name.is_set &&
                hm_str_is(services[k].container_name.text, name->text)) {
                hm_find(out, name->span, "The services %.*s and %.*s both name it %.*s.",
                        HM_FMT(services[k].name), HM_FMT(services[i].name), HM_FMT(name->text));
                break;
            }
        }
    }
}

const struct hm_rule hm6040_duplicate_container_name = {
    .id = "HM6040",
    .concept = "duplicate-container-name",
    .since = "0.1",
    .title = "Two services have the same container name",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .same_as = HM_IDS("dclint:no-duplicate-container-names"),
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(MANIFEST),
    .why = "A name can be given once: the engine refuses the second container, and which "
           "of the two services starts depends on which was first.",
    .fix = "Take `container_name:` out: Compose makes names that differ, and services "
           "reach each other by their own names.",
    .bad = "services:\n"
           "  a:\n"
           "    image: nginx:1.29\n"
           "    container_name: web\n"
           "  b:\n"
           "    image: nginx:1.29\n"
           "    container_name: web\n",
    .good = "services:\n"
            "  a:\n"
            "    image: nginx:1.29\n"
            "    container_name: web-a\n"
            "  b:\n"
            "    image: nginx:1.29\n"
            "    container_name: web-b\n",
    .check = check,
};
