/* SPDX-License-Identifier: Apache-2.0 */
/* Paths as BuildKit joins them. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/build_path.h"
#include "tests/rows.h"

struct path {
    struct {
        const char *parent;
        const char *path;
        bool is_windows;
        bool keeps_slash;
    } question;
    const char *result; /* NULL: refused */
};

static const struct path paths[] = {
    { { "/", "a", false, false }, "/a" },
    { { "/a", "../b", false, false }, "/b" },
    { { "a", "b", false, false }, "/a/b" },
    { { "/a", "/b/../c", false, false }, "/b/../c" },
    { { "/a", "", false, false }, "/a" },
    { { "/a", "b/", false, true }, "/a/b/" },
    { { "/a", "b/.", false, true }, "/a/b/." },
    { { "/a", "b/", false, false }, "/a/b" },
    { { "/", "C:\\x", false, false }, "/C:\\x" },
    { { "/", "C:\\x", true, false }, "/x" },
    { { "\\app", "b\\c", true, false }, "/app/b/c" },
    { { "/", "D:\\x", true, false }, NULL },
    { { "/", "c:", true, false }, NULL },
    { { "/", "\\\\host\\x", true, false }, NULL },
};

ROWS_OF(build_path, is_normalized_as_buildkit_does, paths)

ParameterizedTest(const size_t *i, build_path, is_normalized_as_buildkit_does)
{
    const struct path *want = &paths[*i];
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_path_question question = { .parent = hm_str_c(want->question.parent),
                                               .path = hm_str_c(want->question.path),
                                               .is_windows = want->question.is_windows,
                                               .keeps_slash = want->question.keeps_slash };
    struct hm_str path = HM_S("");

    bool is_refused = hm_path_normalize(&arena, &question, &path).n > 0;
    cr_assert_eq(is_refused, want->result == NULL, "%zu", *i);
    cr_assert(is_refused || hm_str_eq(path, want->result), "%zu: %.*s", *i, HM_FMT(path));
}

Test(build_path, a_windows_folder_has_backslashes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_path_question question = { .path = HM_S("C:/a/b"), .is_windows = true };
    struct hm_str path;

    cr_assert_eq(hm_path_workdir(&arena, &question, &path).n, 0);
    cr_assert(hm_str_eq(path, "\\a\\b"), "%.*s", HM_FMT(path));
}

Test(build_path, rooted_never_leaves_the_root)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_assert(hm_str_eq(hm_path_rooted(&arena, HM_S("../../a")), "/a"));
}

Test(build_path, base_is_behind_the_last_slash)
{
    cr_assert(hm_str_eq(hm_path_base(HM_S("/a/b//")), "b"));
}

Test(build_path, base_of_slashes_is_one)
{
    cr_assert(hm_str_eq(hm_path_base(HM_S("//")), "/"));
}

Test(build_path, base_of_nothing_is_a_dot)
{
    cr_assert(hm_str_eq(hm_path_base(HM_S("")), "."));
}
