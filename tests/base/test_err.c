/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/err.h"

#define ELLIPSIS "\xe2\x80\xa6"

static bool
ends(const char *text, const char *end)
{
    size_t n = strlen(text);
    size_t m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

Test(err, set_fills_and_returns_the_status)
{
    struct hm_err err = { 0 };

    cr_expect_eq(hm_err_set(&err, HM_E_LIMIT, "%s: %d", "x", 7), HM_E_LIMIT);
    cr_expect_eq(err.status, HM_E_LIMIT);
    cr_expect_str_eq(err.text, "x: 7");
}

Test(err, set_without_a_place_returns_the_status)
{
    cr_expect_eq(hm_err_set(NULL, HM_E_AUTH, "%s", "x"), HM_E_AUTH);
}

Test(err, control_characters_become_blanks)
{
    struct hm_err err = { 0 };

    (void)hm_err_set(&err, HM_E_IO, "%s",
                     "a\nb\tc\x1b[1m\x7f\xc2\x9b"
                     "d");
    cr_expect_str_eq(err.text, "a b c [1m   d");
}

Test(err, text_of_exactly_the_room_is_whole)
{
    struct hm_err err = { 0 };

    (void)hm_err_set(&err, HM_E_IO, "%0479d", 0);
    cr_expect_eq(strlen(err.text), sizeof err.text - 1);
    cr_expect(ends(err.text, "0"));
}

Test(err, longer_text_ends_in_an_ellipsis)
{
    struct hm_err err = { 0 };

    (void)hm_err_set(&err, HM_E_IO, "%0480d", 0);
    cr_expect_eq(strlen(err.text), sizeof err.text - 1);
    cr_expect(ends(err.text, "0" ELLIPSIS));
}

/* The cut falls on each byte of a four-byte character in turn. */
Test(err, the_cut_parts_no_character)
{
    for (int shift = 0; shift < 4; shift++) {
        struct hm_err err = { 0 };
        char text[600] = "";
        size_t n = 0;
        while (n < (size_t)shift) {
            text[n++] = 'a';
        }
        while (n + 4 < sizeof text) {
            memcpy(text + n, "\xf0\x9f\x98\x80", 4);
            n += 4;
        }
        (void)hm_err_set(&err, HM_E_IO, "%s", text);
        cr_expect(ends(err.text, "\xf0\x9f\x98\x80" ELLIPSIS), "shift %d", shift);
    }
}

Test(err, bytes_that_are_no_characters_do_not_loop)
{
    struct hm_err err = { 0 };
    char text[600];

    memset(text, 0x80, sizeof text);
    text[sizeof text - 1] = '\0';
    (void)hm_err_set(&err, HM_E_IO, "%s", text);
    cr_expect_str_eq(err.text, ELLIPSIS);
}

Test(err, prefix_keeps_status_and_text)
{
    struct hm_err err = { 0 };

    (void)hm_err_set(&err, HM_E_SYNTAX, "no digest");
    cr_expect_eq(hm_err_prefix(&err, "layer %d", 2), HM_E_SYNTAX);
    cr_expect_str_eq(err.text, "layer 2: no digest");
}

Test(err, a_long_prefix_is_cut_at_a_character_and_leaves_the_reason)
{
    struct hm_err err = { 0 };
    char name[400] = "x";

    for (size_t n = 1; n + 2 < sizeof name; n += 2) {
        memcpy(name + n, "\xc3\xa9", 3);
    }
    (void)hm_err_set(&err, HM_E_SYNTAX, "no digest");
    (void)hm_err_prefix(&err, "%s", name);
    cr_expect(ends(err.text, "\xc3\xa9" ELLIPSIS ": no digest"), "%s", err.text);
}

Test(err, prefix_of_a_full_text_ends_in_an_ellipsis)
{
    struct hm_err err = { 0 };

    (void)hm_err_set(&err, HM_E_SYNTAX, "%0479d", 0);
    (void)hm_err_prefix(&err, "layer");
    cr_expect_eq(strncmp(err.text, "layer: 000", 10), 0);
    cr_expect(ends(err.text, ELLIPSIS));
}

Test(err, prefix_without_a_place_does_nothing)
{
    cr_expect_eq(hm_err_prefix(NULL, "x"), HM_E_IO);
}

Test(err, every_status_has_a_word_of_its_own)
{
    for (int i = HM_OK; i <= HM_E_REFUSED; i++) {
        const char *word = hm_status_name((enum hm_status)i);
        cr_expect_neq(word, NULL);
        cr_expect_str_neq(word, "unknown");
        for (int k = HM_OK; k < i; k++) {
            cr_expect_str_neq(word, hm_status_name((enum hm_status)k));
        }
    }
    cr_expect_str_eq(hm_status_name((enum hm_status)999), "unknown");
    cr_expect_str_eq(hm_status_name((enum hm_status) - 1), "unknown");
}

Test(err, out_of_memory_exits_with_70, .exit_code = 70)
{
    hm_out_of_memory();
}
