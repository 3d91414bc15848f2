/* SPDX-License-Identifier: Apache-2.0 */
/* The frontend that a file asks for, in all of its forms. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/syntax.h"
#include "tests/rows.h"

struct syntax_case {
    const char *text;
    const char *ref; /* NULL: it asks for none */
    uint32_t line;
};

static const struct syntax_case cases[] = {
    { "# syntax=docker/dockerfile:1\nFROM a\n", "docker/dockerfile:1", 1 },
    { "# escape=`\n#SYNTAX = x/y:1 more\n", "x/y:1", 2 },
    { "\xef\xbb\xbf#!/usr/bin/env x\n#syntax=a\n", "a", 2 },
    { "// syntax=a\nwhatever\n", "a", 1 },
    { "# escape=`\n// syntax=a\n", NULL, 0 },
    { "{\"syntax\": \"a/b:c\", \"x\": 1}", "a/b:c", 0 },
    { "{\"syntax\": 1}", NULL, 0 },
    { "#!/bin/x\n{\"syntax\": \"a\"}", "a", 1 },
    { " # syntax=a\n", NULL, 0 },
    { "# a comment\n# syntax=a\n", NULL, 0 },
    { "\n# syntax=a\n", NULL, 0 },
    { "FROM a\n", NULL, 0 },
    { "", NULL, 0 },
};

ROWS_OF(syntax, is_detected_as_buildkit_does, cases)

ParameterizedTest(size_t *index, syntax, is_detected_as_buildkit_does)
{
    const struct syntax_case *want = &cases[*index];
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_syntax found = hm_syntax_detect(&arena, hm_str_c(want->text));

    cr_assert_eq(found.is_given, want->ref != NULL, "%s", want->text);
    if (want->ref != NULL) {
        cr_assert(hm_str_eq(found.ref, want->ref), "%s: %.*s", want->text, HM_FMT(found.ref));
        cr_assert_eq(found.line, want->line, "%s: line %u", want->text, found.line);
    }
}
