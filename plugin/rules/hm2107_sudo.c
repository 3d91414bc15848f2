/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    for (uint32_t i = 0; script != NULL && i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        if (!hm_str_eq(cmd->name, "sudo")) {
            continue;
        }
        if (at->inst->kind == HM_RUN) {
            hm_find(out, cmd->span, "sudo is used in the build: USER says who a command runs as.");
        } else {
            hm_find_at(out, HM_SEV_MEDIUM, cmd->span,
                       "The service starts through sudo: its user can become root.");
        }
        return;
    }
}

const struct hm_rule hm2107_sudo = {
    .id = "HM2107",
    .concept = "sudo",
    .since = "0.1",
    .title = "sudo is used",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250 },
    .same_as =
        HM_IDS("hadolint:DL3004", "trivy:DS-0010", "kics:Run Using Sudo", "checkov:CKV2_DOCKER_1",
               "semgrep:no-sudo-in-dockerfile", "dockle:DKL-DI-0001", "droast:DF010"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN, CMD, ENTRYPOINT),
    .why = "A build's commands run as the user that USER names: there is nothing that sudo could "
           "give them which `USER root` does not. To use it, it must be installed, and its "
           "set-user-ID program and its rules stay in the image, where they are a way from the "
           "service's user to root. It also hides how signals and terminals reach the program.",
    .fix = "Switch with `USER root` before the commands that need it and back afterwards. To drop "
           "root when the container starts use a tool that only drops (`setpriv`, `gosu`, "
           "`su-exec`), or better start as the right user.",
    .bad = "FROM debian:12-slim\nUSER app\nRUN sudo apt-get update\n",
    .good = "FROM debian:12-slim\nUSER root\nRUN apt-get update\nUSER app\n",
    .check = check,
};
