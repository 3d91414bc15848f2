/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *driver = &at->service->logging;

    switch (hm_scalar_is(driver, "none")) {
    case HM_YES:
        hm_find(out, driver->span, "What the %s %.*s writes is thrown away.",
                HM_SERVICE(at->service));
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, driver->span, "The driver depends on a variable.");
        break;
    case HM_NO:
        break;
    }
}

const struct hm_rule hm6031_logging_off = {
    .id = "HM6031",
    .concept = "logging-off",
    .since = "0.1",
    .title = "A service's output is thrown away",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 778 },
    .same_as = HM_IDS("compose-lint:CL-0014"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "With the driver `none` nothing that the service writes is kept: an attack, "
           "or the fault behind one, leaves no trace, and `docker logs` is empty.",
    .fix = "Take the driver out, or name one that keeps a bounded log: `driver: local`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    logging:\n"
           "      driver: none\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    logging:\n"
            "      driver: local\n",
    .check = check,
};
