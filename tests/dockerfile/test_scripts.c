/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/scripts.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/vec.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/dockerfile/shell.h"
#include "tests/dockerfile/shell_dump.h"

/* A file made by hand: what the parser would have made of `text`. */
struct made {
    struct hm_arena arena;
    struct hm_source source;
    struct hm_dockerfile file;
    HM_VEC(struct hm_instruction) instructions;
    HM_VEC(struct hm_stage) stages;
};

static void
begin(struct made *m, const char *text)
{
    hm_source_init(&m->source, &m->arena, HM_S("Dockerfile"), hm_str_c(text));
    m->file.source = &m->source;
    m->file.escape = '\\';
}

/* Where @p piece lies in the file. */
static struct hm_span
find(const struct made *m, const char *piece)
{
    const char *at = strstr(m->source.text.p, piece);
    cr_assert_not_null(at);
    return (struct hm_span){ .off = (uint32_t)(at - m->source.text.p),
                             .len = (uint32_t)strlen(piece) };
}

/* An instruction of one line; its words are `words`, NULL-terminated, as written. */
static struct hm_instruction *
add(struct made *m, enum hm_keyword kind, const char *line, const char *const *words)
{
    struct hm_span span = find(m, line);
    if (kind == HM_FROM) {
        struct hm_stage *stage = hm_vec_push(&m->arena, &m->stages);
        *stage = (struct hm_stage){ .index = (uint32_t)m->stages.n - 1,
                                    .parent = HM_NONE,
                                    .first = (uint32_t)m->instructions.n };
    }
    struct hm_instruction *inst = hm_vec_push(&m->arena, &m->instructions);
    *inst = (struct hm_instruction){ .kind = kind,
                                     .span = span,
                                     .stage = (uint32_t)m->stages.n - 1,
                                     .index = (uint32_t)m->instructions.n - 1,
                                     .logical = hm_source_text(&m->source, span),
                                     .script = HM_NONE,
                                     .is_valid = true };
    struct hm_join *join = hm_arena_new(&m->arena, struct hm_join, 1);
    join->original = span.off;
    inst->joins = join;
    inst->n_joins = 1;
    struct hm_word *made = hm_arena_new(&m->arena, struct hm_word, 16);
    for (; words != NULL && words[inst->n_words] != NULL; inst->n_words++) {
        made[inst->n_words].text = made[inst->n_words].value = hm_str_c(words[inst->n_words]);
        made[inst->n_words].span = find(m, words[inst->n_words]);
    }
    inst->words = made;
    return inst;
}

