/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->n_volumes; i++) {
        const struct hm_volume *volume = &at->service->volumes[i];
        const struct hm_scalar *mode = &volume->propagation;
        if (mode->is_set && !mode->is_known) {
            hm_cannot_tell(out, volume->span, "How mounts propagate depends on a variable.");
        } else if (hm_str_ends(mode->text, "shared")) {
            hm_find(out, volume->span, "What the %s %.*s mounts below it appears on the host.",
                    HM_SERVICE(at->service));
        } else if (hm_str_ends(mode->text, "slave")) {
            hm_find_at(out, HM_SEV_LOW, volume->span,
                       "What the host mounts below it later appears in the %s %.*s.",
                       HM_SERVICE(at->service));
        }
    }
}

const struct hm_rule hm6015_shared_mount_propagation = {
    .id = "HM6015",
    .concept = "shared-mount-propagation",
    .since = "0.1",
    .title = "Mounts of a container and of the host reach each other",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 668 },
    .cis = "5.20",
    .same_as =
        HM_IDS("kics:Volume Mounted In Multiple Containers", "compose-lint:CL-0017", "cis:5.20"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "With `shared` propagation what the container mounts below that folder "
           "appears on the host and in other containers, over what was there. With "
           "`slave` only the host's later mounts appear in the container: disks that "
           "nobody meant to show it.",
    .fix = "Leave propagation as it is by default (`rprivate`).",
    .bad = "services:\n"
           "  agent:\n"
           "    image: example/agent:1.0\n"
           "    volumes:\n"
           "      - ./data:/data:rshared\n",
    .good = "services:\n"
            "  agent:\n"
            "    image: example/agent:1.0\n"
            "    volumes:\n"
            "      - ./data:/data\n",
    .check = check,
};
