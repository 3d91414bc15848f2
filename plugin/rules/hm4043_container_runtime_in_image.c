/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    struct hm_package_call call;
    struct hm_package package;

    for (uint32_t i = 0; script != NULL && hm_visit_ships(at) && i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        if (!hm_package_call(cmd, &call) || call.action != HM_PACKAGES_INSTALL) {
            continue;
        }
        uint32_t next = call.operands;
        while (hm_package_next(cmd, &call, &next, &package)) {
            if (hm_str_starts(package.name, "nvidia-container") ||
                hm_str_starts(package.name, "libnvidia-container") ||
                hm_str_starts(package.name, "nvidia-docker")) {
                hm_find(out, package.arg->span, "%.*s belongs on the host.", HM_FMT(package.name));
            }
        }
    }
}

const struct hm_rule hm4043_container_runtime_in_image = {
    .id = "HM4043",
    .concept = "container-runtime-in-image",
    .since = "0.1",
    .title = "The image holds the host's container runtime for GPUs",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .cwe = { 1104 },
    .same_as = HM_IDS("tally:gpu/no-container-runtime-in-image"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "NVIDIA's container toolkit gives containers their GPU from outside: it belongs on the "
           "host. Inside the image it does nothing but bring programs that are made to change how "
           "containers are set up.",
    .fix = "Leave it out of the image, and install it on the hosts.",
    .bad = "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y nvidia-container-toolkit\n",
    .good = "FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y ffmpeg\n",
    .check = check,
};
