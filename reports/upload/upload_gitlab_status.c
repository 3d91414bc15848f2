/* SPDX-License-Identifier: Apache-2.0 */
/* The status of a commit in GitLab: the verdict as one line of the pipeline, linked to the job. */
#include "plugin/base/json.h"
#include "plugin/base/utf8.h"
#include "reports/escape.h"
#include "reports/upload/upload_forge.h"

enum {
    DESCRIPTION_LIMIT = 255, /* code points; GitLab refuses more */
};

static bool
takes(struct hm_str to)
{
    return hm_str_eq(to, "gitlab-status");
}

static void
add_member(struct hm_buf *body, const char *name, struct hm_str value)
{
    if (value.n > 0) {
        hm_buf_printf(body, "%s\"%s\":\"", body->n > 1 ? "," : "", name);
        hm_escape_json(body, value);
        hm_buf_putc(body, '"');
    }
}

static bool
is_commit(struct hm_str sha)
{
    for (size_t i = 0; i < sha.n; i++) {
        char c = sha.p[i];
        if (!hm_is_digit(c) && (c < 'a' || c > 'f')) {
            return false;
        }
    }
    return sha.n == 40 || sha.n == 64;
}

static enum hm_status
begin(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    struct hm_arena *arena = &talk->result->arena;
    const struct hm_upload_request *request = talk->request;
    const struct hm_env *env = &request->env;
    hm_auto_buf struct hm_buf body = { 0 };
    struct hm_upload_api api = { 0 };
    struct hm_str sha = request->sha.n > 0 ? request->sha : hm_env_get(env, "CI_COMMIT_SHA");
    uint64_t pipeline = 0;

    if (request->verdict.n == 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "a status is made of a verdict: give a report that hullmark wrote (-o "
                          "sarif= or -o json=)");
    }
    if (!is_commit(sha)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "the commit is not known: outside a GitLab job set CI_COMMIT_SHA to its "
                          "full hash");
    }
    HM_TRY(hm_upload_gitlab_api(arena, env, "CI_PROJECT_ID", &api, reterr));
    hm_buf_putc(&body, '{');
    add_member(&body, "state",
               hm_str_eq(request->verdict, "pass") ? HM_S("success") : HM_S("failed"));
    add_member(&body, "name", HM_S("hullmark"));
    add_member(&body, "description", hm_utf8_cut(request->reason, DESCRIPTION_LIMIT));
    add_member(&body, "target_url", hm_env_get(env, "CI_JOB_URL"));
    add_member(&body, "ref", hm_env_get(env, "CI_COMMIT_REF_NAME"));
    /* Without it GitLab may make another pipeline, of one status. */
    if (hm_str_to_u64(hm_env_get(env, "CI_PIPELINE_ID"), INT64_MAX, &pipeline)) {
        hm_buf_printf(&body, ",\"pipeline_id\":%ju", (uintmax_t)pipeline);
    }
    hm_buf_putc(&body, '}');
    talk->plan.method = "POST";
    talk->plan.url = hm_arena_printf(arena, "%.*s/statuses/%.*s", HM_FMT(api.project), HM_FMT(sha));
    talk->plan.body = hm_arena_str(arena, hm_buf_str(&body));
    talk->plan.is_repeatable = true; /* the last status of a name counts */
    talk->place = talk->plan.url;
    return hm_upload_gitlab_headers(request, &talk->plan, reterr);
}

static enum hm_upload_verdict
answer(struct hm_upload_talk *talk, const struct hm_http_response *response, struct hm_err *reterr)
{
    if (response->status == 200 || response->status == 201) {
        hm_auto_json json_t *document = NULL;
        if (hm_json_parse(hm_buf_str(&response->body), &document, NULL) != HM_OK ||
            !json_is_string(json_object_get(document, "status"))) {
            (void)hm_err_set(reterr, HM_E_REFUSED,
                             "%.*s answers %ld without a status; is CI_API_V4_URL an API of "
                             "GitLab's, or is there a proxy in between?",
                             HM_FMT(response->origin), response->status);
            return HM_UPLOAD_FAILED;
        }
        talk->result->text = HM_S("The commit's status is set");
        return HM_UPLOAD_DONE;
    }
    struct hm_str said = hm_upload_said(&talk->result->arena, hm_buf_str(&response->body));
    if (response->status == 400 && hm_str_has_nocase(said, "Cannot transition status")) {
        talk->result->text = HM_S("The commit has this status already");
        return HM_UPLOAD_DONE;
    }
    hm_upload_explain(&talk->result->arena, response, hm_upload_gitlab_advices,
                      hm_upload_gitlab_advice_count, "; is CI_API_V4_URL an API of GitLab's?",
                      reterr);
    return HM_UPLOAD_FAILED;
}

static const char *const variables[] = { "CI_API_V4_URL",
                                         "CI_PROJECT_ID",
                                         "CI_COMMIT_SHA",
                                         "CI_JOB_URL",
                                         "CI_PIPELINE_ID",
                                         "CI_COMMIT_REF_NAME",
                                         NULL };

const struct hm_upload hm_upload_gitlab_status = {
    .name = "gitlab-status",
    .format = "json",
    .summary = "the verdict as the commit's status in GitLab (token: GITLAB_TOKEN)",
    .variables = variables,
    .takes = takes,
    .begin = begin,
    .answer = answer,
};
