/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules the engine calls, for what, and in which order; on facts made by hand. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/model/pipeline.h"
#include "plugin/rules/engine.h"

static void
say(const struct hm_visit *at, struct hm_sink *out)
{
    const char *what = at->cmd != NULL ? "command" : at->inst != NULL ? "instruction" : "end";
    struct hm_span span = at->cmd != NULL    ? at->cmd->span
                          : at->inst != NULL ? at->inst->span
                                             : (struct hm_span){ 0 };

    hm_find(out, span, "%s%s in %d.", what, at->onbuild != NULL ? " of a trigger" : "",
            at->stage == NULL ? -1 : (int)at->stage->index);
}

static void
hesitate(const struct hm_visit *at, struct hm_sink *out)
{
    hm_cannot_tell(out, at->inst->span, "It depends.");
    hm_cannot_tell(out, at->inst->span, "It depends.");
}

/* FROM, RUN with two commands, ONBUILD RUN: offsets are those of the text. */
static const char text[] = "FROM a:1 AS x\nRUN  foo; bar\nONBUILD RUN foo\n";
static const struct hm_command commands[2] = {
    { .name = HM_STR("foo"), .span = { 19, 3 } },
    { .name = HM_STR("bar"), .span = { 24, 3 } },
};
static const struct hm_command triggered = { .name = HM_STR("foo"), .span = { 40, 3 } };
static const struct hm_script scripts[2] = {
    { .commands = commands, .n_commands = 2, .instruction = 1 },
    { .commands = &triggered, .n_commands = 1, .instruction = 2 },
};
static const struct hm_word from_words[] = { { .text = HM_STR("a:1") },
                                             { .text = HM_STR("AS") },
                                             { .text = HM_STR("x") } };
static const struct hm_instruction trigger = {
    .kind = HM_RUN, .keyword = HM_STR("RUN"), .span = { 36, 7 }, .script = 1
};
static const struct hm_instruction instructions[3] = {
    { .kind = HM_FROM,
      .keyword = HM_STR("from"),
      .span = { 0, 13 },
      .words = from_words,
      .n_words = 3,
      .script = HM_NONE },
    { .kind = HM_RUN,
      .keyword = HM_STR("RUN"),
      .logical = HM_STR("RUN  foo; bar"),
      .span = { 14, 13 },
      .index = 1,
      .script = 0 },
    { .kind = HM_ONBUILD,
      .keyword = HM_STR("ONBUILD"),
      .span = { 28, 15 },
      .index = 2,
      .trigger = &trigger,
      .script = HM_NONE },
};
static const struct hm_stage stage = { .name = HM_STR("x"), .end = 3 };

struct world {
    struct hm_arena arena;
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_facts facts;
    struct hm_engine engine;
    const struct hm_rule *rule; /* the engine keeps a pointer to this */
    struct hm_sink sink;
};

static void
run(struct world *w, const struct hm_rule *rule, uint32_t have)
{
    *w = (struct world){ .facts = { .have = have, .dockerfile = &w->file },
                         .rule = rule,
                         .sink = { .arena = &w->arena } };
    hm_source_init(&w->source, &w->arena, HM_S("Dockerfile"), hm_str_c(text));
    w->file = (struct hm_dockerfile){ .source = &w->source,
                                      .instructions = instructions,
                                      .n_instructions = 3,
                                      .stages = &stage,
                                      .n_stages = 1,
                                      .scripts = scripts,
                                      .n_scripts = 2 };
    hm_engine_init(&w->engine, &w->arena, &w->rule, 1);
    hm_engine_run(&w->engine, &w->facts, &w->sink);
}

Test(engine, a_rule_is_called_for_its_keywords_and_triggers)
{
    struct world w;
    const struct hm_rule rule = { .on = HM_ON(RUN), .check = say };

    run(&w, &rule, HM_NEEDS_DOCKERFILE);
    cr_assert_eq(w.sink.findings.n, 2);
    cr_expect(hm_str_eq(w.sink.findings.p[0].message, "instruction in 0."));
    cr_expect(hm_str_eq(w.sink.findings.p[1].message, "instruction of a trigger in 0."));
    hm_arena_done(&w.arena);
}

Test(engine, a_rule_is_called_for_the_names_of_its_commands)
{
    struct world w;
    const struct hm_rule rule = { .commands = HM_IDS("nope", "foo"), .check = say };

    run(&w, &rule, HM_NEEDS_DOCKERFILE);
    cr_assert_eq(w.sink.findings.n, 2);
    cr_expect_eq(w.sink.findings.p[0].off, 19);
    cr_expect(hm_str_eq(w.sink.findings.p[1].message, "command of a trigger in 0."));
    hm_arena_done(&w.arena);
}

Test(engine, a_rule_can_ask_for_all_commands)
{
    struct world w;
    const struct hm_rule rule = { .on = HM_ON_ANY_COMMAND, .check = say };

    run(&w, &rule, HM_NEEDS_DOCKERFILE);
    cr_expect_eq(w.sink.findings.n, 3);
    hm_arena_done(&w.arena);
}

