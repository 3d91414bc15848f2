/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_service_find_host(at, out, &at->service->uts, HM_KEY_UTS, "shares the host's name.");
}

const struct hm_rule hm6012_host_uts = {
    .id = "HM6012",
    .concept = "host-uts",
    .since = "0.1",
    .title = "A container can change the host's name",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .cis = "5.21",
    .same_as = HM_IDS("compose-lint:CL-0010", "cis:5.21"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Host name and domain name are the host's own; with `SYS_ADMIN` they can be "
           "changed, by which logs and certificates of the host are misled.",
    .fix = "Take `uts: host` out; `hostname:` gives the container a name of its own.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    uts: host\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n",
    .check = check,
};
