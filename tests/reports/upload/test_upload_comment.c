/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload.h"

#include "tests/reports/upload/talk.h"

#define SHA "0123456789abcdef0123456789abcdef01234567"
#define GITHUB                                                                                     \
    "GITHUB_REPOSITORY=o/r\0GITHUB_REF=refs/pull/7/merge\0GITHUB_SHA=" SHA "\0GITHUB_TOKEN="       \
    "canary\0"
#define GITLAB                                                                                     \
    "CI_API_V4_URL=https://gl.test/api/v4\0CI_MERGE_REQUEST_IID=7\0"                               \
    "CI_MERGE_REQUEST_PROJECT_ID=42\0GITLAB_TOKEN=canary\0"
#define MARKER "<!-- hullmark report -->\\n"

static struct talk t;

static void
end(void)
{
    cr_assert_null(strstr(t.err.text, "canary"));
    talk_end(&t);
}

static void
begin_github(void)
{
    cr_assert_eq(talk_begin(&t, "github-comment", "# report", GITHUB), HM_OK, "%s", t.err.text);
    talk_expect_next(&t, "GET https://api.github.com/user");
}

static void
begin_gitlab(void)
{
    cr_assert_eq(talk_begin(&t, "gitlab-note", "# report", GITLAB), HM_OK, "%s", t.err.text);
    talk_expect_next(&t, "GET https://gl.test/api/v4/user");
}

Test(upload_comment, github_has_none_yet, .init = begin_github, .fini = end)
{
    cr_assert_eq(talk_answer(&t, 200, "{\"id\":5}"), HM_UPLOAD_NEXT);
    talk_expect_next(&t,
                     "GET https://api.github.com/repos/o/r/issues/7/comments?per_page=100&page=1");
    cr_assert_eq(talk_answer(&t, 200, "[]"), HM_UPLOAD_NEXT);
    talk_expect_next(&t, "POST https://api.github.com/repos/o/r/issues/7/comments");
    cr_assert_str_eq(t.talk.plan.body.p, "{\"body\":\"" MARKER "# report\"}");
    cr_assert_not(t.talk.plan.is_repeatable);
    cr_assert_eq(
        talk_answer(&t, 201, "{\"id\":1,\"html_url\":\"https://github.com/o/r/pull/7#c\"}"),
        HM_UPLOAD_DONE);
    cr_assert_str_eq(t.result.url.p, "https://github.com/o/r/pull/7#c");
}

Test(upload_comment, github_has_one, .init = begin_github, .fini = end)
{
    (void)talk_answer(&t, 200, "{\"id\":5}");
    cr_assert_eq(talk_answer(&t, 200,
                             "[{\"id\":10,\"user\":{\"id\":5},\"body\":\"words\"},"
                             "{\"id\":11,\"user\":{\"id\":5},\"body\":\"" MARKER "old\"}]"),
                 HM_UPLOAD_NEXT);
    talk_expect_next(&t, "PATCH https://api.github.com/repos/o/r/issues/comments/11");
    cr_assert(t.talk.plan.is_repeatable);
    cr_assert_eq(talk_answer(&t, 200, "{\"id\":11}"), HM_UPLOAD_DONE);
}

/* Its author could change it into a pass. */
Test(upload_comment, another_persons_marker_is_not_ours, .init = begin_github, .fini = end)
{
    (void)talk_answer(&t, 200, "{\"id\":5}");
    (void)talk_answer(&t, 200, "[{\"id\":11,\"user\":{\"id\":6},\"body\":\"" MARKER "\"}]");
    talk_expect_next(&t, "POST https://api.github.com/repos/o/r/issues/7/comments");
}

Test(upload_comment, a_jobs_token_knows_its_bot, .init = begin_github, .fini = end)
{
    cr_assert_eq(talk_answer(&t, 403, "{\"message\":\"Resource not accessible by integration\"}"),
                 HM_UPLOAD_NEXT);
    (void)talk_answer(&t, 200,
                      "[{\"id\":11,\"user\":{\"id\":6,\"type\":\"User\"},\"body\":\"" MARKER "\"},"
                      "{\"id\":12,\"user\":{\"id\":7,\"type\":\"Bot\"},\"body\":\"" MARKER "\"}]");
    talk_expect_next(&t, "PATCH https://api.github.com/repos/o/r/issues/comments/12");
}

/* GitHub lets nobody change what another App has written, and tells a job's token no name. */
Test(upload_comment, another_bots_is_passed_over, .init = begin_github, .fini = end)
{
    (void)talk_answer(&t, 403, "{}");
    (void)talk_answer(&t, 200,
                      "[{\"id\":12,\"user\":{\"id\":7,\"type\":\"Bot\"},\"body\":\"" MARKER "\"}]");
    cr_assert_eq(talk_answer(&t, 403, "{\"message\":\"Must have admin rights\"}"), HM_UPLOAD_NEXT);
    (void)talk_answer(&t, 200,
                      "[{\"id\":12,\"user\":{\"id\":7,\"type\":\"Bot\"},\"body\":\"" MARKER "\"}]");
    talk_expect_next(&t, "POST https://api.github.com/repos/o/r/issues/7/comments");
}

Test(upload_comment, a_page_of_a_proxy_is_no_comment, .init = begin_gitlab, .fini = end)
{
    (void)talk_answer(&t, 200, "{\"id\":5}");
    (void)talk_answer(&t, 200, "[]");
    cr_assert_eq(talk_answer(&t, 200, "<html>login</html>"), HM_UPLOAD_FAILED);
    cr_assert_not_null(strstr(t.err.text, "a proxy in between?"));
}

