/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/change.h"

#include <criterion/criterion.h>

#include "tests/repository.h"

static struct repository repo;
static struct hm_arena arena;
static struct hm_err err;

static void
set_up(void)
{
    repository_init(&repo);
    repository_write(&repo, "a/Dockerfile", HM_S("FROM alpine:3.22\nRUN one\nRUN two\n"));
    (void)repository_commit(&repo, "one");
    (void)repository_git(&repo, "checkout", "-q", "-b", "topic", NULL);
    (void)repository_git(&repo, "mv", "a/Dockerfile", "a/Containerfile", NULL);
    (void)repository_commit(&repo, "two");
    cr_assert_eq(chdir(repo.dir.p), 0);
}

static void
tear_down(void)
{
    cr_assert_eq(chdir("/"), 0);
    repository_done(&repo);
    hm_arena_done(&arena);
}

TestSuite(change, .init = set_up, .fini = tear_down);

static enum hm_status
find(struct hm_change *change, const char *revision)
{
    struct hm_env env = { 0 };
    struct hm_args args = { .command = HM_COMMAND_SCAN, .arena = &arena };

    hm_vec_add(&arena, &args.values[HM_OPT_NEW_SINCE], revision);
    return hm_change_find(change, &args, &env, NULL, &err);
}

Test(change, files_of_the_base_have_their_names_of_now)
{
    struct hm_change change;
    struct hm_str path, text;

    cr_assert_eq(find(&change, "main"), HM_OK, "%s", err.text);
    cr_expect(hm_str_eq(hm_change_new_path(&change, HM_S("a/Dockerfile")), "a/Containerfile"));
    cr_expect(hm_str_eq(hm_change_new_path(&change, HM_S("x")), "x"));
    cr_expect(hm_change_locate(&change, HM_S("./a/x"), &path) && hm_str_eq(path, "a/x"));
    cr_expect_not(hm_change_locate(&change, HM_S("../x"), &path));
    cr_expect_not(hm_change_locate(&change, HM_S("/etc/passwd"), &path));
    cr_expect_eq(hm_change_read(&change, HM_S("a/Dockerfile"), 100, &text, &err), HM_OK);
    cr_expect(hm_str_starts(text, "FROM alpine:3.22\n"));
    cr_expect_eq(hm_change_read(&change, HM_S("a/Dockerfile"), 10, &text, &err), HM_E_LIMIT);
    cr_expect_eq(hm_change_read(&change, HM_S("a/Containerfile"), 100, &text, &err),
                 HM_E_NOT_FOUND);
    hm_change_done(&change);
}

Test(change, paths_that_were_not_there_are_left_out)
{
    struct hm_change change;
    struct hm_args args = { .command = HM_COMMAND_SCAN, .arena = &arena };
    struct hm_args there;

    repository_write(&repo, "new/Dockerfile", HM_S("FROM alpine\n"));
    cr_assert_eq(find(&change, "main"), HM_OK, "%s", err.text);
    hm_vec_add(&arena, &args.operands, "new");
    hm_vec_add(&arena, &args.operands, "a/Containerfile");
    hm_vec_add(&arena, &args.operands, "-");
    cr_assert_eq(hm_change_args(&change, &args, &there), 1u);
    cr_expect(hm_str_ends(hm_str_c(there.operands.p[0]), "/a/Dockerfile"));
    hm_change_done(&change);
}

Test(change, a_revision_that_is_not_there_is_an_error)
{
    struct hm_change change;

    cr_expect_eq(find(&change, "nowhere"), HM_E_NOT_FOUND);
    hm_change_done(&change);
    cr_expect_eq(find(&change, "--all"), HM_E_USAGE);
    hm_change_done(&change);
}
