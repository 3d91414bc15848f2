/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_windows.h"

/* The first byte of a statement tells commands, whose words follow, from expressions, of which only
 * the commands in parentheses, the calls of methods and the assignments are kept. */

static void read_list(struct hm_windows_reader *r, char closer, bool is_table);
static bool read_statement(struct hm_windows_reader *r, struct hm_windows_list *list,
                           bool is_table);

static char
peek(const struct hm_windows_reader *r, uint32_t ahead)
{
    return hm_shell_peek(&r->c, ahead);
}

static bool
is_name(char ch)
{
    return hm_is_alpha(ch) || hm_is_digit(ch) || ch == '_';
}

static void
skip_blanks(struct hm_windows_reader *r, bool with_lines)
{
    for (;;) {
        char ch = peek(r, 0);
        char next = peek(r, 1);
        if (hm_windows_is_over(r)) {
            return;
        }
        if (hm_is_space(ch) && (ch != '\n' || with_lines)) {
            r->c.at++;
        } else if (ch == '`' && (next == '\n' || next == '\r')) {
            hm_shell_advance(&r->c, next == '\r' && peek(r, 2) == '\n' ? 3 : 2);
        } else if (ch == '#') {
            while (!hm_windows_is_over(r) && peek(r, 0) != '\n') {
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

/* Reads the statements behind an opener, past @p closer; @p owner may be HM_NONE: that of all here.
 */
static void
read_nested(struct hm_windows_reader *r, char closer, uint32_t owner, uint32_t input,
            uint32_t flags)
{
    struct hm_shell_context saved = r->p->now;
    if (!hm_shell_enter(r->p)) {
        return;
    }
    r->p->now.owner = owner != HM_NONE ? owner : saved.owner;
    r->p->now.input = input;
    r->p->now.flags |= flags;
    read_list(r, closer, false);
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
    read_list(r, '}', true);
    r->p->now = saved;
    hm_shell_leave(r->p);
}

/* $NAME, ${NAME}, $env:NAME, $( … ) at the cursor, in a word or in double quotes. */
static void
read_dollar(struct hm_windows_reader *r, struct hm_windows_word *word, uint32_t owner)
{
    char next = peek(r, 1);
    hm_shell_advance(&r->c, 1);
    if (next == '(') {
        word->is_literal = false;
        hm_shell_advance(&r->c, 1);
        read_nested(r, ')', owner, HM_NONE, HM_CMD_IN_SUBSTITUTION);
    } else if (next == '{') {
        word->is_literal = false;
        while (!hm_windows_is_over(r) && peek(r, 0) != '}') {
            r->c.at++;
        }
        hm_shell_advance(&r->c, 1);
    } else if (is_name(next) || hm_windows_is_one_of(next, "$?^")) {
        word->is_literal = false;
    }
}

static void
read_quotes(struct hm_windows_reader *r, struct hm_windows_word *word, uint32_t owner)
{
    char quote = peek(r, 0);
    word->is_quoted = true;
    hm_windows_drop(r, 1);
    while (!hm_windows_is_over(r)) {
        char ch = peek(r, 0);
        if (ch == quote) {
            bool is_doubled = peek(r, 1) == quote;
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
    if (peek(r, 0) != '@' || (peek(r, 1) != '"' && peek(r, 1) != '\'')) {
        return false;
    }
    while (hm_windows_is_one_of(peek(r, ahead), " \t\r")) {
        ahead++;
    }
    return peek(r, ahead) == '\n';
}

static void
read_here_string(struct hm_windows_reader *r, struct hm_windows_word *word, uint32_t owner)
{
    char quote = peek(r, 1);
    uint32_t ahead = 2;
    while (peek(r, ahead) != '\n') {
        ahead++;
    }
    word->is_quoted = true;
    hm_windows_drop(r, ahead + 1);
    bool is_line_start = true;
    while (!hm_windows_is_over(r)) {
        char ch = peek(r, 0);
        if (is_line_start && ch == quote && peek(r, 1) == '@') {
            hm_windows_drop(r, 2);
            return;
        }
        uint32_t end = ch == '\r' && peek(r, 1) == '\n' ? 2 : 1;
        is_line_start = peek(r, end - 1) == '\n';
        if (is_line_start && peek(r, end) == quote && peek(r, end + 1) == '@') {
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
    char ch = peek(r, 0);
    char next = peek(r, 1);
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
        read_nested(r, ')', owner, HM_NONE, HM_CMD_IN_SUBSTITUTION);
    } else if (is_first && ch == '{') {
        word->is_literal = false;
        hm_shell_advance(&r->c, 1);
        read_nested(r, '}', owner, r->p->now.input, HM_CMD_IN_BRANCH);
    } else {
        return false;
    }
    return true;
}

static struct hm_arg read_expression(struct hm_windows_reader *r, uint32_t owner, const char *ends,
                                     struct hm_shell_text *ret_text);

/* .NAME or ::NAME at the cursor. With parentheses it is a call: a command of
 * that name, dot and all. */
static void
read_member(struct hm_windows_reader *r, uint32_t owner)
{
    struct hm_windows_word word = hm_windows_begin_word(r);
    hm_shell_advance(&r->c, peek(r, 0) == ':' ? 2 : 1);
    while (is_name(peek(r, 0))) {
        r->c.at++;
    }
    if (peek(r, 0) != '(' || !hm_shell_enter(r->p)) {
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
        skip_blanks(r, true);
        if (hm_windows_is_over(r)) {
            r->p->is_complete = false;
            break;
        }
        uint32_t from = r->c.at;
        if (peek(r, 0) == ')') {
            r->c.at++;
            break;
        }
        arg = read_expression(r, made.index, ",", &text);
        if (arg.span.len > 0 && !hm_windows_add_word(r, &arg, &text)) {
            break;
        }
        r->c.at += peek(r, 0) == ',' || (r->c.at == from && peek(r, 0) != ')');
    }
    hm_windows_end_command(r, &list, &made, (struct hm_command){ 0 });
    r->p->now = saved;
    hm_shell_leave(r->p);
}

static bool
is_member(const struct hm_windows_reader *r)
{
    char ch = peek(r, 0);
    return (ch == '.' && hm_is_alpha(peek(r, 1))) ||
           (ch == ':' && peek(r, 1) == ':' && is_name(peek(r, 2)));
}

static bool
ends_word(char ch)
{
    return hm_is_space(ch) || hm_windows_is_one_of(ch, ";&|<>(){},");
}

/* Reads the word at the cursor; an empty one when there is none. */
static struct hm_arg
read_word(struct hm_windows_reader *r, uint32_t owner, struct hm_shell_text *ret_text)
{
    struct hm_windows_word word = hm_windows_begin_word(r);
    bool is_value = false;
    while (!hm_windows_is_over(r)) {
        bool is_first = r->c.at == word.from;
        char ch = peek(r, 0);
        if (read_piece(r, &word, owner, is_first)) {
            is_value = is_value || (is_first && (ch == '(' || ch == '$'));
        } else if (is_value && is_member(r)) {
            read_member(r, owner);
        } else if (ends_word(ch) || (ch == '`' && hm_windows_is_one_of(peek(r, 1), "\r\n"))) {
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

/* Reads an expression up to one of @p ends, a closing bracket or the text's end: one that is a
 * single value as that, others as they are written. */
static struct hm_arg
read_expression(struct hm_windows_reader *r, uint32_t owner, const char *ends,
                struct hm_shell_text *ret_text)
{
    struct hm_windows_word word = hm_windows_begin_word(r);
    bool has_lines = strchr(ends, '\n') == NULL;
    unsigned parts = 0;
    uint32_t to = r->c.at;
    uint32_t piece = HM_NONE; /* where the plain bytes began that are being read */
    for (;;) {
        uint32_t before = r->c.at;
        skip_blanks(r, has_lines);
        piece = r->c.at != before ? HM_NONE : piece;
        char ch = peek(r, 0);
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
    while (n < 10 && hm_is_alpha(peek(r, n))) {
        n++;
    }
    char ch = peek(r, n);
    if (n < 2 || (r->c.end - r->c.at > n && !ends_word(ch))) {
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
    skip_blanks(r, true);
    if (peek(r, 0) != '{') {
        return false;
    }
    hm_shell_advance(&r->c, 1);
    read_nested(r, '}', HM_NONE, r->p->now.input, flags);
    return true;
}

/* Reads parentheses, if there are any behind blanks. */
static bool
read_parens(struct hm_windows_reader *r, uint32_t flags)
{
    skip_blanks(r, true);
    if (peek(r, 0) != '(') {
        return false;
    }
    hm_shell_advance(&r->c, 1);
    read_nested(r, ')', HM_NONE, HM_NONE, flags);
    return true;
}

/* Past names, [types] and options between a reserved word and what it is about. */
static void
skip_names(struct hm_windows_reader *r)
{
    skip_blanks(r, true);
    while (is_name(peek(r, 0)) || hm_windows_is_one_of(peek(r, 0), "[].,:-") ||
           (hm_is_space(peek(r, 0)) && !hm_windows_is_over(r))) {
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
        skip_blanks(r, true);
        if (peek(r, 0) == '-') {
            skip_names(r);
        }
        is_there = read_parens(r, is_condition ? HM_CMD_IN_CONDITION : 0);
        if (is_there) {
            (void)read_block(r, HM_CMD_IN_BRANCH);
        }
        break;
    case BEFORE_BRANCH:
    case BEFORE_BLOCK:
        skip_blanks(r, true);
        if (peek(r, 0) == '[') {
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
    char ch = peek(r, 0);
    uint32_t n = 0;
    while (n < 32 && (hm_is_digit(peek(r, n)) || peek(r, n) == '.')) {
        n++;
    }
    bool is_number = n > 0 && hm_is_digit(ch) && (ends_word(peek(r, n)) || peek(r, n) == '\0');
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
    struct hm_arg left = read_expression(r, HM_NONE, ends, &text);
    if (peek(r, 0) != '=') {
        list->last = r->p->commands.n > n_before ? r->p->last : HM_NONE;
        list->is_behind = true;
        list->is_expected = false;
        return;
    }
    hm_shell_advance(&r->c, 1);
    skip_blanks(r, true);
    uint32_t n = 0;
    if (!begins_expression(r) || keyword_at(r, &n) != NO_KEYWORD) {
        if (!hm_windows_is_over(r) && !ends_word(peek(r, 0))) {
            (void)read_statement(r, list, false);
        }
        return;
    }
    if (!is_table && hm_shell_count(r->p)) {
        made = hm_windows_begin_command(r);
    }
    struct hm_assignment *assignment = hm_arena_new(r->p->arena, struct hm_assignment, 1);
    *assignment = (struct hm_assignment){ .name = assigned_name(left.text), .is_plain = true };
    assignment->value = read_expression(r, made.index, ends, &text);
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
        skip_blanks(r, false);
        if (hm_windows_is_over(r)) {
            break;
        }
        uint32_t from = r->c.at;
        char ch = peek(r, 0);
        if (hm_windows_is_redirect(r, "0123456789*")) {
            struct hm_redirect redirect = hm_windows_redirect(r);
            skip_blanks(r, false);
            redirect.target = read_word(r, made.index, &text);
            if (hm_shell_count(r->p)) {
                hm_vec_add(r->p->arena, &r->redirects, redirect);
            }
        } else if (ch == ',') {
            r->c.at++;
            skip_blanks(r, true);
        } else if (ch != '(' && ch != '{' && ends_word(ch)) {
            break;
        } else {
            struct hm_arg arg = read_word(r, made.index, &text);
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
    while (peek(r, 0) == '&' ||
           (peek(r, 0) == '.' && hm_windows_is_one_of(peek(r, 1), " \t\"'$"))) {
        is_called = true;
        r->c.at++;
        skip_blanks(r, false);
    }
    if (is_called && read_block(r, 0)) {
        return true;
    }
    if (!is_called && begins_expression(r)) {
        read_expression_statement(r, list, false);
    } else if (!ends_word(peek(r, 0)) || peek(r, 0) == '(') {
        read_command(r, list);
    }
    return r->c.at > from;
}

static void
read_list(struct hm_windows_reader *r, char closer, bool is_table)
{
    struct hm_windows_list list = hm_windows_list(r);
    for (;;) {
        skip_blanks(r, false);
        if (hm_windows_is_over(r)) {
            r->p->is_complete = r->p->is_complete && closer == '\0';
            return;
        }
        char ch = peek(r, 0);
        bool is_double = ch == peek(r, 1);
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
    read_list(r, '\0', false);
}
