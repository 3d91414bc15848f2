/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_wrap.h"

/* sudo env nice … in a row; more of them are taken for arguments. */
enum { WRAPPERS_IN_A_ROW = 16 };

static bool
is_assignment(struct hm_str arg)
{
    size_t i = 0;
    while (i < arg.n &&
           (hm_is_alpha(arg.p[i]) || arg.p[i] == '_' || (i > 0 && hm_is_digit(arg.p[i])))) {
        i++;
    }
    return i > 0 && i < arg.n && arg.p[i] == '=';
}

bool
hm_shell_call(const struct hm_command *cmd, struct hm_shell_call *ret_call)
{
    const struct hm_shell_wrapper *row = cmd->n_args == 0 ? NULL : hm_shell_wrapper(cmd->name);
    if (row == NULL || row->kind != HM_RUNS_SCRIPT) {
        return false;
    }
    bool is_bash = !hm_str_eq(cmd->name, "sh") && !hm_str_eq(cmd->name, "dash") &&
                   !hm_str_eq(cmd->name, "ash");
    struct hm_shell_call call = { .script = HM_NONE,
                                  .shell = { .dialect = is_bash ? HM_SHELL_BASH : HM_SHELL_SH } };
    bool has_text = false;
    bool has_input = false;
    uint32_t i = 1;
    for (; i < cmd->n_args; i++) {
        struct hm_str arg = cmd->args[i].text;
        if (arg.n < 2 || (arg.p[0] != '-' && arg.p[0] != '+')) {
            break;
        }
        if (arg.p[1] == '-') {
            if (arg.n == 2) {
                i++;
                break;
            }
            i += hm_str_eq(arg, "--rcfile") || hm_str_eq(arg, "--init-file");
            continue;
        }
        uint32_t option = i;
        for (size_t k = 1; k < arg.n; k++) {
            has_text = has_text || arg.p[k] == 'c';
            has_input = has_input || arg.p[k] == 's';
            call.shell.has_errexit = call.shell.has_errexit || (arg.p[k] == 'e' && arg.p[0] == '-');
            if ((arg.p[k] == 'o' || arg.p[k] == 'O') && option + 1 < cmd->n_args) {
                hm_shell_option(&call.shell, cmd->args[++option].text);
            }
        }
        i = option;
    }
    bool has_operand = i < cmd->n_args && !hm_str_eq(cmd->args[i].text, "-") &&
                       !hm_str_eq(cmd->args[i].text, "/dev/stdin");
    if (has_text && has_operand) {
        call.script = i;
    }
    call.reads_input = !has_text && (has_input || !has_operand);
    *ret_call = call;
    return true;
}

struct hm_shell_context
hm_shell_inner(const struct hm_shell_parser *p, const struct hm_command *wrapper,
               const struct hm_shell *shell)
{
    struct hm_shell_context inner = p->now;
    inner.flags = (wrapper->flags & ~(uint32_t)(HM_CMD_DYNAMIC | HM_CMD_PIPEFAIL)) | HM_CMD_WRAPPED;
    inner.wrapper = wrapper->index;
    inner.owner = wrapper->owner;
    inner.input = wrapper->input;
    inner.closers = 0;
    if (shell != NULL) {
        inner.has_pipefail = shell->has_pipefail;
        inner.has_errexit = shell->has_errexit;
        inner.is_bash = shell->dialect == HM_SHELL_BASH;
        inner.is_windows = shell->dialect == HM_SHELL_POWERSHELL || shell->dialect == HM_SHELL_CMD;
    }
    return inner;
}

static bool
has_commands(const struct hm_shell_parser *p, const struct hm_shell_words *words, uint32_t arg)
{
    const struct hm_shell_origin *origin = words->origin;
    return origin->texts == NULL && p->words.p[origin->first + words->shift + arg].has_commands;
}

struct hm_shell_text
hm_shell_wrap_text(struct hm_shell_parser *p, const struct hm_shell_words *words, uint32_t arg)
{
    const struct hm_shell_origin *origin = words->origin;
    if (origin->texts != NULL) {
        return origin->texts[words->shift + arg];
    }
    /* A copy: the vector moves as it grows. */
    struct hm_shell_word word = p->words.p[origin->first + words->shift + arg];
    return hm_shell_unquoted(p, origin->cursor, &word);
}

