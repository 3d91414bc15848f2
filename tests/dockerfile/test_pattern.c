/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/pattern.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define PLENTY ((uint64_t)1 << 32)

struct row {
    const char *pattern;
    const char *value;
    const char *shortest;
    const char *longest;
};

static struct hm_str
trimmed(struct hm_arena *arena, const char *pattern, const char *value, bool at_end, bool is_greedy)
{
    struct hm_str result = { 0 };
    struct hm_str error = { 0 };
    uint64_t work = PLENTY;

    cr_assert(hm_pattern_trim(arena, hm_str_c(pattern), hm_str_c(value), at_end, is_greedy, &work,
                              &result, &error),
              "%s: %.*s", pattern, HM_FMT(error));
    return result;
}

static void
check(const struct row *rows, size_t n, bool at_end)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < n; i++) {
        const struct row *row = &rows[i];
        struct hm_str shortest = trimmed(&arena, row->pattern, row->value, at_end, false);
        struct hm_str longest = trimmed(&arena, row->pattern, row->value, at_end, true);
        cr_expect(hm_str_eq(shortest, row->shortest), "%s of %s: %.*s", row->pattern, row->value,
                  HM_FMT(shortest));
        cr_expect(hm_str_eq(longest, row->longest), "%s of %s: %.*s", row->pattern, row->value,
                  HM_FMT(longest));
    }
}

Test(pattern, takes_the_front_off)
{
    static const struct row ROWS[] = {
        { "*/", "a/b/c", "b/c", "c" },
        { "?",
          "\xc3\xa4"
          "b",
          "b", "b" },
        { "x", "abc", "abc", "abc" },
        { "\\*", "*a", "a", "a" },
        { "", "abc", "abc", "abc" },
        { "*", "abc", "abc", "" },
        { "a*c", "abcc", "c", "" },
        { "?", "\na", "\na", "\na" },
    };

    check(ROWS, sizeof ROWS / sizeof *ROWS, false);
}

Test(pattern, takes_the_end_off)
{
    static const struct row ROWS[] = {
        { "/*", "a/b/c", "a/b", "a" },
        { ".tar.gz", "x.tar.gz", "x", "x" },
        { "b", "abc", "abc", "abc" },
        { "?", "b\xc3\xa4", "b", "b" },
        { "\\?", "a?", "a", "a" },
        { "*", "abc", "abc", "" },
        { "\xc3\xa4\xc3\xb6", "x\xc3\xa4\xc3\xb6", "x", "x" },
    };

    check(ROWS, sizeof ROWS / sizeof *ROWS, true);
}

Test(pattern, bytes_that_are_no_text_are_replaced_at_the_end_only)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_expect(hm_str_eq(trimmed(&arena, "b",
                                "\xff"
                                "ab",
                                true, false),
                        "\xef\xbf\xbd"
                        "a"));
    cr_expect(hm_str_eq(trimmed(&arena, "a", "a\xff", false, false), "\xff"));
}

Test(pattern, replaces_the_first_or_all)
{
    static const struct {
        const char *pattern;
        const char *replacement;
        const char *value;
        const char *first;
        const char *all;
    } ROWS[] = {
        { "b", "x", "abcb", "axcb", "axcx" }, { "*", "x", "abc", "x", "x" },
        { "", "-", "ab", "-ab", "-a-b-" },    { "?", "$0$0", "ab", "$0$0b", "aabb" },
        { "z", "x", "abc", "abc", "abc" },    { "a", "$$", "a", "$$", "$" },
        { "a", "${1}b", "a", "${1}b", "b" },
    };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        for (int is_all = 0; is_all < 2; is_all++) {
            hm_auto_buf struct hm_buf out = { 0 };
            struct hm_str error = { 0 };
            uint64_t work = PLENTY;
            cr_expect(hm_pattern_replace(&arena, hm_str_c(ROWS[i].pattern),
                                         hm_str_c(ROWS[i].replacement), hm_str_c(ROWS[i].value),
                                         is_all != 0, &work, &out, &error));
            cr_expect(hm_str_eq(hm_buf_str(&out), is_all ? ROWS[i].all : ROWS[i].first),
                      "%s to %s in %s: %.*s", ROWS[i].pattern, ROWS[i].replacement, ROWS[i].value,
                      HM_FMT(hm_buf_str(&out)));
        }
    }
}

Test(pattern, an_escape_of_anything_else_is_refused)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str result = { 0 };
    struct hm_str error = { 0 };
    uint64_t work = PLENTY;

    cr_expect_not(
        hm_pattern_trim(&arena, HM_S("\\a"), HM_S("x"), false, false, &work, &result, &error));
    cr_expect(hm_str_eq(error, "invalid pattern (\\a) in substitution: invalid escape '\\a'"),
              "%.*s", HM_FMT(error));
}

Test(pattern, a_long_value_is_not_copied_each_time)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    char value[60000];
    struct hm_str result = { 0 };
    struct hm_str error = { 0 };
    uint64_t work = PLENTY;

    memset(value, 'a', sizeof value);
    for (int i = 0; i < 1000; i++) {
        cr_assert(hm_pattern_trim(&arena, HM_S("b"), hm_str_make(value, sizeof value), true, false,
                                  &work, &result, &error));
        cr_assert_eq(result.n, sizeof value);
    }
    cr_expect_leq(arena.taken, 4096, "%zu bytes", arena.taken);
    cr_expect_leq(work, PLENTY - 1000 * sizeof value, "nothing was counted");
}

Test(pattern, without_work_left_nothing_is_copied)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_str result = { 0 };
    struct hm_str error = { 0 };
    uint64_t work = 3;

    cr_expect(
        hm_pattern_trim(&arena, HM_S("b"), HM_S("aaaa"), true, false, &work, &result, &error));
    cr_expect_eq(work, 0);
    cr_expect(
        hm_pattern_replace(&arena, HM_S("?"), HM_S("b"), HM_S("aaaa"), true, &work, &out, &error));
    cr_expect_eq(out.n, 0);
}

Test(pattern, a_full_buffer_ends_the_replacing)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { .limit = 1000 };
    char value[2000];
    struct hm_str text = hm_str_make(value, sizeof value);
    struct hm_str error = { 0 };
    uint64_t work = PLENTY;

    memset(value, 'a', sizeof value);
    cr_expect(hm_pattern_replace(&arena, HM_S("?"), text, text, true, &work, &out, &error));
    cr_expect(out.is_cut);
    cr_expect_geq(work, PLENTY - 10 * sizeof value, "it went on");
}
