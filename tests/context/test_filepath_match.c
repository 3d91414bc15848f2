/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/filepath_match.h"

#include "tests/rows.h"

struct match_case {
    const char *pattern;
    const char *name;
    enum hm_filepath_fit fit;
};

static const struct match_case matches[] = {
    { "abc", "abc", HM_FIT_YES },
    { "*", "abc", HM_FIT_YES },
    { "*c", "abc", HM_FIT_YES },
    { "a*", "a", HM_FIT_YES },
    { "a*", "ab/c", HM_FIT_NO },
    { "a*/b", "abc/b", HM_FIT_YES },
    { "a*/b", "a/c/b", HM_FIT_NO },
    { "a*b*c*d*e*/f", "axbxcxdxe/f", HM_FIT_YES },
    { "a*b?c*x", "abxbbxdbxebxczzy", HM_FIT_NO },
    { "**/x", "a/x", HM_FIT_YES },
    { "**/x", "a/b/x", HM_FIT_NO },
    { "ab[c]", "abc", HM_FIT_YES },
    { "ab[^b-d]", "abc", HM_FIT_NO },
    { "a\\*b", "a*b", HM_FIT_YES },
    { "a\\*b", "ab", HM_FIT_NO },
    { "a?b",
      "a\xc3\xa9"
      "b",
      HM_FIT_YES },
    { "a[^a]b", "a/b", HM_FIT_YES },
    { "a?b", "a/b", HM_FIT_NO },
    { "[a-b-c]", "a", HM_FIT_BAD },
    { "[", "a", HM_FIT_BAD },
    { "a[", "ab", HM_FIT_BAD },
    { "a\\", "a", HM_FIT_BAD },
    { "x*[", "y", HM_FIT_NO },
    { "", "", HM_FIT_YES },
    { "*x", "xxx", HM_FIT_YES },
};

ROWS_OF(filepath_match, fits, matches)

ParameterizedTest(size_t *index, filepath_match, fits)
{
    const struct match_case *c = &matches[*index];

    cr_expect_eq(hm_filepath_match(hm_str_c(c->pattern), hm_str_c(c->name)), c->fit, "%s, %s",
                 c->pattern, c->name);
}

Test(filepath_match, a_wildcard_behind_a_backslash_is_none)
{
    cr_expect(hm_filepath_has_wildcard(HM_S("a*")));
    cr_expect(hm_filepath_has_wildcard(HM_S("[a]")));
    cr_expect(hm_filepath_has_wildcard(HM_S("\\\\?")));
    cr_expect_not(hm_filepath_has_wildcard(HM_S("a\\*b]")));
}
