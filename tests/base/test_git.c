/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/git.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "tests/repository.h"

static struct repository repo;
static struct hm_arena arena;
static struct hm_git git;
static struct hm_err err;

static void
set_up(void)
{
    repository_init(&repo);
}

static void
tear_down(void)
{
    repository_done(&repo);
    hm_arena_done(&arena);
}

TestSuite(git, .init = set_up, .fini = tear_down);

static void
open_at(const char *folder)
{
    struct hm_env env = { 0 };

    cr_assert_eq(hm_git_open(&git, &arena, &env, folder, NULL, &err), HM_OK, "%s", err.text);
}

static const struct hm_git_difference *
difference_of(const struct hm_git_differences *differences, const char *path)
{
    for (size_t i = 0; i < differences->list.n; i++) {
        if (hm_str_eq(differences->list.p[i].path, path)) {
            return &differences->list.p[i];
        }
    }
    return NULL;
}

Test(git, a_folder_knows_where_it_lies_in_the_repository)
{
    repository_write(&repo, "app/x", HM_S("x"));
    open_at(hm_arena_printf(&repo.arena, "%s/app", repo.dir.p).p);
    cr_assert(hm_str_eq(git.prefix, "app/"));
    cr_assert_not(git.is_shallow);
}

Test(git, a_folder_outside_of_repositories_is_said)
{
    struct hm_env env = { 0 };

    cr_assert_eq(hm_git_open(&git, &arena, &env, "/", NULL, &err), HM_E_NOT_FOUND);
}

Test(git, a_revision_is_resolved_and_an_option_is_none)
{
    static const char *const wrong[] = { "--output=/tmp/x", "-h", "", "a\nb", "nowhere", ":x",
                                         "HEAD:Dockerfile" };
    struct hm_str id = { 0 };

    repository_write(&repo, "Dockerfile", HM_S("FROM alpine\n"));
    struct hm_str commit = repository_commit(&repo, "one");
    open_at(repo.dir.p);
    cr_assert_eq(hm_git_resolve(&git, HM_S("main"), &id, &err), HM_OK, "%s", err.text);
    cr_assert(hm_str_is(id, commit));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        cr_expect_neq(hm_git_resolve(&git, hm_str_c(wrong[i]), &id, &err), HM_OK, "%s", wrong[i]);
    }
}

Test(git, files_links_and_odd_names_are_listed_and_read)
{
    struct hm_git_tree tree = { 0 };
    struct hm_str contents[2];

    repository_write(&repo, "a\nb\t\xff", HM_S("odd\n"));
    repository_write(&repo, "Dockerfile", HM_S("FROM alpine\n"));
    cr_assert_eq(symlink("Dockerfile", hm_arena_printf(&repo.arena, "%s/link", repo.dir.p).p), 0);
    struct hm_str commit = repository_commit(&repo, "one");
    repository_write(&repo, "Dockerfile", HM_S("FROM other\n"));
    open_at(repo.dir.p);
    cr_assert_eq(hm_git_list(&git, commit, &tree, &err), HM_OK, "%s", err.text);
    cr_assert_eq(tree.entries.n, 3u);
    const struct hm_git_entry *odd = hm_git_tree_find(&tree, HM_S("a\nb\t\xff"));
    const struct hm_git_entry *file = hm_git_tree_find(&tree, HM_S("Dockerfile"));
    cr_assert(odd != NULL && file != NULL && file->size == 12);
    cr_assert_eq(hm_git_tree_find(&tree, HM_S("link"))->kind, HM_GIT_LINK);
    const struct hm_str ids[] = { odd->id, file->id };
    cr_assert_eq(hm_git_read_blobs(&git, ids, 2, 16, contents, &err), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(contents[0], "odd\n"));
    cr_assert(hm_str_eq(contents[1], "FROM alpine\n"));
}

Test(git, more_bytes_than_asked_for_are_refused)
{
    struct hm_git_tree tree = { 0 };
    struct hm_str content;
    char big[4096];

    memset(big, 'x', sizeof big);
    repository_write(&repo, "big", hm_str_make(big, sizeof big));
    struct hm_str commit = repository_commit(&repo, "one");
    open_at(repo.dir.p);
    cr_assert_eq(hm_git_list(&git, commit, &tree, &err), HM_OK);
    cr_assert_eq(hm_git_read_blobs(&git, &tree.entries.p[0].id, 1, 10, &content, &err), HM_E_LIMIT);
}

Test(git, an_object_that_is_not_there_is_said)
{
    struct hm_str id = HM_S("0123456789012345678901234567890123456789");
    struct hm_str content = HM_S("x");

    (void)repository_commit(&repo, "one");
    open_at(repo.dir.p);
    cr_assert_eq(hm_git_read_blobs(&git, &id, 1, 10, &content, &err), HM_OK, "%s", err.text);
    cr_assert_null(content.p);
}

