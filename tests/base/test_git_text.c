/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/git_text.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define ID "0123456789012345678901234567890123456789"
#define ZERO "0000000000000000000000000000000000000000"

#define TEXT(literal) hm_str_make(literal, sizeof(literal) - 1)

static enum hm_status
read_tree(struct hm_str text, struct hm_git_tree *ret, struct hm_arena *arena)
{
    struct hm_err err;

    return hm_git_tree_parse(arena, text, ret, &err);
}

Test(git_text, a_tree_is_sorted_and_found_in)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_git_tree tree = { 0 };

    cr_assert_eq(read_tree(TEXT("100755 blob " ID "     7\tb\n\t\xff\0"
                                "120000 blob " ID "     3\ta/x\0"
                                "160000 commit " ID "       -\tsub\0"),
                           &tree, &arena),
                 HM_OK);
    cr_assert_eq(tree.entries.n, 3u);
    cr_assert(hm_str_eq(tree.entries.p[0].path, "a/x"));
    const struct hm_git_entry *odd = hm_git_tree_find(&tree, HM_S("b\n\t\xff"));
    cr_assert(odd != NULL && odd->is_executable && odd->size == 7);
    cr_assert_eq(hm_git_tree_find(&tree, HM_S("sub"))->kind, HM_GIT_MODULE);
    cr_assert_null(hm_git_tree_find(&tree, HM_S("a")));
}

Test(git_text, a_tree_that_leads_elsewhere_is_refused)
{
    static const struct hm_str trees[] = {
        HM_STR("100644 blob " ID " 7\t../x\0"),
        HM_STR("100644 blob " ID " 7\t/etc/x\0"),
        HM_STR("100644 blob " ID " 7\ta/./x\0"),
        HM_STR("100644 blob " ID " 7\ta//x\0"),
        HM_STR("100644 blob " ID " 7\t.git/config\0"),
        HM_STR("100644 blob " ID " 7\ta/.GIT/hooks/x\0"),
        HM_STR("120000 blob " ID " 7\ta\0"
               "100644 blob " ID " 7\ta/b\0"),
        HM_STR("100644 blob " ID " 7\ta\0"
               "100644 blob " ID " 7\ta\0"),
        HM_STR("100644 blob " ID " 7\ta"),
        HM_STR("100644 blob " ID " -\ta\0"),
        HM_STR("100644 blob " ID " -7\ta\0"),
        HM_STR("100644 blob 0123 7\ta\0"),
        HM_STR("040000 tree " ID " -\ta\0"),
        HM_STR("garbage\0"),
    };

    for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_git_tree tree = { 0 };
        cr_expect_eq(read_tree(trees[i], &tree, &arena), HM_E_SYNTAX, "tree %zu", i);
        cr_expect_eq(tree.entries.n, 0u);
    }
}

Test(git_text, differences_know_both_sides)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_git_differences d = { 0 };
    struct hm_err err;

    cr_assert_eq(hm_git_differences_parse(&arena,
                                          TEXT(":000000 100644 " ZERO " " ID " A\0new\0"
                                               ":100644 000000 " ID " " ZERO " D\0gone\0"
                                               ":100644 120000 " ID " " ID " T\0x\0"
                                               ":100644 100755 " ID " " ID " R087\0old\0moved\0"),
                                          &d, &err),
                 HM_OK);
    cr_assert_eq(d.list.n, 4u);
    cr_assert(d.list.p[0].change == HM_GIT_ADDED && d.list.p[0].old_id.n == 0);
    cr_assert(d.list.p[1].change == HM_GIT_DELETED && d.list.p[1].id.n == 0);
    cr_assert(d.list.p[2].kind == HM_GIT_LINK && d.list.p[2].old_kind == HM_GIT_FILE);
    cr_assert(hm_str_eq(d.list.p[3].path, "moved") && hm_str_eq(d.list.p[3].old_path, "old"));
    cr_assert(d.list.p[3].similarity == 87 && d.list.p[3].is_executable);
}

