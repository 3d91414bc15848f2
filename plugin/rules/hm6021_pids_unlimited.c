/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->service->is_podman && !at->service->pids.is_set) {
        return; /* it limits them to 2048 by itself */
    }
    hm_service_find_unlimited(at, out, &at->service->pids, HM_KEY_PIDS, HM_IDS("0", "-1"),
                              "processes");
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
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Process numbers are the host's: a service that forks without end, by a fault "
           "or a fork bomb, leaves none for others, and nobody can log in any more to "
           "stop it."
           " Containers that do one task and end (`docker run --rm`, or in the foreground of a "
           "script) are not asked for it: they are gone before it would matter."
           " Podman limits them to 2048 by itself.",
    .fix = "Set `pids_limit:`, or `deploy.resources.limits.pids`; a few hundred do for "
           "most services."
           " On a command line: `--pids-limit=200`, in a Quadlet `PidsLimit=200`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    pids_limit: 200\n",
    .check = check,
};
