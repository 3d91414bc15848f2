/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"

/* Whether the command prints fixed text into a file. */
static bool
prints_to_file(const struct hm_command *cmd)
{
    bool has_file = false;

    if (!hm_str_eq(cmd->name, "echo") && !hm_str_eq(cmd->name, "printf")) {
        return false;
    }
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        if (!cmd->args[i].is_literal) {
            return false;
        }
    }
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        const struct hm_redirect *redirect = &cmd->redirects[i];
        has_file = has_file || (redirect->kind == HM_REDIRECT_OUT && redirect->target.is_literal &&
                                !hm_str_starts(redirect->target.text, "/dev/"));
        has_file = has_file || (redirect->kind == HM_REDIRECT_APPEND && i == 0);
    }
    return has_file;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);

    if (!hm_visit_is_unix_run(at) || script->n_commands == 0 || !script->is_complete) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        if (!prints_to_file(&script->commands[i])) {
            return;
        }
    }
    hm_find(out, at->inst->span, "All that this RUN does is to write fixed text into a file.");
}

const struct hm_rule hm4041_file_written_by_echo = {
    .id = "HM4041",
    .concept = "file-written-by-echo",
    .since = "0.1",
    .title = "A file is written line by line by echo",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1041 },
    .same_as = HM_IDS("tally:prefer-copy-heredoc"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "A RUN that only prints into a file starts a container, depends on the shell's idea of "
           "quotes and backslashes, and hides what the file says from readers and from tools.",
    .fix = "Write the file as it is: `COPY <<EOF /etc/app.conf`.",
    .bad = "FROM alpine:3.22\nRUN echo 'listen 8080' > /etc/app.conf\n",
    .good = "FROM alpine:3.22\nCOPY <<EOF /etc/app.conf\nlisten 8080\nEOF\n",
    .check = check,
};
