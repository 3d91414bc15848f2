/* SPDX-License-Identifier: Apache-2.0 */
/* GitHub code scanning: on github.com, a GitHub Enterprise Server or a ghe.com tenant. */
#include "reports/upload/upload_forge.h"

#include "plugin/base/crypto.h"
#include "plugin/base/json.h"
#include "reports/escape.h"

enum {
    GZIP_LIMIT = 10 * 1024 * 1024, /* "SARIF ZIP upload is too large" */
};

static bool
takes(struct hm_str to)
{
    return hm_str_eq(to, "github");
}

static void
add_member(struct hm_buf *body, const char *name, struct hm_str value)
{
    hm_buf_printf(body, "\"%s\":\"", name);
    hm_escape_json(body, value);
    hm_buf_puts(body, "\",");
}

static enum hm_status
make_body(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    const struct hm_upload_request *request = talk->request;
    hm_auto_buf struct hm_buf packed = { 0 };
    hm_auto_buf struct hm_buf body = { 0 };
    hm_auto_buf struct hm_buf checkout = { 0 };
    struct hm_str workspace = hm_env_get(&request->env, "GITHUB_WORKSPACE");

    hm_upload_gzip(request->report, &packed);
    if (packed.n > GZIP_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT,
                          "the report has %zu bytes compressed: GitHub takes at most 10 MB; scan "
                          "less at a time",
                          packed.n);
    }
    hm_buf_putc(&body, '{');
    add_member(&body, "commit_sha", talk->sha);
    add_member(&body, "ref", talk->ref);
    if (hm_str_starts(workspace, "/")) {
        hm_escape_path_uri(&checkout, workspace);
        hm_buf_puts(&checkout, hm_str_ends(workspace, "/") ? "" : "/");
        add_member(&body, "checkout_uri", hm_buf_str(&checkout));
    }
    if (request->started_at.n > 0) {
        add_member(&body, "started_at", request->started_at);
    }
    add_member(&body, "tool_name", HM_S("hullmark"));
    hm_buf_puts(&body, "\"sarif\":\"");
    hm_base64_add(&body, hm_buf_str(&packed));
    hm_buf_puts(&body, "\"}");
    talk->plan.body = hm_arena_str(&talk->result->arena, hm_buf_str(&body));
    return HM_OK;
}

static enum hm_status
begin(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    struct hm_arena *arena = &talk->result->arena;
    const struct hm_upload_request *request = talk->request;
    struct hm_upload_plan *plan = &talk->plan;
    struct hm_upload_api api = { 0 };

    HM_TRY(hm_upload_github_api(arena, &request->env, &api, reterr));
    plan->method = "POST";
    plan->url = hm_arena_printf(arena, "%.*s/code-scanning/sarifs", HM_FMT(api.project));
    plan->is_repeatable = true; /* a later analysis of the same category supersedes an earlier */
    HM_TRY(hm_upload_check_sarif(arena, request->report, plan, reterr));
    HM_TRY(hm_upload_github_ref(arena, request, &talk->ref, &talk->sha, reterr));
    /* No place: another upload for the commit may be of another category. */
    HM_TRY(make_body(talk, reterr));
    return hm_upload_github_headers(request, "security-events: write", plan, reterr);
}

/* --- answers */

static const struct hm_upload_advice advices[] = {
    { 401, NULL, HM_E_AUTH,
      "the token is not valid (expired, or of another server); hand a fresh GITHUB_TOKEN to the "
      "step" },
    { 0, "rate limit", HM_E_NETWORK,
      "the token's rate limit is used up (1,000 uploads an hour); try again later" },
    { 0, "Resource not accessible by integration", HM_E_AUTH,
      "the token may not write: give the job `permissions: security-events: write`; a pull request "
      "from a fork never gets it: upload from the push, or by workflow_run" },
    { 0, "Resource not accessible by personal access token", HM_E_AUTH,
      "the token may not write: it needs the scope security_events, or the permission Code "
      "scanning "
      "alerts: write" },
    { 0, "archived", HM_E_REFUSED, "the repository is archived and takes no analyses" },
    { 0, "must be enabled", HM_E_REFUSED,
      "turn on code scanning (GitHub Advanced Security) in the repository's settings" },
    { 0, "not enabled", HM_E_REFUSED,
      "turn on code scanning (GitHub Advanced Security) in the repository's settings" },
    { 0, "default setup", HM_E_REFUSED,
      "the repository's default setup for code scanning is on: switch it to advanced in its "
      "settings" },
    { 0, "User-Agent", HM_E_REFUSED, "a proxy on the way removes the User-Agent" },
    { 0, "commit not found", HM_E_NOT_FOUND,
      "GitHub does not know the commit: push it first, or give --ref and --sha" },
    { 0, "not found in this repository", HM_E_NOT_FOUND,
      "GitHub does not know the ref: push it first, or give --ref and --sha" },
    { 403, NULL, HM_E_AUTH,
      "the token may not upload here: it needs security-events: write, and code scanning must be "
      "on" },
    { 404, NULL, HM_E_NOT_FOUND,
      "there is no such repository for this token: check GITHUB_REPOSITORY and GITHUB_API_URL, and "
      "that the token may read it" },
    { 413, NULL, HM_E_LIMIT, "the report is too large; scan less at a time" },
    { 429, NULL, HM_E_NETWORK, "the token's rate limit is used up; try again later" },
    { 400, NULL, HM_E_SYNTAX, "GitHub does not take the report" },
    { 422, NULL, HM_E_SYNTAX, "GitHub does not take the request" },
    { 503, NULL, HM_E_NETWORK, "code scanning is not available now; try again later" },
};

