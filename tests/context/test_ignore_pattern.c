/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/ignore_pattern.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct {
    const char *text;
    enum hm_ignore_kind kind;
} KINDS[] = {
    { "a/b", HM_IGNORE_EXACT },         { "a.b", HM_IGNORE_EXACT },
    { "a/**", HM_IGNORE_PREFIX },       { "**/a", HM_IGNORE_SUFFIX },
    { "**", HM_IGNORE_SUFFIX },         { "*.a", HM_IGNORE_REGEXP },
    { "a?", HM_IGNORE_REGEXP },         { "a/**/b", HM_IGNORE_REGEXP },
    { "[a-c]", HM_IGNORE_REGEXP },      { "[c-a]", HM_IGNORE_BROKEN },
    { "a/**/[c-a]", HM_IGNORE_BROKEN },
};

Test(ignore_pattern, has_the_kind_that_its_characters_ask_for)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        struct hm_ignore_pattern pattern = { .text = hm_str_c(KINDS[i].text) };
        hm_pattern_compile(&arena, &pattern);
        cr_expect_eq(pattern.kind, KINDS[i].kind, "%s: %d", KINDS[i].text, pattern.kind);
        cr_expect_eq(pattern.regexp != NULL, pattern.kind == HM_IGNORE_REGEXP, "%s", KINDS[i].text);
        cr_expect_eq(pattern.fault.n > 0, pattern.kind == HM_IGNORE_BROKEN, "%s", KINDS[i].text);
    }
}

static const struct {
    const char *text;
    const char *path;
    enum hm_trit answer;
} MATCHES[] = {
    { "a/b", "a/b", HM_YES },     { "a/b", "a/b/c", HM_NO },   { "a/**", "a/b/c", HM_YES },
    { "a/**", "b", HM_NO },       { "**/a", "b/c/a", HM_YES }, { "**/a", "a", HM_YES },
    { "**/a", "ba", HM_NO },      { "*.a", "b.a", HM_YES },    { "*.a", "b/c.a", HM_NO },
    { "a?", "ab", HM_YES },       { "a?", "a/", HM_NO },       { "[a-c]", "b", HM_YES },
    { "[^a-c]", "d", HM_YES },    { "a/**/b", "a/b", HM_YES }, { "a/**/b", "a/x/y/b", HM_YES },
    { "[c-a]", "b", HM_UNKNOWN },
};

Test(ignore_pattern, fits_exactly_the_path)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof MATCHES / sizeof *MATCHES; i++) {
        struct hm_ignore_pattern pattern = { .text = hm_str_c(MATCHES[i].text) };
        uint64_t spent = 0;
        hm_pattern_compile(&arena, &pattern);
        cr_expect_eq(hm_pattern_matches(&pattern, hm_str_c(MATCHES[i].path), &spent),
                     MATCHES[i].answer, "%s and %s", MATCHES[i].text, MATCHES[i].path);
    }
}

static const struct {
    const char *text;
    bool is_accepted;
} ACCEPTED[] = {
    { "a", true },     { "*", true },     { "[a", false },  { "[", false },
    { "[]a]", false }, { "\\", false },   { ".[", false },  { "a[", false },
    { "[c-a]", true }, { "a/\\", false }, { "[a]b", true },
};

Test(ignore_pattern, is_looked_at_no_further_than_go_must)
{
    for (size_t i = 0; i < sizeof ACCEPTED / sizeof *ACCEPTED; i++) {
        cr_expect_eq(hm_pattern_is_accepted(hm_str_c(ACCEPTED[i].text)), ACCEPTED[i].is_accepted,
                     "%s", ACCEPTED[i].text);
    }
}

Test(ignore_pattern, is_about_a_folder)
{
    cr_expect(hm_str_eq(hm_pattern_stem(HM_S("a/b/**")), "a/b"));
    cr_expect(hm_str_eq(hm_pattern_stem(HM_S("a/*")), "a"));
    cr_expect(hm_str_eq(hm_pattern_stem(HM_S("a/*/**")), "a"));
    cr_expect(hm_str_eq(hm_pattern_stem(HM_S("a")), "a"));
}
