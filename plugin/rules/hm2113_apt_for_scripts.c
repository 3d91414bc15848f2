/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    struct hm_package_call call;
    if (!hm_visit_is_unix_run(at)) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        if (hm_str_eq(cmd->name, "apt") && hm_package_call(cmd, &call)) {
            hm_find(out, cmd->span, "apt is made for people at a terminal: scripts use apt-get.");
            return;
        }
    }
}

const struct hm_rule hm2113_apt_for_scripts = {
    .id = "HM2113",
    .concept = "apt-for-scripts",
    .since = "0.1",
    .title = "apt is used where apt-get belongs",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .same_as = HM_IDS("hadolint:DL3027", "kics:Run Using apt", "checkov:CKV_DOCKER_9",
                      "semgrep:prefer-apt-get", "droast:DF059"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "apt's command line may change from one release to the next, it says so itself: \"apt "
           "does not have a stable CLI interface\". A build that works today can fail or do "
           "something else with the next base image.",
    .fix = "`apt-get` and `apt-cache` have the same verbs and stay as they are.",
    .bad = "FROM debian:12-slim\nRUN apt update && apt install -y --no-install-recommends curl\n",
    .good = "FROM debian:12-slim\n"
            "RUN apt-get update && apt-get install -y --no-install-recommends curl\n",
    .check = check,
};
