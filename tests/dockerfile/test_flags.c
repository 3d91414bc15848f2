/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/flags.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

Test(flags, stand_in_front_of_the_arguments)
{
    static const struct {
        const char *line;
        const char *flags; /* each followed by '|' */
        const char *rest;
    } rows[] = {
        { "--a=1  --b x", "a=1|b|", "x" },
        { "a --b", "", "a --b" },
        { "-a --b", "", "-a --b" },
        { "--", "", "" },
        { "-- --a x", "", " --a x" },
        { "--a", "a|", "" },
        { "--a= x", "a=|", "x" },
        { "--a=b=c", "a=b=c|", "" },
        { "--=x y", "=x|", "y" },
        { "--a='x y'\"z \" b", "a=x yz |", "b" },
        { "--'a b'=c", "a b=c|", "" },
        { "--a=\"b c", "a=b c|", "" },
        { "--a=\\ b\\'c d", "a= b'c|", "d" },
        { "--a=b\\", "a=b|", "" },
        { "--a='\\' b'", "a=' b|", "" },
        /* Bytes are characters of Latin-1 here, and one of them is a space. */
        { "--a=\xe9 x", "a=\xc3\xa9|", "x" },
        { "--a=\xc3\xa0 x", "a=\xc3\x83|", "x" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_node_reader reader = { .arena = &arena, .escape = '\\' };
        struct hm_instruction inst = { .logical = hm_str_c(rows[i].line) };
        uint32_t at = hm_flags_read(&reader, &inst, 0);
        for (uint32_t k = 0; k < inst.n_flags; k++) {
            const struct hm_flag *flag = &inst.flags[k];
            hm_buf_printf(&got, "%.*s%s%.*s|", HM_FMT(flag->name), flag->has_value ? "=" : "",
                          HM_FMT(flag->value.text));
        }
        cr_expect(hm_str_eq(hm_buf_str(&got), rows[i].flags), "%s: %.*s", rows[i].line,
                  HM_FMT(hm_buf_str(&got)));
        cr_expect_str_eq(rows[i].line + at, rows[i].rest, "%s", rows[i].line);
    }
}

Test(flags, a_value_lies_behind_its_equals_sign_unless_it_was_quoted)
{
    static const struct {
        const char *line;
        uint32_t off;
        uint32_t len;
    } rows[] = { { "--from=base x", 7, 4 }, { "--from='base' x", 0, 13 }, { "--link x", 6, 0 } };

    const struct hm_join join = { 0 };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_node_reader reader = { .arena = &arena, .escape = '\\' };
        struct hm_instruction inst = { .logical = hm_str_c(rows[i].line),
                                       .joins = &join,
                                       .n_joins = 1 };
        (void)hm_flags_read(&reader, &inst, 0);
        cr_assert_eq(inst.n_flags, 1, "%s", rows[i].line);
        cr_expect_eq(inst.flags[0].value.span.off, rows[i].off, "%s", rows[i].line);
        cr_expect_eq(inst.flags[0].value.span.len, rows[i].len, "%s", rows[i].line);
    }
}

Test(flags, past_the_limit_of_pieces_none_is_kept)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_node_reader reader = { .arena = &arena, .escape = '\\', .n_pieces = HM_PIECES_LIMIT };
    struct hm_instruction inst = { .logical = HM_STR("--a --b x") };

    cr_expect_eq(hm_flags_read(&reader, &inst, 0), 8);
    cr_expect_eq(inst.n_flags, 0);
}
