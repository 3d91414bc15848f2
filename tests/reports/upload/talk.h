/* SPDX-License-Identifier: Apache-2.0 */
/* A talk with an upload target without a network: its requests are looked at, its answers made up.
 */
#ifndef HM_TESTS_UPLOAD_TALK_H
#define HM_TESTS_UPLOAD_TALK_H

#include <criterion/criterion.h>

#include "reports/upload/upload.h"

/** A talk and what it says of itself. Zeroed before; talk_end afterwards. */
struct talk {
    const struct hm_upload *target;
    struct hm_upload_request request;
    struct hm_upload_result result;
    struct hm_upload_talk talk;
    struct hm_err err;
};

/** The value of a variable in "NAME=value\0NAME=value\0\0". */
static inline const char *
talk_env(void *ctx, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = ctx; *at != '\0'; at += strlen(at) + 1) {
        if (strncmp(at, name, n) == 0 && at[n] == '=') {
            return at + n + 1;
        }
    }
    return NULL;
}

static inline enum hm_status
talk_begin(struct talk *t, const char *to, const char *report, const char *env)
{
    t->target = hm_upload_find(hm_str_c(to));
    cr_assert_not_null(t->target);
    t->request.to = hm_str_c(to);
    t->request.report = hm_str_c(report);
    t->request.env = (struct hm_env){ .get = talk_env, .ctx = (void *)(uintptr_t)env };
    t->talk = (struct hm_upload_talk){ .request = &t->request, .result = &t->result };
    return t->target->begin(&t->talk, &t->err);
}

/** What the target makes of an answer; its next request is checked against "METHOD URL". */
static inline enum hm_upload_verdict
talk_answer(struct talk *t, long status, const char *body)
{
    struct hm_http_response response = { .status = status, .origin = HM_S("https://a.test") };

    hm_buf_puts(&response.body, body);
    enum hm_upload_verdict verdict = t->target->answer(&t->talk, &response, &t->err);
    hm_http_response_done(&response);
    return verdict;
}

#define talk_expect_next(t, text)                                                                  \
    do {                                                                                           \
        struct hm_str next_ = hm_arena_printf(&(t)->result.arena, "%s %.*s",                       \
                                              (t)->talk.plan.method, HM_FMT((t)->talk.plan.url));  \
        cr_assert_str_eq(next_.p, text);                                                           \
    } while (0)

static inline void
talk_end(struct talk *t)
{
    hm_upload_plan_done(&t->talk.plan);
    hm_upload_result_done(&t->result);
    *t = (struct talk){ 0 };
}

#endif
