/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload_advice.h"

#include <criterion/criterion.h>

#include "tests/rows.h"

static const struct said {
    const char *body;
    const char *text;
} said_rows[] = {
    { "{\"message\":\"Not Found\"}", " (Not Found)" },
    { "{\"message\":{\"state\":[\"is wrong\",\"is old\"]}}", " (state: is wrong; state: is old)" },
    { "{\"error\":\"insufficient_scope\",\"error_description\":\"needs api\"}", " (needs api)" },
    { "{\"detail\":\"no\"}", " (no)" },
    { "[\"Product \\\"a\\\" does not exist\"]", " (Product \"a\" does not exist)" },
    { "{\"message\":[[[[\"deep\"]]]]}", "" },
    { "{\"other\":\"x\"}", "" },
    { "<html>", "" },
    { "", "" },
    { "{\"message\":\"token ghp_0123456789abcdefghijABCDEFGHIJ012345\"}", " (token ghp_****)" },
};

ROWS_OF(upload_advice, said, said_rows)

ParameterizedTest(size_t *index, upload_advice, said)
{
    const struct said *row = &said_rows[*index];
    struct hm_arena arena = { 0 };
    struct hm_str text = hm_upload_said(&arena, hm_str_c(row->body));

    cr_assert(hm_str_eq(text, row->text), "%s: \"%.*s\"", row->body, HM_FMT(text));
    hm_arena_done(&arena);
}

static const struct hm_upload_advice rows[] = {
    { 403, "limit", HM_E_NETWORK, "wait" },
    { 403, NULL, HM_E_AUTH, "ask for rights" },
};

static const struct explained {
    long status;
    const char *body;
    enum hm_status means;
    const char *text;
} explained_rows[] = {
    { 403, "{\"message\":\"rate LIMIT\"}", HM_E_NETWORK,
      "https://a.test answers 403 (rate LIMIT): wait" },
    { 403, "", HM_E_AUTH, "https://a.test answers 403: ask for rights" },
    { 418, "", HM_E_REFUSED, "https://a.test answers 418; is it a teapot?" },
    { 502, "", HM_E_NETWORK, "https://a.test answers 502; try again later" },
};

ROWS_OF(upload_advice, explained, explained_rows)

ParameterizedTest(size_t *index, upload_advice, explained)
{
    const struct explained *row = &explained_rows[*index];
    struct hm_arena arena = { 0 };
    struct hm_http_response response = { .status = row->status, .origin = HM_S("https://a.test") };
    struct hm_err err = { 0 };

    hm_buf_puts(&response.body, row->body);
    hm_upload_explain(&arena, &response, rows, sizeof rows / sizeof rows[0], "; is it a teapot?",
                      &err);
    cr_assert_eq(err.status, row->means);
    cr_assert_str_eq(err.text, row->text);
    hm_http_response_done(&response);
    hm_arena_done(&arena);
}
