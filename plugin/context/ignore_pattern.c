/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/ignore_pattern.h"

#include "plugin/base/auto.h"
#include "plugin/base/rune.h"
#include "plugin/context/regexp.h"

/* What filepath.Match finds when it compares a part of a pattern: only its errors count here. */
enum fit {
    BAD,
    NO,
    YES,
};

/* A character of a class in filepath.Match; false when it cannot stand there. */
static bool
read_member(struct hm_str s, size_t *at, uint32_t *ret_rune)
{
    size_t n = 0;

    if (*at >= s.n || s.p[*at] == '-' || s.p[*at] == ']') {
        return false;
    }
    if (s.p[*at] == '\\' && ++*at >= s.n) {
        return false;
    }
    *ret_rune = hm_rune_next(s, *at, &n);
    *at += n;
    return (*ret_rune != HM_RUNE_BAD || n > 1) && *at < s.n;
}

/* A class from its '['; ret_has tells whether it holds @p rune. */
static bool
read_class(struct hm_str s, size_t *at, uint32_t rune, bool *ret_has)
{
    bool is_negated = *at + 1 < s.n && s.p[*at + 1] == '^';
    bool has = false;

    *at += is_negated ? 2 : 1;
    for (bool is_first = true; is_first || *at >= s.n || s.p[*at] != ']'; is_first = false) {
        uint32_t first = 0;
        uint32_t last = 0;
        if (!read_member(s, at, &first)) {
            return false;
        }
        last = first;
        if (s.p[*at] == '-') {
            ++*at;
            if (!read_member(s, at, &last)) {
                return false;
            }
        }
        has = has || (first <= rune && rune <= last);
    }
    ++*at;
    *ret_has = has != is_negated;
    return true;
}

/* The part of a pattern between two stars against the front of @p name, which is "." or empty. */
static enum fit
fit_part(struct hm_str part, struct hm_str name, struct hm_str *ret_rest)
{
    bool is_lost = false;

    for (size_t at = 0; at < part.n;) {
        is_lost = is_lost || name.n == 0;
        char c = part.p[at];
        bool fits = true;
        if (c == '[') {
            if (!read_class(part, &at, is_lost ? 0 : (unsigned char)name.p[0], &fits)) {
                return BAD;
            }
        } else {
            at += c == '\\' ? 1 : 0;
            if (at >= part.n) {
                return BAD;
            }
            fits = c == '?' || (!is_lost && part.p[at] == name.p[0]);
            at++;
        }
        is_lost = is_lost || !fits;
        name = is_lost ? name : hm_str_from(name, 1);
    }
    *ret_rest = name;
    return is_lost ? NO : YES;
}

/* Takes stars and what follows them up to the next star outside brackets off the front. */
static struct hm_str
take_part(struct hm_str *rest, bool *ret_has_star)
{
    bool is_in_class = false;
    size_t at = 0;

    while (at < rest->n && rest->p[at] == '*') {
        at++;
    }
    *ret_has_star = at > 0;
    *rest = hm_str_from(*rest, at);
    for (at = 0; at < rest->n && (is_in_class || rest->p[at] != '*'); at++) {
        char c = rest->p[at];
        is_in_class = c == '[' || (is_in_class && c != ']');
        at += c == '\\' && at + 1 < rest->n ? 1 : 0;
    }
    struct hm_str part = hm_str_sub(*rest, 0, at);
    *rest = hm_str_from(*rest, at);
    return part;
}

bool
hm_pattern_is_accepted(struct hm_str text)
{
    struct hm_str name = HM_STR(".");

    while (text.n > 0) {
        bool has_star = false;
        struct hm_str left = { 0 };
        struct hm_str part = take_part(&text, &has_star);
        if (has_star && part.n == 0) {
            return true;
        }
        enum fit fit = fit_part(part, name, &left);
        if (fit == BAD) {
            return false;
        }
        bool goes_on = fit == YES && (left.n == 0 || text.n > 0);
        if (!goes_on && has_star && name.n > 0) {
            /* The star takes the dot. */
            goes_on = fit_part(part, hm_str_from(name, 1), &left) == YES;
        }
        if (!goes_on) {
            return true;
        }
        name = left;
    }
    return true;
}

/* Turns a pattern into what patternmatcher would compile. */
struct translator {
    struct hm_str text;
    size_t at;
    enum hm_ignore_kind kind;
    struct hm_buf out;
};