Test(engine, stages_and_files_come_at_their_end)
{
    struct world w;
    const struct hm_rule rule = { .on = HM_ON(STAGE), .check = say };
    const struct hm_rule last = { .on = HM_ON(FILE), .check = say };

    run(&w, &rule, HM_NEEDS_DOCKERFILE);
    cr_assert_eq(w.sink.findings.n, 1);
    cr_expect(hm_str_eq(w.sink.findings.p[0].message, "end in 0."));
    hm_arena_done(&w.arena);
    run(&w, &last, HM_NEEDS_DOCKERFILE);
    cr_assert_eq(w.sink.findings.n, 1);
    cr_expect(hm_str_eq(w.sink.findings.p[0].message, "end in -1."));
    hm_arena_done(&w.arena);
}

Test(engine, a_rule_without_its_facts_is_listed_and_not_called)
{
    struct world w;
    const struct hm_rule rule = { .on = HM_ON(RUN),
                                  .needs = HM_NEEDS_DOCKERFILE | HM_NEEDS_CONTEXT,
                                  .check = say };

    run(&w, &rule, HM_NEEDS_DOCKERFILE);
    cr_expect_eq(w.sink.findings.n, 0);
    cr_assert_eq(w.sink.not_evaluated.n, 1);
    cr_expect_eq(w.sink.not_evaluated.p[0].rule, &rule);
    cr_expect(hm_str_eq(w.sink.not_evaluated.p[0].reason, "The build context was not read."));
    cr_expect(hm_str_eq(w.sink.not_evaluated.p[0].path, "Dockerfile"));
    hm_arena_done(&w.arena);
}

Test(engine, a_rule_that_others_raise_is_not_called)
{
    struct world w;
    const struct hm_rule rule = { .on = HM_ON(RUN), .needs = HM_NEEDS_IMAGE, .raised_by = "x" };

    run(&w, &rule, HM_NEEDS_DOCKERFILE);
    cr_expect_eq(w.sink.not_evaluated.n, 0);
    hm_arena_done(&w.arena);
}

Test(engine, what_cannot_be_told_is_listed_once)
{
    struct world w;
    const struct hm_rule rule = { .on = HM_ON(FROM), .check = hesitate };

    run(&w, &rule, HM_NEEDS_DOCKERFILE);
    cr_assert_eq(w.sink.not_evaluated.n, 1);
    cr_expect_eq(w.sink.not_evaluated.p[0].line, 1);
    cr_expect(hm_str_eq(w.sink.not_evaluated.p[0].reason, "It depends."));
    hm_arena_done(&w.arena);
}

Test(engine, a_source_at_the_address_of_the_last_one_is_another_file)
{
    struct world w;
    const struct hm_rule rule = { .on = HM_ON(FROM), .check = say };

    run(&w, &rule, HM_NEEDS_DOCKERFILE);
    hm_source_init(&w.source, &w.arena, HM_S("other"), hm_str_c(text));
    hm_engine_run(&w.engine, &w.facts, &w.sink);
    cr_assert_eq(w.sink.findings.n, 2);
    cr_expect(hm_str_eq(w.sink.findings.p[0].path, "Dockerfile"));
    cr_expect(hm_str_eq(w.sink.findings.p[1].path, "other"));
    hm_arena_done(&w.arena);
}

/* --- pipelines --- */

static const char flow[] = "jobs: a: foo\nb: bar\n";

static const struct hm_command in_step[2] = {
    { .name = HM_STR("foo"), .span = { 9, 3 } },
    { .name = HM_STR("bar"), .span = { 16, 3 } },
};
static const struct hm_script of_steps[2] = {
    { .commands = in_step, .n_commands = 1, .instruction = HM_NONE },
    { .commands = in_step + 1, .n_commands = 1, .instruction = HM_NONE },
};
static const struct hm_step steps[3] = {
    { .script = &of_steps[0], .span = { 9, 3 } },
    { .script = &of_steps[1], .span = { 16, 3 } },
    { .uses = { .is_set = true }, .span = { 13, 1 } },
};
static const struct hm_job jobs[2] = {
    { .name = HM_STR("a"),
      .span = { 6, 1 },
      .body = { 6, 6 },
      .steps = steps,
      .n_steps = 1,
      .environment = { .is_set = true } },
    { .name = HM_STR("b"), .span = { 13, 1 }, .body = { 13, 6 }, .steps = steps + 1, .n_steps = 2 },
};
static const struct hm_act acts[2] = {
    { .kind = HM_ACT_BUILD, .job = 1, .step = 0, .cmd = &in_step[1], .span = { 16, 3 } },
    { .kind = HM_ACT_PUSH, .job = 1, .step = 1, .span = { 13, 1 } },
};

static void
say_where(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_span span = at->act != NULL    ? at->act->span
                          : at->cmd != NULL  ? at->cmd->span
                          : at->step != NULL ? at->step->span
                          : at->job != NULL  ? at->job->span
                                             : (struct hm_span){ 7, 1 };

    hm_find(out, span, "%s%s%s%s%s.", at->job != NULL ? "job " : "",
            at->step != NULL ? "step " : "", at->act != NULL ? "act " : "",
            at->script != NULL ? "script " : "", at->cmd != NULL ? "command" : "");
}

