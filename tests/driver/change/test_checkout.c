/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/checkout.h"

#include <criterion/criterion.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "tests/repository.h"

static struct repository repo;
static struct hm_arena arena;
static struct hm_buf folder;
static struct hm_git git;
static struct hm_err err;

static void
set_up(void)
{
    repository_init(&repo);
    cr_assert_eq(hm_make_temp_dir(&folder, NULL), HM_OK);
}

static void
tear_down(void)
{
    hm_remove_tree(folder.p);
    hm_buf_done(&folder);
    repository_done(&repo);
    hm_arena_done(&arena);
}

TestSuite(checkout, .init = set_up, .fini = tear_down);

static struct hm_checkout_gaps
check_out(const char *const *also)
{
    struct hm_env env = { 0 };
    struct hm_git_tree tree = { 0 };
    struct hm_checkout_gaps gaps = { 0 };
    struct hm_str commit = repository_commit(&repo, "one");

    cr_assert_eq(hm_git_open(&git, &arena, &env, repo.dir.p, NULL, &err), HM_OK, "%s", err.text);
    cr_assert_eq(hm_git_list(&git, commit, &tree, &err), HM_OK, "%s", err.text);
    cr_assert_eq(hm_checkout_write(&git, &tree, also, folder.p, &gaps, &err), HM_OK, "%s",
                 err.text);
    return gaps;
}

static struct hm_str
text_of(const char *path)
{
    struct hm_buf text = { 0 };

    cr_assert_eq(hm_read_file(AT_FDCWD, hm_arena_printf(&arena, "%s/%s", folder.p, path).p, 1 << 20,
                              &text, &err),
                 HM_OK, "%s", err.text);
    struct hm_str copy = hm_arena_str(&arena, hm_buf_str(&text));
    hm_buf_done(&text);
    return copy;
}

Test(checkout, what_is_read_has_its_content_and_the_rest_its_size)
{
    static const char *const also[] = { "named.txt", NULL };

    repository_write(&repo, "a/b/Dockerfile", HM_S("FROM alpine\n"));
    repository_write(&repo, "a/compose.yaml", HM_S("services: {}\n"));
    repository_write(&repo, "named.txt", HM_S("FROM x\n"));
    repository_write(&repo, "secret.bin", HM_S("0123456789"));
    (void)check_out(also);
    cr_expect(hm_str_eq(text_of("a/b/Dockerfile"), "FROM alpine\n"));
    cr_expect(hm_str_eq(text_of("a/compose.yaml"), "services: {}\n"));
    cr_expect(hm_str_eq(text_of("named.txt"), "FROM x\n"));
    cr_expect(hm_str_is(text_of("secret.bin"), HM_S("\0\0\0\0\0\0\0\0\0\0")));
}

Test(checkout, links_stay_links)
{
    struct stat st;

    cr_assert_eq(symlink("/etc", hm_arena_printf(&repo.arena, "%s/out", repo.dir.p).p), 0);
    (void)check_out(NULL);
    cr_assert_eq(lstat(hm_arena_printf(&arena, "%s/out", folder.p).p, &st), 0);
    cr_expect(S_ISLNK(st.st_mode));
}

Test(checkout, pointers_to_lfs_are_counted)
{
    repository_write(&repo, "Dockerfile",
                     HM_S("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n"));
    cr_expect_eq(check_out(NULL).n_lfs, 1u);
}
