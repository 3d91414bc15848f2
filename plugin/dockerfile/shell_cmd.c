/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_windows.h"

/* Where a list ends. */
enum end {
    AT_TEXT,  /* nowhere else */
    AT_PAREN, /* past the ')' that closes it */
    AT_LINE,  /* before the line's end: what `if` and `do` decide about */
};

static void read_list(struct hm_windows_reader *r, enum end end, bool is_grouped,
                      enum hm_link first);

static void
skip_blanks(struct hm_windows_reader *r)
{
    for (;;) {
        char ch = hm_shell_peek(&r->c, 0);
        char next = hm_shell_peek(&r->c, 1);
        if (ch == ' ' || ch == '\t' || ch == '\r') {
            r->c.at++;
        } else if (ch == '^' && (next == '\n' || next == '\r')) {
            hm_shell_advance(&r->c, next == '\r' && hm_shell_peek(&r->c, 2) == '\n' ? 3 : 2);
        } else {
            return;
        }
    }
}

static void
skip_line(struct hm_windows_reader *r)
{
    while (!hm_windows_is_over(r) && hm_shell_peek(&r->c, 0) != '\n') {
        r->c.at++;
    }
}

static bool
ends_word(char ch, bool is_grouped)
{
    return hm_is_space(ch) || hm_windows_is_one_of(ch, "&|<>") || (ch == ')' && is_grouped);
}

/* Reads the word at the cursor; an empty one when there is none. */
static struct hm_arg
read_word(struct hm_windows_reader *r, bool is_grouped, struct hm_shell_text *ret_text)
{
    struct hm_windows_word word = hm_windows_begin_word(r);
    bool is_in_quotes = false;
    while (!hm_windows_is_over(r)) {
        char ch = hm_shell_peek(&r->c, 0);
        char next = hm_shell_peek(&r->c, 1);
        if (ch == '"') {
            is_in_quotes = !is_in_quotes;
            word.is_quoted = true;
            hm_windows_drop(r, 1);
        } else if (is_in_quotes ? ch == '\n' : ends_word(ch, is_grouped)) {
            break;
        } else if (ch == '^' && !is_in_quotes) {
            if (next == '\n' || next == '\r') {
                hm_windows_drop(r, next == '\r' && hm_shell_peek(&r->c, 2) == '\n' ? 3 : 2);
            } else {
                hm_windows_drop(r, 1);
                hm_shell_advance(&r->c, 1);
            }
        } else {
            word.is_literal = word.is_literal && ch != '%' && ch != '!';
            r->c.at++;
        }
    }
    r->p->is_complete = r->p->is_complete && !is_in_quotes;
    return hm_windows_end_word(r, &word, r->c.at, ret_text);
}

/* The word at the cursor, to be looked at alone. */
static struct hm_str
take_word(struct hm_windows_reader *r, bool is_grouped)
{
    struct hm_shell_text text;
    skip_blanks(r);
    uint32_t from = r->c.at;
    struct hm_arg arg = read_word(r, is_grouped, &text);
    return r->c.at == from ? hm_str_make(NULL, 0) : arg.text;
}

/* Whether the word at the cursor is this one, which is then read. */
static bool
take_keyword(struct hm_windows_reader *r, const char *keyword)
{
    uint32_t n = (uint32_t)strlen(keyword);
    char ch = hm_shell_peek(&r->c, n);
    struct hm_str there = hm_str_sub(r->c.text.text, r->c.at, n);
    bool is_end = r->c.end - r->c.at <= n || hm_is_space(ch) || hm_windows_is_one_of(ch, "()&|");
    if (r->c.end - r->c.at < n || !is_end || !hm_str_eq_nocase(there, hm_str_c(keyword))) {
        return false;
    }
    r->c.at += n;
    return true;
}

/* What may run or not: the rest of the line, or what stands in parentheses. */
static void
read_branch(struct hm_windows_reader *r, bool is_grouped)
{
    struct hm_shell_context saved = r->p->now;
    if (!hm_shell_enter(r->p)) {
        return;
    }
    r->p->now.flags |= HM_CMD_IN_BRANCH;
    read_list(r, AT_LINE, is_grouped, HM_LINK_FIRST);
    r->p->now = saved;
    hm_shell_leave(r->p);
}

/* if [/i] [not] (exist FILE | defined NAME | errorlevel N | A==B | A EQU B) … */
static void
read_if(struct hm_windows_reader *r, bool is_grouped)
{
    struct hm_str word = take_word(r, is_grouped);
    while (hm_str_eq_nocase(word, HM_S("/i")) || hm_str_eq_nocase(word, HM_S("not"))) {
        word = take_word(r, is_grouped);
    }
    if (hm_str_eq_nocase(word, HM_S("exist")) || hm_str_eq_nocase(word, HM_S("defined")) ||
        hm_str_eq_nocase(word, HM_S("errorlevel"))) {
        (void)take_word(r, is_grouped);
    } else if (hm_str_ends(word, "==")) {
        (void)take_word(r, is_grouped);
    } else if (!hm_str_has(word, "==")) {
        word = take_word(r, is_grouped);
        if (!hm_str_starts(word, "==") || word.n == 2) {
            (void)take_word(r, is_grouped);
        }
    }
    read_branch(r, is_grouped);
}

