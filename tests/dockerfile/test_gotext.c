/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/gotext.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

struct text_row {
    const char *in;
    const char *out;
};

Test(gotext, quotes_as_go_does)
{
    static const struct text_row ROWS[] = {
        { "", "\"\"" },
        { "a\"b\\c", "\"a\\\"b\\\\c\"" },
        { "\a\b\f\n\r\t\v\x1b\x7f", "\"\\a\\b\\f\\n\\r\\t\\v\\x1b\\x7f\"" },
        { "\xc3\xa9\xff", "\"\xc3\xa9\\xff\"" },
        { "\xc2\xa0\xe2\x80\x8b", "\"\\u00a0\\u200b\"" },
        { "\xf3\xa0\x80\x81", "\"\\U000e0001\"" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_str got = hm_go_quoted(&arena, hm_str_c(ROWS[i].in));
        cr_expect(hm_str_eq(got, ROWS[i].out), "%.*s instead of %s", HM_FMT(got), ROWS[i].out);
    }
}

struct duration_row {
    const char *text;
    int64_t nanoseconds;
    const char *error;
};

Test(gotext, durations)
{
    static const struct duration_row ROWS[] = {
        { "0", 0, NULL },
        { "1h2m3.5s", 3723500000000, NULL },
        { "-1.5ms", -1500000, NULL },
        { "+.5us", 500, NULL },
        { "1\xc2\xb5s", 1000, NULL },
        { "2562047h47m16.854775807s", INT64_MAX, NULL },
        { "-9223372036854775808ns", INT64_MIN, NULL },
        { "", 0, "time: invalid duration \"\"" },
        { "5", 0, "time: missing unit in duration \"5\"" },
        { "5x", 0, "time: unknown unit \"x\" in duration \"5x\"" },
        { ".s", 0, "time: invalid duration \".s\"" },
        { "9223372036854775808ns", 0, "time: invalid duration \"9223372036854775808ns\"" },
        { "99999999999999999999h", 0, "time: invalid duration \"99999999999999999999h\"" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        int64_t value = 0;
        struct hm_str error = { 0 };
        bool is_good = hm_go_duration(&arena, hm_str_c(ROWS[i].text), &value, &error);
        cr_expect_eq(is_good, ROWS[i].error == NULL, "%s", ROWS[i].text);
        cr_expect_eq(value, ROWS[i].nanoseconds, "%s", ROWS[i].text);
        cr_expect(is_good || hm_str_eq(error, ROWS[i].error), "%.*s", HM_FMT(error));
    }
}

Test(gotext, numbers)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str error;
    int32_t value = 0;
    int64_t wide = 0;
    bool flag = false;

    cr_expect(hm_go_int32(&arena, HM_S("-2147483648"), &value, &error) && value == INT32_MIN);
    cr_expect_not(hm_go_int32(&arena, HM_S("2147483648"), &value, &error));
    cr_expect(hm_str_eq(error, "strconv.ParseInt: parsing \"2147483648\": value out of range"));
    cr_expect_not(hm_go_int32(&arena, HM_S("1x"), &value, &error));
    cr_expect(hm_str_eq(error, "strconv.ParseInt: parsing \"1x\": invalid syntax"));
    cr_expect(hm_go_atoi(HM_S("+07"), &wide) && wide == 7);
    cr_expect_not(hm_go_atoi(HM_S("x"), &wide) || hm_go_atoi(HM_S("-"), &wide));
    cr_expect(hm_go_is_uint32(HM_S("4294967295"), 10) && !hm_go_is_uint32(HM_S("4294967296"), 10));
    cr_expect(hm_go_is_uint32(HM_S("0755"), 8) && !hm_go_is_uint32(HM_S("8"), 8));
    cr_expect(hm_go_bool(HM_S("T"), &flag) && flag);
    cr_expect_not(hm_go_bool(HM_S("yes"), &flag));
}

Test(gotext, suggestions)
{
    static const char *const OPTIONS[] = { "chown", "from", "link", NULL };
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_expect(
        hm_str_eq(hm_go_suggest(&arena, HM_S("form"), OPTIONS, true), " (did you mean from?)"));
    cr_expect(
        hm_str_eq(hm_go_suggest(&arena, HM_S("FORM"), OPTIONS, false), " (did you mean FROM?)"));
    cr_expect_eq(hm_go_suggest(&arena, HM_S("FORM"), OPTIONS, true).n, 0);
    cr_expect_eq(hm_go_suggest(&arena, HM_S("From"), OPTIONS, false).n, 0);
    cr_expect_eq(hm_go_suggest(&arena, HM_S("platform"), OPTIONS, true).n, 0);
}
