/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/upload/spool_text.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"

static struct hm_arena arena;
static struct hm_buf text;
static struct hm_spool_upload upload;
static struct hm_err err;

static const char *
env_of(void *ctx, const char *name)
{
    (void)ctx;
    return strcmp(name, "CI_API_V4_URL") == 0  ? "https://gl.test/api/v4"
           : strcmp(name, "GITLAB_TOKEN") == 0 ? "canary"
                                               : NULL;
}

static void
begin(void)
{
    static const struct hm_str files[] = { { "headers", 7 }, { "/abs/headers", 12 } };
    const struct hm_upload_request request = {
        .to = HM_S("gitlab-note:arm"),
        .report = HM_S("{\"a\":\n1}\n"),
        .media_type = HM_S("text/markdown"),
        .verdict = HM_S("fail"),
        .reason = HM_S("2 findings"),
        .env = { .get = env_of },
        .header_files = files,
        .n_header_files = 2,
        .ca_file = HM_S("ca.pem"),
    };
    const struct hm_upload_talk talk = { .request = &request, .place = HM_S("there") };

    cr_assert_eq(hm_crypto_init(NULL), HM_OK);
    hm_spool_write(&talk, HM_S("/work"), &text);
}

static void
end(void)
{
    hm_buf_done(&text);
    hm_arena_done(&arena);
}

Test(spool_text, what_is_written_is_read, .init = begin, .fini = end)
{
    const struct hm_upload_request *read = &upload.request;

    cr_assert_eq(hm_spool_read(&arena, hm_buf_str(&text), &upload, &err), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(read->to, "gitlab-note:arm"));
    cr_assert(hm_str_eq(read->report, "{\"a\":\n1}\n"));
    cr_assert(hm_str_eq(read->media_type, "text/markdown"));
    cr_assert(hm_str_eq(read->verdict, "fail"));
    cr_assert(hm_str_eq(read->reason, "2 findings"));
    cr_assert(hm_str_eq(upload.place, "there"));
    cr_assert_eq(read->n_header_files, 2u);
    cr_assert(hm_str_eq(read->header_files[0], "/work/headers"));
    cr_assert(hm_str_eq(read->header_files[1], "/abs/headers"));
    cr_assert(hm_str_eq(read->ca_file, "/work/ca.pem"));
}

/* The job that resumes may be of another project. */
Test(spool_text, variables_are_those_of_then, .init = begin, .fini = end)
{
    setenv("CI_API_V4_URL", "https://other.test", 1);
    setenv("CI_MERGE_REQUEST_IID", "9", 1);
    setenv("GITLAB_TOKEN", "of now", 1);
    cr_assert_eq(hm_spool_read(&arena, hm_buf_str(&text), &upload, NULL), HM_OK);
    cr_assert(
        hm_str_eq(hm_env_get(&upload.request.env, "CI_API_V4_URL"), "https://gl.test/api/v4"));
    cr_assert_eq(hm_env_get(&upload.request.env, "CI_MERGE_REQUEST_IID").n, 0u);
    cr_assert(hm_str_eq(hm_env_get(&upload.request.env, "GITLAB_TOKEN"), "of now"));
}

Test(spool_text, no_token_is_written, .init = begin, .fini = end)
{
    cr_assert_not(hm_str_has(hm_buf_str(&text), "canary"));
}

Test(spool_text, every_cut_is_seen, .init = begin, .fini = end)
{
    for (size_t n = 0; n < text.n; n++) {
        cr_assert_eq(hm_spool_read(&arena, hm_str_sub(hm_buf_str(&text), 0, n), &upload, &err),
                     HM_E_SYNTAX, "%zu bytes", n);
    }
}

Test(spool_text, a_report_that_was_changed, .init = begin, .fini = end)
{
    text.p[text.n - 3] = '2';
    cr_assert_eq(hm_spool_read(&arena, hm_buf_str(&text), &upload, &err), HM_E_SYNTAX);
    cr_assert_not_null(strstr(err.text, "cut or changed"));
}

Test(spool_text, a_target_that_is_none, .init = begin, .fini = end)
{
    char *to = strstr(text.p, "gitlab-note");

    memcpy(to, "nothing-els", 11);
    cr_assert_eq(hm_spool_read(&arena, hm_buf_str(&text), &upload, &err), HM_E_SYNTAX);
}

Test(spool_text, a_file_of_another_version, .init = begin, .fini = end)
{
    strstr(text.p, "\"spool\":1")[8] = '2';
    cr_assert_eq(hm_spool_read(&arena, hm_buf_str(&text), &upload, &err), HM_E_SYNTAX);
    cr_assert_not_null(strstr(err.text, "another version"));
}
