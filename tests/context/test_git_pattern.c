/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/git_pattern.h"

#include <criterion/criterion.h>

#include "tests/rows.h"

static enum hm_trit
say(const char *text, const char *path, bool is_folder)
{
    struct hm_arena arena = { 0 };
    struct hm_git_patterns patterns = { 0 };
    struct hm_err err = { 0 };
    uint64_t spent = 0;

    cr_assert_eq(hm_git_patterns_parse(&arena, hm_str_c(text), &patterns, &err), HM_OK, "%s",
                 err.text);
    enum hm_trit says = hm_git_patterns_say(&patterns, hm_str_c(path), is_folder, &spent);
    hm_arena_done(&arena);
    return says;
}

/* As `git check-ignore --no-index -v` has them. */
static const struct row {
    const char *text;
    const char *path; /* '/' at its end: a folder */
    enum hm_trit says;
} rows[] = {
    { "foo", "foo", HM_YES },
    { "foo", "a/foo", HM_YES },
    { "foo", "foobar", HM_UNKNOWN },
    { "/foo", "a/foo", HM_UNKNOWN },
    { "a/foo", "a/foo", HM_YES },
    { "a/foo", "b/a/foo", HM_UNKNOWN },
    { "foo/", "foo", HM_UNKNOWN },
    { "foo/", "a/foo/", HM_YES },
    { "*.log", "a/x.log", HM_YES },
    { "a/*.log", "a/b/x.log", HM_UNKNOWN },
    { "**/foo", "a/b/foo", HM_YES },
    { "a/**", "a/b/c", HM_YES },
    { "a/**", "a/", HM_UNKNOWN },
    { "a/**/b", "a/b", HM_YES },
    { "a/**/b", "a/x/y/b", HM_YES },
    { "a**b", "axb", HM_YES },
    { "/a**b/c", "ax/yb/c", HM_UNKNOWN },
    { "/a**/c", "ac", HM_YES },
    { "*.log\n!x.log", "x.log", HM_NO },
    { "!x.log\n*.log", "x.log", HM_YES },
    { "\\!x", "!x", HM_YES },
    { "\\#x", "#x", HM_YES },
    { "#x", "#x", HM_UNKNOWN },
    { "x  ", "x", HM_YES },
    { "x\\ ", "x ", HM_YES },
    { "x\r\n", "x", HM_YES },
    { "\xef\xbb\xbfx", "x", HM_YES },
    { "[ab]x", "bx", HM_YES },
    { "[!ab]x", "bx", HM_UNKNOWN },
    { "[[:digit:]]", "7", HM_YES },
    { "[[:nothing:]]", "7", HM_UNKNOWN },
    { "a[/]b", "a/b", HM_UNKNOWN },
    { "a?b/c", "a/b/c", HM_UNKNOWN },
    { "x\\", "x", HM_UNKNOWN },
    { "/", "x", HM_UNKNOWN },
};

ROWS_OF(git_pattern, as_git_has_them, rows)

ParameterizedTest(size_t *index, git_pattern, as_git_has_them)
{
    const struct row *row = &rows[*index];
    struct hm_str path = hm_str_c(row->path);
    bool is_folder = hm_str_ends(path, "/");
    char name[64];

    (void)snprintf(name, sizeof name, "%.*s", (int)(path.n - is_folder), path.p);
    cr_expect_eq(say(row->text, name, is_folder), row->says, "%s of %s", row->text, row->path);
}

Test(git_pattern, a_line_that_is_too_long_is_refused)
{
    struct hm_arena arena = { 0 };
    struct hm_git_patterns patterns = { 0 };
    struct hm_err err = { 0 };
    static char text[HM_GIT_PATTERN_LIMIT + 2];

    memset(text, 'a', sizeof text - 1);
    cr_expect_eq(hm_git_patterns_parse(&arena, hm_str_c(text), &patterns, &err), HM_E_LIMIT);
    hm_arena_done(&arena);
}

/* What would take others an hour takes its length times the path's. */
Test(git_pattern, many_stars_take_no_longer)
{
    struct hm_arena arena = { 0 };
    struct hm_git_patterns patterns = { 0 };
    struct hm_err err = { 0 };
    static char text[2048];
    static char path[1024];
    uint64_t spent = 0;

    for (size_t i = 0; i + 2 < sizeof text; i += 2) {
        memcpy(text + i, "*a", 2);
    }
    memcpy(text + sizeof text - 2, "b", 2);
    memset(path, 'a', sizeof path - 1);
    cr_assert_eq(hm_git_patterns_parse(&arena, hm_str_c(text), &patterns, &err), HM_OK);
    cr_expect_eq(hm_git_patterns_say(&patterns, hm_str_c(path), false, &spent), HM_UNKNOWN);
    cr_expect_leq(spent, sizeof text * sizeof path);
    hm_arena_done(&arena);
}
