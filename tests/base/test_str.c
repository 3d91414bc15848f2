/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/str.h"

static const struct hm_str null = { NULL, 0 };
static const struct hm_str literal = HM_STR("abc");

Test(str, views_of_literals_and_c_strings)
{
    cr_expect_eq(literal.n, 3);
    cr_expect_eq(hm_str_c(NULL).n, 0);
    cr_expect_eq(hm_str_c(NULL).p, NULL);
    cr_expect_eq(HM_S("a\0b").n, 3);
    cr_expect_eq(hm_str_c("").n, 0);
}

Test(str, fmt_prints_a_view_that_is_not_terminated)
{
    char text[8];

    (void)snprintf(text, sizeof text, "%.*s|%.*s", HM_FMT(hm_str_make("abcdef", 2)), HM_FMT(null));
    cr_expect_str_eq(text, "ab|");
}

Test(str, equality_counts_bytes)
{
    cr_expect(hm_str_is(null, HM_S("")));
    cr_expect(hm_str_is(HM_S("a\0b"), HM_S("a\0b")));
    cr_expect_not(hm_str_is(HM_S("a\0b"), HM_S("a\0c")));
    cr_expect_not(hm_str_is(HM_S("a"), HM_S("ab")));
    cr_expect(hm_str_eq(HM_S("abc"), "abc"));
    cr_expect_not(hm_str_eq(HM_S("a\0"), "a"));
    cr_expect(hm_str_eq(null, NULL));
}

Test(str, equality_without_case_knows_ascii_only)
{
    cr_expect(hm_str_eq_nocase(HM_S("FROM"), HM_S("from")));
    cr_expect_not(hm_str_eq_nocase(HM_S("\xc3\x84"), HM_S("\xc3\xa4")));
    cr_expect_not(hm_str_eq_nocase(HM_S("@"), HM_S("`")));
    cr_expect_not(hm_str_eq_nocase(HM_S("["), HM_S("{")));
}

Test(str, compare_is_by_bytes_and_then_length)
{
    cr_expect_lt(hm_str_compare(HM_S("a"), HM_S("b")), 0);
    cr_expect_gt(hm_str_compare(HM_S("b"), HM_S("ab")), 0);
    cr_expect_lt(hm_str_compare(HM_S("a"), HM_S("ab")), 0);
    cr_expect_gt(hm_str_compare(HM_S("\xff"), HM_S("a")), 0);
    cr_expect_eq(hm_str_compare(null, HM_S("")), 0);
    cr_expect_lt(hm_str_compare(null, HM_S("a")), 0);
}

Test(str, starts_and_ends)
{
    cr_expect(hm_str_starts(HM_S("abc"), "ab"));
    cr_expect_not(hm_str_starts(HM_S("ab"), "abc"));
    cr_expect(hm_str_starts(null, ""));
    cr_expect_not(hm_str_starts(null, "a"));
    cr_expect(hm_str_ends(HM_S("abc"), "bc"));
    cr_expect_not(hm_str_ends(HM_S("bc"), "abc"));
    cr_expect(hm_str_ends(null, ""));
}

static const struct {
    const char *in;
    const char *needle;
    bool has;
    bool has_nocase;
} searches[] = {
    { "", "", true, true },
    { "", "a", false, false },
    { "abc", "", true, true },
    { "abc", "c", true, true },
    { "abc", "abc", true, true },
    { "abc", "abcd", false, false },
    { "aaab", "aab", true, true },
    { "ababac", "abac", true, true },
    { "xAbC", "abc", false, true },
    { "aaaaaaaa", "ab", false, false },
    { "...apt-GET", "apt-get", false, true },
};

Test(str, search)
{
    for (size_t i = 0; i < sizeof searches / sizeof searches[0]; i++) {
        struct hm_str in = hm_str_c(searches[i].in);
        cr_expect_eq(hm_str_has(in, searches[i].needle), searches[i].has, "%zu", i);
        cr_expect_eq(hm_str_has_nocase(in, searches[i].needle), searches[i].has_nocase, "%zu", i);
    }
    cr_expect_not(hm_str_has(null, "a"));
    cr_expect_not(hm_str_has(hm_str_make("abc", 2), "c"));
}

