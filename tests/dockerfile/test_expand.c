/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/expand.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

/* a = "1", e = "", p = "/usr/lib/x.tar.gz", s = "two  words", u is unknown, b an ARG without value;
 * nothing else is set. */
static enum hm_found
look_up(void *of, struct hm_str name, struct hm_str *ret_value)
{
    static const struct {
        const char *name;
        const char *value;
    } SET[] = { { "a", "1" }, { "e", "" }, { "p", "/usr/lib/x.tar.gz" }, { "s", "two  words" } };

    (void)of;
    for (size_t i = 0; i < sizeof SET / sizeof *SET; i++) {
        if (hm_str_eq(name, SET[i].name)) {
            *ret_value = hm_str_c(SET[i].value);
            return HM_FOUND_SET;
        }
    }
    return hm_str_eq(name, "u")   ? HM_FOUND_UNKNOWN
           : hm_str_eq(name, "b") ? HM_FOUND_BARE
                                  : HM_FOUND_UNSET;
}

static struct hm_expander
expander(struct hm_arena *arena)
{
    return (struct hm_expander){
        .arena = arena, .escape = '\\', .lookup = look_up, .work_left = hm_expand_work(0)
    };
}

struct row {
    const char *word;
    const char *value; /* NULL: an error */
};

static void
check(const struct row *rows, size_t n, bool is_known)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_expander ex = expander(&arena);
    struct hm_expanded got;

    for (size_t i = 0; i < n; i++) {
        hm_expand_word(&ex, hm_str_c(rows[i].word), &got);
        if (rows[i].value == NULL) {
            cr_expect_gt(got.error.n, 0, "%s is taken", rows[i].word);
            continue;
        }
        cr_expect(hm_str_eq(got.value, rows[i].value), "%s gives %.*s%.*s", rows[i].word,
                  HM_FMT(got.value), HM_FMT(got.error));
        cr_expect_eq(got.is_known, is_known, "%s", rows[i].word);
    }
    hm_expander_done(&ex);
}

#define CHECK(rows, is_known) check(rows, sizeof(rows) / sizeof *(rows), is_known)

Test(expand, operators)
{
    static const struct row ROWS[] = {
        { "x$a.${a}y", "x1.1y" },
        { "$none-${none}", "-" },
        { "${none:-w}${e:-w}${e-v}${a:-w}", "ww1" },
        { "${none:+w}${e:+w}${e+v}${a:+w}", "vw" },
        { "${a?m}${a:?m}", "11" },
        { "${none?m}", NULL },
        { "${e:?m}", NULL },
        { "${p#*/}|${p##*/}", "usr/lib/x.tar.gz|x.tar.gz" },
        { "${p%.*}|${p%%.*}", "/usr/lib/x.tar|/usr/lib/x" },
        { "${p/u?r/U}|${p//\\//.}", "/U/lib/x.tar.gz|.usr.lib.x.tar.gz" },
        { "${none:-${e:-${a}}}", "1" },
        { "${a:-${none?m}}", NULL },
        { "${", NULL },
        { "${a", NULL },
        { "${a!}", NULL },
        { "${a:#x}", NULL },
    };
    CHECK(ROWS, true);
}

Test(expand, quotes_and_escapes)
{
    static const struct row ROWS[] = {
        { "'$a'\"$a\"", "$a1" },
        { "\\$a\\\\a\\b", "$a\\ab" },
        { "\"\\$a\\x\\\"\"", "$a\\x\"" },
        { "a\\", "a" },
        { "'a", NULL },
        { "\"a", NULL },
    };
    CHECK(ROWS, true);
}

Test(expand, what_is_unknown_stays_as_it_is_written)
{
    static const struct row ROWS[] = {
        { "x$u.y", "x$u.y" },         { "${u:-'w'}", "${u:-'w'}" }, { "${none:-a$u}", "a$u" },
        { "${u#${a}}", "${u#${a}}" }, { "${p#$u}", "${p#$u}" },     { "${b:+w}$b", "${b:+w}$b" },
    };
    CHECK(ROWS, false);
}

Test(expand, what_is_dropped_does_not_make_a_word_unknown)
{
    static const struct row ROWS[] = {
        { "${a:-$u}", "1" },
        { "${none:+$u}", "" },
        { "${b:-w}", "w" },
    };
    CHECK(ROWS, true);
}

Test(expand, words_are_split_after_expansion)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_expander ex = expander(&arena);
    struct hm_pieces pieces = { 0 };
    struct hm_expanded got;

    hm_expand_words(&ex, HM_S("x$s \"$s\" y\\ z"), &pieces, &got);
    cr_assert_eq(pieces.list.n, 4);
    cr_expect(hm_str_eq(pieces.list.p[0].text, "xtwo"));
    cr_expect(hm_str_eq(pieces.list.p[1].text, "words"));
    cr_expect(hm_str_eq(pieces.list.p[2].text, "two  words"));
    cr_expect(hm_str_eq(pieces.list.p[3].text, "y z"));
    cr_expect_eq(pieces.list.p[3].from, 9);
    cr_expect_eq(pieces.list.p[3].to, 13);
    hm_expander_done(&ex);
}

Test(expand, nesting_needs_no_stack)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf word = { 0 };
    struct hm_expander ex = expander(&arena);
    struct hm_expanded got;

    for (size_t i = 0; i < 300000; i++) {
        hm_buf_puts(&word, "${a+");
    }
    hm_expand_word(&ex, hm_buf_str(&word), &got);
    cr_expect_gt(got.error.n, 0);
    for (size_t i = 0; i < 300000; i++) {
        hm_buf_putc(&word, '}');
    }
    hm_expand_word(&ex, hm_buf_str(&word), &got);
    cr_expect_eq(got.error.n, 0);
    cr_expect_eq(got.value.n, 0);
    hm_expander_done(&ex);
}

Test(expand, a_value_too_large_is_given_up)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf word = { 0 };
    struct hm_expander ex = expander(&arena);
    struct hm_expanded got;

    for (size_t i = 0; i <= HM_EXPAND_VALUE_LIMIT / 17; i++) {
        hm_buf_puts(&word, "$p");
    }
    hm_expand_word(&ex, hm_buf_str(&word), &got);
    cr_expect_not(got.is_known);
    cr_expect(ex.is_exhausted);
    hm_expander_done(&ex);
}

/* A star against a long value, again and again: the work runs out, and time does not. */
Test(expand, patterns_cost_no_more_than_their_work)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf word = { 0 };
    struct hm_expander ex = expander(&arena);
    struct hm_expanded got;

    hm_buf_puts(&word, "${p//");
    for (size_t i = 0; i < 60000; i++) {
        hm_buf_puts(&word, "*x");
    }
    hm_buf_puts(&word, "*y/z}");
    hm_expand_word(&ex, hm_buf_str(&word), &got);
    cr_expect_eq(got.error.n, 0);
    hm_expander_done(&ex);
}
