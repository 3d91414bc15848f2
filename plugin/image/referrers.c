/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/referrers.h"

#include "plugin/base/auto.h"
#include "plugin/image/digest.h"

enum {
    TAG_ALGORITHM = 32,
    TAG_DIGITS = 64,
};

struct hm_str
hm_referrers_tag(struct hm_arena *arena, struct hm_str digest)
{
    size_t colon = hm_str_find(digest, ':');

    return hm_arena_printf(
        arena, "%.*s-%.*s",
        HM_FMT(hm_str_sub(digest, 0, colon < TAG_ALGORITHM ? colon : TAG_ALGORITHM)),
        HM_FMT(hm_str_sub(digest, colon + 1, TAG_DIGITS)));
}

/* Adds the entries of an index. */
static enum hm_status
add_page(struct hm_arena *arena, struct hm_str bytes, struct hm_str media_type,
         struct hm_referrers *list, struct hm_err *reterr)
{
    struct hm_manifest index = { 0 };
    enum hm_status status = hm_manifest_parse(arena, bytes, media_type, &index, reterr);

    if (status == HM_OK && index.media != HM_MEDIA_INDEX) {
        status = hm_err_set(reterr, HM_E_SYNTAX, "it is no index");
    }
    for (size_t i = 0; status == HM_OK && i < index.children.n; i++) {
        if (list->all.n >= HM_REFERRERS_LIMIT) {
            status = hm_err_set(reterr, HM_E_LIMIT, "more than %d entries", HM_REFERRERS_LIMIT);
        } else {
            hm_vec_add(arena, &list->all, index.children.p[i]);
        }
    }
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "the list of what refers to the image");
    }
    return status;
}

/* `<…>; rel="next"` among all Link headers; empty at the end. */
static struct hm_str
next_page(const struct hm_http_response *response)
{
    for (size_t i = 0; i < response->headers.n; i++) {
        struct hm_str value = response->headers.p[i].value;
        if (!hm_str_eq_nocase(response->headers.p[i].name, HM_S("link")) ||
            !hm_str_starts(value, "<")) {
            continue;
        }
        size_t end = hm_str_find(value, '>');
        struct hm_str rest = hm_str_from(value, end + 1);
        if (hm_str_has(rest, "rel=\"next\"") || hm_str_has(rest, "rel=next")) {
            return hm_str_sub(value, 1, end - 1);
        }
    }
    return (struct hm_str){ 0 };
}

/* Where the list goes on: only at the server that began it. */
static enum hm_status
follow(struct hm_arena *arena, struct hm_str at, struct hm_str next, struct hm_str *ret_url,
       struct hm_err *reterr)
{
    struct hm_url base = { 0 };
    struct hm_url url = { 0 };
    enum hm_status status = hm_url_parse(arena, at, &base, reterr);

    if (status == HM_OK) {
        status = hm_url_resolve(arena, &base, next, &url, reterr);
    }
    if (status == HM_OK && !hm_url_is_same_origin(&base, &url)) {
        status = hm_err_set(reterr, HM_E_LIMIT,
                            "the list of what refers to the image goes on at another server");
    }
    if (status == HM_OK) {
        *ret_url = url.text;
    }
    return status;
}

static enum hm_status
list_by_api(struct hm_registry *registry, struct hm_arena *arena, struct hm_str digest,
            struct hm_referrers *list, struct hm_err *reterr)
{
    struct hm_str url = { 0 };

    for (int page = 0; page < HM_REFERRERS_PAGES; page++) {
        hm_auto_response struct hm_http_response response = { 0 };
        enum hm_status status =
            hm_registry_get(registry, "referrers", digest, url, &response, &url, reterr);
        if (status == HM_OK) {
            status = add_page(arena, hm_buf_str(&response.body),
                              hm_http_header(&response, "content-type"), list, reterr);
        }
        struct hm_str next = next_page(&response);
        if (status != HM_OK || next.n == 0) {
            return status;
        }
        status = follow(arena, url, next, &url, reterr);
        if (status != HM_OK) {
            return status;
        }
    }
    return hm_err_set(reterr, HM_E_LIMIT, "the list of what refers to the image does not end");
}

enum hm_status
hm_registry_list_referrers(struct hm_registry *registry, struct hm_str digest,
                           struct hm_referrers *ret_referrers, struct hm_err *reterr)
{
    struct hm_arena *arena = hm_registry_arena(registry);
    hm_auto_response struct hm_http_response response = { 0 };
    struct hm_referrers list = { 0 };
    struct hm_str url = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = list_by_api(registry, arena, digest, &list, &err);

    if (status == HM_E_NOT_FOUND) {
        struct hm_str tag = hm_referrers_tag(arena, digest);
        list = (struct hm_referrers){ .is_by_tag = true };
        status = hm_registry_get(registry, "manifests", tag, (struct hm_str){ 0 }, &response, &url,
                                 &err);
        if (status == HM_OK) {
            status = add_page(arena, hm_buf_str(&response.body),
                              hm_http_header(&response, "content-type"), &list, &err);
        } else if (status == HM_E_NOT_FOUND) {
            status = HM_OK;
        }
    }
    if (status == HM_OK) {
        *ret_referrers = list;
    } else if (reterr != NULL) {
        *reterr = err;
    }
    return status;
}
