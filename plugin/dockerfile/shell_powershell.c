/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_powershell.h"

/* The first byte of a statement tells commands, whose words follow, from expressions, of which only
 * the commands in parentheses, the calls of methods and the assignments are kept. */

static bool read_statement(struct hm_windows_reader *r, struct hm_windows_list *list,
                           bool is_table);

enum keyword {
    NO_KEYWORD,
    BEFORE_CONDITION, /* ( … ) { … }, and the block may not run */
    BEFORE_LOOP,
    BEFORE_BRANCH, /* { … }, which may not run */
    BEFORE_BLOCK,
    BEFORE_FUNCTION,
    BEFORE_PARAMETERS,
    BEFORE_STATEMENT,
};

/* The reserved word at the cursor, and its length. */
static enum keyword
keyword_at(const struct hm_windows_reader *r, uint32_t *ret_n)
{
    static const struct {
        struct hm_str word;
        enum keyword keyword;
    } keywords[] = {
        { HM_STR("if"), BEFORE_CONDITION },     { HM_STR("elseif"), BEFORE_CONDITION },
        { HM_STR("while"), BEFORE_CONDITION },  { HM_STR("until"), BEFORE_CONDITION },
        { HM_STR("foreach"), BEFORE_LOOP },     { HM_STR("for"), BEFORE_LOOP },
        { HM_STR("switch"), BEFORE_LOOP },      { HM_STR("else"), BEFORE_BRANCH },
        { HM_STR("catch"), BEFORE_BRANCH },     { HM_STR("trap"), BEFORE_BRANCH },
        { HM_STR("default"), BEFORE_BRANCH },   { HM_STR("try"), BEFORE_BLOCK },
        { HM_STR("finally"), BEFORE_BLOCK },    { HM_STR("do"), BEFORE_BLOCK },
        { HM_STR("begin"), BEFORE_BLOCK },      { HM_STR("process"), BEFORE_BLOCK },
        { HM_STR("end"), BEFORE_BLOCK },        { HM_STR("function"), BEFORE_FUNCTION },
        { HM_STR("filter"), BEFORE_FUNCTION },  { HM_STR("class"), BEFORE_FUNCTION },
        { HM_STR("param"), BEFORE_PARAMETERS }, { HM_STR("return"), BEFORE_STATEMENT },
        { HM_STR("throw"), BEFORE_STATEMENT },
    };
    uint32_t n = 0;
    while (n < 10 && hm_is_alpha(hm_powershell_peek(r, n))) {
        n++;
    }
    char ch = hm_powershell_peek(r, n);
    if (n < 2 || (r->c.end - r->c.at > n && !hm_powershell_ends_word(ch))) {
        return NO_KEYWORD;
    }
    struct hm_str word = hm_str_sub(r->c.text.text, r->c.at, n);
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
        if (hm_str_eq_nocase(word, keywords[i].word)) {
            *ret_n = n;
            return keywords[i].keyword;
        }
    }
    return NO_KEYWORD;
}

/* Reads a block, if there is one behind blanks. */
static bool
read_block(struct hm_windows_reader *r, uint32_t flags)
{
    hm_powershell_blanks(r, true);
    if (hm_powershell_peek(r, 0) != '{') {
        return false;
    }
    hm_shell_advance(&r->c, 1);
    hm_powershell_nested(r, '}', HM_NONE, r->p->now.input, flags);
    return true;
}

/* Reads parentheses, if there are any behind blanks. */
static bool
read_parens(struct hm_windows_reader *r, uint32_t flags)
{
    hm_powershell_blanks(r, true);
    if (hm_powershell_peek(r, 0) != '(') {
        return false;
    }
    hm_shell_advance(&r->c, 1);
    hm_powershell_nested(r, ')', HM_NONE, HM_NONE, flags);
    return true;
}

/* Past names, [types] and options between a reserved word and what it is about. */
static void
skip_names(struct hm_windows_reader *r)
{
    hm_powershell_blanks(r, true);
    while (hm_powershell_is_name(hm_powershell_peek(r, 0)) ||
           hm_windows_is_one_of(hm_powershell_peek(r, 0), "[].,:-") ||
           (hm_is_space(hm_powershell_peek(r, 0)) && !hm_windows_is_over(r))) {
        r->c.at++;
    }
}

