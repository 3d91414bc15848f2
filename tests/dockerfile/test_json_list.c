/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/json_list.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

struct row {
    const char *text;
    enum hm_json_list_kind kind;
    const char *joined; /* of strings, with '|' */
};

static const struct row ROWS[] = {
    { "[]", HM_JSON_LIST_STRINGS, "" },
    { " [ \"a\" , \"b\" ] ", HM_JSON_LIST_STRINGS, "a|b" },
    { "[\"\\u00e9\\ud83d\\ude00\\ud800x\\n\"]", HM_JSON_LIST_STRINGS,
      "\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbdx\n" },
    { "[\"\xff\"]", HM_JSON_LIST_STRINGS, "\xef\xbf\xbd" },
    { "[\"a\", 1]", HM_JSON_LIST_MIXED, NULL },
    { "[null]", HM_JSON_LIST_MIXED, NULL },
    { "[[], {\"a\": [true, {}]}, -0.5e+3]", HM_JSON_LIST_MIXED, NULL },
    { "[1e999]", HM_JSON_LIST_NONE, NULL },
    { "[01]", HM_JSON_LIST_NONE, NULL },
    { "['a']", HM_JSON_LIST_NONE, NULL },
    { "[\"a\",]", HM_JSON_LIST_NONE, NULL },
    { "[\"a\"] x", HM_JSON_LIST_NONE, NULL },
    { "[\"a", HM_JSON_LIST_NONE, NULL },
    { "[\"\\x\"]", HM_JSON_LIST_NONE, NULL },
    { "[\"\t\"]", HM_JSON_LIST_NONE, NULL },
    { "[{\"a\" 1}]", HM_JSON_LIST_NONE, NULL },
    { "[{]}", HM_JSON_LIST_NONE, NULL },
    { "x", HM_JSON_LIST_NONE, NULL },
    { "", HM_JSON_LIST_NONE, NULL },
};

Test(json_list, forms)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf joined = { 0 };
        struct hm_json_list list = { 0 };
        cr_expect_eq(hm_json_list_read(&arena, hm_str_c(ROWS[i].text), &list), ROWS[i].kind, "%s",
                     ROWS[i].text);
        for (size_t k = 0; ROWS[i].joined != NULL && k < list.list.n; k++) {
            hm_buf_puts(&joined, k == 0 ? "" : "|");
            hm_buf_add(&joined, list.list.p[k].value);
        }
        cr_expect(ROWS[i].joined == NULL || hm_str_eq(hm_buf_str(&joined), ROWS[i].joined), "%s",
                  ROWS[i].text);
    }
}

Test(json_list, places_hold_the_quotes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_json_list list = { 0 };

    cr_assert_eq(hm_json_list_read(&arena, HM_S("[\"a\", \"\\n\"]"), &list), HM_JSON_LIST_STRINGS);
    cr_expect_eq(list.list.p[1].from, 6);
    cr_expect_eq(list.list.p[1].to, 10);
}

/* Go reads arrays ten thousand deep, and no deeper. */
Test(json_list, depth_is_bounded)
{
    for (size_t depth = 9999; depth <= 10001; depth++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        struct hm_json_list list = { 0 };
        for (size_t i = 0; i < 2 * depth; i++) {
            hm_buf_putc(&text, i < depth ? '[' : ']');
        }
        cr_expect_eq(hm_json_list_read(&arena, hm_buf_str(&text), &list),
                     depth <= 10000 ? HM_JSON_LIST_MIXED : HM_JSON_LIST_NONE);
    }
}
