/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *limit = &at->service->pids;

    if (!limit->is_set) {
        hm_service_lacks(at, out, "has no limit on processes.");
    } else if (!limit->is_known) {
        hm_cannot_tell(out, limit->span, "The limit depends on a variable.");
    } else if (hm_str_eq(limit->text, "0") || hm_str_eq(limit->text, "-1")) {
        hm_find(out, limit->span, "The service %.*s has no limit on processes.",
                HM_FMT(at->service->name));
    }
}

const struct hm_rule hm6021_pids_unlimited = {
    .id = "HM6021",
    .concept = "pids-unlimited",
    .since = "0.1",
    .title = "A container may start any number of processes",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_LIMITS,
    .cwe = { 770 },
    .cis = "5.29",
    .same_as = HM_IDS("kics:Pids Limit Not Set", "cis:5.29"),
    .needs = HM_NEEDS_COMPOSE,
    .on = HM_ON(SERVICE),
    .why = "Process numbers are the host's: a service that forks without end, by a fault "
           "or a fork bomb, leaves none for others, and nobody can log in any more to "
           "stop it.",
    .fix = "Set `pids_limit:`, or `deploy.resources.limits.pids`; a few hundred do for "
           "most services.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    pids_limit: 200\n",
    .check = check,
};