Test(git_text, differences_that_are_none_are_refused)
{
    static const struct hm_str texts[] = {
        HM_STR("x"),
        HM_STR(":100644 100644 " ID " " ID " M\0a"),
        HM_STR(":100644 100644 " ID " " ID " R100\0a\0"),
        HM_STR(":100644 100644 " ID " " ID " M\0../a\0"),
        HM_STR(":100644 100644 " ID " " ID " D\0a\0"),
        HM_STR(":100644 100644 " ID " " ID " Q\0a\0"),
        HM_STR(":100644 100644 " ID " " ID " R999\0a\0b\0"),
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_git_differences d = { 0 };
        struct hm_err err;
        cr_expect_eq(hm_git_differences_parse(&arena, texts[i], &d, &err), HM_E_SYNTAX, "%zu", i);
    }
}

Test(git_text, places_are_read_and_lines_that_look_like_them_are_not)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_git_hunks hunks = { 0 };
    bool is_binary = false;
    struct hm_err err;

    cr_assert_eq(hm_git_hunks_parse(&arena,
                                    TEXT("--- a/x\n+++ b/x\n@@ -1,0 +2 @@ FROM\n+@@ -9 +9 @@\n"
                                         "@@ -3,2 +5,0 @@\n-x\n-y\n"),
                                    &hunks, &is_binary, &err),
                 HM_OK);
    cr_assert_eq(hunks.list.n, 2u);
    cr_assert(hunks.list.p[0].old_line == 1 && hunks.list.p[0].n_old == 0 &&
              hunks.list.p[0].line == 2 && hunks.list.p[0].n == 1);
    cr_assert(hunks.list.p[1].n_old == 2 && hunks.list.p[1].n == 0);
    cr_assert_eq(
        hm_git_hunks_parse(&arena, HM_S("@@ -5 +5 @@\n@@ -1 +1 @@\n"), &hunks, &is_binary, &err),
        HM_E_SYNTAX);
}

Test(git_text, blobs_may_hold_what_looks_like_a_heading)
{
    struct hm_str rest = HM_S(ID " blob 9\n" ID "\n");
    struct hm_str content = { 0 };
    enum hm_status status = HM_OK;
    struct hm_err err;

    rest = HM_S(ID " blob 5\na\nb\nc\n" ID " missing\n");
    cr_assert(hm_git_next_blob(&rest, HM_S(ID), &content, &status, &err));
    cr_assert(hm_str_eq(content, "a\nb\nc"));
    cr_assert(hm_git_next_blob(&rest, HM_S(ID), &content, &status, &err));
    cr_assert_null(content.p);
    cr_assert_not(hm_git_next_blob(&rest, HM_S(ID), &content, &status, &err));
    cr_assert_eq(status, HM_OK);
}

Test(git_text, blobs_that_are_cut_or_others_are_refused)
{
    static const char *const texts[] = { ID " blob 9\nabc\n",
                                         ID " tree 3\nabc\n",
                                         "1" ID " blob 3\nabc\n",
                                         ID " blob 3\nabcd\n",
                                         ID " blob 99999999999999999999\n",
                                         "x" };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct hm_str rest = hm_str_c(texts[i]);
        struct hm_str content = { 0 };
        enum hm_status status = HM_OK;
        struct hm_err err;
        cr_expect_not(hm_git_next_blob(&rest, HM_S(ID), &content, &status, &err), "%zu", i);
        cr_expect_eq(status, HM_E_SYNTAX, "%zu", i);
    }
}

Test(git_text, a_url_loses_what_is_secret)
{
    static const struct {
        const char *from, *to;
    } rows[] = {
        { "https://ci:token@gitlab.com/acme/app.git", "https://gitlab.com/acme/app.git" },
        { "https://a@b:c@host:8443/x?private_token=1#f", "https://host:8443/x" },
        { "git@github.com:acme/app.git", "ssh://github.com/acme/app.git" },
        { "ssh://git@host/acme/app", "ssh://host/acme/app" },
        { "/srv/git/app.git", NULL },
        { "../app", NULL },
        { "file:///srv/app", NULL },
        { "https://host/a b", NULL },
        { "https://host", NULL },
        { "https://user:pass", NULL },
        { "ext::sh -c id", NULL },
        { "javascript:alert(1)//x@y", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_str url = { 0 };
        bool is_url = hm_git_clean_url(&arena, hm_str_c(rows[i].from), &url);
        cr_expect_eq(is_url, rows[i].to != NULL, "%s: %.*s", rows[i].from, HM_FMT(url));
        cr_expect(!is_url || hm_str_eq(url, rows[i].to), "%s: %.*s", rows[i].from, HM_FMT(url));
    }
}
