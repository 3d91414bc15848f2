/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/lex.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct {
    const char *name;
    const char *file;
    const char *lines; /* "first-last text|" each */
} FILES[] = {
    { "plain", "FROM a\nRUN b\n", "1-1 FROM a|2-2 RUN b|" },
    { "no line end", "FROM a", "1-1 FROM a|" },
    { "CR LF", "FROM a\r\nRUN b\\\r\n c\r\n", "1-1 FROM a|2-3 RUN b c|" },
    { "a BOM",
      "\xef\xbb\xbf"
      "FROM a\n",
      "1-1 FROM a|" },
    { "continued", "RUN a \\\n  b \\\n  c\nRUN d\n", "1-3 RUN a   b   c|4-4 RUN d|" },
    { "continued to the end", "RUN a \\", "1-1 RUN a |" },
    { "blanks behind the escape", "RUN a \\ \t\n b\n", "1-2 RUN a  b|" },
    { "two escapes", "RUN a\\\\\nRUN b\n", "1-1 RUN a\\\\|2-2 RUN b|" },
    { "a comment inside", "RUN a \\\n# b\n c\n", "1-3 RUN a  c|" },
    { "an empty line inside", "RUN a \\\n\n b\n", "1-3 RUN a  b|" },
    { "an escape alone", "\\\nRUN a\n", "1-2 RUN a|" },
    { "comments", "# a\n  # b\nRUN c # d\n", "3-3 RUN c # d|" },
    { "another escape", "# escape=`\nRUN a `\n b\\\nRUN c\n", "2-3 RUN a  b\\|4-4 RUN c|" },
    { "nothing", "\n \n# a\n", "" },
};

static void
start(struct hm_lexer *lexer, struct hm_arena *arena, struct hm_source *source,
      struct hm_problems *problems, struct hm_str text)
{
    problems->arena = arena;
    hm_source_init(source, arena, HM_S("Dockerfile"), text);
    hm_lexer_init(lexer, arena, source, problems);
}

Test(lex, joins_lines)
{
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf got = { 0 };
        struct hm_problems problems = { 0 };
        struct hm_source source;
        struct hm_lexer lexer;
        struct hm_line line;
        start(&lexer, &arena, &source, &problems, hm_str_c(FILES[i].file));
        while (hm_lexer_next(&lexer, &line)) {
            hm_buf_printf(&got, "%u-%u %.*s|", line.first, line.last, HM_FMT(line.text));
        }
        cr_expect_str_eq(got.n == 0 ? "" : got.p, FILES[i].lines, "%s: %s", FILES[i].name, got.p);
    }
}

Test(lex, says_where_each_piece_was)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_problems problems = { 0 };
    struct hm_source source;
    struct hm_lexer lexer;
    struct hm_line line;

    start(&lexer, &arena, &source, &problems, HM_S("RUN a \\\n# b\n  c\\\nd\n"));
    cr_assert(hm_lexer_next(&lexer, &line));
    cr_assert_eq(line.n_joins, 3);
    cr_expect(line.joins[0].logical == 0 && line.joins[0].original == 0);
    cr_expect(line.joins[1].logical == 6 && line.joins[1].original == 12);
    cr_expect(line.joins[2].logical == 9 && line.joins[2].original == 17);
    cr_expect_eq(line.end, 18);
}

Test(lex, a_line_that_was_not_joined_is_a_view)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_problems problems = { 0 };
    struct hm_source source;
    struct hm_lexer lexer;
    struct hm_line line;

    start(&lexer, &arena, &source, &problems, HM_S("  FROM a\n"));
    cr_assert(hm_lexer_next(&lexer, &line));
    cr_expect_eq(line.text.p, source.text.p + 2);
}

Test(lex, keeps_the_comments_above)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_problems problems = { 0 };
    struct hm_source source;
    struct hm_lexer lexer;
    struct hm_line line;

    start(&lexer, &arena, &source, &problems, HM_S("# a\n#\n# b\n#  c \nFROM x\nRUN y\n"));
    cr_assert(hm_lexer_next(&lexer, &line));
    cr_assert_eq(line.n_comments, 2, "an empty comment parts them");
    cr_expect(hm_str_eq(line.comments[0], "b"));
    cr_expect(hm_str_eq(line.comments[1], "c"));
    cr_assert(hm_lexer_next(&lexer, &line));
    cr_expect_eq(line.n_comments, 0);
}

Test(lex, directives_stand_at_the_top)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_problems problems = { 0 };
    struct hm_source source;
    struct hm_lexer lexer;
    struct hm_line line;

    start(&lexer, &arena, &source, &problems,
          HM_S("# SYNTAX = a/b\n# check=skip=all\n# comment\n# escape=`\nFROM x\n"));
    cr_assert(hm_lexer_next(&lexer, &line));
    cr_assert_eq(lexer.directives.n, 2);
    cr_expect(hm_str_eq(lexer.directives.p[0].name, "syntax"));
    cr_expect(hm_str_eq(lexer.directives.p[0].value, "a/b"));
    cr_expect(hm_str_eq(lexer.directives.p[1].name, "check"));
    cr_expect_eq(lexer.escape, '\\', "below a comment it is one itself");
}

Test(lex, the_first_line_too_long_is_reported)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_problems problems = { 0 };
    struct hm_source source;
    struct hm_lexer lexer;
    struct hm_line line;

    for (int i = 0; i < 2; i++) {
        hm_buf_puts(&text, "RUN ");
        for (unsigned k = 0; k < HM_LINE_LIMIT; k++) {
            hm_buf_putc(&text, 'a');
        }
        hm_buf_putc(&text, '\n');
    }
    start(&lexer, &arena, &source, &problems, hm_buf_str(&text));
    unsigned n = 0;
    while (hm_lexer_next(&lexer, &line)) {
        n++;
    }
    cr_expect_eq(n, 2, "reading goes on");
    cr_expect_eq(problems.list.n, 1);
}
