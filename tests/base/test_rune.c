/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/rune.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

Test(rune, what_is_put_is_read_again)
{
    static const uint32_t RUNES[] = { 0, 'a', 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff };

    for (size_t i = 0; i < sizeof RUNES / sizeof *RUNES; i++) {
        char bytes[4];
        size_t n = hm_rune_put(RUNES[i], bytes);
        size_t got = 0;
        cr_expect_eq(hm_rune_next(hm_str_make(bytes, n), 0, &got), RUNES[i]);
        cr_expect_eq(got, n);
        cr_expect_eq(hm_rune_last(hm_str_make(bytes, n), n, &got), RUNES[i]);
        cr_expect_eq(got, n);
    }
}

Test(rune, a_byte_that_is_no_utf8_counts_by_itself)
{
    static const char *const BAD[] = { "\xff", "\xc0\x80", "\xe2\x82", "\xed\xa0\x80",
                                       "\xf4\x90\x80\x80" };

    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        size_t n = 0;
        cr_expect_eq(hm_rune_next(hm_str_c(BAD[i]), 0, &n), HM_RUNE_BAD);
        cr_expect_eq(n, 1);
        cr_expect_not(hm_runes_are_valid(hm_str_c(BAD[i])));
    }
    cr_expect(hm_runes_are_valid(HM_S("\xef\xbf\xbd")));
}

Test(rune, clean_replaces_each_bad_byte)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_expect(hm_str_eq(hm_runes_clean(&arena, HM_S("a\xff\xc3z")), "a\xef\xbf\xbd\xef\xbf\xbdz"));
}

Test(rune, trim_knows_unicode_space)
{
    cr_expect(hm_str_eq(hm_runes_trim(HM_S(" \xc2\xa0\xe3\x80\x80x y\xe2\x80\xa8\n")), "x y"));
    cr_expect_eq(hm_runes_trim(HM_S("\xc2\x85")).n, 0);
    cr_expect(hm_str_eq(hm_runes_trim(HM_S("\xa0x")), "\xa0x"));
}

Test(rune, classes_and_cases)
{
    cr_expect(hm_rune_is_letter(0xe9) && hm_rune_is_letter(0x65e5));
    cr_expect_not(hm_rune_is_letter(0x2019));
    cr_expect(hm_rune_is_digit(0x663));
    cr_expect_not(hm_rune_is_digit(0xb2));
    cr_expect(hm_rune_is_print(0x1f600));
    cr_expect_not(hm_rune_is_print(0xa0) || hm_rune_is_print(0x200b));
    cr_expect_eq(hm_rune_lower(0xc9), 0xe9);
    cr_expect_eq(hm_rune_lower(0x212a), 'k');
    cr_expect_eq(hm_rune_lower(0x101), 0x101);
    cr_expect_eq(hm_rune_upper(0x101), 0x100);
    cr_expect_eq(hm_rune_upper(0x131), 'I');
    cr_expect_eq(hm_rune_upper(0xff), 0x178);
}
