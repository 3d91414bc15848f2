/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/commands.h"
#include "plugin/rules/registry.h"

/* Commands whose failure nobody would want to hear of, or that do not fail. */
static bool
cannot_fail(const struct hm_command *cmd)
{
    static const struct hm_str names[] = { HM_STR("echo"), HM_STR("printf"), HM_STR("yes"),
                                           HM_STR("true"), HM_STR(":"),      HM_STR("cat") };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (hm_str_is(cmd->name, names[i])) {
            /* cat of a here-document, not of a file. */
            return !hm_str_eq(cmd->name, "cat") || cmd->n_args == 1;
        }
    }
    return false;
}

/* `a | b || true`: the pipe's end is looked at, or of no interest. */
static bool
is_handled(const struct hm_script *script, const struct hm_command *last)
{
    for (uint32_t i = last->index + 1; i < script->n_commands; i++) {
        const struct hm_command *next = &script->commands[i];
        if (next->pipeline != last->pipeline && next->owner == HM_NONE &&
            next->wrapper == HM_NONE) {
            return next->link == HM_LINK_OR;
        }
    }
    return false;
}

/* Whether a failure of the pipe would end the command that it stands in, and is likely: `a=$(b |
 * c)` fails with it, `echo $(b | c)` does not. What is asked of the machine itself is there. */
static bool
counts(const struct hm_script *script, const struct hm_command *cmd)
{
    return (cmd->flags & HM_CMD_IN_SUBSTITUTION) == 0 ||
           (cmd->owner != HM_NONE && script->commands[cmd->owner].name.n == 0 &&
            hm_command_downloads(&script->commands[cmd->input]));
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    if (!hm_visit_is_unix_run(at)) {
        return;
    }
    uint32_t handled = HM_NONE; /* the pipeline that was found to be */
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        /* In a condition failure is looked at; the one of `a | while read b` is not a's. */
        if (cmd->link != HM_LINK_PIPE || cmd->input == HM_NONE ||
            (cmd->flags & (HM_CMD_PIPEFAIL | HM_CMD_NEGATED)) != 0 || !counts(script, cmd) ||
            (script->commands[cmd->input].flags & HM_CMD_IN_CONDITION) != 0 ||
            cannot_fail(&script->commands[cmd->input]) || cmd->pipeline == handled) {
            continue;
        }
        if (is_handled(script, cmd)) {
            handled = cmd->pipeline;
            continue;
        }
        hm_find(out, hm_span_join(script->commands[cmd->input].span, cmd->span),
                "When %.*s fails, the build goes on: only the pipe's last command counts.",
                HM_FMT(script->commands[cmd->input].name));
        return;
    }
}

const struct hm_rule hm2141_pipe_without_pipefail = {
    .id = "HM2141",
    .concept = "pipe-without-pipefail",
    .since = "0.1",
    .title = "A failure in a pipe goes unnoticed",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 703 },
    .same_as = HM_IDS("hadolint:DL4006", "kics:Shell Running A Pipe Without Pipefail Flag",
                      "semgrep:set-pipefail", "droast:DF057"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "A pipe's exit status is that of its last command. When the download in front of it "
           "breaks off, the command behind works on what came until then, and the layer is kept "
           "and cached as if all were well.",
    .fix =
        "`SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` before it, or `set -o pipefail` at "
        "the beginning of the RUN where the shell knows it (bash, busybox; Debian's dash from "
        "0.5.13 on).",
    .bad = "FROM debian:12-slim\nRUN wget -qO- https://example.com/data.txt | wc -l > /count\n",
    .good = "FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n"
            "RUN wget -qO- https://example.com/data.txt | wc -l > /count\n",
    .check = check,
};
