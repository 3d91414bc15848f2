/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/groovy.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

/* The tokens, with spaces between them: a string in <>, with "$" before it where it has a variable
 * and "\" where it has an escape. Or how the error begins, behind "!". */
static const struct {
    const char *text;
    const char *tokens;
} cases[] = {
    { "", "" },
    { "#!/usr/bin/env groovy\na.b('c')", "a . b ( <c> )" },
    { "a // 'b\nc /* 'd\n */ e", "a c e" },
    { "'a\"b' \"c'd\"", "<a\"b> <c'd>" },
    { "'a\\'b' \"\\$c\"", "\\<a\\'b> \\<\\$c>" },
    { "'$a' '${b}' \"$a\" \"${b}\" \"$1 $\"", "<$a> <${b}> $<$a> $<${b}> <$1 $>" },
    { "'''a'b\n''c''' \"\"\"d\"e\n${f}\"\"\"", "<a'b\n''c> $<d\"e\n${f}>" },
    { "'' \"\" ''''''", "<> <> <>" },
    { "\"${a('}', \"${b{\"}\"}}\")}\" c", "$<${a('}', \"${b{\"}\"}}\")}> c" },
    { "a = /b'c\\/d\\s/", "a = \\<b'c\\/d\\s>" },
    { "a = /b\\s/", "a = <b\\s>" },
    { "a / b / c; (1) / 2 / \"x\"", "a / b / c ; ( 1 ) / 2 / <x>" },
    { "a\n/b'/", "a <b'>" },
    { "(a\n/ 'b')", "( a / <b> )" },
    { "a =~ /b\"/", "a = ~ <b\">" },
    { "x = $/a'$b/$", "x = $<a'$b>" },
    { "x = $/a$$b $/c/$", "x = \\<a$$b $/c>" },
    { "a$b _c1 \xc3\xa4", "a$b _c1 \xc3\xa4" },
    { "'a\nb'", "!line 1: the string" },
    { "\n\"\"\"a", "!line 2: the string" },
    { "\"${a\"", "!line 1: the string" },
    { "\n\"${a", "!line 2: \"${\"" },
    { "/* a", "!line 1: the comment" },
    { "{ ( }", "!line 1: '}' closes" },
    { "{\n", "!line 2: a '{' is not closed" },
};

ROWS_OF(groovy, read, cases)

ParameterizedTest(size_t *i, groovy, read)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    struct hm_groovy groovy = { 0 };
    struct hm_err err = { 0 };

    if (hm_groovy_read(&arena, hm_str_c(cases[*i].text), &groovy, &err) != HM_OK) {
        hm_buf_printf(&said, "!%s", err.text);
        cr_expect_neq(cases[*i].tokens[0], '\0');
        cr_expect(hm_str_starts(hm_buf_str(&said), cases[*i].tokens), "%s", said.p);
        return;
    }
    for (size_t k = 0; k < groovy.n; k++) {
        const struct hm_groovy_token *token = &groovy.tokens[k];
        bool is_string = token->kind == HM_GROOVY_STRING;
        hm_buf_printf(&said, "%s%s%s%s%.*s%s", k > 0 ? " " : "", token->has_variable ? "$" : "",
                      token->has_escape ? "\\" : "", is_string ? "<" : "", HM_FMT(token->text),
                      is_string ? ">" : "");
    }
    cr_expect(hm_str_eq(hm_buf_str(&said), cases[*i].tokens), "%.*s", HM_FMT(hm_buf_str(&said)));
}

Test(groovy, places)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_groovy groovy = { 0 };

    cr_assert_eq(hm_groovy_read(&arena, HM_S("a '''\n''' b\n  c"), &groovy, NULL), HM_OK);
    cr_assert_eq(groovy.n, 4);
    cr_expect_eq(groovy.tokens[1].off, 2);
    cr_expect_eq(groovy.tokens[1].len, 7);
    cr_expect_eq(groovy.tokens[1].line, 1);
    cr_expect_eq(groovy.tokens[2].line, 2);
    cr_expect_not(groovy.tokens[2].begins_line);
    cr_expect_eq(groovy.tokens[3].line, 3);
    cr_expect(groovy.tokens[3].begins_line);
}

Test(groovy, brackets_that_are_nested_too_deep)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_groovy groovy = { 0 };

    for (size_t i = 0; i < 100000; i++) {
        hm_buf_puts(&text, "\"${");
    }
    cr_expect_eq(hm_groovy_read(&arena, hm_buf_str(&text), &groovy, NULL), HM_E_LIMIT);
}

Test(groovy, what_is_no_text)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_groovy groovy = { 0 };

    cr_expect_eq(hm_groovy_read(&arena, HM_S("a\0b"), &groovy, NULL), HM_E_SYNTAX);
}
