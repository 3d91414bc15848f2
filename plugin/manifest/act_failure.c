/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the failure of a command, a step or a job counts for nothing. In doubt it counts: who
 * looks at an exit somewhere else is not accused. */
#include "plugin/manifest/act_maker.h"

/* So many commands behind one are looked at. */
#define MOST_FOLLOWING 200u

static bool
is_beside(const struct hm_command *cmd, const struct hm_command *other)
{
    return other->wrapper == cmd->wrapper && other->owner == cmd->owner;
}

/* The command behind @p i that stands beside it, or HM_NONE. */
static uint32_t
next_beside(const struct hm_script *script, uint32_t i)
{
    for (uint32_t k = i + 1; k < script->n_commands && k <= i + MOST_FOLLOWING; k++) {
        if (is_beside(&script->commands[i], &script->commands[k])) {
            return k;
        }
    }
    return HM_NONE;
}

/* Whether a command ends its script as a failure: exit 1, false, return $rc. */
static bool
fails(const struct hm_command *cmd)
{
    bool ends = hm_str_eq(cmd->name, "exit") || hm_str_eq(cmd->name, "return");

    if (ends && cmd->n_args > 1) {
        return !hm_str_eq(cmd->args[1].text, "0");
    }
    return ends || hm_str_eq(cmd->name, "false") || hm_str_eq(cmd->name, "error") ||
           hm_str_eq(cmd->name, "kill");
}

/* Whether a word asks for the exit of what ran before it. */
static bool
asks_exit(struct hm_str text)
{
    return hm_str_has(text, "$?") || hm_str_has(text, "PIPESTATUS") ||
           hm_str_has(text, "LASTEXITCODE");
}

static bool
is_exit_asked(const struct hm_script *script, uint32_t from)
{
    for (uint32_t i = from; i < script->n_commands && i < from + MOST_FOLLOWING; i++) {
        const struct hm_command *cmd = &script->commands[i];
        for (uint32_t k = 0; k < cmd->n_args; k++) {
            if (asks_exit(cmd->args[k].text)) {
                return true;
            }
        }
        for (uint32_t k = 0; k < cmd->n_assignments; k++) {
            if (asks_exit(cmd->assignments[k].value.text)) {
                return true;
            }
        }
    }
    return false;
}

static bool
only_speaks(const struct hm_command *cmd)
{
    return hm_str_eq(cmd->name, "true") || hm_str_eq(cmd->name, ":") ||
           hm_str_eq(cmd->name, "echo") || hm_str_eq(cmd->name, "printf") ||
           (hm_str_eq(cmd->name, "exit") && !fails(cmd));
}

/* `scan || this`. */
static enum hm_trit
judge_or(const struct hm_script *script, uint32_t i)
{
    const struct hm_command *handler = &script->commands[i];

    if (!only_speaks(handler)) {
        return fails(handler) ? HM_NO : HM_UNKNOWN;
    }
    /* { echo "…"; exit 1; }: the braces are not known here. */
    uint32_t next = next_beside(script, i);
    bool is_said_first = !hm_str_eq(handler->name, "true") && !hm_str_eq(handler->name, ":");
    if (is_said_first && next != HM_NONE && fails(&script->commands[next])) {
        return HM_NO;
    }
    return HM_YES;
}

/* `scan | this`: its exit is all that counts, unless pipefail is on. */
static enum hm_trit
judge_pipe(const struct hm_script *script, uint32_t i, uint32_t reader)
{
    static const char *const passive[] = { "tee",  "cat",    "sed",  "head", "tail", "less",
                                           "more", "column", "sort", "nl",   "ts",   NULL };
    const struct hm_command *cmd = &script->commands[reader];

    if ((cmd->flags & HM_CMD_PIPEFAIL) != 0 || (script->commands[i].flags & HM_CMD_PIPEFAIL) != 0) {
        return HM_NO;
    }
    return hm_str_in(cmd->name, passive) && !is_exit_asked(script, reader) ? HM_YES : HM_UNKNOWN;
}

/* `set +e` in front of it, and nobody asks for its exit. */
static bool
is_errexit_off(const struct hm_script *script, uint32_t i, uint32_t *ret_by)
{
    bool is_off = false;

    for (uint32_t k = 0; k < i; k++) {
        const struct hm_command *cmd = &script->commands[k];
        if (!hm_str_eq(cmd->name, "set") || !is_beside(&script->commands[i], cmd)) {
            continue;
        }
        for (uint32_t a = 1; a < cmd->n_args; a++) {
            struct hm_str word = cmd->args[a].text;
            bool is_long = a + 1 < cmd->n_args && hm_str_eq(cmd->args[a + 1].text, "errexit");
            bool has_e = is_long || hm_str_find(word, 'e') < word.n;
            if (has_e && word.n > 1 && (word.p[0] == '+' || word.p[0] == '-')) {
                is_off = word.p[0] == '+';
                *ret_by = k;
            }
        }
    }
    return is_off;
}