/* for [/f "…"] %i in (SET) do …; behind /f, 'SET' in single quotes is a command. */
static void
read_for(struct hm_windows_reader *r, bool is_grouped)
{
    bool is_command = false;
    for (;;) {
        skip_blanks(r);
        if (hm_windows_is_over(r) || hm_shell_peek(&r->c, 0) == '(') {
            break;
        }
        struct hm_str word = take_word(r, is_grouped);
        if (word.n == 0) {
            return;
        }
        is_command = is_command || hm_str_eq_nocase(word, HM_S("/f"));
    }
    hm_shell_advance(&r->c, 1);
    skip_blanks(r);
    bool has_command = is_command && hm_shell_peek(&r->c, 0) == '\'';
    const char *from = r->c.text.text.p + r->c.at;
    size_t left = r->c.end - r->c.at;
    const char *to = left == 0     ? NULL
                     : has_command ? memmem(from, left, "')", 2)
                                   : memchr(from, ')', left);
    if (to == NULL) {
        r->p->is_complete = false;
        r->c.at = r->c.end;
        return;
    }
    uint32_t close = r->c.at + (uint32_t)(to - from);
    if (has_command && hm_shell_enter(r->p)) {
        struct hm_shell_context saved = r->p->now;
        uint32_t end = r->c.end;
        r->p->now.flags |= HM_CMD_IN_SUBSTITUTION;
        r->c.at++;
        r->c.end = close;
        read_list(r, AT_TEXT, false, HM_LINK_FIRST);
        r->c.end = end;
        r->p->now = saved;
        hm_shell_leave(r->p);
    }
    r->c.at = close + 1 + has_command;
    skip_blanks(r);
    if (take_keyword(r, "do")) {
        read_branch(r, is_grouped);
    }
}

static void
read_command(struct hm_windows_reader *r, struct hm_windows_list *list, bool is_grouped)
{
    struct hm_windows_command made = hm_windows_begin_command(r);
    while (made.index != HM_NONE) {
        skip_blanks(r);
        struct hm_shell_text text;
        if (hm_windows_is_over(r)) {
            break;
        }
        if (hm_windows_is_redirect(r, "0123456789")) {
            struct hm_redirect redirect = hm_windows_redirect(r);
            skip_blanks(r);
            redirect.target = read_word(r, is_grouped, &text);
            if (hm_shell_count(r->p)) {
                hm_vec_add(r->p->arena, &r->redirects, redirect);
            }
            continue;
        }
        if (ends_word(hm_shell_peek(&r->c, 0), is_grouped)) {
            break;
        }
        struct hm_arg arg = read_word(r, is_grouped, &text);
        if (!hm_windows_add_word(r, &arg, &text)) {
            break;
        }
    }
    hm_windows_end_command(r, list, &made, (struct hm_command){ 0 });
}

/* ( … ): its commands read what the group reads. */
static void
read_group(struct hm_windows_reader *r, struct hm_windows_list *list)
{
    struct hm_shell_context saved = r->p->now;
    r->c.at++;
    if (!hm_shell_enter(r->p)) {
        return;
    }
    r->p->now.input = list->input != HM_NONE ? list->input : saved.input;
    r->p->last = HM_NONE;
    read_list(r, AT_PAREN, true, list->link);
    r->p->now = saved;
    hm_shell_leave(r->p);
    list->last = r->p->last;
    list->is_behind = true;
    list->is_expected = false;
}

/* & && | || at the cursor. */
static void
read_operator(struct hm_windows_reader *r, struct hm_windows_list *list)
{
    char ch = hm_shell_peek(&r->c, 0);
    bool is_double = hm_shell_peek(&r->c, 1) == ch;
    hm_shell_advance(&r->c, is_double ? 2 : 1);
    if (ch == '|') {
        hm_windows_follow(r, list, is_double ? HM_LINK_OR : HM_LINK_PIPE);
    } else {
        hm_windows_follow(r, list, is_double ? HM_LINK_AND : HM_LINK_SEQ);
    }
}

static void
read_element(struct hm_windows_reader *r, struct hm_windows_list *list, bool is_grouped)
{
    if (list->is_behind && take_keyword(r, "else")) {
        hm_windows_follow(r, list, HM_LINK_SEQ);
    } else if (hm_shell_peek(&r->c, 0) == '(') {
        read_group(r, list);
    } else if (take_keyword(r, "if")) {
        read_if(r, is_grouped);
        hm_windows_follow(r, list, HM_LINK_SEQ);
    } else if (take_keyword(r, "for")) {
        read_for(r, is_grouped);
        hm_windows_follow(r, list, HM_LINK_SEQ);
    } else if (take_keyword(r, "rem") || take_keyword(r, "::")) {
        skip_line(r);
    } else {
        read_command(r, list, is_grouped);
    }
}

static void
read_list(struct hm_windows_reader *r, enum end end, bool is_grouped, enum hm_link first)
{
    struct hm_windows_list list = hm_windows_list(r);
    list.link = first;
    for (;;) {
        skip_blanks(r);
        if (hm_windows_is_over(r)) {
            r->p->is_complete = r->p->is_complete && end != AT_PAREN;
            return;
        }
        char ch = hm_shell_peek(&r->c, 0);
        if (ch == ')' && (end == AT_PAREN || is_grouped)) {
            r->c.at += end == AT_PAREN;
            return;
        }
        if (ch == '\n' && end == AT_LINE && !list.is_expected) {
            return;
        }
        uint32_t from = r->c.at;
        if (ch == '\n') {
            r->c.at++;
            if (!list.is_expected) {
                hm_windows_follow(r, &list, HM_LINK_SEQ);
            }
        } else if (ch == '&' || ch == '|') {
            read_operator(r, &list);
        } else if (ch == '@' || ch == ')') {
            r->c.at++;
        } else {
            read_element(r, &list, is_grouped);
        }
        /* What is at no place: a byte that begins nothing. */
        r->c.at += r->c.at == from && r->c.at < r->c.end;
    }
}

void
hm_cmd_read(struct hm_windows_reader *r)
{
    read_list(r, AT_TEXT, false, HM_LINK_FIRST);
}
