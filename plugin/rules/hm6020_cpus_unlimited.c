/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_service_find_unlimited(at, out, &at->service->cpus, HM_KEY_CPUS, HM_IDS("0", "0.0", "-1"),
                              "processor time");
}

const struct hm_rule hm6020_cpus_unlimited = {
    .id = "HM6020",
    .concept = "cpus-unlimited",
    .since = "0.1",
    .title = "A container may use all processors of the host",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_LIMITS,
    .cwe = { 770 },
    .cis = "5.12",
    .same_as = HM_IDS("kics:Cpus Not Limited", "compose-lint:CL-0026",
                      "docksec:compose-no-resource-limits", "cis:5.12"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "A service that spins, or mines for somebody else, slows everything on the "
           "host down. Unlike memory the processors come back by themselves, so this is "
           "low."
           " Containers that do one task and end (`docker run --rm`, or in the foreground of a "
           "script) are not asked for it: they are gone before it would matter.",
    .fix = "Set `cpus:`, or `deploy.resources.limits.cpus`."
           " On a command line: `--cpus=1.5`, in a Quadlet `CPUQuota=150%` in `[Service]`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    cpus: 0.5\n",
    .check = check,
};
