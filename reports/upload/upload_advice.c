/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/upload/upload_advice.h"

#include "plugin/base/json.h"
#include "plugin/base/utf8.h"
#include "plugin/model/redact.h"

enum {
    SAID_LIMIT = 240, /* code points of a server's own words */
    SAID_DEPTH = 3,   /* of lists and objects that hold them */
};

const struct hm_upload_advice *
hm_upload_advice_for(const struct hm_upload_advice *rows, size_t n, long status, struct hm_str said)
{
    for (size_t i = 0; i < n; i++) {
        if ((rows[i].status == 0 || rows[i].status == status) &&
            (rows[i].says == NULL || hm_str_has_nocase(said, rows[i].says))) {
            return &rows[i];
        }
    }
    return NULL;
}

/* The words of a value: a text, or those of what it holds, such as GitLab's {"state": ["is ..."]}
 * and DefectDojo's {"engagement": ["..."]}. */
static void
add_words(struct hm_buf *buf, const char *name, const json_t *value, int depth)
{
    const char *key = NULL;
    size_t i = 0;
    json_t *member = NULL;

    if (json_is_string(value)) {
        hm_buf_puts(buf, buf->n == 0 ? "" : "; ");
        if (name != NULL) {
            hm_buf_printf(buf, "%s: ", name);
        }
        hm_buf_add(buf, hm_str_make(json_string_value(value), json_string_length(value)));
    } else if (json_is_array(value) && depth < SAID_DEPTH) {
        json_array_foreach ((json_t *)(uintptr_t)value, i, member) {
            add_words(buf, name, member, depth + 1);
        }
    } else if (json_is_object(value) && depth < SAID_DEPTH) {
        json_object_foreach ((json_t *)(uintptr_t)value, key, member) {
            add_words(buf, key, member, depth + 1);
        }
    }
}

struct hm_str
hm_upload_said(struct hm_arena *arena, struct hm_str body)
{
    static const char *const names[] = { "message", "error_description", "error", "detail" };
    hm_auto_json json_t *document = NULL;
    hm_auto_buf struct hm_buf words = { 0 };

    if (hm_json_parse(body, &document, NULL) != HM_OK) {
        return (struct hm_str){ 0 };
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0] && words.n == 0; i++) {
        add_words(&words, NULL, json_object_get(document, names[i]), 0);
    }
    if (words.n == 0 && json_is_array(document)) {
        add_words(&words, NULL, document, 0);
    }
    if (words.n == 0) {
        return (struct hm_str){ 0 };
    }
    struct hm_str text = hm_redact(arena, hm_buf_str(&words));
    return hm_arena_printf(arena, " (%.*s)", HM_FMT(hm_utf8_cut(text, SAID_LIMIT)));
}

void
hm_upload_explain(struct hm_arena *arena, const struct hm_http_response *response,
                  const struct hm_upload_advice *rows, size_t n, const char *otherwise,
                  struct hm_err *reterr)
{
    struct hm_str said = hm_upload_said(arena, hm_buf_str(&response->body));
    const struct hm_upload_advice *advice = hm_upload_advice_for(rows, n, response->status, said);

    if (advice == NULL) {
        bool is_later =
            response->status >= 500 || response->status == 408 || response->status == 429;
        (void)hm_err_set(reterr, is_later ? HM_E_NETWORK : HM_E_REFUSED, "%.*s answers %ld%.*s%s",
                         HM_FMT(response->origin), response->status, HM_FMT(said),
                         is_later ? "; try again later" : otherwise);
    } else {
        (void)hm_err_set(reterr, advice->means, "%.*s answers %ld%.*s: %s",
                         HM_FMT(response->origin), response->status, HM_FMT(said), advice->text);
    }
}
