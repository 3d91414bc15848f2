/* SPDX-License-Identifier: Apache-2.0 */
/* Variables in words, and sets of names. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/rules/support.h"
#include "tests/rows.h"

struct word_case {
    const char *text;
    char escape;
    const char *names; /**< in order, blank between; '?' behind those that have a fallback */
};

static const struct word_case words[] = {
    { "plain", '\\', "" },
    { "$A", '\\', "A" },
    { "${A}/$B.c", '\\', "A B" },
    { "$A_1-${B2}", '\\', "A_1 B2" },
    { "${A:-x} ${B-x} ${C:+x} ${D:?x} ${E#x}", '\\', "A? B? C? D? E" },
    { "${A:-$B}", '\\', "A? B" },
    { "\\$A $B", '\\', "B" },
    { "\\$A `$B", '`', "A" },
    { "'$A' \"$B\" \"'$C'\"", '\\', "B C" },
    { "$1 $$ $- ${}", '\\', "" },
    { "$", '\\', "" },
    { "${A", '\\', "A" },
};

ROWS_OF(support, variables, words)

ParameterizedTest(size_t *index, support, variables)
{
    const struct word_case *c = &words[*index];
    struct hm_variable_walk walk = { .text = hm_str_c(c->text), .escape = c->escape };
    hm_auto_buf struct hm_buf names = { 0 };
    struct hm_variable_ref ref;

    while (hm_variable_next(&walk, &ref)) {
        hm_buf_printf(&names, "%s%.*s%s", names.n > 0 ? " " : "", HM_FMT(ref.name),
                      ref.has_fallback ? "?" : "");
        cr_expect_eq(c->text[ref.off], '$');
        cr_expect_leq(ref.off + ref.len, strlen(c->text));
    }
    cr_expect(hm_str_eq(hm_buf_str(&names), c->names), "%s: %.*s", c->text,
              HM_FMT(hm_buf_str(&names)));
}

Test(support, a_set_keeps_the_first_number_of_a_name)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_nameset set = { 0 };
    char name[16];

    cr_expect_eq(hm_nameset_find(&set, HM_S("a")), HM_NONE);
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "n%u", i);
        cr_assert_eq(hm_nameset_add(&set, &arena, hm_arena_str(&arena, hm_str_c(name)), i),
                     HM_NONE);
    }
    cr_expect_eq(hm_nameset_add(&set, &arena, HM_S("n7"), 1), 7);
    cr_expect_eq(hm_nameset_find(&set, HM_S("n999")), 999);
    cr_expect_eq(hm_nameset_find(&set, HM_S("N7")), HM_NONE);
}

Test(support, a_set_can_ignore_case)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_nameset set = { .fold_case = true };

    cr_expect_eq(hm_nameset_add(&set, &arena, HM_S("Build"), 3), HM_NONE);
    cr_expect_eq(hm_nameset_add(&set, &arena, HM_S("bUILD"), 4), 3);
}