/* What a reserved word begins; false when the word is a command after all. */
static bool
read_keyword(struct hm_windows_reader *r, struct hm_windows_list *list)
{
    uint32_t n = 0;
    uint32_t from = r->c.at;
    enum keyword keyword = keyword_at(r, &n);
    if (keyword == NO_KEYWORD) {
        return false;
    }
    hm_shell_advance(&r->c, n);
    bool is_condition = keyword == BEFORE_CONDITION;
    bool is_there = true;
    switch (keyword) {
    case BEFORE_CONDITION:
    case BEFORE_LOOP:
        hm_powershell_blanks(r, true);
        if (hm_powershell_peek(r, 0) == '-') {
            skip_names(r);
        }
        is_there = read_parens(r, is_condition ? HM_CMD_IN_CONDITION : 0);
        if (is_there) {
            (void)read_block(r, HM_CMD_IN_BRANCH);
        }
        break;
    case BEFORE_BRANCH:
    case BEFORE_BLOCK:
        hm_powershell_blanks(r, true);
        if (hm_powershell_peek(r, 0) == '[') {
            skip_names(r);
        }
        is_there = read_block(r, keyword == BEFORE_BRANCH ? HM_CMD_IN_BRANCH : 0);
        break;
    case BEFORE_FUNCTION:
        skip_names(r);
        (void)read_parens(r, HM_CMD_IN_FUNCTION);
        (void)read_block(r, HM_CMD_IN_FUNCTION);
        break;
    case BEFORE_PARAMETERS:
        is_there = read_parens(r, 0);
        break;
    default:
        return true;
    }
    if (!is_there) {
        r->c.at = from;
        return false;
    }
    hm_windows_follow(r, list, HM_LINK_SEQ);
    return true;
}

static bool
begins_expression(const struct hm_windows_reader *r)
{
    char ch = hm_powershell_peek(r, 0);
    uint32_t n = 0;
    while (n < 32 && (hm_is_digit(hm_powershell_peek(r, n)) || hm_powershell_peek(r, n) == '.')) {
        n++;
    }
    bool is_number =
        n > 0 && hm_is_digit(ch) &&
        (hm_powershell_ends_word(hm_powershell_peek(r, n)) || hm_powershell_peek(r, n) == '\0');
    return is_number || hm_windows_is_one_of(ch, "$\"'(@[{-+!");
}

/* $NAME, ${NAME}, $env:NAME, [TYPE]$NAME, [TYPE]::MEMBER: the name that `=` gives a value to. */
static struct hm_str
assigned_name(struct hm_str left)
{
    left = hm_str_trim(left);
    while (left.n > 0 && hm_windows_is_one_of(left.p[left.n - 1], "+-*/%? ")) {
        left.n--;
    }
    size_t bracket = hm_str_find_last(left, ']');
    struct hm_str behind = hm_str_trim(hm_str_from(left, bracket + 1));
    if (hm_str_starts(left, "[") && hm_str_starts(behind, "$")) {
        left = behind;
    }
    left = hm_str_starts(left, "$") ? hm_str_from(left, 1) : left;
    if (hm_str_starts(left, "{") && hm_str_ends(left, "}")) {
        left = hm_str_sub(left, 1, left.n - 2);
    }
    return left;
}

/* An expression, and what is assigned to it; in a table the names are keys. */
static void
read_expression_statement(struct hm_windows_reader *r, struct hm_windows_list *list, bool is_table)
{
    static const char ends[] = ";|&\n=";
    struct hm_windows_command made = { .index = HM_NONE };
    struct hm_shell_text text;
    uint32_t n_before = (uint32_t)r->p->commands.n;
    struct hm_arg left = hm_powershell_expression(r, HM_NONE, ends, &text);
    if (hm_powershell_peek(r, 0) != '=') {
        list->last = r->p->commands.n > n_before ? r->p->last : HM_NONE;
        list->is_behind = true;
        list->is_expected = false;
        return;
    }
    hm_shell_advance(&r->c, 1);
    hm_powershell_blanks(r, true);
    uint32_t n = 0;
    if (!begins_expression(r) || keyword_at(r, &n) != NO_KEYWORD) {
        if (!hm_windows_is_over(r) && !hm_powershell_ends_word(hm_powershell_peek(r, 0))) {
            (void)read_statement(r, list, false);
        }
        return;
    }
    if (!is_table && hm_shell_count(r->p)) {
        made = hm_windows_begin_command(r);
    }
    struct hm_assignment *assignment = hm_arena_new(r->p->arena, struct hm_assignment, 1);
    *assignment = (struct hm_assignment){ .name = assigned_name(left.text), .is_plain = true };
    assignment->value = hm_powershell_expression(r, made.index, ends, &text);
    if (made.index == HM_NONE) {
        return;
    }
    struct hm_command cmd = { .assignments = assignment, .n_assignments = 1 };
    hm_windows_end_command(r, list, &made, cmd);
}