/* What GitHub finds while it processes a report. */
static const struct hm_upload_advice findings[] = {
    { 0, "default setup", HM_E_REFUSED,
      "the repository's default setup for code scanning is on: switch it to advanced in its "
      "settings" },
    { 0, "too many logical alerts", HM_E_LIMIT,
      "the repository has more alerts than GitHub keeps: dismiss old ones or scan less" },
    { 0, "multiple runs with the same category", HM_E_SYNTAX,
      "give each report a category of its own" },
    { 0, "upload limit", HM_E_LIMIT, "the repository has more alerts than GitHub keeps" },
    { 0, "rejecting SARIF", HM_E_LIMIT, "the report is over a limit: scan less at a time" },
    { 0, "invalid URI", HM_E_SYNTAX, "a path in the report is not a URI" },
    { 0, "did not match the checkout URI", HM_E_SYNTAX,
      "paths in the report and the checkout are not of one kind" },
    { 0, "expected artifact location", HM_E_SYNTAX, "a result has no file" },
    { 0, "security severity", HM_E_SYNTAX, "a rule's security-severity is not a number" },
};

static void
explain(const struct hm_http_response *response, struct hm_upload_result *result,
        struct hm_err *reterr)
{
    hm_upload_explain(&result->arena, response, advices, sizeof advices / sizeof advices[0],
                      "; is GITHUB_API_URL an API of GitHub's?", reterr);
}

static bool
is_id(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!hm_is_alpha(s.p[i]) && !hm_is_digit(s.p[i]) && s.p[i] != '-') {
            return false;
        }
    }
    return s.n > 0 && s.n <= 64;
}

/* The answer to the upload: the question what became of it comes after a while. */
static enum hm_upload_verdict
read_taken(struct hm_upload_talk *talk, const struct hm_http_response *response,
           struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    struct hm_arena *arena = &talk->result->arena;
    struct hm_upload_plan *plan = &talk->plan;

    if (response->status != 202) {
        explain(response, talk->result, reterr);
        return HM_UPLOAD_FAILED;
    }
    if (hm_json_parse(hm_buf_str(&response->body), &document, reterr) == HM_OK) {
        const json_t *id = json_object_get(document, "id");
        struct hm_str text = hm_str_make(json_string_value(id), json_string_length(id));
        if (is_id(text)) {
            talk->is_taken = true;
            talk->result->id = hm_arena_str(arena, text);
            plan->method = "GET";
            plan->url = hm_arena_printf(arena, "%.*s/%.*s", HM_FMT(plan->url), HM_FMT(text));
            plan->body = (struct hm_str){ 0 };
            return HM_UPLOAD_LATER;
        }
    }
    (void)hm_err_set(
        reterr, HM_E_NETWORK,
        "%.*s answers 202 without an upload's id; is it an API of GitHub's, or a proxy "
        "in between?",
        HM_FMT(response->origin));
    return HM_UPLOAD_FAILED;
}

static enum hm_upload_verdict
read_failed(const json_t *document, struct hm_upload_result *result, struct hm_err *reterr)
{
    const json_t *first = json_array_get(json_object_get(document, "errors"), 0);
    /* In the shape of an error body, so that it is masked and cut like one. */
    hm_auto_json json_t *body = json_pack("{s:O?}", "message", first);
    hm_auto_free char *text = body == NULL ? NULL : json_dumps(body, JSON_COMPACT);
    struct hm_str said = hm_upload_said(&result->arena, hm_str_c(text));
    const struct hm_upload_advice *advice =
        hm_upload_advice_for(findings, sizeof findings / sizeof findings[0], 0, said);

    (void)hm_err_set(reterr, advice == NULL ? HM_E_REFUSED : advice->means,
                     "GitHub took the report but could not process it%.*s%s%s", HM_FMT(said),
                     advice == NULL ? "" : ": ", advice == NULL ? "" : advice->text);
    return HM_UPLOAD_FAILED;
}

static enum hm_upload_verdict
read_processed(const struct hm_http_response *response, struct hm_upload_result *result,
               struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;

    if (response->status == 404) {
        return HM_UPLOAD_LATER; /* not known yet */
    }
    if (response->status != 200) {
        /* That nobody may ask does not undo the upload. */
        explain(response, result, reterr);
        return HM_UPLOAD_LATER;
    }
    if (hm_json_parse(hm_buf_str(&response->body), &document, reterr) != HM_OK) {
        return HM_UPLOAD_LATER;
    }
    const json_t *member = json_object_get(document, "processing_status");
    struct hm_str state = hm_str_make(json_string_value(member), json_string_length(member));
    if (hm_str_eq(state, "failed")) {
        return read_failed(document, result, reterr);
    }
    if (!hm_str_eq(state, "complete")) {
        return HM_UPLOAD_LATER;
    }
    const json_t *url = json_object_get(document, "analyses_url");
    result->url =
        hm_arena_str(&result->arena, hm_str_make(json_string_value(url), json_string_length(url)));
    result->text = HM_S("GitHub took the report and processed it");
    return HM_UPLOAD_DONE;
}

static enum hm_upload_verdict
answer(struct hm_upload_talk *talk, const struct hm_http_response *response, struct hm_err *reterr)
{
    return talk->is_taken ? read_processed(response, talk->result, reterr)
                          : read_taken(talk, response, reterr);
}

const struct hm_upload hm_upload_github = {
    .name = "github",
    .format = "sarif:github",
    .summary =
        "GitHub code scanning, of the repository and server in GITHUB_* (token: GITHUB_TOKEN)",
    .variables = hm_upload_github_variables,
    .wants_event = true,
    .takes = takes,
    .begin = begin,
    .answer = answer,
};