/* `if ! scan; then echo …; fi`. */
static enum hm_trit
judge_condition(const struct hm_script *script, uint32_t i)
{
    bool has_branch = false;

    for (uint32_t k = i + 1; k < script->n_commands && k <= i + MOST_FOLLOWING; k++) {
        const struct hm_command *cmd = &script->commands[k];
        if ((cmd->flags & HM_CMD_IN_BRANCH) == 0) {
            break;
        }
        has_branch = true;
        if (!only_speaks(cmd)) {
            return HM_UNKNOWN;
        }
    }
    return has_branch ? HM_YES : HM_UNKNOWN;
}

struct verdict {
    enum hm_trit ignores;
    const char *by;
    struct hm_span span;
};

static void
settle(struct verdict *verdict, enum hm_trit ignores, const char *by, struct hm_span span)
{
    if (verdict->ignores != HM_YES && ignores != HM_NO) {
        *verdict = (struct verdict){ .ignores = ignores, .by = by, .span = span };
    }
}

static const char *
words_of(struct hm_arena *arena, const char *link, const struct hm_command *cmd)
{
    return hm_str_c(hm_arena_printf(arena, "%s %.*s", link, HM_FMT(cmd->name)).p).p;
}

static void
judge_command(struct hm_arena *arena, const struct hm_script *script, uint32_t i,
              struct verdict *verdict)
{
    const struct hm_command *cmd = &script->commands[i];
    bool is_unix = script->dialect == HM_SHELL_SH || script->dialect == HM_SHELL_BASH;
    uint32_t by = HM_NONE;

    if (!is_unix) {
        return;
    }
    for (uint32_t k = next_beside(script, i); k != HM_NONE; k = next_beside(script, k)) {
        const struct hm_command *next = &script->commands[k];
        if (next->link == HM_LINK_OR) {
            settle(verdict, judge_or(script, k), words_of(arena, "||", next), next->span);
            break;
        }
        if (next->link == HM_LINK_PIPE) {
            settle(verdict, judge_pipe(script, i, k), words_of(arena, "|", next), next->span);
        } else if (next->link != HM_LINK_AND) {
            break;
        }
    }
    if ((cmd->flags & HM_CMD_IN_CONDITION) != 0) {
        settle(verdict, judge_condition(script, i), "if", cmd->span);
    } else if ((cmd->flags & HM_CMD_NEGATED) != 0) {
        settle(verdict, HM_UNKNOWN, "!", cmd->span);
    }
    if (verdict->ignores == HM_NO && is_errexit_off(script, i, &by) &&
        next_beside(script, i) != HM_NONE) {
        settle(verdict, is_exit_asked(script, i + 1) ? HM_UNKNOWN : HM_YES, "set +e",
               script->commands[by].span);
    }
    if (cmd->wrapper != HM_NONE && cmd->wrapper < i) {
        judge_command(arena, script, cmd->wrapper, verdict);
    }
}

static bool
has_value(const struct hm_entries *entries, const char *needle)
{
    for (uint32_t i = 0; i < entries->n; i++) {
        if (hm_str_has(entries->list[i].value.text, needle)) {
            return true;
        }
    }
    return false;
}

/* Whether a step is given what another put out: "${{ steps.scan.outputs.sarif }}". */
static bool
takes_from(const struct hm_step *step, const char *outputs)
{
    return hm_str_has(step->run.text, outputs) || has_value(&step->with, outputs) ||
           has_value(&step->env, outputs);
}

/* Whether a later step looks at how this one ended, or hands its report on. */
static bool
is_looked_at(const struct hm_act_maker *maker)
{
    struct hm_str id = maker->step->id;
    const char *outputs =
        id.n == 0 ? NULL : hm_arena_printf(maker->arena, "steps.%.*s.outputs.", HM_FMT(id)).p;

    for (uint32_t i = maker->step_index + 1; i < maker->job->n_steps; i++) {
        const struct hm_step *later = &maker->job->steps[i];
        if (outputs != NULL && takes_from(later, outputs)) {
            return true;
        }
        const struct hm_str texts[] = { later->condition.text, later->run.text, later->uses.text };
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            if (hm_str_has(texts[k], ".outcome") || hm_str_has(texts[k], ".conclusion") ||
                hm_str_has(texts[k], "upload-sarif") || hm_str_has(texts[k], "hullmark gate")) {
                return true;
            }
        }
    }
    return false;
}