static void
finish(struct made *m)
{
    m->file.instructions = m->instructions.p;
    m->file.n_instructions = (uint32_t)m->instructions.n;
    m->file.stages = m->stages.p;
    m->file.n_stages = (uint32_t)m->stages.n;
    hm_scripts_make(&m->arena, &m->file);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
expect(const struct made *m, uint32_t inst, const char *expected)
{
    hm_auto_buf struct hm_buf got = { 0 };
    uint32_t index = m->file.instructions[inst].script;
    cr_assert_lt(index, m->file.n_scripts);
    const struct hm_script *script = &m->file.scripts[index];
    cr_expect_eq(script->instruction, inst);
    const char *dump = dump_script(&got, script);
    cr_expect_str_eq(dump, expected, "got %s", dump);
}

Test(scripts, reads_the_shell_form)
{
    struct made m = { .file = { 0 } };
    begin(&m, "FROM a\nRUN b && c\nCMD d\nENTRYPOINT e f\n");
    add(&m, HM_FROM, "FROM a", WORDS("a"));
    add(&m, HM_RUN, "RUN b && c", WORDS("b && c"));
    add(&m, HM_CMD, "CMD d", WORDS("d"));
    add(&m, HM_ENTRYPOINT, "ENTRYPOINT e f", WORDS("e f"));
    finish(&m);
    cr_assert_eq(m.file.instructions[0].script, HM_NONE);
    expect(&m, 1, "b && c");
    expect(&m, 2, "d");
    expect(&m, 3, "e f");
    struct hm_span span = m.file.scripts[0].commands[1].span;
    cr_assert(hm_str_eq(hm_source_text(&m.source, span), "c"));
    hm_arena_done(&m.arena);
}

Test(scripts, reads_healthchecks)
{
    struct made m = { .file = { 0 } };
    begin(&m, "FROM a\nHEALTHCHECK CMD b | c\nHEALTHCHECK NONE\n");
    add(&m, HM_FROM, "FROM a", WORDS("a"));
    add(&m, HM_HEALTHCHECK, "HEALTHCHECK CMD b | c", WORDS("CMD", "b | c"));
    add(&m, HM_HEALTHCHECK, "HEALTHCHECK NONE", WORDS("NONE"));
    finish(&m);
    expect(&m, 1, "b | c");
    cr_assert_eq(m.file.instructions[2].script, HM_NONE);
    hm_arena_done(&m.arena);
}

Test(scripts, sees_through_the_exec_form)
{
    struct made m = { .file = { 0 } };
    begin(&m, "FROM a\nRUN [\"sh\", \"-c\", \"b \\\"c d\\\" && e\"]\n");
    add(&m, HM_FROM, "FROM a", WORDS("a"));
    struct hm_instruction *run =
        add(&m, HM_RUN, "RUN [\"sh\", \"-c\", \"b \\\"c d\\\" && e\"]", NULL);
    struct hm_word *words = hm_arena_new(&m.arena, struct hm_word, 3);
    words[0] = (struct hm_word){ .text = HM_S("sh"), .span = find(&m, "\"sh\"") };
    words[1] = (struct hm_word){ .text = HM_S("-c"), .span = find(&m, "\"-c\"") };
    words[2] = (struct hm_word){ .text = HM_S("b \"c d\" && e"),
                                 .span = find(&m, "\"b \\\"c d\\\" && e\"") };
    run->words = words;
    run->n_words = 3;
    run->is_json = true;
    finish(&m);
    expect(&m, 1, "sh -c <b \"c d\" && e> / {w}b <c d> && {w}e");
    struct hm_span span = m.file.scripts[0].commands[2].span;
    cr_assert(hm_str_eq(hm_source_text(&m.source, span), "e"));
    hm_arena_done(&m.arena);
}

/* A RUN with one heredoc, whose body is @p body; the rest of the line is @p line. */
static void
add_heredoc(struct made *m, const char *line, const char *text, const char *word, const char *body,
            const char *content)
{
    struct hm_instruction *run = add(m, HM_RUN, line, WORDS(text));
    struct hm_heredoc *doc = hm_arena_new(&m->arena, struct hm_heredoc, 1);
    *doc = (struct hm_heredoc){ .name = HM_S("EOF"),
                                .content = hm_str_c(content),
                                .span = find(m, body),
                                .word = find(m, word),
                                .is_chomped = word[2] == '-' };
    run->heredocs = doc;
    run->n_heredocs = 1;
}

Test(scripts, reads_a_heredoc_as_the_script)
{
    struct made m = { .file = { 0 } };
    begin(&m, "FROM a\nRUN <<-EOF\n\tset -e\n\tb c\nEOF\n");
    add(&m, HM_FROM, "FROM a", WORDS("a"));
    add_heredoc(&m, "RUN <<-EOF", "<<-EOF", "<<-EOF", "\tset -e\n\tb c\n", "set -e\nb c\n");
    finish(&m);
    expect(&m, 1, "set -e ; b c");
    cr_assert(m.file.scripts[0].has_errexit);
    struct hm_span span = m.file.scripts[0].commands[1].span;
    cr_assert(hm_str_eq(hm_source_text(&m.source, span), "b c"));
    hm_arena_done(&m.arena);
}

Test(scripts, obeys_a_heredocs_interpreter)
{
    static const struct {
        const char *text;
        const char *body;
        enum hm_dialect dialect;
        uint32_t n_commands;
    } cases[] = {
        { "FROM a\nRUN <<EOF\n#!/bin/bash -e\nb\nEOF\n", "#!/bin/bash -e\nb\n", HM_SHELL_BASH, 1 },
        { "FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nimport b\nEOF\n",
          "#!/usr/bin/env python3\nimport b\n", HM_SHELL_OTHER, 0 },
        { "FROM a\nRUN <<EOF\nb\nEOF\n", "b\n", HM_SHELL_SH, 1 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct made m = { .file = { 0 } };
        begin(&m, cases[i].text);
        add(&m, HM_FROM, "FROM a", WORDS("a"));
        add_heredoc(&m, "RUN <<EOF", "<<EOF", "<<EOF", cases[i].body, cases[i].body);
        finish(&m);
        cr_expect_eq(m.file.scripts[0].dialect, cases[i].dialect, "case %zu", i);
        cr_expect_eq(m.file.scripts[0].n_commands, cases[i].n_commands, "case %zu", i);
        hm_arena_done(&m.arena);
    }
}

Test(scripts, gives_a_heredoc_to_the_command_that_reads_it)
{
    struct made m = { .file = { 0 } };
    begin(&m, "FROM a\nRUN cat <<EOF > f && b\nx y\nEOF\n");
    add(&m, HM_FROM, "FROM a", WORDS("a"));
    add_heredoc(&m, "RUN cat <<EOF > f && b", "cat <<EOF > f && b", "<<EOF", "x y\n", "x y\n");
    finish(&m);
    expect(&m, 1, "cat <<<x y\n> >f && b");
    struct hm_span span = m.file.scripts[0].commands[0].redirects[0].target.span;
    cr_assert(hm_str_eq(hm_source_text(&m.source, span), "x y\n"));
    hm_arena_done(&m.arena);
}

Test(scripts, reads_a_shells_heredoc_as_a_script)
{
    struct made m = { .file = { 0 } };
    begin(&m, "FROM a\nRUN bash -e <<EOF\nb | c\nEOF\n");
    add(&m, HM_FROM, "FROM a", WORDS("a"));
    add_heredoc(&m, "RUN bash -e <<EOF", "bash -e <<EOF", "<<EOF", "b | c\n", "b | c\n");
    finish(&m);
    expect(&m, 1, "bash -e <<<b | c\n> / {w}b | {w}c");
    struct hm_span span = m.file.scripts[0].commands[2].span;
    cr_assert(hm_str_eq(hm_source_text(&m.source, span), "c"));
    hm_arena_done(&m.arena);
}

Test(scripts, follows_shell_instructions_and_parents)
{
    struct made m = { .file = { 0 } };
    begin(&m, "FROM a\nRUN b1\nSHELL [\"bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN b2\n"
              "FROM c\nRUN d1\nFROM e\nRUN f1\nFROM w\nRUN g1\n");
    add(&m, HM_FROM, "FROM a", WORDS("a"));
    add(&m, HM_RUN, "RUN b1", WORDS("b1"));
    add(&m, HM_SHELL, "SHELL [\"bash\"", WORDS("bash", "-eo", "pipefail", "-c"))->is_json = true;
    add(&m, HM_RUN, "RUN b2", WORDS("b2"));
    add(&m, HM_FROM, "FROM c", WORDS("c"));
    add(&m, HM_RUN, "RUN d1", WORDS("d1"));
    add(&m, HM_FROM, "FROM e", WORDS("e"));
    add(&m, HM_RUN, "RUN f1", WORDS("f1"));
    add(&m, HM_FROM, "FROM w", WORDS("w"));
    add(&m, HM_RUN, "RUN g1", WORDS("g1"));
    m.stages.p[2].parent = 0;
    m.stages.p[3].is_windows = true;
    finish(&m);
    static const enum hm_dialect dialects[] = { HM_SHELL_SH, HM_SHELL_BASH, HM_SHELL_SH,
                                                HM_SHELL_BASH, HM_SHELL_CMD };
    for (uint32_t i = 0; i < 5; i++) {
        cr_expect_eq(m.file.scripts[i].dialect, dialects[i], "script %u", i);
        cr_expect_eq(m.file.scripts[i].has_pipefail, i == 1 || i == 3, "script %u", i);
    }
    hm_arena_done(&m.arena);
}

Test(scripts, reads_triggers)
{
    struct made m = { .file = { 0 } };
    begin(&m, "FROM a\nONBUILD RUN b c\n");
    add(&m, HM_FROM, "FROM a", WORDS("a"));
    struct hm_instruction *onbuild = add(&m, HM_ONBUILD, "ONBUILD RUN b c", NULL);
    struct made t = m;
    t.instructions.p = NULL;
    t.instructions.n = t.instructions.cap = 0;
    struct hm_instruction *run = add(&t, HM_RUN, "RUN b c", WORDS("b c"));
    m.arena = t.arena;
    onbuild->trigger = run;
    finish(&m);
    cr_assert_eq(m.file.n_scripts, 1);
    cr_assert_eq(run->script, 0);
    cr_assert_eq(m.file.scripts[0].instruction, 1);
    cr_assert_eq(m.file.instructions[1].script, HM_NONE);
    hm_arena_done(&m.arena);
}

/* The line that hm_scripts_cut_line gives for a second RUN of so many open brackets. */
static uint32_t
cut_line_of(unsigned depth)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    hm_buf_puts(&text, "FROM a\nRUN one\nRUN ");
    for (unsigned i = 0; i < depth; i++) {
        hm_buf_puts(&text, "(two; ");
    }
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_buf_str(&text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    return hm_scripts_cut_line(&file);
}

Test(scripts, says_where_a_limit_cut_commands)
{
    cr_assert_eq(cut_line_of(2 * HM_SHELL_DEPTH), 3);
    cr_assert_eq(cut_line_of(2), 0);
}

/* The line that hm_scripts_unread_line gives for the second RUN. */
static uint32_t
unread_line_of(const char *command)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_str text = hm_arena_printf(&arena, "FROM a\nRUN one\nRUN %s\n", command);

    hm_source_init(&source, &arena, HM_S("Dockerfile"), text);
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    return hm_scripts_unread_line(&file);
}

Test(scripts, says_where_a_text_cannot_be_read)
{
    cr_assert_eq(unread_line_of("pwsh -EncodedCommand $X"), 3);
    cr_assert_eq(unread_line_of("[\"pwsh\", \"-e\", \"?\"]"), 3);
    cr_assert_eq(unread_line_of("pwsh -EncodedCommand QQA="), 0);
}

/* A word and the bytes that it has in a whole Dockerfile. */
static const struct {
    const char *text;
    const char *word;
    const char *bytes;
} places[] = {
    { "RUN cu\\\nrl -f x", "curl", "cu\\\nrl" },
    { "RUN a \\\n# note\n\n  b\\\n  c d", "b", "b" },
    { "RUN a \\\n  # note\\\n  'b c' \\\n  d", "b c", "'b c'" },
    { "RUN sh -c 'a \\\n  b \\\n  cd'", "cd", "cd" },
    { "RUN sh -c 'a \\\n  \"b \\\n  c\"'", "b   c", "\"b \\\n  c\"" },
    { "RUN <<-E\n\t\ta \\\n\t\tb\n\tc 'd e'\n\tE", "d e", "'d e'" },
    { "RUN <<-E bash\n\ta \"é\" b\n\tE", "b", "b" },
    { "RUN a \\\r\n  b 'c \\\r\n  d' e", "e", "e" },
    { "RUN a é 'ü ö' b", "ü ö", "'ü ö'" },
    { "RUN a é\\\nü b", "éü", "é\\\nü" },
    { "ONBUILD RUN a \\\n  sh -c \"b 'c d'\"", "b 'c d'", "\"b 'c d'\"" },
    { "RUN [\"sh\", \"-c\", \"a \\\"b c\\\" d\"]", "d", "d" },
    { "ONBUILD RUN [\"sh\", \\\n \"-c\", \"a b\"]", "b", "b" },
    { "HEALTHCHECK --interval=5s \\\n CMD a \\\n b", "b", "b" },
    { "RUN sudo env X=1 \\\n  ba\\\nsh -c \"a && bc\"", "bc", "bc" },
    { "RUN pwsh -e YQAgAGIAYwA=", "bc", "GIAY" },
    { "RUN a \\\n  && <<E c\nd\nE", "c", "c" },
};

Test(scripts, words_lie_where_they_are_written)
{
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        struct hm_source source;
        struct hm_dockerfile file;
        struct hm_str got = { 0 };
        hm_buf_printf(&text, "FROM a\n%s\n", places[i].text);
        hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_buf_str(&text));
        hm_dockerfile_parse(&arena, &source, NULL, &file);
        for (uint32_t k = 0; file.n_scripts > 0 && k < file.scripts[0].n_commands; k++) {
            const struct hm_command *cmd = &file.scripts[0].commands[k];
            for (uint32_t a = 0; a < cmd->n_args; a++) {
                if (hm_str_eq(cmd->args[a].text, places[i].word)) {
                    got = hm_source_text(&source, cmd->args[a].span);
                }
            }
        }
        cr_expect(hm_str_eq(got, places[i].bytes), "%s: %s lies at <%.*s>", places[i].text,
                  places[i].word, HM_FMT(got));
    }
}

Test(scripts, words_of_windows_lie_where_they_are_written)
{
    static const char text[] = "# escape=`\nFROM mcr.microsoft.com/windows/servercore\n"
                               "SHELL [\"powershell\", \"-Command\"]\n"
                               "RUN A `\n  # note\n  'b c'; `\r\n  if (D) { E \"f`\"$(G hi)\" }\n";
    static const char *const words[] = { "A", "'b c'", "D", "E", "G", "hi", "\"f`\"$(G hi)\"" };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    cr_assert_eq(file.n_scripts, 1);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        bool is_there = false;
        for (uint32_t k = 0; k < file.scripts[0].n_commands; k++) {
            const struct hm_command *cmd = &file.scripts[0].commands[k];
            for (uint32_t a = 0; a < cmd->n_args; a++) {
                is_there =
                    is_there || hm_str_eq(hm_source_text(&source, cmd->args[a].span), words[i]);
            }
        }
        cr_expect(is_there, "%s", words[i]);
    }
}