Test(str, find_gives_the_length_when_there_is_none)
{
    cr_expect_eq(hm_str_find(HM_S("a:b:c"), ':'), 1);
    cr_expect_eq(hm_str_find_last(HM_S("a:b:c"), ':'), 3);
    cr_expect_eq(hm_str_find(HM_S("abc"), ':'), 3);
    cr_expect_eq(hm_str_find_last(HM_S("abc"), ':'), 3);
    cr_expect_eq(hm_str_find(null, ':'), 0);
    cr_expect_eq(hm_str_find_last(null, ':'), 0);
    cr_expect_eq(hm_str_find_last(HM_S(":"), ':'), 0);
}

Test(str, sub_is_clamped)
{
    cr_expect(hm_str_eq(hm_str_sub(literal, 1, 1), "b"));
    cr_expect(hm_str_eq(hm_str_sub(literal, 1, SIZE_MAX), "bc"));
    cr_expect(hm_str_eq(hm_str_sub(literal, 3, 1), ""));
    cr_expect(hm_str_eq(hm_str_sub(literal, SIZE_MAX, SIZE_MAX), ""));
    cr_expect_eq(hm_str_sub(null, 0, 1).n, 0);
    cr_expect(hm_str_eq(hm_str_from(literal, 2), "c"));
    cr_expect_eq(hm_str_from(null, 5).n, 0);
}

Test(str, trim_takes_all_kinds_of_space)
{
    cr_expect(hm_str_eq(hm_str_trim(HM_S(" \t\r\n\v\fa b\n ")), "a b"));
    cr_expect_eq(hm_str_trim(HM_S("  ")).n, 0);
    cr_expect_eq(hm_str_trim(null).n, 0);
    cr_expect_eq(hm_str_trim(HM_S("\xa0")).n, 1);
}

static const struct {
    const char *text;
    const char *pieces; /* joined by '|' */
} splits[] = {
    { "", "" }, { "a", "a" }, { "a,b", "a|b" }, { ",", "|" }, { "a,", "a|" }, { ",,b", "||b" },
};

Test(str, split_gives_every_piece)
{
    for (size_t i = 0; i < sizeof splits / sizeof splits[0]; i++) {
        struct hm_str rest = hm_str_c(splits[i].text);
        struct hm_str piece;
        char joined[32] = "";
        size_t n = 0;
        size_t count = 0;
        while (hm_str_split(&rest, ',', &piece)) {
            n += (size_t)snprintf(joined + n, sizeof joined - n, "%s%.*s", count > 0 ? "|" : "",
                                  HM_FMT(piece));
            count++;
        }
        cr_expect_str_eq(joined, splits[i].pieces);
        cr_expect_gt(count, 0);
    }
}

Test(str, split_of_nothing_gives_nothing)
{
    struct hm_str rest = null;
    struct hm_str piece;

    cr_expect_not(hm_str_split(&rest, ',', &piece));
}

static const struct {
    const char *path;
    const char *base;
    const char *dir;
} paths[] = {
    { "a", "a", "" },  { "a/b", "b", "a" }, { "/a", "a", "" },
    { "a/", "", "a" }, { "", "", "" },      { "a/b/c", "c", "a/b" },
};

Test(str, parts_of_paths)
{
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct hm_str path = hm_str_c(paths[i].path);
        cr_expect(hm_str_eq(hm_str_basename(path), paths[i].base), "%s", paths[i].path);
        cr_expect(hm_str_eq(hm_str_dirname(path), paths[i].dir), "%s", paths[i].path);
    }
}

