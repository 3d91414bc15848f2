/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/path.h"
#include "tests/rows.h"

static const struct {
    const char *path;
    const char *clean;
} CLEAN[] = {
    { "", "." },
    { ".", "." },
    { "/", "/" },
    { "//", "/" },
    { "abc", "abc" },
    { "abc/", "abc" },
    { "abc//def//ghi", "abc/def/ghi" },
    { "./abc/./def/.", "abc/def" },
    { "abc/def/../ghi", "abc/ghi" },
    { "abc/..", "." },
    { "abc/../..", ".." },
    { "abc/../../def", "../def" },
    { "../../abc", "../../abc" },
    { "../abc/../..", "../.." },
    { "/..", "/" },
    { "/../abc/", "/abc" },
    { "/abc/../../def", "/def" },
    { "...", "..." },
    { "..abc/..", "." },
    { "!abc/../..", ".." },
    { "!abc/../../..", "../.." },
    { " ", " " },
};

ROWS_OF(path, cleans, CLEAN)

ParameterizedTest(size_t *i, path, cleans)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str got = hm_path_clean(&arena, hm_str_c(CLEAN[*i].path));

    cr_assert(hm_str_eq(got, CLEAN[*i].clean), "%s: %.*s", CLEAN[*i].path, HM_FMT(got));
}

static const struct {
    const char *folder;
    const char *name;
    const char *joined;
} JOIN[] = {
    { "", "abc", "abc" },       { ".", "abc", "abc" },     { "abc", "def", "abc/def" },
    { "abc", "../def", "def" }, { "abc", "/def", "/def" }, { "abc/", ".", "abc" },
    { "/", "abc", "/abc" },     { "abc", "../..", ".." },
};

ROWS_OF(path, joins, JOIN)

ParameterizedTest(size_t *i, path, joins)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str got = hm_path_join(&arena, hm_str_c(JOIN[*i].folder), hm_str_c(JOIN[*i].name));

    cr_assert(hm_str_eq(got, JOIN[*i].joined), "%s + %s: %.*s", JOIN[*i].folder, JOIN[*i].name,
              HM_FMT(got));
}

static const struct {
    const char *path;
    const char *folder;
    const char *rest; /* NULL: not below */
} BELOW[] = {
    { "abc", ".", "abc" },    { ".", ".", "" },          { "..", ".", NULL },
    { "../abc", ".", NULL },  { "..abc", ".", "..abc" }, { "abc", "abc", "" },
    { "abc/d", "abc", "d" },  { "abcd", "abc", NULL },   { "ab", "abc", NULL },
    { "abc", "abc/d", NULL },
};

ROWS_OF(path, tells_what_is_below, BELOW)

ParameterizedTest(size_t *i, path, tells_what_is_below)
{
    struct hm_str rest = HM_STR("untouched");
    bool is_below = hm_path_is_below(hm_str_c(BELOW[*i].path), hm_str_c(BELOW[*i].folder), &rest);
    const char *expected = BELOW[*i].rest == NULL ? "untouched" : BELOW[*i].rest;

    cr_assert_eq(is_below, BELOW[*i].rest != NULL);
    cr_assert(hm_str_eq(rest, expected), "%s in %s: %.*s", BELOW[*i].path, BELOW[*i].folder,
              HM_FMT(rest));
}
