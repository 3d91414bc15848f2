/* SPDX-License-Identifier: Apache-2.0 */
/* The report as it is, by PUT or POST to any URL. */
#include "reports/upload/upload.h"

#include "plugin/base/crypto.h"

#define CREDENTIALS "are the credentials in the --header-file right, and may they write there?"

static bool
is_url(struct hm_str to)
{
    return hm_str_eq_nocase(hm_str_sub(to, 0, 8), HM_S("https://")) ||
           hm_str_eq_nocase(hm_str_sub(to, 0, 7), HM_S("http://"));
}

static bool
put_takes(struct hm_str to)
{
    return hm_str_starts(to, "put:") || is_url(to);
}

static bool
post_takes(struct hm_str to)
{
    return hm_str_starts(to, "post:");
}

/* The same report has the same key, so that a server that knows keys takes a repeated POST once. */
static void
add_key(struct hm_upload_plan *plan, struct hm_str report)
{
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];
    char hex[HM_HASH_MAX_HEX];

    hm_hash_init(&hash, HM_HASH_SHA256);
    hm_hash_update(&hash, report.p, report.n);
    hm_hex(digest, hm_hash_final(&hash, digest), hex);
    (void)hm_upload_add_header(plan, "Idempotency-Key", hm_str_sub(hm_str_c(hex), 0, 32), false);
}

static enum hm_status
begin(struct hm_upload_talk *talk, const char *method, struct hm_err *reterr)
{
    const struct hm_upload_request *request = talk->request;
    struct hm_url url = { 0 };
    struct hm_str to = request->to;

    if (!is_url(to)) {
        to = hm_str_from(to, hm_str_find(to, ':') + 1);
    }
    enum hm_status status = hm_url_parse(&talk->result->arena, to, &url, reterr);
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "--to");
        return HM_E_USAGE;
    }
    talk->plan.method = method;
    talk->plan.url = url.text;
    talk->plan.has_secret_query = true;
    talk->plan.body = request->report;
    (void)hm_upload_add_header(
        &talk->plan, "Content-Type",
        request->media_type.n > 0 ? request->media_type : HM_S("application/sarif+json"), false);
    return HM_OK;
}

static enum hm_status
put_begin(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    enum hm_status status = begin(talk, "PUT", reterr);

    talk->plan.is_repeatable = true;
    talk->place = talk->plan.url;
    return status;
}

static enum hm_status
post_begin(struct hm_upload_talk *talk, struct hm_err *reterr)
{
    add_key(&talk->plan, talk->request->report);
    return begin(talk, "POST", reterr);
}

static const struct hm_upload_advice advices[] = {
    { 401, NULL, HM_E_AUTH, CREDENTIALS },
    { 403, NULL, HM_E_AUTH, CREDENTIALS },
    { 407, NULL, HM_E_AUTH, CREDENTIALS },
    { 404, NULL, HM_E_NOT_FOUND, "is the address right?" },
    { 410, NULL, HM_E_NOT_FOUND, "is the address right?" },
    { 405, NULL, HM_E_REFUSED, "it may want the other method: --to post:URL or put:URL" },
    { 413, NULL, HM_E_LIMIT, "the report is too large for it" },
    { 415, NULL, HM_E_REFUSED, "it wants another Content-Type: give one in a --header-file" },
    { 429, NULL, HM_E_NETWORK, "it limits requests: try again later" },
};

static enum hm_upload_verdict
answer(struct hm_upload_talk *talk, const struct hm_http_response *response, struct hm_err *reterr)
{
    struct hm_upload_result *result = talk->result;

    if (response->status >= 200 && response->status < 300) {
        result->text = hm_arena_printf(&result->arena, "%.*s took the report (%ld)",
                                       HM_FMT(response->origin), response->status);
        /* WebDAV servers write a page too, but with 201 or 204. */
        if (response->status == 200 &&
            hm_str_starts(hm_http_header(response, "content-type"), "text/html")) {
            hm_vec_add(&result->arena, &result->notes,
                       hm_arena_printf(&result->arena,
                                       "The answer of %.*s is a web page: if it asks for a login, "
                                       "the report did not arrive",
                                       HM_FMT(response->origin)));
        }
        return HM_UPLOAD_DONE;
    }
    hm_upload_explain(&result->arena, response, advices, sizeof advices / sizeof advices[0], "",
                      reterr);
    return HM_UPLOAD_FAILED;
}

static const char *const no_variables[] = { NULL };

const struct hm_upload hm_upload_put = {
    .name = "put",
    .format = "sarif",
    .variables = no_variables,
    .summary = "the report as it is, by PUT to a URL: --to URL or --to put:URL",
    .takes = put_takes,
    .begin = put_begin,
    .answer = answer,
};

const struct hm_upload hm_upload_post = {
    .name = "post",
    .format = "sarif",
    .variables = no_variables,
    .summary = "the report as it is, by POST: --to post:URL (may arrive twice after a lost answer)",
    .takes = post_takes,
    .begin = post_begin,
    .answer = answer,
};
