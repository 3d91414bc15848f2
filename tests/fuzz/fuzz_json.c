/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON document: what is read is written and read again, and each value is asked for in all ways.
 */
#include "plugin/base/auto.h"
#include "plugin/base/json_pull.h"
#include "tests/fuzz/fuzz.h"

/* A reader that takes a value takes only the type that it is for. */
static void
ask(const struct hm_json *at, const char *key, const json_t *value)
{
    struct hm_str text = { 0 };
    struct hm_json member;
    uint64_t whole = 0;
    double number = 0;
    bool flag = false;

    require((hm_json_need_str(at, key, &text, NULL) == HM_OK) == json_is_string(value));
    require((hm_json_may_str(at, key, &text, NULL) == HM_OK) ==
            (json_is_string(value) || json_is_null(value)));
    require(!json_is_string(value) || text.n == json_string_length(value) || json_is_null(value));
    bool is_whole = json_is_integer(value) && json_integer_value(value) >= 0 &&
                    json_integer_value(value) <= UINT32_MAX;
    require((hm_json_need_u64(at, key, UINT32_MAX, &whole, NULL) == HM_OK) == is_whole);
    require(!is_whole || whole == (uint64_t)json_integer_value(value));
    require((hm_json_may_number(at, key, &number, NULL) == HM_OK) ==
            (json_is_number(value) || json_is_null(value)));
    require((hm_json_may_bool(at, key, &flag, NULL) == HM_OK) ==
            (json_is_boolean(value) || json_is_null(value)));
    require((hm_json_need(at, key, JSON_OBJECT, &member, NULL) == HM_OK) == json_is_object(value));
}

/* @p depth of the value at hand; the path of what lies below it gets longer. */
static void
walk(const struct hm_json *at, unsigned depth, size_t path_length)
{
    hm_auto_buf struct hm_buf path = { 0 };
    struct hm_json below;

    require(depth <= HM_JSON_DEPTH);
    hm_json_path(at, &path);
    require(path.n > 0 && (depth < 3 || path.n > path_length));
    if (json_is_array(at->value)) {
        for (size_t i = 0; i < hm_json_count(at); i++) {
            const json_t *item = json_array_get(at->value, i);
            require(hm_json_item(at, i, json_typeof(item), &below, NULL) == HM_OK);
            require(below.value == item);
            walk(&below, depth + 1, path.n);
        }
    } else if (json_is_object(at->value)) {
        const char *key;
        json_t *value;
        json_object_foreach ((json_t *)at->value, key, value) {
            ask(at, key, value);
            if (hm_json_need(at, key, json_typeof(value), &below, NULL) == HM_OK) {
                require(below.value == value);
                walk(&below, depth + 1, path.n);
            } else {
                require(json_is_null(value));
            }
        }
    }
}

/* Whether what is @p depth deep can be pulled member by member, and what is deeper as values. */
static bool
is_pulled(struct hm_json_pull *pull, unsigned depth)
{
    bool has = false;

    if (depth == 0 || (hm_json_pull_enter(pull, JSON_OBJECT, NULL) != HM_OK &&
                       hm_json_pull_enter(pull, JSON_ARRAY, NULL) != HM_OK)) {
        return hm_json_pull_skip(pull, NULL) == HM_OK;
    }
    while (hm_json_pull_next(pull, &has, NULL) == HM_OK) {
        if (!has) {
            return true;
        }
        (void)hm_json_pull_peek(pull, HM_S("a"));
        if (!is_pulled(pull, depth - 1)) {
            return false;
        }
    }
    return false;
}

/* What is pulled is what can be read as a whole. */
static void
pull(struct hm_str text, bool is_good)
{
    static const char *const names[] = { "a", "b", NULL };

    for (unsigned depth = 0; depth < 4; depth++) {
        struct hm_json_pull pull;
        hm_json_pull_begin(&pull, text, false);
        bool is_read = is_pulled(&pull, depth) && hm_json_pull_end(&pull, NULL) == HM_OK;
        require(is_good || !is_read);
        hm_json_pull_done(&pull);
    }
    struct hm_json_pull part;
    hm_auto_json json_t *owner = NULL;
    struct hm_json value;
    hm_json_pull_begin(&part, text, false);
    enum hm_status status = hm_json_pull_take_only(&part, names, &owner, &value, NULL);
    require(!is_good || status == HM_OK);
    hm_json_pull_done(&part);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_json json_t *root = NULL;
    hm_auto_json json_t *again = NULL;
    struct hm_err err = { 0 };
    enum hm_status status = hm_json_parse(hm_str_make((const char *)data, size), &root, &err);

    pull(hm_str_make((const char *)data, size), status == HM_OK);
    if (status != HM_OK) {
        require(root == NULL && (status == HM_E_SYNTAX || status == HM_E_LIMIT));
        require(err.text[0] != '\0');
        return 0;
    }
    struct hm_json at = hm_json_root(root);
    walk(&at, 0, 0);
    hm_auto_free char *text = json_dumps(root, JSON_COMPACT | JSON_ENCODE_ANY);
    require(text != NULL);
    require(hm_json_parse(hm_str_c(text), &again, &err) == HM_OK);
    hm_auto_free char *second = json_dumps(again, JSON_COMPACT | JSON_ENCODE_ANY);
    require(second != NULL && strcmp(text, second) == 0);
    return 0;
}
