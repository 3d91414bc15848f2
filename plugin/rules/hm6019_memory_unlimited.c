/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_service_find_unlimited(at, out, &at->service->memory, HM_KEY_MEMORY, HM_IDS("0", "-1"),
                              "memory");
}

const struct hm_rule hm6019_memory_unlimited = {
    .id = "HM6019",
    .concept = "memory-unlimited",
    .since = "0.1",
    .title = "A container may use all memory of the host",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_LIMITS,
    .cwe = { 770 },
    .cis = "5.11",
    .same_as = HM_IDS("kics:Memory Not Limited", "compose-lint:CL-0026",
                      "docksec:compose-no-resource-limits", "cis:5.11"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Without a limit one service that leaks, or is made to by a request, takes "
           "the memory of all others, until the kernel ends processes: perhaps the "
           "database's, perhaps the engine's."
           " Containers that do one task and end (`docker run --rm`, or in the foreground of a "
           "script) are not asked for it: they are gone before it would matter.",
    .fix = "Set `mem_limit:`, or `deploy.resources.limits.memory`, to somewhat more than "
           "the service needs at its busiest."
           " On a command line: `--memory=512m`, in a Quadlet `MemoryMax=512M` in `[Service]`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    mem_limit: 256m\n",
    .check = check,
};
