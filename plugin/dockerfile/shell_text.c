/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/shell_parser.h"

#include "plugin/base/rune.h"

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

void
hm_shell_build_range(struct hm_shell_parser *p, struct hm_shell_builder *b,
                     struct hm_shell_cursor *c, struct hm_shell_range range)
{
    const char *s = c->text.text.p;
    while (range.from < range.to) {
        uint32_t original = hm_shell_original(c, range.from);
        uint32_t end = range.to;
        /* hm_shell_original left the hint at the join that holds the byte. */
        if (c->hint + 1 < c->text.n_joins) {
            uint32_t next = c->text.joins[c->hint + 1].logical;
            bool is_inside = next > c->text.base + range.from && next - c->text.base < end;
            end = is_inside ? next - c->text.base : end;
        }
        hm_shell_build(p, b, hm_str_make(s + range.from, end - range.from), original);
        range.from = end;
    }
}

/* Up to @p most digits of @p base at @p i, which is moved past them. */
static uint32_t
ansi_number(const char *s, uint32_t *i, uint32_t to, unsigned base, unsigned most)
{
    uint32_t value = 0;
    for (unsigned n = 0; n < most && *i < to; n++, ++*i) {
        char c = hm_ascii_lower(s[*i]);
        unsigned digit = hm_is_digit(c)         ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                                : base;
        if (digit >= base) {
            break;
        }
        value = value * base + digit;
    }
    return value;
}

/* What the escape whose letter stands at @p i becomes; @p i is moved past it. No escape is longer
 * than what is written for it. */
static struct hm_str
ansi_escape(const char *s, uint32_t *i, uint32_t to, char ret_bytes[4])
{
    static const char from[] = "abeEfnrtv";
    static const char bytes[] = "\a\b\033\033\f\n\r\t\v";
    char letter = s[*i];
    const char *found = letter == '\0' ? NULL : strchr(from, letter);
    uint32_t start = *i;
    uint32_t code;
    if (letter >= '0' && letter <= '7') {
        ret_bytes[0] = (char)ansi_number(s, i, to, 8, 3);
        return hm_str_make(ret_bytes, 1);
    }
    ++*i;
    if (found != NULL) {
        ret_bytes[0] = bytes[found - from];
        return hm_str_make(ret_bytes, 1);
    }
    switch (letter) {
    case 'x':
        code = ansi_number(s, i, to, 16, 2);
        ret_bytes[0] = (char)code;
        break;
    case 'u':
    case 'U':
        code = ansi_number(s, i, to, 16, letter == 'u' ? 4 : 8);
        if (*i > start + 1) {
            return hm_str_make(ret_bytes, hm_rune_put(code, ret_bytes));
        }
        break;
    case 'c':
        if (*i < to && s[*i] != '\'') {
            ret_bytes[0] = (char)(s[*i] & 0x1f);
            ++*i;
            return hm_str_make(ret_bytes, 1);
        }
        break;
    case '\\':
    case '\'':
    case '"':
    case '?':
        ret_bytes[0] = letter;
        return hm_str_make(ret_bytes, 1);
    default:
        break;
    }
    if (letter == 'x' && *i > start + 1) {
        return hm_str_make(ret_bytes, 1);
    }
    /* It stands for itself, with its backslash. */
    return hm_str_make(s + start - 1, 2);
}

/* $'…' at @p i; returns the offset past it. */
static uint32_t
build_ansi(struct hm_shell_parser *p, struct hm_shell_builder *b, struct hm_shell_cursor *c,
           uint32_t i, uint32_t to)
{
    const char *s = c->text.text.p;
    i += 2;
    while (i < to && s[i] != '\'') {
        uint32_t at = i++;
        struct hm_str made = hm_str_make(s + at, 1);
        char bytes[4];
        if (s[at] == '\\' && i < to) {
            made = ansi_escape(s, &i, to, bytes);
        }
        hm_shell_build(p, b, made, hm_shell_original(c, at));
    }
    return i < to ? i + 1 : to;
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
        if (ch == '$' && next == '$') {
            i += 2;
            continue;
        }
        if (is_escape && in_double && strchr("$`\"\\", next) == NULL) {
            i += 2;
            continue;
        }
        if (joined == 0 && !is_escape && !is_ansi && ch != '"' && (ch != '\'' || in_double) &&
            (ch != '$' || next != '"' || in_double || !p->now.is_bash)) {
            i++;
            continue;
        }
        hm_shell_build_range(p, b, c, (struct hm_shell_range){ piece, i });
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
            hm_shell_build_range(p, b, c, (struct hm_shell_range){ i + 1, close });
            piece = i = close < to ? close + 1 : to;
        } else {
            in_double = in_double != (ch == '"');
            piece = ++i;
        }
    }
    hm_shell_build_range(p, b, c, (struct hm_shell_range){ piece, to });
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
    uint32_t n = word->range.to - word->range.from;
    return (struct hm_arg){
        .span = hm_shell_span(c, word->range),
        .text = word->is_plain ? hm_str_make(c->text.text.p + word->range.from, n)
                               : hm_shell_unquoted(p, c, word).text,
        .is_literal = word->is_literal,
        .is_quoted = word->is_quoted,
    };
}