static void
judge_switch(struct verdict *verdict, const struct hm_scalar *value, bool is_looked,
             const char *name)
{
    switch (hm_scalar_is_true(value)) {
    case HM_YES:
        settle(verdict, is_looked ? HM_UNKNOWN : HM_YES, name, value->span);
        break;
    case HM_UNKNOWN:
        settle(verdict, HM_UNKNOWN, name, value->span);
        break;
    case HM_NO:
        break;
    }
}

/* The exit by which a scanner says that it found something; empty where that is not known. Of
 * Grype it was another in older versions, so that both have to be allowed. */
static struct hm_str
exit_of(const struct hm_act *act, struct hm_str *ret_other)
{
    static const char *const tools[][2] = {
        { "snyk", "1" },   { "docker scout", "2" }, { "hullmark", "1" },
        { "cosign", "1" }, { "notation", "1" },
    };
    struct hm_str tool = hm_str_c(act->tool);

    *ret_other = HM_S("");
    for (uint32_t i = 1; act->cmd != NULL && hm_str_eq(tool, "trivy") && i < act->cmd->n_args;
         i++) {
        struct hm_str word = act->cmd->args[i].text;
        if (hm_str_eq(word, "--exit-code") && i + 1 < act->cmd->n_args) {
            return act->cmd->args[i + 1].text;
        }
        if (hm_str_starts(word, "--exit-code=")) {
            return hm_str_from(word, strlen("--exit-code="));
        }
    }
    if (hm_str_eq(tool, "grype")) {
        *ret_other = HM_S("1");
        return HM_S("2");
    }
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++) {
        if (hm_str_starts(tool, tools[i][0])) {
            return hm_str_c(tools[i][1]);
        }
    }
    return HM_S("");
}

static bool
has_code(struct hm_str codes, struct hm_str code)
{
    struct hm_str one;

    while (hm_str_split(&codes, ',', &one)) {
        if (hm_str_is(hm_str_trim(one), code)) {
            return true;
        }
    }
    return false;
}

/* GitLab's `allow_failure: {exit_codes: …}`. */
static void
judge_codes(const struct hm_act *act, struct verdict *verdict, const struct hm_scalar *codes)
{
    struct hm_str other;
    struct hm_str code = exit_of(act, &other);
    bool has = has_code(codes->text, code);

    if (code.n == 0) {
        settle(verdict, HM_UNKNOWN, "allow_failure: exit_codes", codes->span);
    } else if (has && (other.n == 0 || has_code(codes->text, other))) {
        settle(verdict, HM_YES, "allow_failure: exit_codes", codes->span);
    } else if (has || (other.n > 0 && has_code(codes->text, other))) {
        settle(verdict, HM_UNKNOWN, "allow_failure: exit_codes", codes->span);
    }
}

static bool
is_codes(const struct hm_act_maker *maker)
{
    const struct hm_scalar *value = &maker->job->ignores_failure;

    return maker->pipeline->kind == HM_PIPELINE_GITLAB && value->is_set && value->text.n > 0 &&
           hm_is_digit(value->text.p[0]);
}

void
hm_act_judge_failure(const struct hm_act_maker *maker, struct hm_act *act)
{
    static const char *const names[] = {
        [HM_PIPELINE_GITHUB] = "continue-on-error",
        [HM_PIPELINE_GITHUB_ACTION] = "continue-on-error",
        [HM_PIPELINE_GITLAB] = "allow_failure",
        [HM_PIPELINE_JENKINS] = "its failure is caught",
    };
    bool is_scanner = act->kind == HM_ACT_SCAN || act->kind == HM_ACT_SCAN_ALL;
    const char *name = names[maker->pipeline->kind];
    bool is_looked = is_looked_at(maker);
    struct verdict verdict = { .ignores = HM_NO };

    /* Its job never fails by what it finds: policies about merge requests look at its report. */
    if (hm_str_starts(hm_str_c(act->tool), "GitLab ")) {
        act->ignores_failure = HM_UNKNOWN;
        return;
    }
    if (act->cmd != NULL && maker->step->script != NULL &&
        act->cmd->index < maker->step->script->n_commands) {
        judge_command(maker->arena, maker->step->script, act->cmd->index, &verdict);
        if (verdict.ignores == HM_YES && is_looked) {
            verdict.ignores = HM_UNKNOWN;
        }
    }
    judge_switch(&verdict, &maker->step->ignores_failure, is_looked, name);
    if (is_codes(maker)) {
        judge_codes(act, &verdict, &maker->job->ignores_failure);
    } else {
        judge_switch(&verdict, &maker->job->ignores_failure, false, name);
    }
    if (is_scanner && act->ignores_failure != HM_NO) {
        if (act->ignores_failure == HM_YES && is_looked) {
            act->ignores_failure = HM_UNKNOWN;
        }
        return;
    }
    act->ignores_failure = verdict.ignores;
    act->ignored_by = verdict.by;
    act->ignored_span = verdict.span;
}
