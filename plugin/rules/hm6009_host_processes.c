/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_service_find_host(
        at, out, &at->service->pid, HM_KEY_PID,
        "sees the host's processes, and as root their files through /proc/1/root.");
}

const struct hm_rule hm6009_host_processes = {
    .id = "HM6009",
    .concept = "host-processes",
    .since = "0.1",
    .title = "A container sees the host's processes",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .cis = "5.16",
    .same_as = HM_IDS("kics:Host Namespace is Shared", "compose-lint:CL-0010",
                      "docksec:compose-host-namespace", "cis:5.16"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "All processes of the host are visible in the container with their command "
           "lines and, for root, their environment and memory; they can be signalled, "
           "and through `/proc/1/root` root reads the host's files.",
    .fix = "Take `pid: host` out. For a tool that watches processes run it on the host, "
           "or give it the engine's figures.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    pid: host\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n",
    .check = check,
};
