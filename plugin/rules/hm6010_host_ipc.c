/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_service_find_host(at, out, &at->service->ipc, HM_KEY_IPC,
                         "shares the memory segments of the host's programs.");
}

const struct hm_rule hm6010_host_ipc = {
    .id = "HM6010",
    .concept = "host-ipc",
    .since = "0.1",
    .title = "A container shares the host's memory segments",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .cis = "5.17",
    .same_as = HM_IDS("kics:Shared Host IPC Namespace", "compose-lint:CL-0010",
                      "docksec:compose-host-namespace", "cis:5.17"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Shared memory, semaphores and message queues of the host's programs can be "
           "read and changed: databases and display servers keep data in them.",
    .fix = "Take `ipc: host` out; for more shared memory there is `shm_size:`, and two "
           "services share theirs by `ipc: service:NAME`.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    ipc: host\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n",
    .check = check,
};
