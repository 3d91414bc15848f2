/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/regexp.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

static const struct {
    const char *text;
    enum hm_status status;
} REFUSED[] = {
    { "*a", HM_E_SYNTAX },          { "a**", HM_E_SYNTAX },
    { "a{2}{3}", HM_E_SYNTAX },     { "a{1001}", HM_E_SYNTAX },
    { "a{3,2}", HM_E_SYNTAX },      { "a{99999999999}", HM_E_SYNTAX },
    { "(a", HM_E_SYNTAX },          { "a)", HM_E_SYNTAX },
    { "(|*)", HM_E_SYNTAX },        { "[a", HM_E_SYNTAX },
    { "[", HM_E_SYNTAX },           { "[]", HM_E_SYNTAX },
    { "[z-a]", HM_E_SYNTAX },       { "[[:nope:]]", HM_E_SYNTAX },
    { "[a-\\d]", HM_E_SYNTAX },     { "\\", HM_E_SYNTAX },
    { "\\e", HM_E_SYNTAX },         { "\\1", HM_E_SYNTAX },
    { "\\C", HM_E_SYNTAX },         { "\\x4", HM_E_SYNTAX },
    { "\\x{}", HM_E_SYNTAX },       { "\\é", HM_E_SYNTAX },
    { "\\x{110000}", HM_E_SYNTAX }, { "\xff", HM_E_SYNTAX },
    { "\\pL", HM_E_UNSUPPORTED },   { "[\\PN]", HM_E_UNSUPPORTED },
    { "(?i)a", HM_E_UNSUPPORTED },  { "((((((((((((((((((a))))))))))))))))))", HM_E_LIMIT },
    { "(a{1000}){9}", HM_E_LIMIT },
};

ROWS_OF(regexp_compile, refuses, REFUSED)

ParameterizedTest(size_t *i, regexp_compile, refuses)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_regexp *re = NULL;

    cr_assert_eq(hm_regexp_compile(&arena, hm_str_c(REFUSED[*i].text), &re, NULL),
                 REFUSED[*i].status, "%s", REFUSED[*i].text);
}

/* How many steps a text becomes; 0 where it is refused. */
static uint32_t
size_of(const char *text)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_regexp *re = NULL;

    return hm_regexp_compile(&arena, hm_str_c(text), &re, NULL) == HM_OK ? hm_regexp_size(re) : 0;
}

Test(regexp_compile, a_counted_repetition_is_written_out)
{
    uint32_t one = size_of("^a$");

    cr_expect_eq(size_of("^a{7}$"), one + 6);
    cr_expect_eq(size_of("^(ab){7}$"), size_of("^ab$") + 12);
    cr_expect_gt(size_of("^a{0,7}$"), one + 6);
}

Test(regexp_compile, what_is_left_of_a_failure_stays_with_the_caller)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_regexp *before = (const struct hm_regexp *)&arena;
    const struct hm_regexp *re = before;
    struct hm_err err = { 0 };

    cr_expect_eq(hm_regexp_compile(&arena, HM_S("(a"), &re, &err), HM_E_SYNTAX);
    cr_expect_eq(re, before);
    cr_expect_neq(err.text[0], '\0');
}

Test(regexp_compile, the_limit_of_steps_is_met_before_the_memory_is_taken, .timeout = 10)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_regexp *re = NULL;

    cr_expect_eq(
        hm_regexp_compile(&arena, HM_S("((((a{1000}){1000}){1000}){1000}){1000}"), &re, NULL),
        HM_E_LIMIT);
    cr_expect_lt(arena.taken, 16u << 20);
}
