/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_parser.h"

enum {
    PLAIN,
    ENDS,    /* always the end of a word */
    SPECIAL, /* means something, or ends the word */
};

static const unsigned char classes[256] = {
    [' '] = ENDS,     ['\t'] = ENDS,   ['\r'] = ENDS,   ['\n'] = ENDS,
    [';'] = ENDS,     ['&'] = ENDS,    ['|'] = ENDS,    [')'] = ENDS,
    ['('] = SPECIAL,  ['<'] = SPECIAL, ['>'] = SPECIAL, ['\\'] = SPECIAL,
    ['\''] = SPECIAL, ['"'] = SPECIAL, ['`'] = SPECIAL, ['$'] = SPECIAL,
};

void
hm_shell_skip_blanks(struct hm_shell_cursor *c)
{
    const char *p = c->text.text.p;
    while (c->at < c->end) {
        char ch = p[c->at];
        if (ch == ' ' || ch == '\t' || ch == '\r') {
            c->at++;
            continue;
        }
        uint32_t n = ch == '\\' ? hm_shell_joined_line(p + c->at, c->end - c->at) : 0;
        if (n == 0) {
            return;
        }
        c->at += n;
    }
}

static void
unbalanced(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    p->is_complete = false;
    c->at = c->end;
}

/* Marks [from, cursor) as staying what it is when quotes are removed. */
static void
keep(struct hm_shell_parser *p, const struct hm_shell_cursor *c, struct hm_shell_word *w,
     uint32_t from)
{
    while (p->kept.n > w->first_kept && p->kept.p[p->kept.n - 1].from >= from) {
        p->kept.n--;
    }
    hm_vec_add(p->arena, &p->kept, ((struct hm_shell_range){ .from = from, .to = c->at }));
}

/* Lists what a substitution runs: of the cursor up to a ')', or of a text of its own. */
static void
substitute(struct hm_shell_parser *p, struct hm_shell_cursor *c, const struct hm_shell_text *text)
{
    struct hm_shell_context saved = p->now;
    struct hm_shell_heredoc *heredocs = p->heredocs;
    size_t n_commands = p->commands.n;
    size_t n_loops = p->loops.n;
    uint32_t last = p->last;
    p->now.flags = (p->now.flags | HM_CMD_IN_SUBSTITUTION) & ~(uint32_t)HM_CMD_NEGATED;
    p->now.closers = 0;
    p->now.input = HM_NONE;
    if (text == NULL) {
        hm_shell_read_parens(p, c);
    } else {
        struct hm_shell_context inner = p->now;
        hm_shell_read_text(p, text, &inner);
    }
    p->now = saved;
    p->last = last;
    if (saved.is_listed) {
        p->commands.n = n_commands;
        p->loops.n = n_loops;
        p->heredocs = heredocs;
    }
}

static void
single_quoted(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    const char *from = c->text.text.p + c->at + 1;
    const char *to = memchr(from, '\'', c->end - c->at - 1);
    if (to == NULL) {
        unbalanced(p, c);
        return;
    }
    c->at += (uint32_t)(to - from) + 2;
}

/* $'…', where a backslash takes the next byte along. */
static void
ansi_quoted(struct hm_shell_parser *p, struct hm_shell_cursor *c)
{
    hm_shell_advance(c, 2);
    while (c->at < c->end) {
        char ch = hm_shell_peek(c, 0);
        hm_shell_advance(c, ch == '\\' ? 2 : 1);
        if (ch == '\'') {
            return;
        }
    }
    unbalanced(p, c);
}

