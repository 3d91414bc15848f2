/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell.h"

#include "plugin/dockerfile/shell_parser.h"
#include "plugin/model/instruction.h"

bool
hm_shell_enter(struct hm_shell_parser *p)
{
    if (p->depth >= HM_SHELL_DEPTH) {
        p->is_complete = false;
        p->is_stopped = true;
        return false;
    }
    p->depth++;
    return true;
}

bool
hm_shell_spend(struct hm_shell_parser *p, size_t bytes)
{
    if (bytes > p->budget) {
        p->is_complete = false;
        p->is_stopped = true;
        return false;
    }
    p->budget -= bytes;
    return true;
}

bool
hm_shell_count(struct hm_shell_parser *p)
{
    if (p->n_pieces > HM_PIECES_LIMIT || ++p->n_pieces > HM_PIECES_LIMIT) {
        p->is_complete = false;
        p->is_stopped = true;
        return false;
    }
    return true;
}

bool
hm_shell_is_spent(const struct hm_shell_parser *p)
{
    return p->n_pieces > HM_PIECES_LIMIT;
}

struct hm_command *
hm_shell_push(struct hm_shell_parser *p)
{
    if (p->commands.n >= HM_SHELL_COMMANDS) {
        p->n_pieces = HM_PIECES_LIMIT + 1;
        p->is_complete = false;
        p->is_stopped = true;
        return NULL;
    }
    return hm_vec_push(p->arena, &p->commands);
}

struct hm_shell_parser *
hm_shell_parser_new(struct hm_arena *arena)
{
    struct hm_shell_parser *p = hm_arena_new(arena, struct hm_shell_parser, 1);
    p->arena = arena;
    return p;
}

/* Forgets the text before, but not the memory of the stacks. */
static void
begin(struct hm_shell_parser *p, size_t size, const struct hm_shell *shell)
{
    p->loops.n = 0;
    p->commands.n = p->args.n = p->words.n = 0;
    p->assignments.n = p->redirects.n = p->kept.n = 0;
    p->now = (struct hm_shell_context){ .wrapper = HM_NONE,
                                        .owner = HM_NONE,
                                        .input = HM_NONE,
                                        .has_pipefail = shell->has_pipefail,
                                        .has_errexit = shell->has_errexit,
                                        .is_windows = shell->dialect == HM_SHELL_POWERSHELL ||
                                                      shell->dialect == HM_SHELL_CMD,
                                        .is_bash = shell->dialect == HM_SHELL_BASH };
    p->heredocs = NULL;
    p->budget = 8 * size + 4096;
    p->n_pipelines = 0;
    p->last = HM_NONE;
    p->depth = 0;
    p->is_complete = true;
    p->is_stopped = p->has_pipe = p->has_pipefail = false;
}

/* Gives the here-documents' bodies to their redirects, and the commands to the script. */
static void
finish(struct hm_shell_parser *p, const struct hm_shell *shell, struct hm_script *ret_script)
{
    for (struct hm_shell_heredoc *doc = p->heredocs; doc != NULL; doc = doc->earlier) {
        if (doc->command < p->commands.n &&
            doc->redirect < p->commands.p[doc->command].n_redirects) {
            struct hm_redirect *to =
                (struct hm_redirect *)&p->commands.p[doc->command].redirects[doc->redirect];
            to->target = doc->body;
        }
    }
    struct hm_command *commands = NULL;
    if (p->commands.n > 0) {
        commands = hm_arena_new(p->arena, struct hm_command, p->commands.n);
        memcpy(commands, p->commands.p, p->commands.n * sizeof *commands);
    }
    struct hm_loop *loops = NULL;
    if (p->loops.n > 0) {
        loops = hm_arena_new(p->arena, struct hm_loop, p->loops.n);
        memcpy(loops, p->loops.p, p->loops.n * sizeof *loops);
    }
    *ret_script = (struct hm_script){
        .dialect = shell->dialect,
        .commands = commands,
        .n_commands = (uint32_t)p->commands.n,
        .loops = loops,
        .n_loops = (uint32_t)p->loops.n,
        .instruction = HM_NONE,
        .is_complete = p->is_complete,
        .is_cut = p->is_stopped,
        .has_pipefail = p->has_pipe ? p->has_pipefail : p->now.has_pipefail,
        .has_errexit = p->now.has_errexit,
    };
}

void
hm_shell_parse(struct hm_shell_parser *p, const struct hm_shell_text *text,
               const struct hm_shell *shell, struct hm_script *ret_script)
{
    begin(p, text->text.n, shell);
    if (shell->dialect == HM_SHELL_POWERSHELL || shell->dialect == HM_SHELL_CMD) {
        hm_shell_read_windows(p, text, shell->dialect);
    } else if (shell->dialect != HM_SHELL_OTHER) {
        struct hm_shell_cursor c = hm_shell_cursor(text);
        hm_shell_read_list(p, &c);
    }
    finish(p, shell, ret_script);
}

