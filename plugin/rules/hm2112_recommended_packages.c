/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Whether a word of the command switches recommended packages off, for itself or in a
 * configuration file. */
static bool
configures(const struct hm_command *cmd)
{
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        if (hm_str_has_nocase(cmd->args[i].text, "Install-Recommends")) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    bool is_configured = false;
    if (!at->stage->is_target && !at->stage->is_ancestor) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind != HM_RUN || inst->script >= at->file->n_scripts) {
            continue;
        }
        const struct hm_script *script = &at->file->scripts[inst->script];
        for (uint32_t k = 0; k < script->n_commands && !is_configured; k++) {
            const struct hm_command *cmd = &script->commands[k];
            struct hm_package_call call;
            if (configures(cmd)) {
                is_configured = !hm_package_call(cmd, &call);
            } else if (hm_package_call(cmd, &call) && call.manager == HM_APT &&
                       call.action == HM_PACKAGES_INSTALL &&
                       !hm_command_has(cmd, "--no-install-recommends") &&
                       !hm_command_has(cmd, "--without-recommends") &&
                       !(hm_str_eq(cmd->name, "aptitude") &&
                         hm_command_flag(cmd, 'R', "oct", NULL))) {
                hm_find(out, cmd->span,
                        "Recommended packages are installed too: add --no-install-recommends.");
            }
        }
    }
}

const struct hm_rule hm2112_recommended_packages = {
    .id = "HM2112",
    .concept = "recommended-packages",
    .since = "0.1",
    .title = "apt-get installs recommended packages too",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .same_as =
        HM_IDS("hadolint:DL3015", "trivy:DS-0029", "kics:APT-GET Not Avoiding Additional Packages",
               "semgrep:missing-no-install-recommends", "droast:DF016"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "Debian and Ubuntu install what a package recommends along with it: often compilers, "
           "documentation tools or servers that a container never uses. Each is more to download, "
           "to scan and to patch, and more for an intruder to work with.",
    .fix = "`apt-get install -y --no-install-recommends …`, and name the few recommended packages "
           "that are needed after all (`ca-certificates` is the usual one).",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y curl\n",
    .good = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends "
            "curl\n",
    .check = check,
};