static void
backquoted(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_word *w,
           bool in_double)
{
    uint32_t from = c->at;
    const char *s = c->text.text.p;
    bool is_plain = true;
    hm_shell_advance(c, 1);
    while (c->at < c->end && s[c->at] != '`') {
        is_plain = is_plain && s[c->at] != '\\';
        hm_shell_advance(c, s[c->at] == '\\' ? 2 : 1);
    }
    struct hm_shell_range range = { .from = from + 1, .to = c->at };
    if (c->at >= c->end) {
        p->is_complete = false;
    }
    hm_shell_advance(c, 1);
    w->is_literal = false;
    w->has_commands = true;
    struct hm_shell_text text = hm_shell_slice(c, range);
    if (!is_plain && hm_shell_spend(p, range.to - range.from)) {
        struct hm_shell_builder b = { .p = hm_arena_alloc(p->arena, range.to - range.from) };
        uint32_t piece = range.from;
        for (uint32_t i = range.from; i < range.to; i++) {
            if (s[i] == '\\' && i + 1 < range.to &&
                strchr(in_double ? "\\`$\"" : "\\`$", s[i + 1]) != NULL) {
                hm_shell_build_range(p, &b, c, (struct hm_shell_range){ piece, i });
                piece = ++i;
            }
        }
        hm_shell_build_range(p, &b, c, (struct hm_shell_range){ piece, range.to });
        text = (struct hm_shell_text){ .text = { .p = b.p, .n = b.n },
                                       .joins = b.joins.p,
                                       .n_joins = (uint32_t)b.joins.n };
    }
    substitute(p, c, &text);
    keep(p, c, w, from);
}

static void dollar(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_word *w,
                   bool in_double);

static void
double_quoted(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_word *w)
{
    hm_shell_advance(c, 1);
    while (c->at < c->end && !p->is_stopped) {
        switch (hm_shell_peek(c, 0)) {
        case '"':
            c->at++;
            return;
        case '\\':
            hm_shell_advance(c, 2);
            break;
        case '$':
            dollar(p, c, w, true);
            break;
        case '`':
            backquoted(p, c, w, true);
            break;
        default:
            c->at++;
        }
    }
    unbalanced(p, c);
}

/* Whether quotes quote in the word of "${name#word}" although it stands in double quotes: they do
 * in patterns, not in ${name:-word}. */
static bool
has_pattern(const struct hm_shell_cursor *c)
{
    uint32_t i = 2;
    if ((hm_shell_peek(c, i) == '#' || hm_shell_peek(c, i) == '!') &&
        hm_shell_peek(c, i + 1) != '}') {
        i++;
    }
    char ch = hm_shell_peek(c, i);
    if (hm_is_alpha(ch) || hm_is_digit(ch) || ch == '_') {
        do {
            ch = hm_shell_peek(c, ++i);
        } while (hm_is_alpha(ch) || hm_is_digit(ch) || ch == '_');
    } else {
        i++;
    }
    if (hm_shell_peek(c, i) == '[') {
        while (hm_shell_peek(c, i) != ']' && hm_shell_peek(c, i) != '}' && c->end - c->at > i) {
            i++;
        }
        i++;
    }
    ch = hm_shell_peek(c, i);
    return ch != '\0' && strchr("#%/^,", ch) != NULL;
}

/* $[ … ]: arithmetic as bash had it first. */
static void
old_arithmetic(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_word *w,
               bool in_double)
{
    unsigned open = 0;
    if (!hm_shell_enter(p)) {
        return;
    }
    hm_shell_advance(c, 1);
    do {
        char ch = hm_shell_peek(c, 0);
        open += ch == '[';
        open -= ch == ']';
        if (ch == '$') {
            dollar(p, c, w, true);
        } else if (ch == '`') {
            backquoted(p, c, w, in_double);
        } else {
            hm_shell_advance(c, ch == '\\' ? 2 : 1);
        }
    } while (open > 0 && c->at < c->end && !p->is_stopped);
    p->is_complete = p->is_complete && open == 0;
    hm_shell_leave(p);
}

/* ${name}, ${name:-word} … */
static void
parameter(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_word *w,
          bool in_double)
{
    if (!hm_shell_enter(p)) {
        return;
    }
    bool quotes = !in_double || has_pattern(c);
    hm_shell_advance(c, 2);
    while (c->at < c->end && !p->is_stopped) {
        char ch = hm_shell_peek(c, 0);
        if (ch == '}') {
            c->at++;
            hm_shell_leave(p);
            return;
        }
        if (ch == '\\') {
            hm_shell_advance(c, 2);
        } else if (ch == '\'' && quotes) {
            single_quoted(p, c);
        } else if (ch == '"') {
            double_quoted(p, c, w);
        } else if (ch == '$') {
            dollar(p, c, w, !quotes);
        } else if (ch == '`') {
            backquoted(p, c, w, in_double);
        } else {
            c->at++;
        }
    }
    unbalanced(p, c);
    hm_shell_leave(p);
}