Test(upload_comment, pages_are_read_on, .init = begin_github, .fini = end)
{
    hm_auto_buf struct hm_buf page = { 0 };

    (void)talk_answer(&t, 200, "{\"id\":5}");
    for (int i = 0; i < 100; i++) {
        hm_buf_printf(&page, "%s{\"id\":%d}", i == 0 ? "[" : ",", i + 1);
    }
    hm_buf_putc(&page, ']');
    cr_assert_eq(talk_answer(&t, 200, hm_buf_str(&page).p), HM_UPLOAD_NEXT);
    talk_expect_next(&t,
                     "GET https://api.github.com/repos/o/r/issues/7/comments?per_page=100&page=2");
}

Test(upload_comment, one_that_was_removed_is_written_anew, .init = begin_github, .fini = end)
{
    (void)talk_answer(&t, 200, "{\"id\":5}");
    (void)talk_answer(&t, 200, "[{\"id\":11,\"user\":{\"id\":5},\"body\":\"" MARKER "\"}]");
    cr_assert_eq(talk_answer(&t, 404, "{}"), HM_UPLOAD_NEXT);
    talk_expect_next(&t, "POST https://api.github.com/repos/o/r/issues/7/comments");
}

Test(upload_comment, a_fork_is_told_what_to_do, .init = begin_github, .fini = end)
{
    (void)talk_answer(&t, 200, "{\"id\":5}");
    (void)talk_answer(&t, 200, "[]");
    cr_assert_eq(talk_answer(&t, 403, "{\"message\":\"Resource not accessible by integration\"}"),
                 HM_UPLOAD_FAILED);
    cr_assert_eq(t.err.status, HM_E_AUTH);
    cr_assert_not_null(strstr(t.err.text, "pull-requests: write"));
}

Test(upload_comment, gitlab_has_one, .init = begin_gitlab, .fini = end)
{
    (void)talk_answer(&t, 200, "{\"id\":5}");
    talk_expect_next(
        &t, "GET https://gl.test/api/v4/projects/42/merge_requests/7/notes?per_page=100&page=1");
    (void)talk_answer(&t, 200, "[{\"id\":11,\"author\":{\"id\":5},\"body\":\"" MARKER "\"}]");
    talk_expect_next(&t, "PUT https://gl.test/api/v4/projects/42/merge_requests/7/notes/11");
    cr_assert_eq(talk_answer(&t, 200, "{\"id\":11}"), HM_UPLOAD_DONE);
}

Test(upload_comment, gitlab_knows_whose_a_token_is, .init = begin_gitlab, .fini = end)
{
    cr_assert_eq(talk_answer(&t, 403, "{\"error\":\"insufficient_scope\"}"), HM_UPLOAD_FAILED);
    cr_assert_not_null(strstr(t.err.text, "the scope api"));
}

Test(upload_comment, a_list_that_is_none, .init = begin_gitlab, .fini = end)
{
    (void)talk_answer(&t, 200, "{\"id\":5}");
    cr_assert_eq(talk_answer(&t, 200, "<html>"), HM_UPLOAD_FAILED);
    cr_assert_not_null(strstr(t.err.text, "proxy"));
}

static enum hm_status
refused(const char *to, const char *env)
{
    enum hm_status status = talk_begin(&t, to, "# report", env);
    return status;
}

Test(upload_comment, no_pull_request, .fini = end)
{
    cr_assert_eq(refused("github-comment", "GITHUB_REPOSITORY=o/r\0GITHUB_REF=refs/heads/main\0"
                                           "GITHUB_SHA=" SHA "\0GITHUB_TOKEN=canary\0"),
                 HM_E_USAGE);
    cr_assert_not_null(strstr(t.err.text, "no pull request"));
}

Test(upload_comment, no_merge_request, .fini = end)
{
    cr_assert_eq(refused("gitlab-note", "CI_API_V4_URL=https://gl.test/api/v4\0"), HM_E_USAGE);
    cr_assert_not_null(strstr(t.err.text, "merge_request_event"));
}

Test(upload_comment, no_token, .fini = end)
{
    cr_assert_eq(refused("gitlab-note", "CI_API_V4_URL=https://gl.test/api/v4\0"
                                        "CI_MERGE_REQUEST_IID=7\0CI_MERGE_REQUEST_PROJECT_ID=42\0"),
                 HM_E_AUTH);
    cr_assert_not_null(strstr(t.err.text, "GITLAB_TOKEN"));
}

Test(upload_comment, a_name_tells_comments_apart, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "github-comment:arm64", "# report", GITHUB), HM_OK);
    (void)talk_answer(&t, 200, "{\"id\":5}");
    (void)talk_answer(&t, 200, "[{\"id\":11,\"user\":{\"id\":5},\"body\":\"" MARKER "\"}]");
    talk_expect_next(&t, "POST https://api.github.com/repos/o/r/issues/7/comments");
    cr_assert(hm_str_has(t.talk.plan.body, "<!-- hullmark report arm64 -->"));
}

Test(upload_comment, a_name_cannot_end_the_marker, .fini = end)
{
    cr_assert_eq(refused("github-comment:a--b", GITHUB), HM_E_USAGE);
    cr_assert_eq(refused("github-comment:a b", GITHUB), HM_E_USAGE);
}
