/* SPDX-License-Identifier: Apache-2.0 */
/* A script on one line, for tables of expected results. */
#ifndef HM_TESTS_DOCKERFILE_SHELL_DUMP_H
#define HM_TESTS_DOCKERFILE_SHELL_DUMP_H

#include "plugin/base/buf.h"
#include "plugin/dockerfile/shell.h"

static inline void
dump_word(struct hm_buf *to, struct hm_str text)
{
    bool is_odd = text.n == 0;
    for (size_t i = 0; i < text.n; i++) {
        is_odd = is_odd || hm_is_space(text.p[i]);
    }
    hm_buf_puts(to, is_odd ? "<" : "");
    hm_buf_add(to, text);
    hm_buf_puts(to, is_odd ? ">" : "");
}

/**
 * Commands with the operator in front of them, then {flags} (s subshell, u substitution, f
 * function, c condition, b branch, w wrapped, n negated, d dynamic, p pipefail, e encoded, x
 * unread), assignments, words, redirections; words with blanks in <>.
 */
static inline const char *
dump_script(struct hm_buf *to, const struct hm_script *script)
{
    static const char *const links[] = { "", "; ", "&& ", "|| ", "| ", "& " };
    static const char *const redirects[] = { "<", ">", ">>", "<<", "<<<", ">&" };
    static const char flags[] = "sufcbwndpex";
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        hm_buf_puts(to, i == 0 ? "" : cmd->link == HM_LINK_FIRST ? " / " : " ");
        hm_buf_puts(to, links[cmd->link]);
        for (size_t k = 0; cmd->flags != 0 && k < sizeof(flags) - 1; k++) {
            hm_buf_printf(to, "%s%.*s", k == 0 ? "{" : "", (int)(cmd->flags >> k & 1), flags + k);
        }
        hm_buf_puts(to, cmd->flags != 0 ? "}" : "");
        const char *blank = "";
        for (uint32_t k = 0; k < cmd->n_assignments; k++, blank = " ") {
            hm_buf_printf(to, "%s%.*s=", blank, HM_FMT(cmd->assignments[k].name));
            dump_word(to, cmd->assignments[k].value.text);
        }
        for (uint32_t k = 0; k < cmd->n_args; k++, blank = " ") {
            hm_buf_puts(to, blank);
            dump_word(to, cmd->args[k].text);
        }
        for (uint32_t k = 0; k < cmd->n_redirects; k++, blank = " ") {
            hm_buf_printf(to, "%s%s", blank, redirects[cmd->redirects[k].kind]);
            dump_word(to, cmd->redirects[k].target.text);
        }
    }
    hm_buf_puts(to, script->is_complete ? "" : " (cut)");
    return to->p == NULL ? "" : to->p;
}

#endif
