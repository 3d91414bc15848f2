/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/regexp_class.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct {
    const char *text;
    const char *in;
    const char *out;
} CLASSES[] = {
    { "[abc]", "abc", "dA]" },       { "[^abc]", "dA]\n", "abc" },
    { "[a-c]", "abc", "`d-" },       { "[]a]", "]a", "[b" },
    { "[^]a]", "[b", "]a" },         { "[a-]", "a-", "b" },
    { "[-a]", "a-", "b" },           { "[\\d]", "09", "a/:" },
    { "[\\D]", "a", "5" },           { "[\\w-]", "aZ_0-", " " },
    { "[\\s]", " \t\n", "a\v" },     { "[[:alpha:]]", "aZ", "0_" },
    { "[[:^digit:]]", "a", "0" },    { "[[:word:][:space:]]", "a_\v", "-" },
    { "[\\x41-\\x43]", "ABC", "D" }, { "[\\]\\\\]", "]\\", "[" },
    { "[\\n]", "\n", "n" },          { "[[:x]", "[:x", "y" },
    { "[\\101]", "A", "1" },
};

Test(regexp_class, holds_what_it_names)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++) {
        struct hm_str text = hm_str_c(CLASSES[i].text);
        const struct hm_class *class = NULL;
        struct hm_err err = { 0 };
        size_t at = 0;
        cr_assert_eq(hm_class_parse(&arena, text, hm_class_posix_end(text), &at, &class, &err),
                     HM_OK, "%s: %s", CLASSES[i].text, err.text);
        cr_expect_eq(at, text.n, "%s was not read to its end", CLASSES[i].text);
        for (const char *c = CLASSES[i].in; *c != '\0'; c++) {
            cr_expect(hm_class_has(class, (unsigned char)*c), "%s lacks 0x%02x", CLASSES[i].text,
                      *c);
        }
        for (const char *c = CLASSES[i].out; *c != '\0'; c++) {
            cr_expect_not(hm_class_has(class, (unsigned char)*c), "%s has 0x%02x", CLASSES[i].text,
                          *c);
        }
    }
}

Test(regexp_class, goes_beyond_ascii)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str text = HM_S("[\xc3\xa0-\xc3\xa4\\x{1F600}]");
    const struct hm_class *class = NULL;
    size_t at = 0;

    cr_assert_eq(hm_class_parse(&arena, text, 0, &at, &class, NULL), HM_OK);
    cr_expect(hm_class_has(class, 0xe2));
    cr_expect(hm_class_has(class, 0x1f600));
    cr_expect_not(hm_class_has(class, 0xe5));
    cr_expect_not(hm_class_has(class, 'a'));
    cr_expect_not(hm_class_has(class, 0x10ffff));
}

static const struct {
    const char *text;
    enum hm_status status;
} REFUSED[] = {
    { "[", HM_E_SYNTAX },       { "[]", HM_E_SYNTAX },           { "[a", HM_E_SYNTAX },
    { "[b-a]", HM_E_SYNTAX },   { "[\\]", HM_E_SYNTAX },         { "[\\x4]", HM_E_SYNTAX },
    { "[a-\\d]", HM_E_SYNTAX }, { "[[:nobody:]]", HM_E_SYNTAX }, { "[\\pL]", HM_E_UNSUPPORTED },
    { "[\\8]", HM_E_SYNTAX },
};

Test(regexp_class, refuses_what_go_refuses)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        struct hm_str text = hm_str_c(REFUSED[i].text);
        const struct hm_class *class = NULL;
        size_t at = 0;
        cr_expect_eq(hm_class_parse(&arena, text, hm_class_posix_end(text), &at, &class, NULL),
                     REFUSED[i].status, "%s", REFUSED[i].text);
        cr_expect_null(class, "%s", REFUSED[i].text);
    }
}

Test(regexp_class, an_escape_is_a_class_or_a_character)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_class *class = NULL;
    uint32_t rune = 7;
    size_t at = 1;

    cr_assert_eq(hm_class_parse_escape(&arena, HM_S("a\\d"), &at, &class, &rune, NULL), HM_OK);
    cr_expect_eq(at, 3);
    cr_expect(hm_class_has(class, '7'));
    cr_expect_eq(rune, 7, "it was left alone");
    class = NULL;
    at = 0;
    cr_assert_eq(hm_class_parse_escape(&arena, HM_S("\\x{e4}b"), &at, &class, &rune, NULL), HM_OK);
    cr_expect_eq(at, 6);
    cr_expect_null(class);
    cr_expect_eq(rune, 0xe4);
}

Test(regexp_class, the_last_end_of_a_name_is_told)
{
    cr_expect_eq(hm_class_posix_end(HM_S("[[:a:][:b:]]")), 9);
    cr_expect_eq(hm_class_posix_end(HM_S("[a:b]")), 0);
    cr_expect_eq(hm_class_posix_end(HM_S("")), 0);
}
