/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *parent = &at->service->cgroup_parent;

    hm_service_find_host(at, out, &at->service->cgroup, HM_KEY_CGROUP,
                         "sees and changes the control groups of the host.");
    if (parent->is_set && !parent->is_known) {
        hm_cannot_tell(out, parent->span, "The parent of its control group is a variable.");
    } else if (parent->is_set && parent->text.n > 0) {
        hm_find_at(out, HM_SEV_LOW, parent->span,
                   "The %s %.*s leaves the engine's control group for %.*s.",
                   HM_SERVICE(at->service), HM_FMT(parent->text));
    }
}

const struct hm_rule hm6013_cgroup_of_host = {
    .id = "HM6013",
    .concept = "cgroup-of-host",
    .since = "0.1",
    .title = "A container is put outside of its own control group",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_LIMITS,
    .cwe = { 668 },
    .cis = "5.25",
    .same_as = HM_IDS("kics:Cgroup Not Default", "cis:5.25"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "In the host's control groups (`cgroup: host`) a container sees, and as root "
           "changes, the limits of all others. Under a parent of its own "
           "(`cgroup_parent:`) it leaves the limits that the engine's administrator has "
           "set for containers.",
    .fix = "Take the key out, unless the parent is one that was made for this service.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    cgroup: host\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    cgroup: private\n",
    .check = check,
};
