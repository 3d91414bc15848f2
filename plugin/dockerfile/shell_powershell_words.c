/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_powershell.h"

void
hm_powershell_blanks(struct hm_windows_reader *r, bool with_lines)
{
    for (;;) {
        char ch = hm_powershell_peek(r, 0);
        char next = hm_powershell_peek(r, 1);
        if (hm_windows_is_over(r)) {
            return;
        }
        if (hm_is_space(ch) && (ch != '\n' || with_lines)) {
            r->c.at++;
        } else if (ch == '`' && (next == '\n' || next == '\r')) {
            hm_shell_advance(&r->c, next == '\r' && hm_powershell_peek(r, 2) == '\n' ? 3 : 2);
        } else if (ch == '#') {
            while (!hm_windows_is_over(r) && hm_powershell_peek(r, 0) != '\n') {
                r->c.at++;
            }
        } else if (ch == '<' && next == '#') {
            const char *from = r->c.text.text.p + r->c.at;
            const char *end = memmem(from, r->c.end - r->c.at, "#>", 2);
            r->p->is_complete = r->p->is_complete && end != NULL;
            r->c.at = end == NULL ? r->c.end : r->c.at + (uint32_t)(end - from) + 2;
        } else {
            return;
        }
    }
}

void
hm_powershell_nested(struct hm_windows_reader *r, char closer, uint32_t owner, uint32_t input,
                     uint32_t flags)
{
    struct hm_shell_context saved = r->p->now;
    if (!hm_shell_enter(r->p)) {
        return;
    }
    r->p->now.owner = owner != HM_NONE ? owner : saved.owner;
    r->p->now.input = input;
    r->p->now.flags |= flags;
    hm_powershell_list(r, closer, false);
    r->p->now = saved;
    hm_shell_leave(r->p);
}

/* @{ KEY = VALUE; … } behind its brace. */
static void
read_table(struct hm_windows_reader *r, uint32_t owner)
{
    struct hm_shell_context saved = r->p->now;
    if (!hm_shell_enter(r->p)) {
        return;
    }
    r->p->now.owner = owner != HM_NONE ? owner : saved.owner;
    r->p->now.input = HM_NONE;
    r->p->now.flags |= HM_CMD_IN_SUBSTITUTION;
    hm_powershell_list(r, '}', true);
    r->p->now = saved;
    hm_shell_leave(r->p);
}

/* $NAME, ${NAME}, $env:NAME, $( … ) at the cursor, in a word or in double quotes. */
static void
read_dollar(struct hm_windows_reader *r, struct hm_windows_word *word, uint32_t owner)
{
    char next = hm_powershell_peek(r, 1);
    hm_shell_advance(&r->c, 1);
    if (next == '(') {
        word->is_literal = false;
        hm_shell_advance(&r->c, 1);
        hm_powershell_nested(r, ')', owner, HM_NONE, HM_CMD_IN_SUBSTITUTION);
    } else if (next == '{') {
        word->is_literal = false;
        while (!hm_windows_is_over(r) && hm_powershell_peek(r, 0) != '}') {
            r->c.at++;
        }
        hm_shell_advance(&r->c, 1);
    } else if (hm_powershell_is_name(next) || hm_windows_is_one_of(next, "$?^")) {
        word->is_literal = false;
    }
}

static void
read_quotes(struct hm_windows_reader *r, struct hm_windows_word *word, uint32_t owner)
{
    char quote = hm_powershell_peek(r, 0);
    word->is_quoted = true;
    hm_windows_drop(r, 1);
    while (!hm_windows_is_over(r)) {
        char ch = hm_powershell_peek(r, 0);
        if (ch == quote) {
            bool is_doubled = hm_powershell_peek(r, 1) == quote;
            hm_windows_drop(r, 1);
            if (!is_doubled) {
                return;
            }
            r->c.at++;
        } else if (quote == '"' && ch == '`') {
            hm_windows_drop(r, 1);
            hm_shell_advance(&r->c, 1);
        } else if (quote == '"' && ch == '$') {
            read_dollar(r, word, owner);
        } else {
            r->c.at++;
        }
    }
    r->p->is_complete = false;
}