static const struct {
    const char *text;
    uint64_t max;
    bool is_number;
    uint64_t value;
} numbers[] = {
    { "0", 0, true, 0 },
    { "007", 7, true, 7 },
    { "7", 6, false, 0 },
    { "10", 9, false, 0 },
    { "9", 9, true, 9 },
    { "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
    { "18446744073709551616", UINT64_MAX, false, 0 },
    { "99999999999999999999999", UINT64_MAX, false, 0 },
    { "", 9, false, 0 },
    { "+1", 9, false, 0 },
    { "-1", 9, false, 0 },
    { " 1", 9, false, 0 },
    { "1 ", 9, false, 0 },
    { "0x1", 9, false, 0 },
    { "1", 0, false, 0 },
};

Test(str, numbers_are_decimal_and_bounded)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        uint64_t value = 4711;
        bool is_number = hm_str_to_u64(hm_str_c(numbers[i].text), numbers[i].max, &value);
        cr_expect_eq(is_number, numbers[i].is_number, "%s", numbers[i].text);
        cr_expect_eq(value, is_number ? numbers[i].value : 4711, "%s", numbers[i].text);
    }
}

Test(str, hash_is_fnv_1a)
{
    cr_expect_eq(hm_str_hash(HM_S("")), 0xcbf29ce484222325U);
    cr_expect_eq(hm_str_hash(HM_S("a")), 0xaf63dc4c8601ec8cU);
    cr_expect_eq(hm_str_hash(HM_S("foobar")), 0x85944171f73967e8U);
}

Test(str, classes_do_not_depend_on_the_locale)
{
    for (int c = 0; c < 256; c++) {
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        cr_expect_eq(hm_is_alpha((char)c), is_letter, "%d", c);
        cr_expect_eq(hm_is_digit((char)c), c >= '0' && c <= '9', "%d", c);
        cr_expect_eq(hm_is_space((char)c), c == ' ' || (c >= 9 && c <= 13), "%d", c);
    }
}

/* The low 16 bits of FNV-1a after one more byte, from those before it. */
static uint32_t
step(uint32_t low, char c)
{
    return (uint32_t)(((low ^ (unsigned char)c) * 0x1b3u) & 0xffffu);
}

/* Two texts of three letters that lead from @p low to the same value. */
static uint32_t
find_pair(uint32_t low, char pair[2][3])
{
    static unsigned seen[65536];

    memset(seen, 0, sizeof seen);
    for (unsigned i = 1;; i++) {
        char text[3] = { (char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676) };
        uint32_t to = step(step(step(low, text[0]), text[1]), text[2]);
        if (seen[to] != 0) {
            unsigned k = seen[to];
            memcpy(pair[0], text, 3);
            pair[1][0] = (char)('a' + k % 26);
            pair[1][1] = (char)('a' + k / 26 % 26);
            pair[1][2] = (char)('a' + k / 676);
            return to;
        }
        seen[to] = i;
    }
}

Test(str, names_made_to_collide_do_not)
{
    enum { PAIRS = 10, NAMES = 1 << PAIRS };
    char pairs[PAIRS][2][3];
    unsigned counts[NAMES] = { 0 };
    unsigned most = 0;
    uint32_t low = 0x2325;

    for (int i = 0; i < PAIRS; i++) {
        low = find_pair(low, pairs[i]);
    }
    for (unsigned i = 0; i < NAMES; i++) {
        char name[PAIRS * 3];
        for (unsigned k = 0; k < PAIRS; k++) {
            memcpy(name + k * 3, pairs[k][i >> k & 1], 3);
        }
        struct hm_str s = hm_str_make(name, sizeof name);
        cr_assert_eq(hm_str_hash(s) & 0xffff, low);
        unsigned count = ++counts[hm_str_slot(s) % NAMES];
        most = count > most ? count : most;
    }
    cr_expect_leq(most, 10, "%u of %d names in one slot", most, NAMES);
}

Test(str, one_of_a_list)
{
    static const char *const list[] = { "git", "", "g++", NULL };

    cr_expect(hm_str_in(HM_S("g++"), list));
    cr_expect(hm_str_in(HM_S(""), list));
    cr_expect_not(hm_str_in(HM_S("Git"), list));
    cr_expect_not(hm_str_in(HM_S("gi"), list));
    cr_expect_not(hm_str_in(HM_S("gits"), list));
    cr_expect_not(hm_str_in(HM_S("git"), list + 1));
}
