/* SPDX-License-Identifier: Apache-2.0 */
/* DefectDojo: a report into the test of a product's engagement. A reimport finds the findings again
 * by their fingerprints, so that sent twice it has the effect of once. */
#include "plugin/base/crypto.h"
#include "plugin/base/json.h"
#include "plugin/base/utf8.h"
#include "reports/upload/upload.h"

enum {
    VALUE_LIMIT = 255,  /* bytes of a name: as long as DefectDojo's own */
    ORIGIN_LIMIT = 150, /* code points of branch, commit and build: with more it answers 500 */
};

static bool
takes(struct hm_str to)
{
    return hm_str_eq(to, "defectdojo");
}

/* --- the request --- */

struct form {
    struct hm_buf body;
    struct hm_str boundary;
};

static void
add_field(struct form *form, const char *name, struct hm_str value)
{
    if (value.n > 0) {
        hm_buf_printf(&form->body, "--%.*s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n",
                      HM_FMT(form->boundary), name);
        hm_buf_add(&form->body, value);
        hm_buf_puts(&form->body, "\r\n");
    }
}

static enum hm_status
check_text(struct hm_str value, const char *variable, struct hm_err *reterr)
{
    for (size_t i = 0; i < value.n; i++) {
        if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7f) {
            return hm_err_set(reterr, HM_E_USAGE, "%s has a control character", variable);
        }
    }
    return HM_OK;
}

/* A variable as a field; one with a control character or of a book's length is a mistake. */
static enum hm_status
add_variable(struct form *form, const struct hm_env *env, const char *variable, const char *name,
             struct hm_str otherwise, struct hm_err *reterr)
{
    struct hm_str value = hm_env_get(env, variable);

    value = value.n > 0 ? value : otherwise;
    HM_TRY(check_text(value, variable, reterr));
    if (value.n > VALUE_LIMIT) {
        return hm_err_set(reterr, HM_E_USAGE, "%s has more than %d bytes", variable, VALUE_LIMIT);
    }
    add_field(form, name, value);
    return HM_OK;
}

static struct hm_str
make_boundary(struct hm_arena *arena, struct hm_str report)
{
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];

    /* A line of a report that holds the digest of the report is nothing that anybody can write. */
    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, report.p, report.n);
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    return hm_arena_printf(arena, "hullmark-%.32s", hex);
}

/* Whether all producers of the report finished: only then may old findings be closed. */
static enum hm_status
is_whole(struct hm_str sarif, bool *ret, struct hm_err *reterr)
{
    hm_auto_json json_t *document = NULL;
    size_t i = 0;
    size_t k = 0;
    json_t *run = NULL;
    json_t *invocation = NULL;

    if (hm_json_parse(sarif, &document, reterr) != HM_OK ||
        json_array_size(json_object_get(document, "runs")) == 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "the report is no SARIF with a run");
    }
    *ret = true;
    json_array_foreach (json_object_get(document, "runs"), i, run) {
        json_array_foreach (json_object_get(run, "invocations"), k, invocation) {
            *ret = *ret && !json_is_false(json_object_get(invocation, "executionSuccessful"));
        }
    }
    return HM_OK;
}

static const char *const variables[] = {
    "DEFECTDOJO_URL",          "DEFECTDOJO_PRODUCT",
    "DEFECTDOJO_PRODUCT_TYPE", "DEFECTDOJO_ENGAGEMENT",
    "DEFECTDOJO_TEST_TITLE",   "DEFECTDOJO_TEST",
    "DEFECTDOJO_BRANCH",       "DEFECTDOJO_COMMIT",
    "DEFECTDOJO_BUILD",        "CI_COMMIT_REF_NAME",
    "CI_COMMIT_SHA",           "CI_JOB_ID",
    "GITHUB_REF_NAME",         "GITHUB_SHA",
    "GITHUB_RUN_ID",           NULL,
};

/* The test as a place: what its first variables say. */
static struct hm_str
place_of(struct hm_arena *arena, const struct hm_env *env)
{
    hm_auto_buf struct hm_buf place = { 0 };

    for (size_t i = 0; strcmp(variables[i], "DEFECTDOJO_BRANCH") != 0; i++) {
        hm_buf_add(&place, hm_env_get(env, variables[i]));
        hm_buf_putc(&place, '\n');
    }
    return hm_arena_str(arena, hm_buf_str(&place));
}