/* @" or @' and a line end. */
static bool
is_here_string(const struct hm_windows_reader *r)
{
    uint32_t ahead = 2;
    if (hm_powershell_peek(r, 0) != '@' ||
        (hm_powershell_peek(r, 1) != '"' && hm_powershell_peek(r, 1) != '\'')) {
        return false;
    }
    while (hm_windows_is_one_of(hm_powershell_peek(r, ahead), " \t\r")) {
        ahead++;
    }
    return hm_powershell_peek(r, ahead) == '\n';
}

static void
read_here_string(struct hm_windows_reader *r, struct hm_windows_word *word, uint32_t owner)
{
    char quote = hm_powershell_peek(r, 1);
    uint32_t ahead = 2;
    while (hm_powershell_peek(r, ahead) != '\n') {
        ahead++;
    }
    word->is_quoted = true;
    hm_windows_drop(r, ahead + 1);
    bool is_line_start = true;
    while (!hm_windows_is_over(r)) {
        char ch = hm_powershell_peek(r, 0);
        if (is_line_start && ch == quote && hm_powershell_peek(r, 1) == '@') {
            hm_windows_drop(r, 2);
            return;
        }
        uint32_t end = ch == '\r' && hm_powershell_peek(r, 1) == '\n' ? 2 : 1;
        is_line_start = hm_powershell_peek(r, end - 1) == '\n';
        if (is_line_start && hm_powershell_peek(r, end) == quote &&
            hm_powershell_peek(r, end + 1) == '@') {
            hm_windows_drop(r, end);
        } else if (quote == '"' && ch == '$') {
            read_dollar(r, word, owner);
        } else {
            r->c.at += is_line_start ? end : 1;
        }
    }
    r->p->is_complete = false;
}

/* Reads a piece of a word that is more than a byte; false when there is none at the cursor. @p
 * is_first: at its beginning, where parentheses belong to it. */
static bool
read_piece(struct hm_windows_reader *r, struct hm_windows_word *word, uint32_t owner, bool is_first)
{
    char ch = hm_powershell_peek(r, 0);
    char next = hm_powershell_peek(r, 1);
    if (ch == '"' || ch == '\'') {
        read_quotes(r, word, owner);
    } else if (ch == '$') {
        read_dollar(r, word, owner);
    } else if (is_first && is_here_string(r)) {
        read_here_string(r, word, owner);
    } else if (is_first && ch == '@' && next == '{') {
        word->is_literal = false;
        hm_shell_advance(&r->c, 2);
        read_table(r, owner);
    } else if (is_first && (ch == '(' || (ch == '@' && next == '('))) {
        word->is_literal = false;
        hm_shell_advance(&r->c, ch == '(' ? 1 : 2);
        hm_powershell_nested(r, ')', owner, HM_NONE, HM_CMD_IN_SUBSTITUTION);
    } else if (is_first && ch == '{') {
        word->is_literal = false;
        hm_shell_advance(&r->c, 1);
        hm_powershell_nested(r, '}', owner, r->p->now.input, HM_CMD_IN_BRANCH);
    } else {
        return false;
    }
    return true;
}

/* .NAME or ::NAME at the cursor. With parentheses it is a call: a command of
 * that name, dot and all. */
