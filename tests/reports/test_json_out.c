/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/json_out.h"

static void
write_all(struct hm_json_out *json)
{
    hm_json_out_object(json, NULL);
    hm_json_out_array(json, "empty");
    hm_json_out_end_array(json);
    hm_json_out_object(json, "object");
    hm_json_out_end_object(json);
    hm_json_out_array(json, "list");
    hm_json_out_c(json, NULL, "a\"");
    hm_json_out_uint(json, NULL, UINT64_MAX);
    hm_json_out_int(json, NULL, INT64_MIN);
    hm_json_out_bool(json, NULL, true);
    hm_json_out_object(json, NULL);
    hm_json_out_bool(json, "no", false);
    hm_json_out_end_object(json);
    hm_json_out_end_array(json);
    hm_json_out_some(json, "left out", HM_S(""));
    hm_json_out_some(json, "there", HM_S("x"));
    hm_json_out_fixed(json, "seconds", 1.2345);
    hm_json_out_end_object(json);
}

Test(json_out, minified)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_json_out json = { .buf = &buf };

    write_all(&json);
    cr_expect_str_eq(buf.p, "{\"empty\":[],\"object\":{},\"list\":[\"a\\\"\",18446744073709551615,"
                            "-9223372036854775808,true,{\"no\":false}],\"there\":\"x\","
                            "\"seconds\":1.235}");
    cr_expect_eq(json.depth, 0);
}

Test(json_out, indented)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_json_out json = { .buf = &buf, .is_indented = true };

    write_all(&json);
    cr_expect_str_eq(buf.p, "{\n"
                            "  \"empty\": [],\n"
                            "  \"object\": {},\n"
                            "  \"list\": [\n"
                            "    \"a\\\"\",\n"
                            "    18446744073709551615,\n"
                            "    -9223372036854775808,\n"
                            "    true,\n"
                            "    {\n"
                            "      \"no\": false\n"
                            "    }\n"
                            "  ],\n"
                            "  \"there\": \"x\",\n"
                            "  \"seconds\": 1.235\n"
                            "}");
}

Test(json_out, sixty_four_levels)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_json_out json = { .buf = &buf };

    for (int i = 0; i < 64; i++) {
        hm_json_out_array(&json, NULL);
        hm_json_out_uint(&json, NULL, 1);
    }
    for (int i = 0; i < 64; i++) {
        hm_json_out_end_array(&json);
    }
    cr_expect(hm_str_starts(hm_buf_str(&buf), "[1,[1,[1,"));
    cr_expect(hm_str_has(hm_buf_str(&buf), ",[1]]]"));
    cr_expect_eq(buf.n, 64 * 4 - 1);
}

Test(json_out, numbers_that_are_none_are_zero)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_json_out json = { .buf = &buf };

    hm_json_out_array(&json, NULL);
    hm_json_out_fixed(&json, NULL, -1);
    hm_json_out_fixed(&json, NULL, 0.0 / 0.0);
    hm_json_out_fixed(&json, NULL, 1e300);
    hm_json_out_fixed(&json, NULL, 0.0004);
    hm_json_out_fixed(&json, NULL, 0.9996);
    hm_json_out_end_array(&json);
    cr_expect_str_eq(buf.p, "[0.000,0.000,0.000,0.000,1.000]");
}

static void
squares(struct hm_json_out *json, size_t from, size_t to, const void *ctx)
{
    for (size_t i = from; i < to; i++) {
        hm_json_out_object(json, NULL);
        hm_json_out_uint(json, ctx, i * i);
        hm_json_out_end_object(json);
    }
}

static void
write_squares(struct hm_buf *buf, size_t n, unsigned jobs, bool is_indented)
{
    struct hm_json_out json = { .buf = buf, .is_indented = is_indented };

    hm_json_out_object(&json, NULL);
    hm_json_out_array(&json, "squares");
    hm_json_out_members(&json, n, jobs, squares, "of");
    hm_json_out_end_array(&json);
    hm_json_out_uint(&json, "n", n);
    hm_json_out_end_object(&json);
}

Test(json_out, members_do_not_depend_on_how_many_write_them)
{
    static const size_t sizes[] = { 0, 1, 2, 255, 256, 257, 511, 512, 513, 5000, 20000 };

    for (size_t i = 0; i < 2 * sizeof sizes / sizeof sizes[0]; i++) {
        hm_auto_buf struct hm_buf one = { 0 };
        hm_auto_buf struct hm_buf three = { 0 };
        write_squares(&one, sizes[i / 2], 1, i % 2 == 1);
        write_squares(&three, sizes[i / 2], 3, i % 2 == 1);
        cr_expect(hm_str_is(hm_buf_str(&one), hm_buf_str(&three)), "%zu members", sizes[i / 2]);
    }
}

Test(json_out, members_that_do_not_fit_are_no_secret)
{
    hm_auto_buf struct hm_buf buf = { .limit = 10000 };

    write_squares(&buf, 5000, 2, false);
    cr_expect(buf.is_cut);
    cr_expect_eq(buf.n, 10000);
}
