/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_service *service = at->service;

    for (uint32_t i = 0; i < service->ulimits.n; i++) {
        const struct hm_entry *limit = &service->ulimits.list[i];
        bool is_of_memory = hm_str_eq(limit->name, "memlock");
        if (limit->value.is_set && !limit->value.is_known) {
            hm_cannot_tell(out, limit->span, "The limit depends on a variable.");
        } else if (!is_of_memory && hm_str_eq(limit->value.text, "-1")) {
            hm_find(out, limit->span, "The %s %.*s has no bound on %.*s.", HM_SERVICE(service),
                    HM_FMT(limit->name));
        }
    }
    if (hm_scalar_is_true(&service->oom_kill_disable) == HM_YES) {
        hm_find_at(out, HM_SEV_MEDIUM, service->oom_kill_disable.span,
                   "The %s %.*s cannot be ended when memory runs out.", HM_SERVICE(service));
    }
}

const struct hm_rule hm6035_limits_raised = {
    .id = "HM6035",
    .concept = "limits-raised",
    .since = "0.1",
    .title = "A service may use files or processes without bound",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_LIMITS,
    .cwe = { 770 },
    .cis = "5.19",
    .same_as = HM_IDS("cis:5.19"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "`ulimits` of -1, and an OOM killer that is switched off, take away what "
           "stops a service that runs wild before it takes the host with it.",
    .fix = "Give numbers that the service needs at its busiest, and let the OOM killer "
           "end it.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    ulimits:\n"
           "      nofile: -1\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    ulimits:\n"
            "      nofile: 65536\n",
    .check = check,
};
