/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_parser.h"

uint32_t
hm_shell_original(struct hm_shell_cursor *c, uint32_t off)
{
    const struct hm_join *joins = c->text.joins;
    uint32_t at = c->text.base + off;
    if (c->text.n_joins == 0) {
        return at;
    }
    uint32_t h = c->hint;
    if (joins[h].logical > at || (h + 1 < c->text.n_joins && joins[h + 1].logical <= at)) {
        uint32_t low = 0;
        uint32_t high = c->text.n_joins;
        while (high - low > 1) {
            uint32_t middle = low + (high - low) / 2;
            if (joins[middle].logical <= at) {
                low = middle;
            } else {
                high = middle;
            }
        }
        h = c->hint = low;
    }
    return joins[h].original + (at < joins[h].logical ? 0 : at - joins[h].logical);
}

struct hm_span
hm_shell_span(struct hm_shell_cursor *c, struct hm_shell_range range)
{
    uint32_t from = hm_shell_original(c, range.from);
    if (range.to <= range.from) {
        return (struct hm_span){ .off = from };
    }
    uint32_t to = hm_shell_original(c, range.to - 1) + 1;
    return (struct hm_span){ .off = from, .len = to > from ? to - from : 0 };
}

struct hm_shell_text
hm_shell_slice(const struct hm_shell_cursor *c, struct hm_shell_range range)
{
    struct hm_shell_text text = c->text;
    text.text = hm_str_sub(c->text.text, range.from, range.to - range.from);
    text.base += range.from;
    return text;
}

struct hm_shell_cursor
hm_shell_cursor(const struct hm_shell_text *text)
{
    return (struct hm_shell_cursor){ .text = *text, .end = (uint32_t)text->text.n };
}

uint32_t
hm_shell_joined_line(const char *p, uint32_t n)
{
    if (n >= 2 && p[0] == '\\' && p[1] == '\n') {
        return 2;
    }
    return n >= 3 && p[0] == '\\' && p[1] == '\r' && p[2] == '\n' ? 3 : 0;
}

void
hm_shell_build(struct hm_shell_parser *p, struct hm_shell_builder *b, struct hm_str s,
               uint32_t original)
{
    if (s.n == 0) {
        return;
    }
    const struct hm_join *last = b->joins.n == 0 ? NULL : &b->joins.p[b->joins.n - 1];
    if (last == NULL || last->original + (b->n - last->logical) != original) {
        struct hm_join join = { .logical = b->n, .original = original };
        hm_vec_add(p->arena, &b->joins, join);
    }
    memcpy(b->p + b->n, s.p, s.n);
    b->n += (uint32_t)s.n;
}

/* The byte that \x stands for in $'…'; others stay as they are written. */
static char
ansi_byte(char c)
{
    static const char from[] = "abefnrtv";
    static const char to[] = "\a\b\033\f\n\r\t\v";
    const char *found = c == '\0' ? NULL : strchr(from, c);
    return found == NULL ? c : to[found - from];
}

/* $'…' at @p i; returns the offset past it. */
static uint32_t
build_ansi(struct hm_shell_parser *p, struct hm_shell_builder *b, struct hm_shell_cursor *c,
           uint32_t i, uint32_t to)
{
    const char *s = c->text.text.p;
    for (i += 2; i < to && s[i] != '\''; i++) {
        char byte = s[i];
        uint32_t at = i;
        if (byte == '\\' && i + 1 < to) {
            byte = ansi_byte(s[++i]);
        }
        hm_shell_build(p, b, hm_str_make(&byte, 1), hm_shell_original(c, at));
    }
    return i + 1 < to ? i + 1 : to;
}

static void
remove_quotes(struct hm_shell_parser *p, struct hm_shell_cursor *c,
              const struct hm_shell_word *word, struct hm_shell_builder *b)
{
    const char *s = c->text.text.p;
    uint32_t to = word->range.to;
    uint32_t piece = word->range.from; /* what stays as it is, up to i */
    uint32_t kept = word->first_kept;
    uint32_t kept_end = kept + word->n_kept;
    bool in_double = false;
    for (uint32_t i = piece; i < to;) {
        if (kept < kept_end && p->kept.p[kept].from == i) {
            i = p->kept.p[kept++].to;
            continue;
        }
        char ch = s[i];
        char next = i + 1 < to ? s[i + 1] : '\0';
        uint32_t joined = ch == '\\' ? hm_shell_joined_line(s + i, to - i) : 0;
        bool is_escape = ch == '\\' && i + 1 < to && joined == 0;
        bool is_ansi = ch == '$' && next == '\'' && !in_double;
        if (is_escape && in_double && strchr("$`\"\\", next) == NULL) {
            i += 2;
            continue;
        }
        if (joined == 0 && !is_escape && !is_ansi && ch != '"' && (ch != '\'' || in_double) &&
            (ch != '$' || next != '"' || in_double)) {
            i++;
            continue;
        }
        hm_shell_build(p, b, hm_str_make(s + piece, i - piece), hm_shell_original(c, piece));
        if (joined > 0) {
            piece = i += joined;
        } else if (is_escape) {
            piece = i + 1;
            i += 2;
        } else if (is_ansi) {
            piece = i = build_ansi(p, b, c, i, to);
        } else if (ch == '\'') {
            const char *end = memchr(s + i + 1, '\'', to - i - 1);
            uint32_t close = end == NULL ? to : (uint32_t)(end - s);
            hm_shell_build(p, b, hm_str_make(s + i + 1, close - i - 1),
                           hm_shell_original(c, i + 1));
            piece = i = close < to ? close + 1 : to;
        } else {
            in_double = in_double != (ch == '"');
            piece = ++i;
        }
    }
    hm_shell_build(p, b, hm_str_make(s + piece, to - piece), hm_shell_original(c, piece));
}

struct hm_shell_text
hm_shell_unquoted(struct hm_shell_parser *p, struct hm_shell_cursor *c,
                  const struct hm_shell_word *word)
{
    uint32_t n = word->range.to - word->range.from;
    if (word->is_plain || !hm_shell_spend(p, n)) {
        return hm_shell_slice(c, word->range);
    }
    struct hm_shell_builder b = { .p = hm_arena_alloc(p->arena, n) };
    remove_quotes(p, c, word, &b);
    return (struct hm_shell_text){ .text = { .p = b.p, .n = b.n },
                                   .joins = b.joins.p,
                                   .n_joins = (uint32_t)b.joins.n,
                                   .base = b.joins.n == 0 ? hm_shell_original(c, word->range.from)
                                                          : 0 };
}

struct hm_arg
hm_shell_arg(struct hm_shell_parser *p, struct hm_shell_cursor *c, const struct hm_shell_word *word)
{
    struct hm_arg arg = { .span = hm_shell_span(c, word->range),
                          .is_literal = word->is_literal,
                          .is_quoted = word->is_quoted };
    arg.text = hm_shell_unquoted(p, c, word).text;
    return arg;
}
