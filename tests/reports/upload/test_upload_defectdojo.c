/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload.h"

#include "plugin/base/crypto.h"
#include "tests/reports/upload/talk.h"

#define ENV                                                                                        \
    "DEFECTDOJO_URL=https://dd.test/dojo/\0DEFECTDOJO_PRODUCT=Web shop\0CI_COMMIT_REF_NAME=main\0" \
    "DEFECTDOJO_TOKEN=canary\0"
#define WHOLE "{\"version\":\"2.1.0\",\"runs\":[{\"results\":[]}]}"
#define PART "{\"runs\":[{\"invocations\":[{\"executionSuccessful\":false}],\"results\":[]}]}"

static struct talk t;

static void
begin(void)
{
    cr_assert_eq(hm_crypto_init(NULL), HM_OK);
}

static void
end(void)
{
    cr_assert_null(strstr(t.err.text, "canary"));
    talk_end(&t);
}

static bool
has_field(const char *name, const char *value)
{
    struct hm_str field =
        hm_arena_printf(&t.result.arena, "; name=\"%s\"\r\n\r\n%s\r\n--hullmark-", name, value);
    return hm_str_has(t.talk.plan.body, field.p);
}

Test(upload_defectdojo, request, .init = begin, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "defectdojo", WHOLE, ENV), HM_OK, "%s", t.err.text);
    talk_expect_next(&t, "POST https://dd.test/dojo/api/v2/reimport-scan/");
    cr_assert(has_field("scan_type", "SARIF"));
    cr_assert(has_field("product_name", "Web shop"));
    cr_assert(has_field("engagement_name", "hullmark"));
    cr_assert(has_field("auto_create_context", "true"));
    cr_assert(has_field("close_old_findings", "true"));
    cr_assert(has_field("branch_tag", "main"));
    cr_assert(hm_str_has(t.talk.plan.body, "\r\n\r\n" WHOLE "\r\n--hullmark-"));
    cr_assert(hm_str_ends(t.talk.plan.body, "--\r\n"));
}

Test(upload_defectdojo, a_test_by_its_number, .init = begin, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "defectdojo", WHOLE,
                            "DEFECTDOJO_URL=https://dd.test\0DEFECTDOJO_TEST=12\0"
                            "DEFECTDOJO_TOKEN=canary\0"),
                 HM_OK);
    cr_assert(has_field("test", "12"));
    cr_assert_not(hm_str_has(t.talk.plan.body, "product_name"));
}

Test(upload_defectdojo, what_is_incomplete_closes_nothing, .init = begin, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "defectdojo", PART, ENV), HM_OK);
    cr_assert(has_field("close_old_findings", "false"));
    cr_assert_eq(t.talk.plan.notes.n, 1u);
}

Test(upload_defectdojo, taken, .init = begin, .fini = end)
{
    (void)talk_begin(&t, "defectdojo", WHOLE, ENV);
    cr_assert_eq(talk_answer(&t, 201, "{\"test\":12,\"test_id\":12}"), HM_UPLOAD_DONE);
    cr_assert_str_eq(t.result.url.p, "https://dd.test/dojo/test/12");
}

Test(upload_defectdojo, a_page_is_no_answer, .init = begin, .fini = end)
{
    (void)talk_begin(&t, "defectdojo", WHOLE, ENV);
    cr_assert_eq(talk_answer(&t, 200, "<html>"), HM_UPLOAD_FAILED);
}

Test(upload_defectdojo, refused, .init = begin, .fini = end)
{
    (void)talk_begin(&t, "defectdojo", WHOLE, ENV);
    cr_assert_eq(talk_answer(&t, 403, "{\"detail\":\"You do not have permission\"}"),
                 HM_UPLOAD_FAILED);
    cr_assert_eq(t.err.status, HM_E_AUTH);
    cr_assert_not_null(strstr(t.err.text, "You do not have permission"));
}

Test(upload_defectdojo, no_place, .init = begin, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "defectdojo", WHOLE,
                            "DEFECTDOJO_URL=https://dd.test\0DEFECTDOJO_TOKEN=canary\0"),
                 HM_E_USAGE);
    cr_assert_not_null(strstr(t.err.text, "DEFECTDOJO_PRODUCT"));
}

Test(upload_defectdojo, a_branch_is_cut_to_the_column, .init = begin, .fini = end)
{
    char env[512];
    char wanted[151];

    /* talk_env's list ends with two NULs. */
    int n = snprintf(env, sizeof env - 1, "%s%cDEFECTDOJO_TEST=1%cDEFECTDOJO_TOKEN=canary%c",
                     "DEFECTDOJO_URL=https://dd.test", 0, 0, 0);
    memset(env + n, 0, sizeof env - (size_t)n);
    memset(wanted, 'b', 150);
    wanted[150] = '\0';
    (void)snprintf(env + n, sizeof env - 1 - (size_t)n, "GITHUB_REF_NAME=%s%s", wanted, "more");
    cr_assert_eq(talk_begin(&t, "defectdojo", WHOLE, env), HM_OK, "%s", t.err.text);
    cr_assert(has_field("branch_tag", wanted));
}

static const struct refusal {
    long status;
    const char *body;
    const char *text;
} refusals[] = {
    { 403, "{\"detail\":\"Invalid token.\"}", "DEFECTDOJO_TOKEN is not valid" },
    { 403, "{\"detail\":\"Authentication credentials were not provided.\"}", "got no token" },
    { 403, "{\"detail\":\"You do not have permission to perform this action.\"}", "Writer" },
    { 400, "[\"Product \\\"a\\\" does not exist and no product_type_name provided\"]",
      "set DEFECTDOJO_PRODUCT_TYPE" },
    { 400, "{\"message\":\"Report file is too large.\"}", "DD_SCAN_FILE_MAX_SIZE" },
};

Test(upload_defectdojo, refusals, .init = begin, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "defectdojo", WHOLE, ENV), HM_OK);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        cr_assert_eq(talk_answer(&t, refusals[i].status, refusals[i].body), HM_UPLOAD_FAILED);
        cr_assert_not_null(strstr(t.err.text, refusals[i].text), "%s", t.err.text);
    }
}

Test(upload_defectdojo, a_value_cannot_end_its_part, .init = begin, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "defectdojo", WHOLE,
                            "DEFECTDOJO_URL=https://dd.test\0DEFECTDOJO_PRODUCT=a\r\nb\0"
                            "DEFECTDOJO_TOKEN=canary\0"),
                 HM_E_USAGE);
}

Test(upload_defectdojo, no_sarif, .init = begin, .fini = end)
{
    cr_assert_eq(talk_begin(&t, "defectdojo", "{}", ENV), HM_E_SYNTAX);
}
