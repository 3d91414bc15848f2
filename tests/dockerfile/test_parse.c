/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/parse.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

struct world {
    struct hm_arena arena;
    struct hm_source source;
    struct hm_dockerfile file;
};

static void
parse_with(struct world *world, const char *text, const struct hm_build *build)
{
    hm_source_init(&world->source, &world->arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(&world->arena, &world->source, build, &world->file);
}

static void
parse(struct world *world, const char *text)
{
    parse_with(world, text, NULL);
}

#define expect_str(got, wanted)                                                                    \
    cr_expect(hm_str_eq((got), (wanted)), "%.*s instead of %s", HM_FMT(got), (wanted))

#define expect_span(world, span, wanted)                                                           \
    expect_str(hm_source_text(&(world).source, (span)), (wanted))

Test(parse, spans_are_of_the_original_bytes)
{
    struct world w = { 0 };

    parse(&w, "\xef\xbb\xbf  FROM a AS b\r\nCOPY --chown=u a\\\r\n # c\r\nb \\\r\n  c d\r\n");
    cr_assert_eq(w.file.n_instructions, 2);
    const struct hm_instruction *copy = &w.file.instructions[1];
    expect_span(w, w.file.instructions[0].span, "FROM a AS b");
    expect_span(w, copy->span, "COPY --chown=u a\\\r\n # c\r\nb \\\r\n  c d");
    cr_assert_eq(copy->n_words, 3);
    expect_str(copy->words[0].text, "ab");
    expect_span(w, copy->words[0].span, "a\\\r\n # c\r\nb");
    expect_span(w, copy->words[1].span, "c");
    expect_span(w, copy->flags[0].span, "--chown=u");
    expect_span(w, copy->flags[0].value.span, "u");
    hm_arena_done(&w.arena);
}

Test(parse, heredocs_have_body_and_word)
{
    struct world w = { 0 };

    parse(&w, "FROM a\nRUN <<-EOF cat\n\ta\n\tEOF\nUSER x\n");
    cr_assert_eq(w.file.n_instructions, 3);
    const struct hm_heredoc *heredoc = w.file.instructions[1].heredocs;
    expect_str(heredoc->content, "a\n");
    expect_span(w, heredoc->span, "\ta\n");
    expect_span(w, heredoc->word, "<<-EOF");
    expect_span(w, w.file.instructions[1].span, "RUN <<-EOF cat\n\ta\n\tEOF");
    hm_arena_done(&w.arena);
}

Test(parse, a_refused_line_does_not_hide_the_rest)
{
    struct world w = { 0 };

    parse(&w, "FROM a\nENV b\nRUNN c\nUSER d\n");
    cr_assert_eq(w.file.n_instructions, 4);
    cr_assert_eq(w.file.n_problems, 2);
    cr_expect_eq(w.file.problems[0].line, 2);
    cr_expect(w.file.problems[0].is_parser);
    cr_expect_eq(w.file.problems[1].line, 3);
    cr_expect_not(w.file.problems[1].is_parser);
    cr_expect_not(w.file.instructions[1].is_valid);
    expect_str(hm_stage_user(&w.file.stages[0]), "d");
    hm_arena_done(&w.arena);
}

Test(parse, after_an_open_heredoc_instructions_count_and_complaints_do_not)
{
    struct world w = { 0 };

    parse(&w, "FROM a\nRUN <<EOF\nsome text\nUSER root\n");
    cr_assert_eq(w.file.n_problems, 1);
    expect_str(w.file.problems[0].text, "unterminated heredoc");
    cr_assert_eq(w.file.n_instructions, 3);
    cr_expect_eq(w.file.instructions[2].kind, HM_USER);
    hm_arena_done(&w.arena);
}

Test(parse, mounts_are_taken_apart)
{
    struct world w = { 0 };

    parse(&w,
          "FROM a AS b\nARG D=/x\nRUN --mount=from=B,target=$D,rw --mount=type=secret,id=k c\n");
    const struct hm_instruction *run = &w.file.instructions[2];
    cr_assert_eq(run->n_mounts, 2);
    expect_str(run->mounts[0].type, "bind");
    expect_str(run->mounts[0].target.value, "/x");
    expect_span(w, run->mounts[0].target.span, "$D");
    cr_expect(run->mounts[0].is_writable);
    cr_expect_eq(run->mounts[0].from_stage, 0);
    expect_str(run->mounts[1].type, "secret");
    expect_str(run->mounts[1].id.text, "k");
    cr_expect_eq(run->mounts[1].from_stage, HM_NONE);
    hm_arena_done(&w.arena);
}

Test(parse, build_arguments_win)
{
    struct hm_build_arg arg = { .name = HM_STR("V"), .value = HM_STR("2") };
    struct hm_build build = { .args = &arg, .n_args = 1, .target = HM_STR("One") };
    struct world w = { 0 };

    parse_with(&w, "ARG V=1\nFROM a:$V AS one\nARG V\nUSER u$V\nFROM b\n", &build);
    expect_str(w.file.stages[0].base->value, "a:2");
    expect_str(hm_stage_user(&w.file.stages[0]), "u2");
    cr_expect_eq(w.file.target, 0);
    cr_expect(w.file.globals[0].is_given);
    hm_arena_done(&w.arena);
}

/* What is repeated in a file, and how many pieces each of it is. */
static const struct {
    const char *start;
    const char *repeated;
    unsigned pieces;
    const char *end;
} large[] = {
    { "FROM a\n", "X\n", 1, "" },
    { "FROM a\nENV ", "a=b\\\n ", 1, "" },
    { "FROM a\nRUN ", "a=b\\\n ", 1, "" },
};

static bool
is_too_large(unsigned index, unsigned pieces)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct world w = { 0 };

    hm_buf_puts(&text, large[index].start);
    for (unsigned n = 0; n < pieces; n += large[index].pieces) {
        hm_buf_puts(&text, large[index].repeated);
    }
    hm_buf_puts(&text, large[index].end);
    hm_buf_puts(&text, "\n");
    parse(&w, text.p);
    bool result = w.file.is_too_large;
    hm_arena_done(&w.arena);
    return result;
}

Test(parse, a_file_of_too_many_pieces_says_so)
{
    for (unsigned i = 0; i < sizeof large / sizeof large[0]; i++) {
        cr_expect_not(is_too_large(i, HM_PIECES_LIMIT - 100), "%s…", large[i].repeated);
        cr_expect(is_too_large(i, HM_PIECES_LIMIT + 100), "%s…", large[i].repeated);
    }
}

Test(parse, too_many_pieces_make_an_error)
{
    struct hm_err err = { 0 };

    cr_expect_eq(hm_dockerfile_refuse(&err), HM_E_LIMIT);
    cr_expect_str_eq(
        err.text,
        "it has more than the 1500000 instructions, words and shell commands that are read");
}
