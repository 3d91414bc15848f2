/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules the engine calls, for what, and in which order; on facts made by hand. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
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
