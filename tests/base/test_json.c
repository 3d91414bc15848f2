/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/json.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

static json_t *
parse(const char *text)
{
    json_t *root = NULL;

    cr_assert_eq(hm_json_parse(hm_str_c(text), &root, NULL), HM_OK, "%s", text);
    return root;
}

static const struct {
    const char *text;
    const char *error;
} broken[] = {
    { "", "the document is empty" },
    { " \n", "the document is empty" },
    { "{", "line 1: it ends too early" },
    { "{}{}", "something follows its end" },
    { "{\"a\":1,\"a\":2}", "a member occurs twice" },
    { "\"\xff\"", "it is not UTF-8" },
    { "99999999999999999999", "a number is too large" },
    { "2026 FATAL error", "something follows its end" },
    { "<html>", "it is not JSON" },
    { "{\"a\":NaN}", "it is not JSON" },
};

ROWS_OF(json, refuses_what_is_broken, broken)

ParameterizedTest(const size_t *i, json, refuses_what_is_broken)
{
    json_t *root = NULL;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_json_parse(hm_str_c(broken[*i].text), &root, &err), HM_E_SYNTAX);
    cr_assert_null(root);
    cr_assert(hm_str_has(hm_str_c(err.text), broken[*i].error), "%s", err.text);
}

Test(json, bounds_the_depth)
{
    hm_auto_buf struct hm_buf text = { 0 };
    json_t *root = NULL;

    for (int i = 0; i < HM_JSON_DEPTH + 1; i++) {
        hm_buf_putc(&text, '[');
    }
    cr_assert_eq(hm_json_parse(hm_buf_str(&text), &root, NULL), HM_E_LIMIT);
}

Test(json, counts_no_brackets_inside_strings)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_json json_t *root = NULL;

    hm_buf_puts(&text, "\"\\\"");
    for (int i = 0; i < 2 * HM_JSON_DEPTH; i++) {
        hm_buf_puts(&text, "[{");
    }
    hm_buf_puts(&text, "\"");
    cr_assert_eq(hm_json_parse(hm_buf_str(&text), &root, NULL), HM_OK);
}

Test(json, reads_what_is_there)
{
    hm_auto_json json_t *value =
        parse("{\"s\":\"a\\u0000b\",\"n\":7,\"r\":9.8,\"t\":true,\"l\":[1,2]}");
    struct hm_json root = hm_json_root(value);
    struct hm_json list = { 0 };
    struct hm_str s = { 0 };
    uint64_t n = 0;
    double whole = 0;
    double r = 0;
    bool t = false;

    cr_assert_eq(hm_json_need_str(&root, "s", &s, NULL), HM_OK);
    cr_assert(hm_str_is(s, hm_str_make("a\0b", 3)));
    cr_assert_eq(hm_json_need_u64(&root, "n", 7, &n, NULL), HM_OK);
    cr_assert_eq(n, 7);
    cr_assert_eq(hm_json_may_number(&root, "n", &whole, NULL), HM_OK);
    cr_assert_eq(whole, 7.0);
    cr_assert_eq(hm_json_may_number(&root, "r", &r, NULL), HM_OK);
    cr_assert_eq(r, 9.8);
    cr_assert_eq(hm_json_may_bool(&root, "t", &t, NULL), HM_OK);
    cr_assert(t);
    cr_assert_eq(hm_json_need(&root, "l", JSON_ARRAY, &list, NULL), HM_OK);
    cr_assert_eq(hm_json_count(&list), 2);
}

Test(json, takes_missing_and_null_for_absent_where_it_may)
{
    hm_auto_json json_t *value = parse("{\"null\":null}");
    struct hm_json root = hm_json_root(value);
    struct hm_json list = { .value = value };
    struct hm_str s = HM_STR("old");
    uint64_t n = 9;

    cr_assert_eq(hm_json_may_str(&root, "none", &s, NULL), HM_OK);
    cr_assert_eq(s.n, 0);
    cr_assert_eq(hm_json_may_u64(&root, "null", 10, &n, NULL), HM_OK);
    cr_assert_eq(n, 0);
    cr_assert_eq(hm_json_may(&root, "null", JSON_ARRAY, &list, NULL), HM_OK);
    cr_assert_null(list.value);
    cr_assert_eq(hm_json_count(&list), 0);
}

Test(json, names_the_path_of_an_error)
{
    hm_auto_json json_t *value = parse("{\"Results\":[{},{\"Target\":\"x\",\"Vulns\":[{}]}]}");
    struct hm_json root = hm_json_root(value);
    struct hm_json results;
    struct hm_json result;
    struct hm_json vulns;
    struct hm_json vuln;
    struct hm_str s;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_json_need(&root, "Results", JSON_ARRAY, &results, &err), HM_OK);
    cr_assert_eq(hm_json_item(&results, 1, JSON_OBJECT, &result, &err), HM_OK);
    cr_assert_eq(hm_json_need(&result, "Vulns", JSON_ARRAY, &vulns, &err), HM_OK);
    cr_assert_eq(hm_json_item(&vulns, 0, JSON_OBJECT, &vuln, &err), HM_OK);
    cr_assert_eq(hm_json_need_str(&vuln, "PkgName", &s, &err), HM_E_SYNTAX);
    cr_assert_str_eq(err.text, "Results[1].Vulns[0].PkgName: missing");
}

Test(json, says_what_was_expected)
{
    hm_auto_json json_t *value = parse("{\"a\":3,\"b\":[\"x\"]}");
    struct hm_json root = hm_json_root(value);
    struct hm_json list;
    struct hm_json item;
    struct hm_str s;
    uint64_t n = 0;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_json_may_str(&root, "a", &s, &err), HM_E_SYNTAX);
    cr_assert_str_eq(err.text, "a: a whole number where a string is expected");
    cr_assert_eq(hm_json_need_u64(&root, "a", 2, &n, &err), HM_E_SYNTAX);
    cr_assert_str_eq(err.text, "a: a number out of its range");
    cr_assert_eq(hm_json_need(&root, "b", JSON_ARRAY, &list, &err), HM_OK);
    cr_assert_eq(hm_json_item(&list, 0, JSON_OBJECT, &item, &err), HM_E_SYNTAX);
    cr_assert_str_eq(err.text, "b[0]: a string where an object is expected");
    cr_assert_eq(hm_json_expect(&root, JSON_ARRAY, &err), HM_E_SYNTAX);
    cr_assert_str_eq(err.text, "the document: an object where an array is expected");
}

Test(json, a_key_without_letters_has_a_path)
{
    hm_auto_json json_t *document = parse("{\"\": {\"a\": 1}}");
    struct hm_json root = hm_json_root(document);
    struct hm_json inner;
    struct hm_str s;
    struct hm_err err = { 0 };

    cr_assert_eq(hm_json_may_str(&root, "", &s, &err), HM_E_SYNTAX);
    cr_expect_str_eq(err.text, "\"\": an object where a string is expected");
    cr_assert_eq(hm_json_need(&root, "", JSON_OBJECT, &inner, &err), HM_OK);
    cr_assert_eq(hm_json_may_str(&inner, "a", &s, &err), HM_E_SYNTAX);
    cr_expect_str_eq(err.text, "\"\".a: a whole number where a string is expected");
}