/* The words from @p from on as one text, with a space between them. */
static struct hm_shell_text
joined(struct hm_shell_parser *p, const struct hm_shell_words *words, const struct hm_command *cmd,
       uint32_t from, bool *ret_has_commands)
{
    *ret_has_commands = has_commands(p, words, from);
    if (from + 1 == cmd->n_args) {
        return hm_shell_wrap_text(p, words, from);
    }
    size_t size = 0;
    for (uint32_t i = from; i < cmd->n_args; i++) {
        size += cmd->args[i].text.n + 1;
    }
    if (!hm_shell_spend(p, size)) {
        return hm_shell_wrap_text(p, words, from);
    }
    struct hm_shell_builder b = { .p = hm_arena_alloc(p->arena, size) };
    for (uint32_t i = from; i < cmd->n_args; i++) {
        struct hm_shell_text text = hm_shell_wrap_text(p, words, i);
        struct hm_shell_cursor c = hm_shell_cursor(&text);
        *ret_has_commands = *ret_has_commands || has_commands(p, words, i);
        /* Piece by piece, as each has a place of its own in the file. */
        for (uint32_t k = 0; k < text.text.n; k++) {
            hm_shell_build(p, &b, hm_str_sub(text.text, k, 1), hm_shell_original(&c, k));
        }
        if (i + 1 < cmd->n_args) {
            const struct hm_span *span = &cmd->args[i].span;
            hm_shell_build(p, &b, HM_S(" "), span->off + span->len);
        }
    }
    return (struct hm_shell_text){ .text = { .p = b.p, .n = b.n },
                                   .joins = b.joins.p,
                                   .n_joins = (uint32_t)b.joins.n };
}

/* The wrapped command made of the words [from, to) of @p by; by's own index at the limit. */
uint32_t
hm_shell_wrap_words(struct hm_shell_parser *p, const struct hm_command *by, uint32_t from,
                    uint32_t to)
{
    struct hm_shell_context saved = p->now;
    uint32_t index = (uint32_t)p->commands.n;
    struct hm_command *cmd = hm_shell_push(p);
    if (cmd == NULL) {
        return by->index;
    }
    p->now.flags |= HM_CMD_WRAPPED;
    p->now.wrapper = by->index;
    *cmd = (struct hm_command){ .args = by->args + from,
                                .n_args = to - from,
                                .redirects = by->redirects,
                                .n_redirects = by->n_redirects,
                                .link = by->link,
                                .pipeline = by->pipeline };
    hm_shell_fill(p, cmd, index);
    p->now = saved;
    p->last = index;
    return index;
}

/* The assignments among the words [from, to). */
static void
take_assignments(struct hm_shell_parser *p, struct hm_command *cmd, const struct hm_command *by,
                 uint32_t from, uint32_t to)
{
    if (from == to) {
        return;
    }
    struct hm_assignment *made = hm_arena_new(p->arena, struct hm_assignment, to - from);
    for (uint32_t i = from; i < to; i++) {
        struct hm_arg arg = by->args[i];
        size_t name = hm_str_find(arg.text, '=');
        made[i - from].name = hm_str_sub(arg.text, 0, name);
        if (arg.span.len == arg.text.n) {
            arg.span.off += (uint32_t)name + 1;
            arg.span.len -= (uint32_t)name + 1;
        }
        arg.text = hm_str_from(arg.text, name + 1);
        made[i - from].value = arg;
    }
    cmd->assignments = made;
    cmd->n_assignments = to - from;
}

/* find … -exec COMMAND ; */
static void
unwrap_find(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    struct hm_command cmd = p->commands.p[index];
    for (uint32_t i = 1; i < cmd.n_args; i++) {
        struct hm_str arg = cmd.args[i].text;
        if (!hm_str_eq(arg, "-exec") && !hm_str_eq(arg, "-execdir") && !hm_str_eq(arg, "-ok") &&
            !hm_str_eq(arg, "-okdir")) {
            continue;
        }
        uint32_t to = i + 1;
        while (to < cmd.n_args && !hm_str_eq(cmd.args[to].text, ";") &&
               !hm_str_eq(cmd.args[to].text, "+")) {
            to++;
        }
        if (to > i + 1) {
            uint32_t inner = hm_shell_wrap_words(p, &cmd, i + 1, to);
            if (inner == index) {
                return;
            }
            struct hm_shell_origin origin = *words->origin;
            if (origin.texts != NULL) {
                origin.texts += words->shift + i + 1;
            } else {
                origin.first += words->shift + i + 1;
            }
            const struct hm_shell_wrapper *row = hm_shell_wrapper(p->commands.p[inner].name);
            if (row != NULL && row->kind != HM_RUNS_FOUND && hm_shell_enter(p)) {
                (void)hm_shell_unwrap(p, inner, &origin);
                hm_shell_leave(p);
            }
        }
        i = to;
    }
    p->last = index;
}

