/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "plugin/base/auto.h"
#include "plugin/manifest/interpolate.h"

static const struct {
    const char *text;
    const char *result;
    bool is_known;
    bool is_refused;
} cases[] = {
    { "plain", "plain", true, false },
    { "$$HOME", "$HOME", true, false },
    { "$$$SET", "$value", true, false },
    { "a${SET}b", "avalueb", true, false },
    { "a$SET-b", "avalue-b", true, false },
    { "${SET:-x}", "value", true, false },
    { "${NONE:-x}", "x", true, false },
    { "${NONE-x}", "x", true, false },
    { "${EMPTY:-x}", "x", true, false },
    { "${EMPTY-x}", "", true, false },
    { "${NONE:-${SET}}", "value", true, false },
    { "${NONE:-${OTHER:-deep}}", "deep", true, false },
    { "${NONE:-a:b/c}", "a:b/c", true, false },
    { "${SET:+x}", "x", true, false },
    { "${EMPTY:+x}", "", true, false },
    { "${EMPTY+x}", "x", true, false },
    { "${NONE:+x}", "${NONE:+x}", false, false },
    { "${SET:?must}", "value", true, false },
    { "${NONE:?must}", "${NONE:?must}", false, false },
    { "${EMPTY:?must}", "${EMPTY:?must}", false, true },
    { "a ${NONE} b", "a ${NONE} b", false, false },
    { "$NONE", "$NONE", false, false },
    { "${SET", "${SET", false, true },
    { "${}", "${}", false, true },
    { "${SET!x}", "${SET!x}", false, true },
    { "5$", "5$", true, true },
};

ParameterizedTestParameters(interpolate, as_compose_does)
{
    static size_t indexes[sizeof cases / sizeof cases[0]];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        indexes[i] = i;
    }
    return cr_make_param_array(size_t, indexes, sizeof cases / sizeof cases[0]);
}

ParameterizedTest(size_t *index, interpolate, as_compose_does)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_dotenv env = { 0 };

    hm_dotenv_read(&env, &arena, HM_S("SET=value\nEMPTY=\n"));
    struct hm_interpolated result = hm_interpolate(&arena, hm_str_c(cases[*index].text), &env);
    cr_expect(hm_str_eq(result.text, cases[*index].result), "%s gives \"%.*s\"", cases[*index].text,
              HM_FMT(result.text));
    cr_expect_eq(result.is_known, cases[*index].is_known, "%s", cases[*index].text);
    cr_expect_eq(result.error != NULL, cases[*index].is_refused, "%s", cases[*index].text);
}

Test(interpolate, variables_within_each_other_have_a_limit)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    for (int i = 0; i < 1000; i++) {
        hm_buf_puts(&text, "${A:-");
    }
    for (int i = 0; i < 1000; i++) {
        hm_buf_puts(&text, "}");
    }
    struct hm_interpolated result = hm_interpolate(&arena, hm_buf_str(&text), NULL);
    cr_expect_not(result.is_known);
    cr_expect_not_null(result.error);
}

static const struct {
    const char *text;
    const char *name;
    const char *value;
} lines[] = {
    { "A=b", "A", "b" },
    { "export A=b", "A", "b" },
    { "A = b ", "A", "b" },
    { "A=b # comment", "A", "b" },
    { "A=b#c", "A", "b#c" },
    { "A='$X # y'", "A", "$X # y" },
    { "A=\"x\\ny\"", "A", "x\ny" },
    { "A=1\nA=2", "A", "2" },
    { "X=1\nA=${X}2", "A", "12" },
    { "A=\r\n", "A", "" },
};

Test(interpolate, env_files)
{
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_dotenv env = { 0 };
        hm_dotenv_read(&env, &arena, hm_str_c(lines[i].text));
        const struct hm_dotenv_value *found = hm_dotenv_find(&env, hm_str_c(lines[i].name));
        cr_assert_not_null(found, "%s", lines[i].text);
        cr_expect(hm_str_eq(found->value, lines[i].value), "%s gives \"%.*s\"", lines[i].text,
                  HM_FMT(found->value));
    }
}

Test(interpolate, env_lines_that_say_nothing_are_passed_over)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_dotenv env = { 0 };

    hm_dotenv_read(&env, &arena, HM_S("# A=b\n\nA\n=b\n1A=b\nA B=c\n"));
    cr_expect_eq(env.list.n, 0);
}
