/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/dockerfile/template.h"

static const struct {
    const char *text;
    uint32_t line;
    const char *advice;
} rows[] = {
    { "FROM alpine\nRUN docker inspect --format '{{.Id}}' a\n", 0, NULL },
    { "FROM alpine\n# {{ a comment }}\nCMD [\"a\"]\n", 0, NULL },
    { "FROM alpine\nRUN <<EOF\n{{ x }}\nEOF\n", 0, NULL },
    { "FROM alpine\nRUNN a\n", 0, NULL },
    { "FROM alpine\nRUNN {{ a }}\n", 0, NULL },
    { "{{\n  set x\n}}FROM alpine\n", 1, "gomplate" },
    { "FROM {{ base }}\nUSER 1\n", 1, "gomplate" },
    { "# a comment\nFROM alpine\n{% if x %}\nUSER 1\n{% endif %}\n", 3, "jinja2" },
    { "FROM <%= base %>\n", 1, "erb" },
};

Test(template, is_what_the_build_refuses_because_of_its_marks)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_build build = { 0 };
        struct hm_source source;
        struct hm_dockerfile file;
        hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(rows[i].text));
        hm_dockerfile_parse(&arena, &source, &build, &file);
        uint32_t line = hm_template_line(&file);
        cr_expect_eq(line, rows[i].line, "%u: %s", line, rows[i].text);
        if (line > 0) {
            cr_expect(hm_str_starts(hm_str_c(hm_template_advice(&file, line)), rows[i].advice));
        }
    }
}
