/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Neither in a subshell nor under a condition. */
static bool
is_in_order(const struct hm_command *cmd)
{
    return (cmd->flags & ~(uint32_t)HM_CMD_PIPEFAIL) == 0;
}

/* Whether it changes the folder of the commands after it. */
static bool
is_plain(const struct hm_command *cmd)
{
    return hm_str_eq(cmd->name, "cd") && cmd->n_args <= 2 && is_in_order(cmd);
}

/* Whether @p cmd only makes the folder that @p cd goes to, as WORKDIR does. */
static bool
makes_folder(const struct hm_command *cmd, const struct hm_command *cd)
{
    struct hm_command made = hm_command_expanded(cmd);
    struct hm_command to = hm_command_expanded(cd);
    return hm_str_eq(cmd->name, "mkdir") && is_in_order(cmd) && is_plain(cd) && to.n_args == 2 &&
           hm_command_operand(&made, 1) + 1 == made.n_args &&
           hm_str_is(made.args[made.n_args - 1].text, to.args[1].text);
}

/* The command that the work begins with: `set -e` and its like may come first. */
static const struct hm_command *
first_of(const struct hm_script *script)
{
    const struct hm_command *first = script->commands;
    const struct hm_command *last = &script->commands[script->n_commands - 1];
    while (first < last && (hm_str_eq(first->name, "set") || makes_folder(first, first + 1))) {
        first++;
    }
    return first;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    if (!hm_visit_is_unix_run(at) || script->n_commands == 0) {
        return;
    }
    const struct hm_command *first = first_of(script);
    const struct hm_command *last = &script->commands[script->n_commands - 1];
    if (is_plain(last)) {
        hm_find_at(out, HM_SEV_LOW, last->span,
                   "cd ends the RUN: the next instruction starts where this one did.");
    } else if (is_plain(first)) {
        hm_find(out, first->span,
                "WORKDIR says where commands run, and makes the folder when it is not there.");
    }
}

const struct hm_rule hm2140_directory_changed = {
    .id = "HM2140",
    .concept = "directory-changed",
    .since = "0.1",
    .title = "RUN changes the folder with cd",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .same_as = HM_IDS("hadolint:DL3003", "trivy:DS-0013",
                      "kics:RUN Instruction Using 'cd' Instead of WORKDIR", "semgrep:use-workdir",
                      "droast:DF008"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "cd lasts until its RUN ends: the next instruction is back in the old folder, which is "
           "easily overlooked when lines are moved. A `cd` as the last command does nothing at "
           "all.",
    .fix = "`WORKDIR /src` before the commands. A cd within a longer chain, into a folder that the "
           "chain itself has made, is fine and is not reported.",
    .bad = "FROM debian:12-slim\nRUN cd /opt/app && ./configure\n",
    .good = "FROM debian:12-slim\nWORKDIR /opt/app\nRUN ./configure\n",
    .check = check,
};