static void
flow_run(struct hm_arena *arena, const struct hm_rule *rule, const char *const *messages, size_t n)
{
    static const struct hm_pipeline pipeline = {
        .jobs = jobs, .n_jobs = 2, .acts = acts, .n_acts = 2
    };
    struct hm_source source;
    const struct hm_source *const sources[] = { &source };
    const struct hm_manifests manifests = {
        .kind = HM_MANIFEST_PIPELINE, .sources = sources, .n_sources = 1, .pipeline = &pipeline
    };
    const struct hm_facts facts = { .have = HM_NEEDS_PIPELINE, .manifests = &manifests };
    struct hm_sink sink = { .arena = arena };
    struct hm_engine engine;

    hm_source_init(&source, arena, HM_S("ci.yml"), hm_str_c(flow));
    hm_engine_init(&engine, arena, &rule, 1);
    hm_engine_run(&engine, &facts, &sink);
    cr_expect_eq(sink.not_evaluated.n, 0);
    cr_assert_eq(sink.findings.n, n, "%zu findings", sink.findings.n);
    for (size_t i = 0; i < n; i++) {
        const struct hm_finding *f = &sink.findings.p[i];
        cr_expect(hm_str_eq(f->message, messages[i]), "%.*s", HM_FMT(f->message));
        cr_expect(hm_str_eq(f->stage, f->off < 12 ? "a" : "b"), "%.*s", HM_FMT(f->stage));
    }
}

Test(engine, parts_of_a_pipeline)
{
    const struct {
        uint32_t on;
        uint32_t needs;
        const char *const *commands;
        const char *messages[3];
        size_t n;
    } rows[] = {
        { HM_ON(JOB), HM_NEEDS_PIPELINE, NULL, { "job .", "job ." }, 2 },
        { HM_ON(STEP), HM_NEEDS_PIPELINE, NULL, { "job step .", "job step .", "job step ." }, 3 },
        { HM_ON(ACT),
          HM_NEEDS_PIPELINE,
          NULL,
          { "job step act script command.", "job step act ." },
          2 },
        { HM_ON(PIPELINE), HM_NEEDS_PIPELINE, NULL, { "." }, 1 },
        { HM_ON(MANIFEST), HM_NEEDS_PIPELINE, NULL, { "." }, 1 },
        { 0, HM_NEEDS_PIPELINE, HM_IDS("bar"), { "job step script command." }, 1 },
        { HM_ON_ANY_COMMAND,
          HM_NEEDS_PIPELINE,
          NULL,
          { "job step script command.", "job step script command." },
          2 },
        { HM_ON_ANY_COMMAND, HM_NEEDS_DOCKERFILE, NULL, { NULL }, 0 },
        { HM_ON(MANIFEST), HM_NEEDS_COMPOSE, NULL, { NULL }, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct hm_rule rule = { .on = rows[i].on,
                                      .needs = rows[i].needs,
                                      .commands = rows[i].commands,
                                      .check = say_where };
        flow_run(&arena, &rule, rows[i].messages, rows[i].n);
    }
}

Test(engine, of_a_pipeline_that_is_cut_no_rule_about_pipelines_can_tell)
{
    static const struct hm_pipeline pipeline = {
        .jobs = jobs, .n_jobs = 2, .acts = acts, .n_acts = 2, .is_cut = true
    };
    const struct {
        uint32_t on;
        uint32_t needs;
        size_t n;
    } rows[] = {
        { HM_ON(JOB), HM_NEEDS_PIPELINE, 1 },      { HM_ON(ACT), HM_NEEDS_PIPELINE, 1 },
        { HM_ON(PIPELINE), HM_NEEDS_PIPELINE, 1 }, { HM_ON_ANY_COMMAND, HM_NEEDS_PIPELINE, 1 },
        { HM_ON(MANIFEST), HM_NEEDS_PIPELINE, 0 }, { HM_ON(MANIFEST), HM_NEEDS_COMPOSE, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct hm_rule rule = { .on = rows[i].on,
                                      .needs = rows[i].needs,
                                      .check = say_where };
        const struct hm_rule *rules[] = { &rule };
        struct hm_source source;
        const struct hm_source *const sources[] = { &source };
        const struct hm_manifests manifests = {
            .kind = HM_MANIFEST_PIPELINE, .sources = sources, .n_sources = 1, .pipeline = &pipeline
        };
        const struct hm_facts facts = { .have = HM_NEEDS_PIPELINE, .manifests = &manifests };
        struct hm_sink sink = { .arena = &arena };
        struct hm_engine engine;

        hm_source_init(&source, &arena, HM_S("ci.yml"), hm_str_c(flow));
        hm_engine_init(&engine, &arena, rules, 1);
        hm_engine_run(&engine, &facts, &sink);
        cr_expect_eq(sink.not_evaluated.n, rows[i].n, "row %zu: %zu", i, sink.not_evaluated.n);
    }
}