uint32_t
hm_shell_arithmetic(struct hm_shell_parser *p, const struct hm_shell_cursor *c, uint32_t from)
{
    const char *s = c->text.text.p;
    unsigned open = 2;
    for (uint32_t i = from + 2; i < c->end; i++) {
        switch (s[i]) {
        case '\\':
            i++;
            break;
        case '\'':
        case '"': {
            const char *to = memchr(s + i + 1, s[i], c->end - i - 1);
            i = to == NULL ? c->end : (uint32_t)(to - s);
            break;
        }
        case '(':
            open++;
            break;
        case ')':
            if (--open == 1) {
                return i + 1 < c->end && s[i + 1] == ')' ? i + 2 : 0;
            }
            break;
        default:
            break;
        }
    }
    p->is_complete = false;
    return c->end;
}

static void
dollar(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_word *w,
       bool in_double)
{
    uint32_t from = c->at;
    char next = hm_shell_peek(c, 1);
    if (next == '(') {
        w->is_literal = false;
        uint32_t to = hm_shell_peek(c, 2) == '(' ? hm_shell_arithmetic(p, c, from + 1) : 0;
        if (to > 0) {
            c->at = from + 1;
            hm_shell_read_arithmetic(p, c, to);
        } else {
            w->has_commands = true;
            hm_shell_advance(c, 2);
            substitute(p, c, NULL);
        }
        keep(p, c, w, from);
    } else if (next == '{') {
        bool is_quoted = w->is_quoted;
        w->is_literal = false;
        parameter(p, c, w, in_double);
        w->is_quoted = is_quoted;
        keep(p, c, w, from);
    } else if (next == '[' && p->now.is_bash) {
        w->is_literal = false;
        old_arithmetic(p, c, w, in_double);
        keep(p, c, w, from);
    } else if (hm_is_alpha(next) || hm_is_digit(next) ||
               (next != '\0' && strchr("_?!#@*$-", next) != NULL)) {
        w->is_literal = false;
        hm_shell_advance(c, 2);
    } else if (next == '\'' && !in_double) {
        w->is_plain = false;
        w->is_quoted = true;
        ansi_quoted(p, c);
    } else {
        /* $"…" is a quoted text that may be translated. */
        w->is_plain = w->is_plain && (next != '"' || in_double);
        hm_shell_advance(c, 1);
    }
}

/* name=( … ), and patterns such as @(a|b). */
static void
in_parens(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_word *w)
{
    uint32_t from = c->at;
    unsigned open = 0;
    if (!hm_shell_enter(p)) {
        return;
    }
    while (c->at < c->end && !p->is_stopped) {
        char ch = hm_shell_peek(c, 0);
        if (classes[(unsigned char)ch] == PLAIN || strchr("\\'\"`$", ch) != NULL) {
            struct hm_shell_word inner = hm_shell_read_word(p, c, HM_WORD_FIRST);
            w->is_literal = w->is_literal && inner.is_literal;
            w->has_commands = w->has_commands || inner.has_commands;
            p->kept.n = inner.first_kept;
            continue;
        }
        c->at++;
        open += ch == '(';
        if (ch == ')' && --open == 0) {
            break;
        }
    }
    if (open > 0) {
        p->is_complete = false;
    }
    w->has_parens = true;
    hm_shell_leave(p);
    keep(p, c, w, from);
}

