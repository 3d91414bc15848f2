/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/heredoc.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

struct row {
    const char *line;
    const char *names; /* "a,b" */
};

static const struct row ROWS[] = {
    { "RUN <<EOF", "EOF" },
    { "RUN 3<<-'E O F' x <<\"b\"", "E O F,b" },
    { "RUN a<<b c << d", "d" },
    { "RUN <<< x <<'' <<", "" },
    { "RUN \"<<a\" '<<b' \\<<c", "" },
    { "RUN 'open <<a", "" },
    { "RUN <<$x", "$x" },
    { "RUN <<${x:-\"a b\"}", "" },
};

Test(heredoc, words_of_a_line)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf names = { 0 };
        struct hm_expander plain = { .arena = &arena, .work_left = hm_expand_work(0) };
        struct hm_heredoc_words found = { 0 };
        struct hm_str error;
        cr_expect(hm_heredocs_find(&plain, hm_str_c(ROWS[i].line), &found, &error));
        for (size_t k = 0; k < found.list.n; k++) {
            hm_buf_puts(&names, k == 0 ? "" : ",");
            hm_buf_add(&names, found.list.p[k].name);
        }
        cr_expect(hm_str_eq(hm_buf_str(&names), ROWS[i].names), "%s: %.*s", ROWS[i].line,
                  HM_FMT(hm_buf_str(&names)));
        hm_expander_done(&plain);
    }
}

Test(heredoc, ends_are_found_the_same_once_lines_are_indexed)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_problems problems = { .arena = &arena };
    struct hm_heredoc_reader reader = { 0 };
    struct hm_lexer lexer;
    struct hm_source source;
    struct hm_heredoc plain = { .name = HM_STR("E") };
    struct hm_heredoc chomped = { .name = HM_STR("E"), .is_chomped = true };
    struct hm_heredoc absent = { .name = HM_STR("F") };

    hm_source_init(&source, &arena, HM_S("D"), HM_S("x\n\tE\nE\r\nE \nE\n"));
    hm_lexer_init(&lexer, &arena, &source, &problems);
    for (int round = 0; round < 2; round++) {
        cr_expect_eq(hm_heredoc_end(&reader, &lexer, 0, &plain), 2);
        cr_expect_eq(hm_heredoc_end(&reader, &lexer, 3, &plain), 4);
        cr_expect_eq(hm_heredoc_end(&reader, &lexer, 0, &chomped), 1);
        cr_expect_eq(hm_heredoc_end(&reader, &lexer, 2, &plain), 2);
        cr_expect_eq(hm_heredoc_end(&reader, &lexer, 0, &absent), HM_NONE);
        cr_expect(reader.is_indexed);
    }
}

Test(heredoc, chomp_takes_tabs_from_each_line)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_expect(hm_str_eq(hm_heredoc_chomp(&arena, HM_S("\t\ta\tb\n \tc\n\t\n")), "a\tb\n \tc\n\n"));
}