/* Which test the report goes into: its number, or names of which DefectDojo makes what it lacks. */
static enum hm_status
add_place(struct form *form, const struct hm_env *env, struct hm_err *reterr)
{
    struct hm_str test = hm_env_get(env, "DEFECTDOJO_TEST");
    struct hm_str product = hm_env_get(env, "DEFECTDOJO_PRODUCT");
    uint64_t number = 0;

    if (test.n > 0) {
        if (!hm_str_to_u64(test, INT64_MAX, &number)) {
            return hm_err_set(reterr, HM_E_USAGE, "DEFECTDOJO_TEST is not a test's number");
        }
        add_field(form, "test", test);
        return HM_OK;
    }
    if (product.n == 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "where the report goes is not known: set DEFECTDOJO_PRODUCT to the "
                          "product's name (and DEFECTDOJO_ENGAGEMENT, DEFECTDOJO_PRODUCT_TYPE, "
                          "DEFECTDOJO_TEST_TITLE where the defaults do not fit), or "
                          "DEFECTDOJO_TEST to a test's number");
    }
    HM_TRY(add_variable(form, env, "DEFECTDOJO_PRODUCT", "product_name", product, reterr));
    HM_TRY(add_variable(form, env, "DEFECTDOJO_ENGAGEMENT", "engagement_name", HM_S("hullmark"),
                        reterr));
    HM_TRY(add_variable(form, env, "DEFECTDOJO_PRODUCT_TYPE", "product_type_name",
                        (struct hm_str){ 0 }, reterr));
    HM_TRY(
        add_variable(form, env, "DEFECTDOJO_TEST_TITLE", "test_title", HM_S("hullmark"), reterr));
    add_field(form, "auto_create_context", HM_S("true"));
    return HM_OK;
}

/* Variables that say where a report comes from; the first that is set counts. */
struct origin {
    const char *own;
    const char *gitlab;
    const char *github;
};

static enum hm_status
add_origin(struct form *form, const struct hm_env *env, const char *name,
           const struct origin *origin, struct hm_err *reterr)
{
    const char *const names[] = { origin->own, origin->gitlab, origin->github };
    struct hm_str value = { 0 };
    size_t i = 0;

    for (; i < sizeof names / sizeof names[0] && value.n == 0; i++) {
        value = hm_env_get(env, names[i]);
    }
    if (value.n > 0) {
        HM_TRY(check_text(value, names[i - 1], reterr));
        add_field(form, name, hm_utf8_cut(value, ORIGIN_LIMIT));
    }
    return HM_OK;
}

static enum hm_status
make_body(struct hm_upload_talk *talk, struct form *form, struct hm_err *reterr)
{
    const struct hm_upload_request *request = talk->request;
    const struct hm_env *env = &request->env;
    bool may_close = false;

    HM_TRY(is_whole(request->report, &may_close, reterr));
    add_field(form, "scan_type", HM_S("SARIF"));
    HM_TRY(add_place(form, env, reterr));
    add_field(form, "close_old_findings", may_close ? HM_S("true") : HM_S("false"));
    if (!may_close) {
        hm_vec_add(&talk->result->arena, &talk->plan.notes,
                   HM_S("Not everything that was asked for was done: no finding is closed in "
                        "DefectDojo"));
    }
    HM_TRY(add_origin(
        form, env, "branch_tag",
        &(struct origin){ "DEFECTDOJO_BRANCH", "CI_COMMIT_REF_NAME", "GITHUB_REF_NAME" }, reterr));
    HM_TRY(add_origin(form, env, "commit_hash",
                      &(struct origin){ "DEFECTDOJO_COMMIT", "CI_COMMIT_SHA", "GITHUB_SHA" },
                      reterr));
    HM_TRY(add_origin(form, env, "build_id",
                      &(struct origin){ "DEFECTDOJO_BUILD", "CI_JOB_ID", "GITHUB_RUN_ID" },
                      reterr));
    hm_buf_printf(&form->body,
                  "--%.*s\r\nContent-Disposition: form-data; name=\"file\"; "
                  "filename=\"hullmark.sarif\"\r\nContent-Type: application/sarif+json\r\n\r\n",
                  HM_FMT(form->boundary));
    hm_buf_add(&form->body, request->report);
    hm_buf_printf(&form->body, "\r\n--%.*s--\r\n", HM_FMT(form->boundary));
    return HM_OK;
}

static enum hm_status
make_url(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    struct hm_arena *arena = &talk->result->arena;
    struct hm_str base = hm_env_get(&talk->request->env, "DEFECTDOJO_URL");
    struct hm_url url = { 0 };

    if (base.n == 0) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "set DEFECTDOJO_URL to the server's address, such as "
                          "https://defectdojo.example.com");
    }
    while (hm_str_ends(base, "/")) {
        base.n--;
    }
    struct hm_str text = hm_arena_printf(arena, "%.*s/api/v2/reimport-scan/", HM_FMT(base));
    if (hm_url_parse(arena, text, &url, reterr) != HM_OK || url.query.n > 0) {
        (void)hm_err_prefix(reterr, "DEFECTDOJO_URL");
        return HM_E_USAGE;
    }
    talk->plan.url = url.text;
    talk->place = place_of(arena, &talk->request->env);
    talk->state = hm_arena_new(arena, struct hm_str, 1);
    *(struct hm_str *)talk->state =
        hm_str_sub(url.text, 0, url.text.n - strlen("/api/v2/reimport-scan/"));
    return HM_OK;
}

