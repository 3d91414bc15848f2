/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"

/* Whether the command prints another time than now. */
static bool
is_given_a_time(const struct hm_command *cmd)
{
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_str text = cmd->args[i].text;
        bool is_letters = text.n > 1 && text.p[0] == '-' && text.p[1] != '-';
        if (hm_str_starts(text, "--date") || hm_str_starts(text, "--reference") ||
            (is_letters && (hm_str_has(text, "d") || hm_str_has(text, "r")))) {
            return true;
        }
    }
    return false;
}

static bool
writes_file(const struct hm_command *cmd)
{
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        const struct hm_redirect *redirect = &cmd->redirects[i];
        if ((redirect->kind == HM_REDIRECT_OUT || redirect->kind == HM_REDIRECT_APPEND) &&
            redirect->fd <= 1 && !hm_str_starts(redirect->target.text, "/dev/")) {
            return true;
        }
    }
    return hm_str_eq(cmd->name, "tee") ||
           (hm_str_eq(cmd->name, "sed") && hm_command_flag(cmd, 'i', "ef", "--in-place")) ||
           hm_command_is(cmd, "go", "build") || hm_command_is(cmd, "go", "install");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = at->script;
    const struct hm_command *cmd = at->cmd;

    if (at->inst->kind != HM_RUN || script->dialect > HM_SHELL_BASH || at->stage == NULL ||
        !at->stage->is_used || is_given_a_time(cmd)) {
        return;
    }
    bool is_written = writes_file(cmd);
    if (!is_written && cmd->owner < script->n_commands) {
        is_written = writes_file(&script->commands[cmd->owner]);
    }
    for (uint32_t i = cmd->index + 1; !is_written && i < script->n_commands; i++) {
        is_written = script->commands[i].input == cmd->index && writes_file(&script->commands[i]);
    }
    if (is_written) {
        hm_find(out, cmd->span, "Each build writes another time here.");
    }
}

const struct hm_rule hm2148_clock_in_build = {
    .id = "HM2148",
    .concept = "clock-in-build",
    .since = "0.1",
    .title = "A RUN writes the time of the build into the image",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_PINNED,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1188 },
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("date"),
    .why = "Two builds of the same sources give different layers as soon as the clock is in them: "
           "the digest says nothing about the contents any more, caches are missed, and nobody can "
           "check by rebuilding that an image is what it claims to be.",
    .fix = "Leave the time to the label `org.opencontainers.image.created`, or take it from the "
           "sources: `ARG SOURCE_DATE_EPOCH` and `date -u -d \"@$SOURCE_DATE_EPOCH\"`.",
    .bad = "FROM alpine:3.22\nRUN date > /etc/build-date\n",
    .good = "FROM alpine:3.22\nARG SOURCE_DATE_EPOCH\nRUN date -u -d \"@$SOURCE_DATE_EPOCH\" > "
            "/etc/build-date\n",
    .check = check,
};
