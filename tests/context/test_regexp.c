/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/context/regexp.h"
#include "tests/rows.h"

static const struct {
    const char *text;
    const char *subject;
    bool has_match;
} MATCHES[] = {
    { "", "", true },
    { "", "a", true },
    { "abc", "xabcx", true },
    { "^abc", "xabc", false },
    { "abc$", "abcx", false },
    { "^abc$", "abc", true },
    { "a|b", "xb", true },
    { "^(a|bc)$", "bc", true },
    { "^(a|bc|)$", "", true },
    { "^a|b$", "ax", true },
    { "^a|b$", "xb", true },
    { "^a|b$", "xbx", false },
    { "^a*$", "aaa", true },
    { "^a*$", "aab", false },
    { "^a+$", "", false },
    { "^a?b$", "b", true },
    { "^a{2}$", "aa", true },
    { "^a{2}$", "aaa", false },
    { "^a{2,}$", "a", false },
    { "^a{2,}$", "aaaa", true },
    { "^a{0,2}$", "", true },
    { "^a{1,3}$", "aaa", true },
    { "^a{1,3}$", "aaaa", false },
    { "^(ab){2}$", "abab", true },
    { "^a{0}b$", "b", true },
    { "^(a*)*$", "aaa", true },
    { "^a{,2}$", "a{,2}", true },
    { "^a{1$", "a{1", true },
    { "^.$", "\n", false },
    { "^[^/]$", "\n", true },
    { "^.$", "\xff", true },
    { "^\xef\xbf\xbd$", "\xff", true },
    { "^..$", "\xc3", false },
    { "^é$", "é", true },
    { "^[é-ü]$", "ö", true },
    { "^[^a-c]$", "b", false },
    { "^[]a]$", "]", true },
    { "^[a-]$", "-", true },
    { "^[\\d_]$", "7", true },
    { "^[\\D]$", "7", false },
    { "^[[:upper:]]$", "Q", true },
    { "^[[:^upper:]]$", "Q", false },
    { "^[[:]$", ":", true },
    { "^\\w\\W\\s\\S$", "a- x", true },
    { "\\bab\\b", "x ab y", true },
    { "\\bab\\b", "xab", false },
    { "\\Bb", "ab", true },
    { "\\Aa\\z", "a", true },
    { "^\\Qa.*\\E+$", "a.**", true },
    { "^\\Qa.*$", "a.*$", true },
    { "^\\x41\\x{1F600}\\101\\n$", "A😀A\n", true },
    { "^\\.\\_\\-$", "._-", true },
    { "^(.*/)?[^/]*\\.go$", "a/b/c.go", true },
    { "^(.*/)?[^/]*\\.go$", "a/b/c.gox", false },
    { "(x|abc)$", "c", false },
    { "^x*abc$", "xxabc", true },
    { "^(ab|c)bc$", "abbc", true },
};

ROWS_OF(regexp, matches_as_go_does, MATCHES)

ParameterizedTest(size_t *i, regexp, matches_as_go_does)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_regexp *re = NULL;
    struct hm_err err = { 0 };
    uint64_t spent = 0;

    cr_assert_eq(hm_regexp_compile(&arena, hm_str_c(MATCHES[*i].text), &re, &err), HM_OK, "%s: %s",
                 MATCHES[*i].text, err.text);
    cr_assert_eq(hm_regexp_matches(re, hm_str_c(MATCHES[*i].subject), &spent),
                 MATCHES[*i].has_match, "%s in %s", MATCHES[*i].text, MATCHES[*i].subject);
}

Test(regexp, takes_time_in_proportion_to_the_text)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_regexp *re = NULL;
    uint64_t spent = 0;
    char text[4000];

    memset(text, 'a', sizeof text);
    cr_assert_eq(hm_regexp_compile(&arena, HM_S("^(a*a*a*a*a*a*a*a*)*b"), &re, NULL), HM_OK);
    cr_assert_not(hm_regexp_matches(re, hm_str_make(text, sizeof text), &spent));
    cr_assert_leq(spent, (uint64_t)2 * hm_regexp_size(re) * sizeof text);
}

static uint64_t
cost(const char *text, const char *subject)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_regexp *re = NULL;
    uint64_t spent = 0;

    cr_assert_eq(hm_regexp_compile(&arena, hm_str_c(text), &re, NULL), HM_OK);
    cr_assert_not(hm_regexp_matches(re, hm_str_c(subject), &spent));
    return spent;
}

Test(regexp, refuses_a_text_by_its_start)
{
    cr_assert_eq(cost("^src/[^/]*$", "source/path/to/a/file.c"), 1);
}

Test(regexp, refuses_a_text_by_its_end)
{
    cr_assert_eq(cost("^(.*/)?[^/]*\\.go$", "a/rather/long/path/to/a/file.c"), 1);
}

Test(regexp, refuses_a_text_by_what_it_lacks)
{
    cr_assert_eq(cost("^(.*/)?\\.env[^/]*$", "a/rather/long/path/to/a/file.c"), 1);
}

Test(regexp, does_not_refuse_a_text_by_what_is_optional)
{
    cr_assert_gt(cost("^(abc|x)?[^/]*d?$", "a/rather/long/path"), 1);
}