void
hm_shell_wrap_read(struct hm_shell_parser *p, uint32_t index, const struct hm_shell_text *text,
                   const struct hm_shell *shell, bool is_listed, uint32_t flags)
{
    struct hm_command cmd = p->commands.p[index];
    struct hm_shell_context inner = hm_shell_inner(p, &cmd, shell);
    inner.is_listed = inner.is_listed || is_listed;
    inner.flags |= flags;
    if (shell != NULL &&
        (shell->dialect == HM_SHELL_POWERSHELL || shell->dialect == HM_SHELL_CMD)) {
        struct hm_shell_context saved = p->now;
        p->now = inner;
        if (hm_shell_spend(p, text->text.n) && hm_shell_enter(p)) {
            hm_shell_read_windows(p, text, shell->dialect);
            hm_shell_leave(p);
        }
        p->now = saved;
    } else {
        hm_shell_read_text(p, text, &inner);
    }
}

/* Reads the words from @p from on as a script of command @p index. */
void
hm_shell_wrap_script(struct hm_shell_parser *p, uint32_t index, const struct hm_shell_words *words,
                     uint32_t from, uint32_t to, const struct hm_shell *shell)
{
    struct hm_command cmd = p->commands.p[index];
    bool is_listed = false;
    cmd.n_args = to;
    struct hm_shell_text text = joined(p, words, &cmd, from, &is_listed);
    hm_shell_wrap_read(p, index, &text, shell, is_listed, 0);
}

/* su's -c TEXT, wherever it stands; `runuser -u USER -- COMMAND`. */
static uint32_t
unwrap_su(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words,
          const struct hm_shell_wrapper *row)
{
    struct hm_command cmd = p->commands.p[index];
    bool has_user = false;
    for (uint32_t i = 1; i + 1 < cmd.n_args; i++) {
        struct hm_str arg = cmd.args[i].text;
        bool is_cluster = hm_shell_is_option(arg) && arg.p[1] != '-' && arg.p[arg.n - 1] == 'c';
        if (is_cluster || hm_str_eq(arg, "--command")) {
            struct hm_shell shell = { .dialect = HM_SHELL_SH };
            hm_shell_wrap_script(p, index, words, i + 1, i + 2, &shell);
            return index;
        }
        has_user = has_user || hm_str_eq(arg, "-u") || hm_str_starts(arg, "--user");
    }
    uint32_t at = has_user ? hm_shell_past_options(&cmd, 1, row) : cmd.n_args;
    if (at == cmd.n_args) {
        return index;
    }
    words->shift += at;
    return hm_shell_wrap_words(p, &cmd, at, cmd.n_args);
}

/* scl enable COLLECTION… 'TEXT', or `scl enable COLLECTION… -- COMMAND`. */
static uint32_t
unwrap_scl(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    struct hm_command cmd = p->commands.p[index];
    if (cmd.n_args < 4 || !hm_str_eq(cmd.args[1].text, "enable")) {
        return index;
    }
    for (uint32_t i = 2; i + 1 < cmd.n_args; i++) {
        if (hm_str_eq(cmd.args[i].text, "--")) {
            words->shift += i + 1;
            return hm_shell_wrap_words(p, &cmd, i + 1, cmd.n_args);
        }
    }
    struct hm_shell shell = { .dialect = HM_SHELL_BASH };
    hm_shell_wrap_script(p, index, words, cmd.n_args - 1, cmd.n_args, &shell);
    return index;
}

/* nix-shell --run TEXT. */
static void
unwrap_named(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    struct hm_command cmd = p->commands.p[index];
    for (uint32_t i = 1; i + 1 < cmd.n_args; i++) {
        if (hm_str_eq(cmd.args[i].text, "--run") || hm_str_eq(cmd.args[i].text, "--command")) {
            struct hm_shell shell = { .dialect = HM_SHELL_BASH };
            hm_shell_wrap_script(p, index, words, i + 1, i + 2, &shell);
            return;
        }
    }
}

/* conda run -n ENVIRONMENT COMMAND. */
static uint32_t
unwrap_run(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words,
           const struct hm_shell_wrapper *row)
{
    struct hm_command cmd = p->commands.p[index];
    if (cmd.n_args < 3 || !hm_str_eq(cmd.args[1].text, "run")) {
        return index;
    }
    uint32_t at = hm_shell_past_options(&cmd, 2, row);
    if (at == cmd.n_args) {
        return index;
    }
    words->shift += at;
    return hm_shell_wrap_words(p, &cmd, at, cmd.n_args);
}

/* `env -S TEXT`, and `command -v NAME`, which runs nothing. */
static bool
is_exception(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words)
{
    struct hm_command cmd = p->commands.p[index];
    bool is_env = hm_str_eq(cmd.name, "env");
    if (hm_str_eq(cmd.name, "command")) {
        return cmd.n_args > 1 &&
               (hm_str_eq(cmd.args[1].text, "-v") || hm_str_eq(cmd.args[1].text, "-V"));
    }
    if (is_env && cmd.n_args > 2 &&
        (hm_str_eq(cmd.args[1].text, "-S") || hm_str_eq(cmd.args[1].text, "--split-string"))) {
        hm_shell_wrap_script(p, index, words, 2, 3, NULL);
        return true;
    }
    return false;
}

