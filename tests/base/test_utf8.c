/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/utf8.h"

/* Code points in hexadecimal, '!' before those that stand for bytes that are no UTF-8. The examples
 * of maximal parts are the Unicode Standard's (table 3-8 and its neighbours). */
static const struct {
    const char *bytes;
    const char *codes;
} cases[] = {
    { "a", "61" },
    { "\xc2\xa9", "a9" },
    { "\xe2\x82\xac", "20ac" },
    { "\xf0\x9f\x98\x80", "1f600" },
    { "\xf4\x8f\xbf\xbf", "10ffff" },
    { "\xef\xbf\xbd", "fffd" },
    { "\xef\xbb\xbf", "feff" },
    { "\x80", "!fffd" },
    { "\xff\xfe", "!fffd !fffd" },
    { "\xc0\xaf", "!fffd !fffd" },
    { "\xc1\xbf", "!fffd !fffd" },
    { "\xe0\x80\xaf", "!fffd !fffd !fffd" },
    { "\xf0\x80\x80\xaf", "!fffd !fffd !fffd !fffd" },
    { "\xed\xa0\x80", "!fffd !fffd !fffd" },
    { "\xed\x9f\xbf", "d7ff" },
    { "\xf4\x90\x80\x80", "!fffd !fffd !fffd !fffd" },
    { "\xf5\x80", "!fffd !fffd" },
    { "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf"
      "A",
      "!fffd !fffd !fffd !fffd 41" },
    { "\xf0\x9f\x98", "!fffd" },
    { "\xe2\x82", "!fffd" },
    { "\xc3", "!fffd" },
    { "\xc3"
      "(",
      "!fffd 28" },
};

Test(utf8, next_decodes_as_the_encoding_standard_does)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_str rest = hm_str_c(cases[i].bytes);
        char text[64] = "";
        size_t n = 0;
        while (rest.n > 0) {
            bool is_valid = false;
            uint32_t code = hm_utf8_next(&rest, &is_valid);
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%x", n > 0 ? " " : "",
                                  is_valid ? "" : "!", code);
        }
        cr_expect_str_eq(text, cases[i].codes, "case %zu: %s", i, text);
    }
}

Test(utf8, every_code_point_survives_both_ways)
{
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char bytes[4];
        if (code >= 0xd800 && code <= 0xdfff) {
            continue;
        }
        struct hm_str rest = hm_str_make(bytes, hm_utf8_encode(code, bytes));
        bool is_valid = false;
        cr_assert_eq(hm_utf8_next(&rest, &is_valid), code);
        cr_assert(is_valid && rest.n == 0);
    }
}

Test(utf8, lengths)
{
    struct hm_str text = HM_S("a\xc2\xa9\xf0\x9f\x98\x80\xff");

    cr_expect_eq(hm_utf8_length(text), 4);
    cr_expect_eq(hm_utf16_length(text), 5);
    cr_expect_eq(hm_utf8_length(hm_str_make(NULL, 0)), 0);
}

Test(utf8, cut_parts_no_character)
{
    struct hm_str text = HM_S("a\xc2\xa9\xf0\x9f\x98\x80z");

    cr_expect_eq(hm_utf8_cut(text, 0).n, 0);
    cr_expect_eq(hm_utf8_cut(text, 1).n, 1);
    cr_expect_eq(hm_utf8_cut(text, 2).n, 3);
    cr_expect_eq(hm_utf8_cut(text, 3).n, 7);
    cr_expect_eq(hm_utf8_cut(text, 99).n, 8);
}
