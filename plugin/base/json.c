/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/json.h"

#include "plugin/base/auto.h"

static const char *
type_name(json_type type)
{
    switch (type) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a string";
    case JSON_INTEGER:
        return "a whole number";
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        break;
    }
    return "null";
}

/* jansson recurses, and its own ceiling of 2048 levels is a matter of how it was built. */
static bool
is_too_deep(struct hm_str text)
{
    size_t depth = 0;
    bool is_string = false;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (is_string) {
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                is_string = false;
            }
        } else if (c == '"') {
            is_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > HM_JSON_DEPTH) {
                return true;
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return false;
}

static const char *
reason_of(const json_error_t *error)
{
    switch (json_error_code(error)) {
    case json_error_premature_end_of_input:
        return "it ends too early";
    case json_error_end_of_input_expected:
        return "something follows its end";
    case json_error_invalid_utf8:
        return "it is not UTF-8";
    case json_error_duplicate_key:
        return "a member occurs twice";
    case json_error_numeric_overflow:
        return "a number is too large";
    default:
        return "it is not JSON";
    }
}

enum hm_status
hm_json_parse(struct hm_str text, json_t **ret_root, struct hm_err *reterr)
{
    json_error_t error;

    if (hm_str_trim(text).n == 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "the document is empty");
    }
    if (is_too_deep(text)) {
        return hm_err_set(reterr, HM_E_LIMIT, "the document is more than %d levels deep",
                          HM_JSON_DEPTH);
    }
    json_t *root = json_loadb(text.p, text.n,
                              JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    if (root == NULL) {
        return hm_err_set(reterr, HM_E_SYNTAX, "the document cannot be read, line %d: %s",
                          error.line, reason_of(&error));
    }
    *ret_root = root;
    return HM_OK;
}

void
hm_json_path(const struct hm_json *at, struct hm_buf *buf)
{
    if (at->up == NULL) {
        if (buf->n == 0) {
            hm_buf_puts(buf, "the document");
        }
        return;
    }
    if (at->up->up != NULL) {
        hm_json_path(at->up, buf);
    }
    if (at->key == NULL) {
        hm_buf_printf(buf, "[%zu]", at->index);
    } else {
        const char *key = at->key[0] == '\0' ? "\"\"" : at->key;
        hm_buf_printf(buf, "%s%s", buf->n == 0 ? "" : ".", key);
    }
}

enum hm_status
hm_json_error(const struct hm_json *at, struct hm_err *reterr, const char *fmt, ...)
{
    hm_auto_buf struct hm_buf path = { 0 };
    char what[200];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    hm_json_path(at, &path);
    return hm_err_set(reterr, HM_E_SYNTAX, "%s: %s", path.p, what);
}

static bool
has_type(const json_t *value, json_type type)
{
    if (type == JSON_TRUE || type == JSON_FALSE) {
        return json_is_boolean(value);
    }
    return type == JSON_REAL ? json_is_number(value) : json_typeof(value) == type;
}

enum hm_status
hm_json_expect(const struct hm_json *at, json_type type, struct hm_err *reterr)
{
    if (at->value == NULL) {
        return hm_json_error(at, reterr, "missing");
    }
    if (!has_type(at->value, type)) {
        return hm_json_error(at, reterr, "%s where %s is expected",
                             type_name(json_typeof(at->value)), type_name(type));
    }
    return HM_OK;
}

enum hm_status
hm_json_may(const struct hm_json *at, const char *key, json_type type, struct hm_json *ret,
            struct hm_err *reterr)
{
    enum hm_status status = hm_json_expect(at, JSON_OBJECT, reterr);

    if (status != HM_OK) {
        return status;
    }
    struct hm_json member = { .value = json_object_get(at->value, key), .up = at, .key = key };
    if (json_is_null(member.value)) {
        member.value = NULL;
    }
    if (member.value != NULL && (status = hm_json_expect(&member, type, reterr)) != HM_OK) {
        return status;
    }
    *ret = member;
    return HM_OK;
}

enum hm_status
hm_json_need(const struct hm_json *at, const char *key, json_type type, struct hm_json *ret,
             struct hm_err *reterr)
{
    struct hm_json member = { 0 };
    enum hm_status status = hm_json_may(at, key, type, &member, reterr);

    if (status == HM_OK && (status = hm_json_expect(&member, type, reterr)) == HM_OK) {
        *ret = member;
    }
    return status;
}

struct hm_str
hm_json_text(const struct hm_json *at)
{
    return hm_str_make(json_string_value(at->value), json_string_length(at->value));
}

enum hm_status
hm_json_need_str(const struct hm_json *at, const char *key, struct hm_str *ret,
                 struct hm_err *reterr)
{
    struct hm_json member = { 0 };
    enum hm_status status = hm_json_need(at, key, JSON_STRING, &member, reterr);

    if (status == HM_OK) {
        *ret = hm_json_text(&member);
    }
    return status;
}

enum hm_status
hm_json_may_str(const struct hm_json *at, const char *key, struct hm_str *ret,
                struct hm_err *reterr)
{
    struct hm_json member = { 0 };
    enum hm_status status = hm_json_may(at, key, JSON_STRING, &member, reterr);

    if (status == HM_OK) {
        *ret = hm_json_text(&member);
    }
    return status;
}

enum hm_status
hm_json_may_u64(const struct hm_json *at, const char *key, uint64_t max, uint64_t *ret,
                struct hm_err *reterr)
{
    struct hm_json member = { 0 };
    enum hm_status status = hm_json_may(at, key, JSON_INTEGER, &member, reterr);

    if (status != HM_OK) {
        return status;
    }
    json_int_t value = json_integer_value(member.value);
    if (value < 0 || (uint64_t)value > max) {
        return hm_json_error(&member, reterr, "a number out of its range");
    }
    *ret = (uint64_t)value;
    return HM_OK;
}

enum hm_status
hm_json_need_u64(const struct hm_json *at, const char *key, uint64_t max, uint64_t *ret,
                 struct hm_err *reterr)
{
    struct hm_json member = { 0 };
    enum hm_status status = hm_json_need(at, key, JSON_INTEGER, &member, reterr);

    return status == HM_OK ? hm_json_may_u64(at, key, max, ret, reterr) : status;
}

enum hm_status
hm_json_may_number(const struct hm_json *at, const char *key, double *ret, struct hm_err *reterr)
{
    struct hm_json member = { 0 };
    enum hm_status status = hm_json_may(at, key, JSON_REAL, &member, reterr);

    if (status == HM_OK) {
        *ret = json_number_value(member.value);
    }
    return status;
}

enum hm_status
hm_json_may_bool(const struct hm_json *at, const char *key, bool *ret, struct hm_err *reterr)
{
    struct hm_json member = { 0 };
    enum hm_status status = hm_json_may(at, key, JSON_TRUE, &member, reterr);

    if (status == HM_OK) {
        *ret = json_is_true(member.value);
    }
    return status;
}

size_t
hm_json_count(const struct hm_json *array)
{
    return json_array_size(array->value);
}

enum hm_status
hm_json_item(const struct hm_json *array, size_t index, json_type type, struct hm_json *ret,
             struct hm_err *reterr)
{
    struct hm_json item = { .value = json_array_get(array->value, index),
                            .up = array,
                            .index = index };
    enum hm_status status = hm_json_expect(&item, type, reterr);

    if (status == HM_OK) {
        *ret = item;
    }
    return status;
}
