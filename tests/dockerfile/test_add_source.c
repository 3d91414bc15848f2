/* SPDX-License-Identifier: Apache-2.0 */
/* What a source of ADD is: its kind, and what its address says. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/add_source.h"
#include "tests/rows.h"

struct source {
    const char *text;
    enum hm_add_kind kind;
    const char *remote; /* or, of a download, the file's name */
    const char *ref;
    const char *subdir;
    const char *checksum;
};

static const struct source sources[] = {
    { "a/b", HM_ADD_PATH, "", "", "", "" },
    { "./git@host:x", HM_ADD_PATH, "", "", "", "" },
    { "ftp://example.com/x", HM_ADD_PATH, "", "", "", "" },
    { "https://example.com/a/b.txt?x=1#y", HM_ADD_HTTP, "b.txt", "", "", "" },
    { "https://example.com/", HM_ADD_HTTP, "__unnamed__", "", "", "" },
    { "https://example.com/a%20b", HM_ADD_HTTP, "a b", "", "", "" },
    { "https://example.com/x.git", HM_ADD_GIT, "https://example.com/x.git", "", "", "" },
    { "https://example.com/x.git?", HM_ADD_GIT, "https://example.com/x.git?", "", "", "" },
    { "git://example.com/x#v1:a/../b", HM_ADD_GIT, "git://example.com/x", "v1", "b", "" },
    { "git@example.com:x/y.git#main", HM_ADD_GIT, "git@example.com:x/y.git", "main", "", "" },
    { "https://example.com/x.git?tag=v1&commit=abc&subdir=d", HM_ADD_GIT,
      "https://example.com/x.git", "refs/tags/v1", "d", "abc" },
    { "https://example.com/x.git?branch=refs/heads/a", HM_ADD_GIT, "https://example.com/x.git",
      "refs/heads/a", "", "" },
};

ROWS_OF(add_source, is_told_by_its_looks, sources)

ParameterizedTest(const size_t *i, add_source, is_told_by_its_looks)
{
    const struct source *want = &sources[*i];
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_add_source got;

    cr_assert_eq(hm_add_source_read(&arena, hm_str_c(want->text), &got).n, 0);
    struct hm_str remote = got.kind == HM_ADD_HTTP ? got.filename : got.remote;
    cr_assert_eq(got.kind, want->kind, "%s", want->text);
    cr_assert(hm_str_eq(remote, want->remote), "%s: %.*s", want->text, HM_FMT(remote));
    cr_assert(hm_str_eq(got.ref, want->ref), "%s: %.*s", want->text, HM_FMT(got.ref));
    cr_assert(hm_str_eq(got.subdir, want->subdir), "%s: %.*s", want->text, HM_FMT(got.subdir));
    cr_assert(hm_str_eq(got.checksum, want->checksum), "%s", want->text);
}

static struct hm_add_source
read_good(struct hm_arena *arena, const char *text)
{
    struct hm_add_source source;

    cr_assert_eq(hm_add_source_read(arena, hm_str_c(text), &source).n, 0);
    return source;
}

Test(add_source, a_switch_alone_means_yes)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_assert_eq(read_good(&arena, "https://example.com/x.git?keep-git-dir").keeps_git_dir,
                 HM_ADD_YES);
}

Test(add_source, a_switch_may_say_no)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_assert_eq(read_good(&arena, "https://example.com/x.git?submodules=f").submodules, HM_ADD_NO);
}

Test(add_source, what_is_not_said_is_unsaid)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_assert_eq(read_good(&arena, "https://example.com/x.git").fetches_by_commit, HM_ADD_UNSAID);
}

Test(add_source, github_looks_like_a_path_and_a_repository)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    struct hm_add_source source = read_good(&arena, "github.com/x/y");
    cr_assert(source.kind == HM_ADD_PATH && source.is_repository);
}

Test(add_source, a_refused_repository_counts_as_a_download)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_add_source source;

    cr_assert_gt(hm_add_source_read(&arena, HM_S("https://example.com/x.git?a=b"), &source).n, 0);
    cr_assert_eq(source.kind, HM_ADD_HTTP);
}
