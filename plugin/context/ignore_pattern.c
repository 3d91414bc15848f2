/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/ignore_pattern.h"

#include "plugin/base/auto.h"
#include "plugin/base/rune.h"
#include "plugin/context/filepath_match.h"
#include "plugin/context/regexp.h"

bool
hm_pattern_is_accepted(struct hm_str text)
{
    return hm_filepath_match(text, HM_S(".")) != HM_FIT_BAD;
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
