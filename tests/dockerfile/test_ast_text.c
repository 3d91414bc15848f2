/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/ast_text.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

Test(ast_text, strings_are_escaped_as_json_asks)
{
    static const struct {
        struct hm_str text;
        const char *written;
    } rows[] = {
        { HM_STR(""), "\"\"" },
        { HM_STR("a\"b\\c/"), "\"a\\\"b\\\\c/\"" },
        { HM_STR("\n\t\x1f"), "\"\\u000a\\u0009\\u001f\"" },
        { HM_STR("a\0b"), "\"a\\u0000b\"" },
        { HM_STR("<&>"), "\"<&>\"" },
        { HM_STR("\xe2\x80\xa8\xe2\x80\xa9"), "\"\\u2028\\u2029\"" },
        { HM_STR("\xff"), "\"\xef\xbf\xbd\"" },
        { HM_STR("\xe2\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
        { HM_STR("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
        { HM_STR("\xf0\x9f\x90\xb3"), "\"\xf0\x9f\x90\xb3\"" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_buf struct hm_buf got = { 0 };
        hm_put_string(&got, rows[i].text);
        cr_expect(hm_str_eq(hm_buf_str(&got), rows[i].written), "%zu: %.*s, not %s", i,
                  HM_FMT(hm_buf_str(&got)), rows[i].written);
    }
}

Test(ast_text, a_comma_stands_between_members_only)
{
    hm_auto_buf struct hm_buf got = { 0 };

    hm_buf_putc(&got, '{');
    hm_put_text(&got, "a", HM_S("{"));
    hm_put_number(&got, "b", UINT64_MAX);
    hm_put_name(&got, "c");
    hm_buf_putc(&got, '{');
    hm_put_bool(&got, "d", true);
    hm_buf_puts(&got, "}");
    hm_put_bool(&got, "e", false);
    hm_buf_putc(&got, '}');
    cr_expect(hm_str_eq(hm_buf_str(&got), "{\"a\":\"{\",\"b\":18446744073709551615,"
                                          "\"c\":{\"d\":true},\"e\":false}"),
              "%.*s", HM_FMT(hm_buf_str(&got)));
}