/* Whether '(' at the cursor belongs to the word. */
static bool
is_part(const struct hm_shell_cursor *c, const struct hm_shell_word *w, unsigned place)
{
    if (c->at == w->range.from) {
        return false;
    }
    char before = c->text.text.p[c->at - 1];
    if (before == '=') {
        uint32_t name;
        struct hm_shell_range written = { .from = w->range.from, .to = c->at };
        return (place & HM_WORD_ARRAY) != 0 && !w->has_parens &&
               hm_shell_assignment(c, written, &name) + 1 == c->at;
    }
    return strchr((place & HM_WORD_FIRST) == 0 ? "?*+@!" : "?*+@", before) != NULL;
}

/* A byte that may mean something; false when the word ends before it. */
static bool
special(struct hm_shell_parser *p, struct hm_shell_cursor *c, struct hm_shell_word *w,
        unsigned place)
{
    uint32_t from = c->at;
    switch (hm_shell_peek(c, 0)) {
    case '\\': {
        uint32_t n = hm_shell_joined_line(c->text.text.p + c->at, c->end - c->at);
        if (c->end - c->at > 1) {
            w->is_plain = false;
            w->is_quoted = w->is_quoted || n == 0;
        }
        hm_shell_advance(c, n > 0 ? n : 2);
        if (n > 0 && w->range.to != from) {
            w->joined = from;
        }
        w->range.to = n > 0 ? c->at : w->range.from;
        return true;
    }
    case '\'':
        w->is_plain = false;
        w->is_quoted = true;
        single_quoted(p, c);
        return true;
    case '"':
        w->is_plain = false;
        w->is_quoted = true;
        double_quoted(p, c, w);
        return true;
    case '`':
        backquoted(p, c, w, false);
        return true;
    case '$':
        dollar(p, c, w, false);
        return true;
    case '(':
        if (!is_part(c, w, place)) {
            return false;
        }
        in_parens(p, c, w);
        return true;
    default: /* < and > */
        if (hm_shell_peek(c, 1) != '(') {
            return false;
        }
        w->is_literal = false;
        w->has_commands = true;
        hm_shell_advance(c, 2);
        substitute(p, c, NULL);
        keep(p, c, w, from);
        return true;
    }
}

void
hm_shell_read_arithmetic(struct hm_shell_parser *p, struct hm_shell_cursor *c, uint32_t to)
{
    uint32_t from = c->at + 2;
    struct hm_shell_range range = { .from = from, .to = to > from + 2 ? to - 2 : from };
    struct hm_shell_text text = hm_shell_slice(c, range);
    (void)hm_shell_read_expansions(p, &text);
    c->at = to;
}

struct hm_shell_word
hm_shell_read_word(struct hm_shell_parser *p, struct hm_shell_cursor *c, unsigned place)
{
    struct hm_shell_word w = { .range = { .from = c->at, .to = c->at },
                               .joined = c->at,
                               .first_kept = (uint32_t)p->kept.n,
                               .is_literal = true,
                               .is_plain = true };
    const char *s = c->text.text.p;
    do {
        uint32_t at = c->at;
        while (at < c->end && classes[(unsigned char)s[at]] == PLAIN) {
            at++;
        }
        c->at = at;
    } while (c->at < c->end && !p->is_stopped && classes[(unsigned char)s[c->at]] == SPECIAL &&
             special(p, c, &w, place));
    /* A line that is joined behind the word's last letter is none of its. */
    w.range.to = w.range.to == c->at ? w.joined : c->at;
    w.n_kept = (uint32_t)p->kept.n - w.first_kept;
    return w;
}

bool
hm_shell_read_expansions(struct hm_shell_parser *p, const struct hm_shell_text *text)
{
    if (!hm_shell_enter(p)) {
        return true;
    }
    struct hm_shell_cursor c = hm_shell_cursor(text);
    struct hm_shell_word w = { .first_kept = (uint32_t)p->kept.n, .is_literal = true };
    while (c.at < c.end && !p->is_stopped) {
        switch (hm_shell_peek(&c, 0)) {
        case '\\':
            hm_shell_advance(&c, 2);
            break;
        case '$':
            dollar(p, &c, &w, true);
            break;
        case '`':
            backquoted(p, &c, &w, false);
            break;
        default:
            c.at++;
        }
    }
    p->kept.n = w.first_kept;
    hm_shell_leave(p);
    return !w.is_literal;
}
