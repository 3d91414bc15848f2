/* SPDX-License-Identifier: Apache-2.0 */
/* How hm_find makes a finding of what a rule says. */
#include <criterion/criterion.h>

#include "plugin/model/report.h"
#include "tests/rows.h"

static const struct hm_rule rule = { .id = "HM0001", .severity = HM_SEV_LOW };

struct subject_case {
    enum hm_keyword kind;
    const char *keyword;
    const char *logical;
    const char *image; /**< FROM's */
    const char *want;
};

static const struct subject_case subjects[] = {
    { HM_RUN, "run", "run  apt-get \t install   x", NULL, "RUN apt-get install x" },
    { HM_USER, "USER", "USER root", NULL, "USER root" },
    { HM_FROM, "From", NULL, "alpine:3.20", "FROM alpine" },
    { HM_FROM, "FROM", NULL, "reg:5000/a/b:1@sha256:00", "FROM reg:5000/a/b" },
    { HM_FROM, "FROM", NULL, "reg:5000/a/b", "FROM reg:5000/a/b" },
    { HM_FROM, "FROM", NULL, "a@sha256:00", "FROM a" },
    { HM_FROM, "FROM", NULL, "${IMG:-alpine}:${TAG:-1}", "FROM ${IMG:-alpine}" },
    { HM_KEYWORD_UNKNOWN, "frob", "frob it", NULL, "FROB it" },
    { HM_ENV, "ENV", "ENV A_PASSWORD \t  f9TzLm4wKq7", NULL, "ENV A_PASSWORD ****" },
};

struct sink_world {
    struct hm_arena arena;
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_visit visit;
    struct hm_sink sink;
};

static void
start(struct sink_world *w, const char *text)
{
    *w = (struct sink_world){ .sink = { .arena = &w->arena, .rule = &rule, .source = &w->source } };
    hm_source_init(&w->source, &w->arena, HM_S("a/Dockerfile"), hm_str_c(text));
    w->file.source = &w->source;
    w->visit.file = &w->file;
    w->sink.visit = &w->visit;
}

ROWS_OF(finding, subject, subjects)

ParameterizedTest(size_t *index, finding, subject)
{
    const struct subject_case *c = &subjects[*index];
    struct hm_word word = { .text = hm_str_c(c->image) };
    struct hm_instruction inst = {
        .kind = c->kind,
        .keyword = hm_str_c(c->keyword),
        .logical = hm_str_c(c->logical),
        .words = &word,
        .n_words = c->image != NULL,
    };
    struct sink_world w;

    start(&w, "X\n");
    w.visit.inst = &inst;
    hm_find(&w.sink, (struct hm_span){ 0, 1 }, "No.");
    cr_expect(hm_str_eq(w.sink.findings.p[0].subject, c->want), "%.*s",
              HM_FMT(w.sink.findings.p[0].subject));
    hm_arena_done(&w.arena);
}

Test(finding, place_line_path_and_message_are_kept)
{
    struct sink_world w;
    char text[] = "FROM a\nUSER root\n";

    start(&w, text);
    hm_find(&w.sink, (struct hm_span){ 12, 4 }, "It is %s.", "root");
    memset(text, 'x', sizeof text - 1);
    const struct hm_finding *f = &w.sink.findings.p[0];
    cr_expect(hm_str_eq(f->path, "a/Dockerfile"));
    cr_expect(hm_str_eq(f->message, "It is root."));
    cr_expect(hm_str_eq(f->line_text, "USER root"));
    cr_expect_eq(f->place.line, 2);
    cr_expect_eq(f->place.column, 6);
    cr_expect_eq(f->place.end_column, 10);
    cr_expect_eq(f->off, 12);
    cr_expect_eq(f->severity, HM_SEV_LOW);
    hm_arena_done(&w.arena);
}

Test(finding, a_rule_speaks_once_for_each_span)
{
    struct sink_world w;
    const struct hm_rule other = { .id = "HM0002" };

    start(&w, "FROM a\n");
    for (uint32_t i = 0; i < 200; i++) {
        hm_find(&w.sink, (struct hm_span){ i % 100, 1 }, "No.");
    }
    w.sink.rule = &other;
    hm_find(&w.sink, (struct hm_span){ 0, 1 }, "No.");
    cr_expect_eq(w.sink.findings.n, 101);
    hm_arena_done(&w.arena);
}