/* `sh -c 'TEXT'` and `sh <<<'TEXT'`. */
static void
unwrap_shell(struct hm_shell_parser *p, uint32_t index, const struct hm_shell_words *words)
{
    struct hm_command cmd = p->commands.p[index];
    struct hm_shell_call call = { .script = HM_NONE };
    if (hm_shell_call(&cmd, &call) && call.script != HM_NONE) {
        hm_shell_wrap_script(p, index, words, call.script, call.script + 1, &call.shell);
        return;
    }
    for (uint32_t i = 0; call.reads_input && i < cmd.n_redirects; i++) {
        if (cmd.redirects[i].kind == HM_REDIRECT_STRING && hm_shell_enter(p)) {
            struct hm_shell_context inner = hm_shell_inner(p, &cmd, &call.shell);
            struct hm_shell_text text = { .text = cmd.redirects[i].target.text,
                                          .base = cmd.redirects[i].target.span.off };
            inner.is_listed = true;
            hm_shell_read_text(p, &text, &inner);
            hm_shell_leave(p);
        }
    }
}

/* A program that is given another's words behind its own: `sudo -u a PROGRAM …`. */
static uint32_t
unwrap_words(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words,
             const struct hm_shell_wrapper *row)
{
    struct hm_command cmd = p->commands.p[index];
    if (is_exception(p, index, words)) {
        return index;
    }
    uint32_t at = hm_shell_past_options(&cmd, 1, row);
    /* `env - a`: a dash alone is -i. */
    at += at < cmd.n_args && hm_str_eq(cmd.name, "env") && hm_str_eq(cmd.args[at].text, "-");
    at = cmd.n_args - at > row->operands ? at + row->operands : cmd.n_args;
    uint32_t assignments = at;
    while (at < cmd.n_args && is_assignment(cmd.args[at].text)) {
        at++;
    }
    if (at == cmd.n_args) {
        return index;
    }
    uint32_t inner = hm_shell_wrap_words(p, &cmd, at, cmd.n_args);
    if (inner == index) {
        return index;
    }
    take_assignments(p, &p->commands.p[inner], &cmd, assignments, at);
    words->shift += at;
    return inner;
}

/* One wrapper; returns what it runs, or @p index. */
static uint32_t
unwrap_one(struct hm_shell_parser *p, uint32_t index, struct hm_shell_words *words,
           const struct hm_shell_wrapper *row)
{
    struct hm_command cmd = p->commands.p[index];
    switch (row->kind) {
    case HM_RUNS_FOUND:
        unwrap_find(p, index, words);
        return index;
    case HM_RUNS_TEXT:
        return unwrap_su(p, index, words, row);
    case HM_RUNS_POWERSHELL:
        hm_shell_unwrap_powershell(p, index, words);
        return index;
    case HM_RUNS_CMD:
        hm_shell_unwrap_cmd(p, index, words);
        return index;
    case HM_RUNS_IEX:
        hm_shell_unwrap_iex(p, index, words);
        return index;
    case HM_RUNS_START:
        return hm_shell_unwrap_start(p, index, words);
    case HM_RUNS_CALL:
        return p->now.is_windows ? hm_shell_unwrap_call(p, index, words) : index;
    case HM_RUNS_SCRIPT:
        unwrap_shell(p, index, words);
        return index;
    case HM_RUNS_RUN:
        return unwrap_run(p, index, words, row);
    case HM_RUNS_SCL:
        return unwrap_scl(p, index, words);
    case HM_RUNS_NAMED:
        unwrap_named(p, index, words);
        return index;
    case HM_RUNS_EVAL:
        if (cmd.n_args > 1) {
            hm_shell_wrap_script(p, index, words, 1, cmd.n_args, NULL);
        }
        return index;
    default:
        break;
    }
    return unwrap_words(p, index, words, row);
}

uint32_t
hm_shell_unwrap(struct hm_shell_parser *p, uint32_t index, const struct hm_shell_origin *origin)
{
    struct hm_shell_words words = { .origin = origin };
    for (int i = 0; i < WRAPPERS_IN_A_ROW && !p->is_stopped; i++) {
        const struct hm_shell_wrapper *row = hm_shell_wrapper(p->commands.p[index].name);
        if (row == NULL) {
            break;
        }
        uint32_t inner = unwrap_one(p, index, &words, row);
        if (inner == index) {
            break;
        }
        index = inner;
    }
    return index;
}