static void
take_rune(struct translator *t)
{
    size_t n = 0;

    hm_rune_add(&t->out, hm_rune_next(t->text, t->at, &n));
    t->at += n;
}

/* From the second star of "**" on. */
static void
take_double_star(struct translator *t, bool is_first)
{
    t->at++;
    if (t->at < t->text.n && t->text.p[t->at] == '/') {
        t->at++;
    }
    if (t->at < t->text.n) {
        hm_buf_puts(&t->out, "(.*/)?");
        t->kind = HM_IGNORE_REGEXP;
    } else if (t->kind == HM_IGNORE_EXACT) {
        t->kind = HM_IGNORE_PREFIX;
    } else {
        hm_buf_puts(&t->out, ".*");
        t->kind = HM_IGNORE_REGEXP;
    }
    if (is_first) {
        t->kind = HM_IGNORE_SUFFIX;
    }
}

static void
take(struct translator *t, bool is_first)
{
    char c = t->text.p[t->at];

    switch (c) {
    case '*':
        t->at++;
        if (t->at < t->text.n && t->text.p[t->at] == '*') {
            take_double_star(t, is_first);
        } else {
            hm_buf_puts(&t->out, "[^/]*");
            t->kind = HM_IGNORE_REGEXP;
        }
        break;
    case '?':
        t->at++;
        hm_buf_puts(&t->out, "[^/]");
        t->kind = HM_IGNORE_REGEXP;
        break;
    /* patternmatcher means to escape '|', '{' and '}' too, but its table has no room for them. */
    case '.':
    case '+':
    case '(':
    case ')':
    case '$':
        hm_buf_putc(&t->out, '\\');
        take_rune(t);
        break;
    case '\\':
        t->at++;
        hm_buf_putc(&t->out, '\\');
        if (t->at < t->text.n) {
            take_rune(t);
            t->kind = HM_IGNORE_REGEXP;
        }
        break;
    case '[':
    case ']':
        t->kind = HM_IGNORE_REGEXP;
        take_rune(t);
        break;
    default:
        take_rune(t);
        break;
    }
}

void
hm_pattern_compile(struct hm_arena *arena, struct hm_ignore_pattern *pattern)
{
    struct translator t = { .text = pattern->text, .kind = HM_IGNORE_EXACT };
    struct hm_err err = { 0 };

    /* Go's text/scanner drops a BOM in front. */
    t.at = hm_str_starts(t.text, "\xef\xbb\xbf") ? 3 : 0;
    hm_buf_putc(&t.out, '^');
    for (bool is_first = true; t.at < t.text.n; is_first = false) {
        take(&t, is_first);
    }
    hm_buf_putc(&t.out, '$');
    pattern->kind = t.kind;
    if (t.kind == HM_IGNORE_REGEXP &&
        hm_regexp_compile(arena, hm_buf_str(&t.out), &pattern->regexp, &err) != HM_OK) {
        pattern->kind = HM_IGNORE_BROKEN;
        pattern->fault = hm_arena_str(arena, hm_str_c(err.text));
    }
    hm_buf_done(&t.out);
}

enum hm_trit
hm_pattern_matches(const struct hm_ignore_pattern *pattern, struct hm_str path, uint64_t *spent)
{
    struct hm_str text = pattern->text;
    bool fits = false;

    ++*spent;
    switch (pattern->kind) {
    case HM_IGNORE_EXACT:
        fits = hm_str_is(path, text);
        break;
    case HM_IGNORE_PREFIX:
        text.n -= 2;
        fits = path.n >= text.n && hm_str_is(hm_str_sub(path, 0, text.n), text);
        break;
    case HM_IGNORE_SUFFIX:
        text = hm_str_from(text, 2);
        fits = path.n >= text.n && hm_str_is(hm_str_from(path, path.n - text.n), text);
        fits = fits || (hm_str_starts(text, "/") && hm_str_is(path, hm_str_from(text, 1)));
        break;
    case HM_IGNORE_REGEXP:
        fits = hm_regexp_matches(pattern->regexp, path, spent);
        break;
    case HM_IGNORE_BROKEN:
        return HM_UNKNOWN;
    }
    return fits ? HM_YES : HM_NO;
}

static struct hm_str
without_end(struct hm_str text, const char *end)
{
    return hm_str_ends(text, end) ? hm_str_sub(text, 0, text.n - strlen(end)) : text;
}

struct hm_str
hm_pattern_stem(struct hm_str text)
{
    return without_end(without_end(text, "/**"), "/*");
}
