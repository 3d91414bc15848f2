/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->service->n_volumes; i++) {
        const struct hm_volume *volume = &at->service->volumes[i];
        struct hm_str options = volume->options.text;
        struct hm_str option;
        if (volume->kind != HM_VOLUME_TMPFS) {
            continue;
        }
        if (!volume->options.is_known && volume->options.is_set) {
            hm_cannot_tell(out, volume->span, "The options depend on a variable.");
        }
        while (hm_str_split(&options, ',', &option)) {
            if (hm_str_eq(option, "exec") || hm_str_eq(option, "suid") ||
                hm_str_eq(option, "dev")) {
                hm_find(out, volume->span, "The tmpfs at %.*s of the %s %.*s allows %.*s.",
                        HM_FMT(volume->target.text), HM_SERVICE(at->service), HM_FMT(option));
                break;
            }
        }
    }
}

const struct hm_rule hm6033_permissive_tmpfs = {
    .id = "HM6033",
    .concept = "permissive-tmpfs",
    .since = "0.1",
    .title = "A temporary filesystem may hold programs to run",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_READ_ONLY,
    .cwe = { 732 },
    .same_as = HM_IDS("compose-lint:CL-0022"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Engines mount a tmpfs `noexec,nosuid,nodev`. With `exec` the one place that "
           "can be written besides volumes can hold what an intruder brings and runs; "
           "with `suid` and `dev` it can also hold what makes it root.",
    .fix = "Take `exec`, `suid` and `dev` out of the options.",
    .bad = "services:\n"
           "  web:\n"
           "    image: nginx:1.29\n"
           "    tmpfs:\n"
           "      - /tmp:exec,size=64m\n",
    .good = "services:\n"
            "  web:\n"
            "    image: nginx:1.29\n"
            "    tmpfs:\n"
            "      - /tmp:size=64m\n",
    .check = check,
};
