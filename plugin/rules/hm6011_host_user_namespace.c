/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_service_find_host(at, out, &at->service->userns_mode, HM_KEY_USERNS,
                         "is taken out of the engine's user namespace: its root is the host's.");
}

const struct hm_rule hm6011_host_user_namespace = {
    .id = "HM6011",
    .concept = "host-user-namespace",
    .since = "0.1",
    .title = "A container opts out of user namespaces",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .cis = "5.31",
    .same_as = HM_IDS("kics:Shared Host User Namespace", "compose-lint:CL-0010", "cis:5.31"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Where the engine maps the container's root to an unprivileged user of the "
           "host, `userns_mode: host` takes this service out of it: its root is the "
           "host's root again.",
    .fix = "Take it out. A file that must belong to a user of the host can be given to "
           "the mapped id.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    userns_mode: host\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n",
    .check = check,
};
