/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/texts.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

/* The texts of one file; the suite is of another name than that of adapters/texts. */
static struct hm_texts
texts_of(struct hm_arena *arena, const char *content)
{
    static const struct hm_build build;
    static const struct hm_texts_wanted all = { .dockerfiles = true, .scripts = true };
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct hm_dockerfile *file = hm_arena_new(arena, struct hm_dockerfile, 1);
    struct hm_texts texts = { 0 };

    hm_source_init(source, arena, HM_S("Dockerfile"), hm_str_c(content));
    hm_dockerfile_parse(arena, source, &build, file);
    hm_texts_add(&texts, arena, &all, file, 0);
    return texts;
}

Test(tool_texts, joined_lines_keep_their_places)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_texts texts = texts_of(&arena, "FROM a\nRUN one \\\n# note\n  two\n");

    cr_assert_eq(texts.scripts.n, 1);
    const struct hm_tool_text *text = &texts.scripts.p[0];
    cr_assert(hm_str_eq(text->text, "one   two"));
    cr_assert_eq(text->n_pieces, 2);
    cr_assert_eq(text->pieces[1].off, 4);
    cr_assert_eq(text->pieces[1].line, 4);
    cr_assert_eq(text->pieces[1].column, 1);
}

Test(tool_texts, each_line_of_a_heredoc_is_a_piece)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_texts texts = texts_of(&arena, "FROM a\nRUN <<-EOF\n\tone\n\t\ttwo\nEOF\n");
    const struct hm_tool_text *text = &texts.scripts.p[0];

    cr_assert(hm_str_eq(text->text, "one\ntwo\n"));
    cr_assert_eq(text->n_pieces, 2);
    cr_assert_eq(text->pieces[0].line, 3);
    cr_assert_eq(text->pieces[0].column, 2);
    cr_assert_eq(text->pieces[1].line, 4);
    cr_assert_eq(text->pieces[1].column, 3);
}

Test(tool_texts, the_shell_and_the_variables_set_before_come_first)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_texts texts =
        texts_of(&arena, "FROM a AS p\nENV up=1\nFROM p\nSHELL [\"/bin/bash\", \"-c\"]\nARG here\n"
                         "RUN echo\nENV later=1\n");

    cr_assert(hm_str_eq(texts.scripts.p[0].preamble, "# shellcheck shell=bash\nexport here up\n"),
              "%.*s", HM_FMT(texts.scripts.p[0].preamble));
}

Test(tool_texts, a_shebang_stays_in_front)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_texts texts = texts_of(&arena, "FROM a\nRUN <<EOF\n#!/bin/sh\nls\nEOF\n");

    cr_assert_eq(texts.scripts.p[0].preamble.n, 0);
}

Test(tool_texts, what_no_unix_shell_reads_is_left_out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_texts texts =
        texts_of(&arena, "FROM a\nRUN [\"ls\"]\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n"
                         "SHELL [\"powershell\", \"-Command\"]\nRUN Get-Item\n");

    cr_assert_eq(texts.scripts.n, 0);
    cr_assert_eq(texts.dockerfiles.n, 1);
}

Test(tool_texts, come_in_the_order_of_their_places)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_texts texts = texts_of(&arena, "FROM a\nRUN a\nRUN b\n");
    struct hm_tool_text swapped = texts.scripts.p[0];
    texts.scripts.p[0] = texts.scripts.p[1];
    texts.scripts.p[1] = swapped;

    hm_texts_sort(&texts);
    cr_assert_eq(texts.scripts.p[0].pieces[0].line, 2);
}

Test(tool_texts, a_script_too_large_for_a_tool_is_counted)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf content = { 0 };

    hm_buf_puts(&content, "FROM a\nRUN echo ");
    for (size_t i = 0; i < HM_TEXTS_SCRIPT_LIMIT; i++) {
        hm_buf_putc(&content, 'x');
    }
    hm_buf_putc(&content, '\0');
    struct hm_texts texts = texts_of(&arena, content.p);
    cr_assert_eq(texts.scripts.n, 0);
    cr_assert_eq(texts.too_large.n, 1);
}
