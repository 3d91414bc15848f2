/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/ci.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define ID "0123456789012345678901234567890123456789"

/* NAME, value, NAME, value, NULL */
static const char *
get(void *ctx, const char *name)
{
    for (const char *const *p = ctx; p[0] != NULL; p += 2) {
        if (strcmp(p[0], name) == 0) {
            return p[1];
        }
    }
    return NULL;
}

static struct hm_ci
read_ci(struct hm_arena *arena, const char **variables)
{
    struct hm_env env = { .get = get, .ctx = variables };
    struct hm_ci ci;

    hm_ci_read(arena, &env, &ci);
    return ci;
}

Test(ci, github_tells_of_a_pull_request)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ci ci = read_ci(
        &arena, (const char *[]){ "GITHUB_ACTIONS", "true", "GITHUB_SHA", ID, "GITHUB_SERVER_URL",
                                  "https://github.com", "GITHUB_REPOSITORY", "acme/app",
                                  "GITHUB_REF", "refs/pull/7/merge", "GITHUB_HEAD_REF", "topic",
                                  "GITHUB_BASE_REF", "release/1", NULL });

    cr_expect(hm_str_eq(ci.revision, ID));
    cr_expect(hm_str_eq(ci.repository, "https://github.com/acme/app"));
    cr_expect(hm_str_eq(ci.branch, "topic"));
    cr_expect(hm_str_eq(ci.target, "refs/remotes/origin/release/1"));
    cr_expect_str_eq(ci.target_from, "GITHUB_BASE_REF");
}

Test(ci, github_tells_of_a_push)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ci ci = read_ci(&arena, (const char *[]){ "GITHUB_ACTIONS", "true", "GITHUB_REF",
                                                        "refs/heads/main", NULL });

    cr_expect(hm_str_eq(ci.branch, "main"));
    cr_expect_eq(ci.target.n, 0u);
}

Test(ci, gitlab_knows_the_merge_base)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ci ci = read_ci(
        &arena, (const char *[]){ "GITLAB_CI", "true", "CI_COMMIT_SHA", ID, "CI_PROJECT_URL",
                                  "https://u:p@gitlab.com/acme/app", "CI_COMMIT_BRANCH", "topic",
                                  "CI_MERGE_REQUEST_DIFF_BASE_SHA", ID, NULL });

    cr_expect(hm_str_eq(ci.repository, "https://gitlab.com/acme/app"));
    cr_expect(hm_str_eq(ci.branch, "topic"));
    cr_expect(hm_str_eq(ci.target, ID));
    cr_expect_str_eq(ci.target_from, "CI_MERGE_REQUEST_DIFF_BASE_SHA");
}

Test(ci, jenkins_knows_the_target_branch)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ci ci =
        read_ci(&arena, (const char *[]){ "JENKINS_URL", "https://ci.example.org/", "GIT_COMMIT",
                                          ID, "GIT_URL", "https://x:tok@git.example.org/a.git",
                                          "CHANGE_TARGET", "main", NULL });

    cr_expect(hm_str_eq(ci.revision, ID));
    cr_expect(hm_str_eq(ci.repository, "https://git.example.org/a.git"));
    cr_expect(hm_str_eq(ci.target, "refs/remotes/origin/main"));
}

Test(ci, what_is_no_commit_url_or_branch_is_not_taken)
{
    static const char *const branches[] = {
        "--upload-pack=x", "a b", "a..b", "a@{1}", "x~1", "", "a\nb", "/a", "a:b"
    };

    for (size_t i = 0; i < sizeof branches / sizeof branches[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_ci ci = read_ci(
            &arena,
            (const char *[]){ "GITHUB_ACTIONS", "true", "GITHUB_SHA", "HEAD", "GITHUB_SERVER_URL",
                              "javascript:", "GITHUB_REPOSITORY", "acme/app", "GITHUB_HEAD_REF",
                              branches[i], "GITHUB_BASE_REF", branches[i], NULL });
        cr_expect(ci.target.n == 0 && ci.branch.n == 0, "%s", branches[i]);
        cr_expect(ci.revision.n == 0 && ci.repository.n == 0);
    }
}

Test(ci, elsewhere_nothing_is_believed)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_ci ci =
        read_ci(&arena, (const char *[]){ "GITHUB_SHA", ID, "CHANGE_TARGET", "main", NULL });

    cr_expect(ci.revision.n == 0 && ci.target.n == 0);
}