Test(finding, names_other_places_that_it_is_about)
{
    struct sink_world w;
    struct hm_source other;

    start(&w, "FROM a\n");
    hm_source_init(&other, &w.arena, HM_S("b"), HM_S("x\n!y\n"));
    hm_find_related(&w.sink, HM_S("b"), &other, (struct hm_span){ 2, 2 }, "Nothing was found yet.");
    hm_find(&w.sink, (struct hm_span){ 0, 1 }, "No.");
    hm_find_related(&w.sink, HM_S("b"), &other, (struct hm_span){ 2, 2 }, "This lets it in.");
    hm_find_related(&w.sink, HM_S("c"), NULL, (struct hm_span){ 0 }, "This is it.");
    hm_find(&w.sink, (struct hm_span){ 0, 1 }, "No, again.");
    hm_find_related(&w.sink, HM_S("d"), NULL, (struct hm_span){ 0 }, "That was left out.");
    cr_assert_eq(w.sink.findings.n, 1);
    cr_assert_eq(w.sink.findings.p[0].related.n, 2);
    const struct hm_related *related = w.sink.findings.p[0].related.p;
    cr_expect(hm_str_eq(related[0].path, "b") && related[0].place.line == 2);
    cr_expect(hm_str_eq(related[0].message, "This lets it in."));
    cr_expect(hm_str_eq(related[1].path, "c") && related[1].place.line == 0);
    hm_arena_done(&w.arena);
}

Test(finding, another_source_has_spans_of_its_own)
{
    struct sink_world w;
    struct hm_source other;

    start(&w, "FROM a\n");
    hm_source_init(&other, &w.arena, HM_S("b"), HM_S("FROM b\n"));
    hm_find(&w.sink, (struct hm_span){ 0, 1 }, "No.");
    w.sink.source = &other;
    hm_find(&w.sink, (struct hm_span){ 0, 1 }, "No.");
    cr_assert_eq(w.sink.findings.n, 2);
    cr_expect(hm_str_eq(w.sink.findings.p[1].path, "b"));
    hm_arena_done(&w.arena);
}

Test(finding, the_place_of_a_secret_leaves_no_bytes_of_it)
{
    struct sink_world w;
    struct hm_instruction inst = { .kind = HM_ENV,
                                   .keyword = HM_STR("env"),
                                   .logical = HM_STR("env A=hunter2") };

    start(&w, "env A=hunter2\n");
    w.visit.inst = &inst;
    hm_find_secret(&w.sink, HM_SEV_CRITICAL, (struct hm_span){ 6, 7 }, "A secret.");
    cr_expect(hm_str_eq(w.sink.findings.p[0].subject, "ENV"));
    cr_expect_not(hm_str_has(w.sink.findings.p[0].line_text, "hunter2"));
    cr_expect_eq(w.sink.findings.p[0].severity, HM_SEV_CRITICAL);
    hm_arena_done(&w.arena);
}

static const char in_json[] = "{\"a\": \"FROM a\\nENV A=hunter2\"}\n";
static const char in_yaml[] = "a: |\n    ENV A=${B} C=hunter2\n";

static const struct within_case {
    const char *file;
    const char *text;
    const char *word; /* what is found in the text */
    bool is_seated;   /* with the place of the whole value */
    bool is_secret;
    const char *want;
} within[] = {
    { in_json, "FROM a\nENV A=hunter2", "FROM", true, false,
      "{\"a\": \"FROM a\\nENV A=hunter2\"}" },
    { in_json, "FROM a\nENV A=hunter2", "hunter2", true, true, "{\"a\": ****" },
    { in_yaml, "\nENV A=${B} C=hunter2", "ENV", false, false, "    ENV A=${B} C=hunter2" },
    { in_yaml, "\nENV A=${B} C=hunter2", "hunter2", false, true, "    ENV A=${B} C=****" },
    { in_yaml, "\nENV A=123456789 C=hunter2", "hunter2", false, true, "    ENV A=****" },
};

ROWS_OF(finding, excerpts_are_of_the_file, within)