void
hm_shell_parse_words(struct hm_shell_parser *p, const struct hm_arg *args,
                     const struct hm_shell_text *texts, uint32_t n, const struct hm_shell *shell,
                     struct hm_script *ret_script)
{
    size_t size = 0;
    for (uint32_t i = 0; i < n; i++) {
        size += texts[i].text.n;
    }
    begin(p, size, shell);
    struct hm_command *cmd = n > 0 ? hm_shell_push(p) : NULL;
    if (cmd != NULL) {
        *cmd = (struct hm_command){ .args = args, .n_args = n };
        hm_shell_fill(p, cmd, 0);
        p->n_pipelines = 1;
        struct hm_shell_origin origin = { .texts = texts };
        (void)hm_shell_unwrap(p, 0, &origin);
    }
    finish(p, shell, ret_script);
}

uint32_t
hm_shell_parse_again(struct hm_shell_parser *p, const struct hm_command *cmd,
                     const struct hm_shell_text *texts, bool is_listed,
                     const struct hm_shell *shell, struct hm_script *ret_script)
{
    size_t size = 0;
    uint32_t last = 0;
    for (uint32_t i = 0; i < cmd->n_fields; i++) {
        size += texts[i].text.n;
    }
    begin(p, size, shell);
    p->now.flags = cmd->flags & ~(uint32_t)(HM_CMD_DYNAMIC | HM_CMD_PIPEFAIL);
    p->now.owner = cmd->owner == HM_NONE ? HM_NONE : HM_SHELL_OUTER;
    p->now.input = cmd->input == HM_NONE ? HM_NONE : HM_SHELL_OUTER;
    p->now.is_listed = is_listed;
    struct hm_command *again = cmd->n_fields > 0 ? hm_shell_push(p) : NULL;
    if (again != NULL) {
        *again = (struct hm_command){ .args = cmd->fields,
                                      .n_args = cmd->n_fields,
                                      .redirects = cmd->redirects,
                                      .n_redirects = cmd->n_redirects,
                                      .link = cmd->link,
                                      .pipeline = HM_SHELL_OUTER };
        hm_shell_fill(p, again, 0);
        struct hm_shell_origin origin = { .texts = texts };
        last = hm_shell_unwrap(p, 0, &origin);
    }
    finish(p, shell, ret_script);
    return last;
}

void
hm_shell_option(struct hm_shell *shell, struct hm_str name)
{
    shell->has_pipefail = shell->has_pipefail || hm_str_eq(name, "pipefail");
    shell->has_errexit = shell->has_errexit || hm_str_eq(name, "errexit");
}

/* The words of "-o pipefail" and its like, up to the shell's end. */
static void
take_options(struct hm_shell *shell, const struct hm_str *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (words[i].n < 2 || words[i].p[0] != '-' || words[i].p[1] == '-') {
            continue;
        }
        for (size_t k = 1; k < words[i].n; k++) {
            shell->has_errexit = shell->has_errexit || words[i].p[k] == 'e';
            if (words[i].p[k] == 'o' && i + 1 < n) {
                hm_shell_option(shell, words[i + 1]);
            }
        }
    }
}

struct hm_shell
hm_shell_of(const struct hm_str *words, size_t n)
{
    static const struct {
        struct hm_str name;
        enum hm_dialect dialect;
    } shells[] = {
        { HM_STR("sh"), HM_SHELL_SH },           { HM_STR("ash"), HM_SHELL_SH },
        { HM_STR("dash"), HM_SHELL_SH },         { HM_STR("bash"), HM_SHELL_BASH },
        { HM_STR("zsh"), HM_SHELL_BASH },        { HM_STR("ksh"), HM_SHELL_BASH },
        { HM_STR("mksh"), HM_SHELL_BASH },       { HM_STR("powershell"), HM_SHELL_POWERSHELL },
        { HM_STR("pwsh"), HM_SHELL_POWERSHELL }, { HM_STR("cmd"), HM_SHELL_CMD },
    };
    for (size_t i = 0; i < n; i++) {
        struct hm_str name = words[i];
        size_t slash = hm_str_find_last(name, '\\');
        name = hm_str_basename(slash < name.n ? hm_str_from(name, slash + 1) : name);
        if (name.n > 4 && hm_str_eq_nocase(hm_str_from(name, name.n - 4), HM_S(".exe"))) {
            name.n -= 4;
        }
        for (size_t k = 0; k < sizeof(shells) / sizeof(shells[0]); k++) {
            if (hm_str_eq_nocase(name, shells[k].name)) {
                struct hm_shell shell = { .dialect = shells[k].dialect };
                if (shell.dialect == HM_SHELL_SH || shell.dialect == HM_SHELL_BASH) {
                    take_options(&shell, words + i + 1, n - i - 1);
                }
                return shell;
            }
        }
        if (hm_str_ends(name, ".sh")) {
            return (struct hm_shell){ .dialect = HM_SHELL_SH };
        }
    }
    return (struct hm_shell){ .dialect = HM_SHELL_OTHER };
}