Test(git, differences_follow_renames_and_say_lines)
{
    struct hm_git_differences d = { 0 };
    struct hm_git_hunks hunks = { 0 };
    bool is_binary = true;

    repository_write(&repo, "a/Dockerfile", HM_S("FROM alpine\nRUN one\nRUN two\nRUN three\n"));
    repository_write(&repo, "gone", HM_S("gone\n"));
    struct hm_str from = repository_commit(&repo, "one");
    (void)repository_git(&repo, "mv", "a/Dockerfile", "Dockerfile", NULL);
    (void)repository_git(&repo, "rm", "-q", "gone", NULL);
    repository_write(&repo, "Dockerfile", HM_S("FROM alpine\nRUN one\nRUN 2\nRUN three\n"));
    struct hm_str to = repository_commit(&repo, "two");
    open_at(repo.dir.p);
    cr_assert_eq(hm_git_compare(&git, from, to, &d, &err), HM_OK, "%s", err.text);
    cr_assert_eq(d.list.n, 2u);
    const struct hm_git_difference *moved = difference_of(&d, "Dockerfile");
    cr_assert(moved != NULL && moved->change == HM_GIT_RENAMED);
    cr_assert(hm_str_eq(moved->old_path, "a/Dockerfile"));
    cr_assert_eq(difference_of(&d, "gone")->change, HM_GIT_DELETED);
    cr_assert_eq(hm_git_compare_blobs(&git, moved->old_id, moved->id, &hunks, &is_binary, &err),
                 HM_OK, "%s", err.text);
    cr_assert(hunks.list.n == 1 && hunks.list.p[0].line == 3 && hunks.list.p[0].n == 1);
    cr_assert_not(is_binary);
}

Test(git, the_merge_base_is_found_and_unrelated_histories_have_none)
{
    struct hm_str id = { 0 };
    struct hm_str base = repository_commit(&repo, "base");

    (void)repository_git(&repo, "checkout", "-q", "-b", "topic", NULL);
    struct hm_str topic = repository_commit(&repo, "topic");
    (void)repository_git(&repo, "checkout", "-q", "main", NULL);
    struct hm_str tip = repository_commit(&repo, "tip");
    (void)repository_git(&repo, "checkout", "-q", "--orphan", "alone", NULL);
    struct hm_str alone = repository_commit(&repo, "alone");
    open_at(repo.dir.p);
    cr_assert_eq(hm_git_merge_base(&git, topic, tip, &id, &err), HM_OK, "%s", err.text);
    cr_assert(hm_str_is(id, base));
    cr_assert_eq(hm_git_merge_base(&git, topic, alone, &id, &err), HM_E_NOT_FOUND);
}

Test(git, a_shallow_clone_says_so)
{
    struct hm_str id = { 0 };

    (void)repository_commit(&repo, "one");
    (void)repository_commit(&repo, "two");
    const char *url = hm_arena_printf(&repo.arena, "file://%s", repo.dir.p).p;
    (void)repository_git(&repo, "clone", "-q", "--depth=1", url, "clone", NULL);
    open_at(hm_arena_printf(&repo.arena, "%s/clone", repo.dir.p).p);
    cr_assert(git.is_shallow);
    cr_assert_eq(hm_git_resolve(&git, HM_S("HEAD~1"), &id, &err), HM_E_NOT_FOUND);
    cr_assert(strstr(err.text, "shallow") != NULL);
}

Test(git, nothing_that_a_repository_configures_is_run)
{
    struct hm_git_tree tree = { 0 };
    struct hm_git_differences d = { 0 };
    struct hm_git_hunks hunks = { 0 };
    struct hm_str id = { 0 };
    struct stat st;
    bool is_binary = false;
    const char *mark = hm_arena_printf(&repo.arena, "%s/ran", repo.dir.p).p;
    const char *evil = hm_arena_printf(&repo.arena, "touch %s; cat", mark).p;

    repository_write(&repo, ".gitattributes", HM_S("* filter=evil diff=evil\n"));
    repository_write(&repo, "x", HM_S("one\n"));
    struct hm_str from = repository_commit(&repo, "one");
    repository_write(&repo, "x", HM_S("two\n"));
    struct hm_str to = repository_commit(&repo, "two");
    static const char *const keys[] = { "core.fsmonitor",     "core.pager",
                                        "core.sshCommand",    "diff.external",
                                        "diff.evil.command",  "diff.evil.textconv",
                                        "filter.evil.smudge", "filter.evil.clean",
                                        "core.editor",        "alias.ls-tree" };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        (void)repository_git(&repo, "config", keys[i], evil, NULL);
    }
    open_at(repo.dir.p);
    cr_assert_eq(hm_git_resolve(&git, HM_S("HEAD"), &id, &err), HM_OK);
    cr_assert_eq(hm_git_list(&git, id, &tree, &err), HM_OK);
    cr_assert_eq(hm_git_compare(&git, from, to, &d, &err), HM_OK, "%s", err.text);
    const struct hm_git_difference *x = difference_of(&d, "x");
    cr_assert_eq(hm_git_compare_blobs(&git, x->old_id, x->id, &hunks, &is_binary, &err), HM_OK,
                 "%s", err.text);
    cr_assert_eq(hunks.list.n, 1u);
    cr_assert_neq(stat(mark, &st), 0, "something was run");
}

Test(git, replaced_objects_are_not_looked_at)
{
    struct hm_git_tree tree = { 0 };

    repository_write(&repo, "x", HM_S("one\n"));
    struct hm_str one = repository_commit(&repo, "one");
    repository_write(&repo, "y", HM_S("two\n"));
    struct hm_str two = repository_commit(&repo, "two");
    (void)repository_git(&repo, "replace", one.p, two.p, NULL);
    open_at(repo.dir.p);
    cr_assert_eq(hm_git_list(&git, one, &tree, &err), HM_OK, "%s", err.text);
    cr_assert_eq(tree.entries.n, 1u);
}

Test(git, the_origin_is_shown_without_its_token)
{
    (void)repository_git(&repo, "remote", "add", "origin",
                         "https://ci:s3cr3t@git.example.org/acme/app.git", NULL);
    open_at(repo.dir.p);
    cr_assert(hm_str_eq(hm_git_origin(&git), "https://git.example.org/acme/app.git"));
}