ParameterizedTest(size_t *index, finding, excerpts_are_of_the_file)
{
    const struct within_case *c = &within[*index];
    struct hm_place seat = { .line = 1, .column = 7, .end_line = 1, .end_column = 31 };
    struct sink_world w;
    struct hm_source file;

    start(&w, c->text);
    hm_source_init(&file, &w.arena, HM_S("a.json"), hm_str_c(c->file));
    w.source.within = &file;
    w.source.seat = c->is_seated ? &seat : NULL;
    w.source.indent = c->is_seated ? 0 : 4;
    struct hm_span span = { (uint32_t)(strstr(c->text, c->word) - c->text),
                            (uint32_t)strlen(c->word) };
    if (c->is_secret) {
        hm_find_secret(&w.sink, HM_SEV_CRITICAL, span, "A secret.");
    } else {
        hm_find(&w.sink, span, "No.");
    }
    cr_expect(hm_str_eq(w.sink.findings.p[0].line_text, c->want), "%.*s",
              HM_FMT(w.sink.findings.p[0].line_text));
    hm_arena_done(&w.arena);
}

Test(finding, a_long_subject_is_bounded_and_still_tells_apart)
{
    static char a[5000], b[5000];
    struct hm_instruction insts[2] = { { .kind = HM_RUN, .keyword = HM_STR("RUN") },
                                       { .kind = HM_RUN, .keyword = HM_STR("RUN") } };
    struct sink_world w;

    memset(a, 'a', sizeof a);
    memset(b, 'a', sizeof b);
    b[4999] = 'b';
    insts[0].logical = hm_str_make(a, sizeof a);
    insts[1].logical = hm_str_make(b, sizeof b);
    start(&w, "RUN\n");
    for (uint32_t i = 0; i < 2; i++) {
        w.visit.inst = &insts[i];
        hm_find(&w.sink, (struct hm_span){ i, 1 }, "No.");
    }
    cr_expect_leq(w.sink.findings.p[0].subject.n, 1100);
    cr_expect_not(hm_str_is(w.sink.findings.p[0].subject, w.sink.findings.p[1].subject));
    hm_arena_done(&w.arena);
}

Test(finding, a_rule_speaks_so_often_in_a_file_and_says_when_it_stops)
{
    struct sink_world w;
    static char text[HM_FINDINGS_PER_RULE + 100];

    memset(text, 'x', sizeof text - 1);
    start(&w, text);
    for (uint32_t i = 0; i < HM_FINDINGS_PER_RULE + 50; i++) {
        hm_find(&w.sink, (struct hm_span){ i, 1 }, "No.");
    }
    cr_expect_eq(w.sink.findings.n, HM_FINDINGS_PER_RULE);
    cr_assert_eq(w.sink.not_evaluated.n, 1);
    cr_expect(hm_str_has(w.sink.not_evaluated.p[0].reason, "more than 500"));
    hm_arena_done(&w.arena);
}

Test(finding, a_long_message_is_cut_at_a_character)
{
    struct sink_world w;
    static char word[3000];

    for (size_t i = 0; i + 2 < sizeof word; i += 2) {
        memcpy(word + i, "\xc3\xa4", 2);
    }
    start(&w, "X\n");
    hm_find(&w.sink, (struct hm_span){ 0, 1 }, "x%s.", word);
    cr_expect_leq(w.sink.findings.p[0].message.n, 1010);
    cr_expect(hm_str_ends(w.sink.findings.p[0].message, "\xc3\xa4\xe2\x80\xa6."));
    hm_arena_done(&w.arena);
}

Test(finding, tokens_are_masked_wherever_they_would_be_quoted)
{
    struct sink_world w;
    struct hm_instruction inst = {
        .kind = HM_RUN,
        .keyword = HM_STR("RUN"),
        .logical = HM_STR("RUN x ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX"),
    };

    start(&w, "RUN x ghp_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX\n");
    w.visit.inst = &inst;
    hm_find(&w.sink, (struct hm_span){ 0, 3 }, "It says %.*s.", HM_FMT(inst.logical));
    const struct hm_finding *f = &w.sink.findings.p[0];
    cr_expect_not(hm_str_has(f->message, "0aB1cD2e"));
    cr_expect_not(hm_str_has(f->line_text, "0aB1cD2e"));
    cr_expect_not(hm_str_has(f->subject, "0aB1cD2e"));
    hm_arena_done(&w.arena);
}
