/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/collect.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct {
    const char *text;
    const char *expected;
} texts[] = {
    { "  plain\n", "plain" },
    { "two\r\n\t lines", "two lines" },
    { "\033[31mred\033[0m", "\xef\xbf\xbd[31mred\xef\xbf\xbd[0m" },
    { "bad \xff utf-8 \xc0\xaf", "bad \xef\xbf\xbd utf-8 \xef\xbf\xbd\xef\xbf\xbd" },
    { "c1 \xc2\x9b control", "c1 \xef\xbf\xbd\xef\xbf\xbd control" },
    { "gr\xc3\xbc\xc3\x9f dich", "gr\xc3\xbc\xc3\x9f dich" },
    { "0123456789012345678901234567890123456789xyz",
      "0123456789012345678901234567890123456789\xe2\x80\xa6" },
    { "012345678901234567890123456789012345678\xc3\xbc",
      "012345678901234567890123456789012345678\xe2\x80\xa6" },
    { "", "" },
};

Test(collect, makes_text_fit_for_readers)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct hm_str tidy = hm_collect_text(&arena, hm_str_c(texts[i].text), 40);
        cr_expect(hm_str_eq(tidy, texts[i].expected), "%s gives %.*s", texts[i].text, HM_FMT(tidy));
    }
}

Test(collect, keeps_names_on_one_line)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str name = hm_collect_name(&arena, HM_S("a\nb\033c \xff"));

    cr_assert(hm_str_eq(name, "a?b?c \xff"));
}

Test(collect, takes_only_addresses_for_addresses)
{
    static const char *const bad[] = { "javascript:alert(1)", "https://a b", "https://a\"b",
                                       "https://a\nb",        "ftp://a",     "" };
    hm_auto_arena struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_expect_eq(hm_collect_url(&arena, hm_str_c(bad[i])).n, 0, "%s", bad[i]);
    }
    cr_assert(hm_str_eq(hm_collect_url(&arena, HM_S("https://a/b?c=d#e")), "https://a/b?c=d#e"));
}

Test(collect, makes_one_rule_for_an_id)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_rule_table table = { 0 };
    struct hm_collect one = { .arena = &arena, .rules = &table, .producer = "one" };
    struct hm_collect two = { .arena = &arena, .rules = &table, .producer = "two" };
    struct hm_rule *rules[500];
    bool is_new;

    for (unsigned i = 0; i < 500; i++) {
        rules[i] = hm_collect_rule(&one, hm_arena_printf(&arena, "CVE-%u", i), &is_new);
        cr_assert(is_new);
    }
    for (unsigned i = 0; i < 500; i++) {
        struct hm_str id = hm_arena_printf(&arena, "CVE-%u", i);
        cr_assert_eq(hm_collect_rule(&one, id, &is_new), rules[i]);
        cr_assert_not(is_new);
        cr_assert_neq(hm_collect_rule(&two, id, &is_new), rules[i]);
        cr_assert(is_new);
    }
}