static void
read_command(struct hm_windows_reader *r, struct hm_windows_list *list)
{
    struct hm_windows_command made = hm_windows_begin_command(r);
    struct hm_shell_context saved = r->p->now;
    if (list->input != HM_NONE) {
        r->p->now.input = list->input;
    }
    while (made.index != HM_NONE) {
        struct hm_shell_text text;
        hm_powershell_blanks(r, false);
        if (hm_windows_is_over(r)) {
            break;
        }
        uint32_t from = r->c.at;
        char ch = hm_powershell_peek(r, 0);
        if (hm_windows_is_redirect(r, "0123456789*")) {
            struct hm_redirect redirect = hm_windows_redirect(r);
            hm_powershell_blanks(r, false);
            redirect.target = hm_powershell_word(r, made.index, &text);
            if (hm_shell_count(r->p)) {
                hm_vec_add(r->p->arena, &r->redirects, redirect);
            }
        } else if (ch == ',') {
            r->c.at++;
            hm_powershell_blanks(r, true);
        } else if (ch != '(' && ch != '{' && hm_powershell_ends_word(ch)) {
            break;
        } else {
            struct hm_arg arg = hm_powershell_word(r, made.index, &text);
            if (!hm_windows_add_word(r, &arg, &text)) {
                break;
            }
        }
        r->c.at += r->c.at == from && r->c.at < r->c.end;
    }
    r->p->now = saved;
    hm_windows_end_command(r, list, &made, (struct hm_command){ 0 });
}

/* One element of a pipeline; false when there is none at the cursor. */
static bool
read_statement(struct hm_windows_reader *r, struct hm_windows_list *list, bool is_table)
{
    uint32_t from = r->c.at;
    if (is_table) {
        read_expression_statement(r, list, true);
        return r->c.at > from;
    }
    if (read_keyword(r, list)) {
        return true;
    }
    bool is_called = false;
    while (hm_powershell_peek(r, 0) == '&' ||
           (hm_powershell_peek(r, 0) == '.' &&
            hm_windows_is_one_of(hm_powershell_peek(r, 1), " \t\"'$"))) {
        is_called = true;
        r->c.at++;
        hm_powershell_blanks(r, false);
    }
    if (is_called && read_block(r, 0)) {
        return true;
    }
    if (!is_called && begins_expression(r)) {
        read_expression_statement(r, list, false);
    } else if (!hm_powershell_ends_word(hm_powershell_peek(r, 0)) ||
               hm_powershell_peek(r, 0) == '(') {
        read_command(r, list);
    }
    return r->c.at > from;
}

void
hm_powershell_list(struct hm_windows_reader *r, char closer, bool is_table)
{
    struct hm_windows_list list = hm_windows_list(r);
    for (;;) {
        hm_powershell_blanks(r, false);
        if (hm_windows_is_over(r)) {
            r->p->is_complete = r->p->is_complete && closer == '\0';
            return;
        }
        char ch = hm_powershell_peek(r, 0);
        bool is_double = ch == hm_powershell_peek(r, 1);
        if (ch == closer) {
            r->c.at++;
            return;
        }
        if (ch == '\n' && list.is_expected) {
            r->c.at++;
        } else if (ch == '\n' || ch == ';') {
            r->c.at++;
            hm_windows_follow(r, &list, HM_LINK_SEQ);
        } else if (ch == '|' || (ch == '&' && (is_double || list.is_behind))) {
            hm_shell_advance(&r->c, is_double ? 2 : 1);
            hm_windows_follow(r, &list,
                              ch == '|'   ? is_double ? HM_LINK_OR : HM_LINK_PIPE
                              : is_double ? HM_LINK_AND
                                          : HM_LINK_BACKGROUND);
        } else if (!read_statement(r, &list, is_table)) {
            r->c.at++;
        }
    }
}

void
hm_powershell_read(struct hm_windows_reader *r)
{
    hm_powershell_list(r, '\0', false);
}