static enum hm_status
add_headers(struct hm_upload_talk *talk, struct hm_str boundary, struct hm_err *reterr)
{
    const struct hm_upload_request *request = talk->request;
    hm_auto_buf struct hm_buf value = { .is_secret = true };
    struct hm_str token = hm_str_trim(hm_env_get(&request->env, "DEFECTDOJO_TOKEN"));
    struct hm_str type = hm_arena_printf(&talk->result->arena, "multipart/form-data; boundary=%.*s",
                                         HM_FMT(boundary));

    if (token.n == 0 && !request->is_dry_run) {
        return hm_err_set(reterr, HM_E_AUTH,
                          "there is no token: hand DefectDojo's API v2 key to the job as the "
                          "masked variable DEFECTDOJO_TOKEN");
    }
    hm_buf_puts(&value, "Token ");
    hm_buf_add(&value, token);
    (void)hm_upload_add_header(&talk->plan, "Accept", HM_S("application/json"), false);
    (void)hm_upload_add_header(&talk->plan, "Authorization", hm_buf_str(&value), true);
    (void)hm_upload_add_header(&talk->plan, "Content-Type", type, false);
    return HM_OK;
}

static enum hm_status
begin(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    struct hm_arena *arena = &talk->result->arena;
    struct form form = { .boundary = make_boundary(arena, talk->request->report) };
    enum hm_status status = make_url(talk, reterr);

    if (status == HM_OK) {
        status = make_body(talk, &form, reterr);
    }
    talk->plan.method = "POST";
    talk->plan.is_repeatable = true;
    talk->plan.body = hm_arena_str(arena, hm_buf_str(&form.body));
    hm_buf_done(&form.body);
    return status == HM_OK ? add_headers(talk, form.boundary, reterr) : status;
}

/* --- the answer --- */

static const struct hm_upload_advice advices[] = {
    { 401, NULL, HM_E_AUTH, "DEFECTDOJO_TOKEN is not valid there" },
    { 403, "Invalid token", HM_E_AUTH, "DEFECTDOJO_TOKEN is not valid there" },
    { 403, "credentials were not provided", HM_E_AUTH,
      "it got no token: is it DefectDojo's API v2, and does a proxy in between remove the "
      "header?" },
    { 403, NULL, HM_E_AUTH,
      "the token's user may not import here: it needs the role Writer (Maintainer to make "
      "products and engagements)" },
    { 404, NULL, HM_E_NOT_FOUND, "is DEFECTDOJO_URL the server's address, and the test there?" },
    { 400, "product_type", HM_E_SYNTAX,
      "the product is not there yet: set DEFECTDOJO_PRODUCT_TYPE, so that it can be made" },
    { 400, "too large", HM_E_LIMIT,
      "the report is too large for it: raise DD_SCAN_FILE_MAX_SIZE, or scan less at a time" },
    { 400, NULL, HM_E_SYNTAX, "DefectDojo does not take the request" },
    { 413, NULL, HM_E_LIMIT,
      "the report is too large for it: raise DD_SCAN_FILE_MAX_SIZE and the proxy's limit, or scan "
      "less at a time" },
    { 429, NULL, HM_E_NETWORK, "it limits requests: try again later" },
};

static enum hm_upload_verdict
answer(struct hm_upload_talk *talk, const struct hm_http_response *response, struct hm_err *reterr)
{
    struct hm_upload_result *result = talk->result;
    hm_auto_json json_t *document = NULL;
    struct hm_err err = { 0 };

    if (response->status != 200 && response->status != 201) {
        hm_upload_explain(&result->arena, response, advices, sizeof advices / sizeof advices[0],
                          "; is DEFECTDOJO_URL the server's address?", reterr);
        return HM_UPLOAD_FAILED;
    }
    json_int_t test = 0;
    if (hm_json_parse(hm_buf_str(&response->body), &document, &err) == HM_OK) {
        test = json_integer_value(json_object_get(document, "test_id"));
        test = test > 0 ? test : json_integer_value(json_object_get(document, "test"));
    }
    if (test <= 0) {
        (void)hm_err_set(
            reterr, HM_E_REFUSED,
            "%.*s answers %ld without a test: is it DefectDojo, or a proxy in between?",
            HM_FMT(response->origin), response->status);
        return HM_UPLOAD_FAILED;
    }
    result->id = hm_arena_printf(&result->arena, "%jd", (intmax_t)test);
    result->url = hm_arena_printf(&result->arena, "%.*s/test/%jd",
                                  HM_FMT(*(const struct hm_str *)talk->state), (intmax_t)test);
    result->text =
        hm_arena_printf(&result->arena, "DefectDojo took the report: %.*s", HM_FMT(result->url));
    return HM_UPLOAD_DONE;
}

const struct hm_upload hm_upload_defectdojo = {
    .name = "defectdojo",
    .format = "sarif:defectdojo",
    .summary = "DefectDojo, at DEFECTDOJO_URL, into DEFECTDOJO_PRODUCT (token: DEFECTDOJO_TOKEN)",
    .variables = variables,
    .takes = takes,
    .begin = begin,
    .answer = answer,
};