static void
read_member(struct hm_windows_reader *r, uint32_t owner)
{
    struct hm_windows_word word = hm_windows_begin_word(r);
    hm_shell_advance(&r->c, hm_powershell_peek(r, 0) == ':' ? 2 : 1);
    while (hm_powershell_is_name(hm_powershell_peek(r, 0))) {
        r->c.at++;
    }
    if (hm_powershell_peek(r, 0) != '(' || !hm_shell_enter(r->p)) {
        return;
    }
    struct hm_shell_context saved = r->p->now;
    struct hm_windows_list list = hm_windows_list(r);
    struct hm_windows_command made = hm_windows_begin_command(r);
    struct hm_shell_text text;
    struct hm_arg arg = hm_windows_end_word(r, &word, r->c.at, &text);
    r->p->now.owner = owner != HM_NONE ? owner : saved.owner;
    (void)hm_windows_add_word(r, &arg, &text);
    hm_shell_advance(&r->c, 1);
    for (;;) {
        hm_powershell_blanks(r, true);
        if (hm_windows_is_over(r)) {
            r->p->is_complete = false;
            break;
        }
        uint32_t from = r->c.at;
        if (hm_powershell_peek(r, 0) == ')') {
            r->c.at++;
            break;
        }
        arg = hm_powershell_expression(r, made.index, ",", &text);
        if (arg.span.len > 0 && !hm_windows_add_word(r, &arg, &text)) {
            break;
        }
        r->c.at +=
            hm_powershell_peek(r, 0) == ',' || (r->c.at == from && hm_powershell_peek(r, 0) != ')');
    }
    hm_windows_end_command(r, &list, &made, (struct hm_command){ 0 });
    r->p->now = saved;
    hm_shell_leave(r->p);
}

static bool
is_member(const struct hm_windows_reader *r)
{
    char ch = hm_powershell_peek(r, 0);
    return (ch == '.' && hm_is_alpha(hm_powershell_peek(r, 1))) ||
           (ch == ':' && hm_powershell_peek(r, 1) == ':' &&
            hm_powershell_is_name(hm_powershell_peek(r, 2)));
}

struct hm_arg
hm_powershell_word(struct hm_windows_reader *r, uint32_t owner, struct hm_shell_text *ret_text)
{
    struct hm_windows_word word = hm_windows_begin_word(r);
    bool is_value = false;
    while (!hm_windows_is_over(r)) {
        bool is_first = r->c.at == word.from;
        char ch = hm_powershell_peek(r, 0);
        if (read_piece(r, &word, owner, is_first)) {
            is_value = is_value || (is_first && (ch == '(' || ch == '$'));
        } else if (is_value && is_member(r)) {
            read_member(r, owner);
        } else if (hm_powershell_ends_word(ch) ||
                   (ch == '`' && hm_windows_is_one_of(hm_powershell_peek(r, 1), "\r\n"))) {
            break;
        } else if (ch == '`') {
            hm_windows_drop(r, 1);
            hm_shell_advance(&r->c, 1);
        } else {
            r->c.at++;
        }
    }
    return hm_windows_end_word(r, &word, r->c.at, ret_text);
}

struct hm_arg
hm_powershell_expression(struct hm_windows_reader *r, uint32_t owner, const char *ends,
                         struct hm_shell_text *ret_text)
{
    struct hm_windows_word word = hm_windows_begin_word(r);
    bool has_lines = strchr(ends, '\n') == NULL;
    unsigned parts = 0;
    uint32_t to = r->c.at;
    uint32_t piece = HM_NONE; /* where the plain bytes began that are being read */
    for (;;) {
        uint32_t before = r->c.at;
        hm_powershell_blanks(r, has_lines);
        piece = r->c.at != before ? HM_NONE : piece;
        char ch = hm_powershell_peek(r, 0);
        if (hm_windows_is_over(r) || ch == ')' || ch == '}' || hm_windows_is_one_of(ch, ends)) {
            break;
        }
        if (read_piece(r, &word, owner, true)) {
            parts++;
            /* $x and $env:X are read up to their dollar. */
            piece = ch == '$' && r->c.at > before + 1 ? HM_NONE : r->c.at;
        } else if (is_member(r)) {
            parts++;
            read_member(r, owner);
        } else {
            parts += piece == HM_NONE;
            piece = r->c.at++;
        }
        to = r->c.at;
    }
    if (parts > 1) {
        r->drops.n = word.drops;
        word.is_quoted = false;
        word.is_literal = false;
    }
    return hm_windows_end_word(r, &word, to, ret_text);
}
