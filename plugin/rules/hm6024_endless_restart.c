/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *restart = &at->service->restart;

    if (!restart->is_set) {
        return;
    }
    if (!restart->is_known) {
        hm_cannot_tell(out, restart->span, "How often it is started again depends on a variable.");
    } else if (hm_str_eq(restart->text, "always") || hm_str_eq(restart->text, "unless-stopped") ||
               hm_str_eq(restart->text, "on-failure") || hm_str_eq(restart->text, "any")) {
        hm_find(out, restart->span, "The %s %.*s is started again however often it fails.",
                HM_SERVICE(at->service));
    }
}

const struct hm_rule hm6024_endless_restart = {
    .id = "HM6024",
    .concept = "endless-restart",
    .since = "0.1",
    .title = "A service that fails is started again without end",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_LIMITS,
    .profile = HM_PROFILE_ALL,
    .cwe = { 693 },
    .cis = "5.15",
    .same_as = HM_IDS("kics:Restart Policy On Failure Not Set To 5", "cis:5.15"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "`always`, `unless-stopped` and `on-failure` without a number start a service "
           "again however often it fails: a fault, or an attack that ends it each time, "
           "is then load on the host and lines in a log, and nobody is told. Many "
           "services want just that, so it is only listed.",
    .fix = "Write `restart: on-failure:5`, and have something watch that the service "
           "runs.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    restart: always\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    restart: on-failure:5\n",
    .check = check,
};
