/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload.h"

#include "tests/reports/upload/talk.h"

#define SHA "0123456789abcdef0123456789abcdef01234567"
#define ENV                                                                                        \
    "CI_API_V4_URL=https://gl.test/api/v4\0CI_PROJECT_ID=group/sub/app\0CI_COMMIT_SHA=" SHA        \
    "\0CI_PIPELINE_ID=9\0CI_JOB_URL=https://gl.test/j/1\0CI_COMMIT_REF_NAME=main\0"                \
    "GITLAB_TOKEN=canary\0"

static struct talk t;

static void
end(void)
{
    talk_end(&t);
}

static void
begin_with(const char *verdict)
{
    t.request.verdict = hm_str_c(verdict);
    t.request.reason = HM_S("2 findings of level \"high\" or worse");
    cr_assert_eq(talk_begin(&t, "gitlab-status", "{}", ENV), HM_OK, "%s", t.err.text);
}

Test(upload_gitlab_status, request, .fini = end)
{
    begin_with("fail");
    talk_expect_next(&t, "POST https://gl.test/api/v4/projects/group%2Fsub%2Fapp/statuses/" SHA);
    cr_assert_str_eq(t.talk.plan.body.p,
                     "{\"state\":\"failed\",\"name\":\"hullmark\",\"description\":\"2 findings of "
                     "level \\\"high\\\" or worse\",\"target_url\":\"https://gl.test/j/1\","
                     "\"ref\":\"main\",\"pipeline_id\":9}");
}

Test(upload_gitlab_status, what_is_incomplete_is_no_success, .fini = end)
{
    begin_with("incomplete");
    cr_assert(hm_str_has(t.talk.plan.body, "\"state\":\"failed\""));
}

Test(upload_gitlab_status, pass, .fini = end)
{
    begin_with("pass");
    cr_assert(hm_str_has(t.talk.plan.body, "\"state\":\"success\""));
    cr_assert_eq(talk_answer(&t, 201, "{\"status\":\"success\"}"), HM_UPLOAD_DONE);
}

Test(upload_gitlab_status, a_status_that_it_has, .fini = end)
{
    begin_with("pass");
    cr_assert_eq(
        talk_answer(&t, 400, "{\"message\":\"Cannot transition status via :run from :running\"}"),
        HM_UPLOAD_DONE);
}

Test(upload_gitlab_status, a_page_of_a_proxy_is_no_status, .fini = end)
{
    begin_with("pass");
    cr_assert_eq(talk_answer(&t, 200, "<html>login</html>"), HM_UPLOAD_FAILED);
    cr_assert_not_null(strstr(t.err.text, "a proxy in between?"));
}

Test(upload_gitlab_status, refused, .fini = end)
{
    begin_with("pass");
    cr_assert_eq(talk_answer(&t, 400, "{\"message\":{\"target_url\":[\"is blocked\"]}}"),
                 HM_UPLOAD_FAILED);
    cr_assert_not_null(strstr(t.err.text, "target_url: is blocked"));
}

Test(upload_gitlab_status, without_a_verdict, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "gitlab-status", "{}", ENV), HM_E_USAGE);
}

Test(upload_gitlab_status, a_commit_is_a_full_hash, .fini = end)
{
    t.request.verdict = HM_S("pass");
    cr_assert_eq(talk_begin(&t, "gitlab-status", "{}",
                            "CI_API_V4_URL=https://gl.test/api/v4\0CI_PROJECT_ID=1\0"
                            "CI_COMMIT_SHA=main\0GITLAB_TOKEN=canary\0"),
                 HM_E_USAGE);
}

Test(upload_gitlab_status, a_project_cannot_leave_its_path, .fini = end)
{
    t.request.verdict = HM_S("pass");
    cr_assert_eq(talk_begin(&t, "gitlab-status", "{}",
                            "CI_API_V4_URL=https://gl.test/api/v4\0CI_PROJECT_ID=1?x\0"
                            "CI_COMMIT_SHA=" SHA "\0GITLAB_TOKEN=canary\0"),
                 HM_E_USAGE);
}
