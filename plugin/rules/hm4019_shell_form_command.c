/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

/* `exec program` replaces the shell, so signals arrive. */
static bool
is_exec(struct hm_str text)
{
    text = hm_str_trim(text);
    return hm_str_starts(text, "exec ") || hm_str_starts(text, "exec\t");
}

/* Whether SHELL was set on purpose before the instruction, which may be for that shell. */
static bool
has_chosen_shell(const struct hm_visit *at)
{
    if (at->stage == NULL) {
        return false;
    }
    if (at->stage->first_shell < at->inst->index) {
        return true;
    }
    return at->stage->parent < at->file->n_stages &&
           at->file->stages[at->stage->parent].shell.set_by != NULL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_instruction *inst = at->inst;

    if (inst->is_json || inst->n_words == 0 || inst->heredocs != NULL ||
        is_exec(inst->words[0].text) || (at->stage != NULL && at->stage->is_windows)) {
        return;
    }
    if (has_chosen_shell(at)) {
        return;
    }
    if (inst->kind == HM_ENTRYPOINT) {
        hm_find(out, inst->span,
                "In shell form the shell is process 1: it passes no signal on, and CMD and "
                "arguments are ignored.");
    } else {
        hm_find(out, inst->span, "In shell form the shell is process 1, and passes no signal on.");
    }
}

const struct hm_rule hm4019_shell_form_command = {
    .id = "HM4019",
    .concept = "shell-form-command",
    .since = "0.1",
    .title = "CMD or ENTRYPOINT is in shell form",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 573 },
    .same_as = HM_IDS("hadolint:DL3025", "buildkit:JSONArgsRecommended",
                      "kics:Not Using JSON In CMD And ENTRYPOINT Arguments",
                      "semgrep:prefer-json-notation", "tally:invalid-json-form", "droast:DF018",
                      "droast:DF025"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(CMD, ENTRYPOINT),
    .why = "The program runs below `/bin/sh -c`, which does not pass SIGTERM on: stopping the "
           "container waits for the timeout and then kills it in the middle of its work. Images "
           "without a shell do not start at all. Text that looks like JSON but is not (single "
           "quotes, a missing comma) ends up in shell form too.",
    .fix = "Write the words as JSON: `CMD [\"serve\", \"--port\", \"8080\"]`. Where a shell is "
           "needed, let it give way: `CMD exec serve --port \"$PORT\"`.",
    .bad = "FROM alpine:3.22\nENTRYPOINT serve --port 8080\n",
    .good = "FROM alpine:3.22\nENTRYPOINT [\"serve\", \"--port\", \"8080\"]\n",
    .check = check,
};
