/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/judgements.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/rules/registry.h"

struct made {
    struct hm_arena arena;
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_judgements judgements;
};

static void
make(struct made *made, const char *text, const struct hm_build *options,
     const struct hm_input_build *builds, uint32_t n)
{
    const struct hm_input_file input = { .builds = builds, .n_builds = n };

    hm_source_init(&made->source, &made->arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(&made->arena, &made->source, options, &made->file);
    hm_judgements_make(&made->arena, options, &input, &made->file, &made->judgements);
}

static struct hm_input_build
use(enum hm_build_by by, const char *target, const struct hm_entry *arg)
{
    return (struct hm_input_build){
        .use = { .by = by,
                 .said_in = HM_S("compose.yaml"),
                 .line = 3,
                 .name = HM_S("web"),
                 .target = hm_str_c(target),
                 .args = { .list = arg, .n = arg == NULL ? 0 : 1 } },
    };
}

#define STAGES "FROM x AS dev\nFROM x AS prod\n"

Test(judgements, nobody_is_one)
{
    struct made made = { 0 };

    make(&made, STAGES, &(struct hm_build){ 0 }, NULL, 0);
    cr_assert_eq(made.judgements.n, 1);
    cr_expect_eq(made.judgements.list[0].uses.n, 0);
    hm_arena_done(&made.arena);
}

Test(judgements, builds_of_the_same_are_one)
{
    struct made made = { 0 };
    const struct hm_input_build builds[] = {
        use(HM_BUILD_BY_COMPOSE, "", NULL),
        use(HM_BUILD_BY_BAKE, "prod", NULL),
        use(HM_BUILD_BY_BAKE, "PROD", NULL),
    };

    make(&made, STAGES, &(struct hm_build){ 0 }, builds, 3);
    cr_assert_eq(made.judgements.n, 1);
    cr_expect_eq(made.judgements.list[0].uses.n, 3);
    cr_expect(made.judgements.list[0].is_of_last_stage);
    hm_arena_done(&made.arena);
}

Test(judgements, arguments_that_the_file_does_not_ask_for_make_no_difference)
{
    struct made made = { 0 };
    const struct hm_entry asked = { .name = HM_S("A"), .value = { .text = HM_S("1") } };
    const struct hm_entry other = { .name = HM_S("B"), .value = { .text = HM_S("1") } };
    const struct hm_input_build builds[] = {
        use(HM_BUILD_BY_BAKE, "", NULL),
        use(HM_BUILD_BY_BAKE, "", &other),
        use(HM_BUILD_BY_BAKE, "", &asked),
    };

    make(&made, "ARG A\nFROM x:$A\n", &(struct hm_build){ 0 }, builds, 3);
    cr_assert_eq(made.judgements.n, 2);
    cr_expect_eq(made.judgements.list[0].uses.n, 2);
    cr_expect_eq(made.judgements.list[1].build.n_args, 1);
    hm_arena_done(&made.arena);
}

Test(judgements, compose_alone_does_not_hide_the_last_stage)
{
    struct made made = { 0 };
    const struct hm_input_build builds[] = { use(HM_BUILD_BY_COMPOSE, "dev", NULL) };

    make(&made, STAGES, &(struct hm_build){ 0 }, builds, 1);
    cr_assert_eq(made.judgements.n, 2);
    cr_expect_eq(made.judgements.list[1].uses.n, 0);
    hm_arena_done(&made.arena);
}

Test(judgements, a_last_stage_for_development_is_not_judged_when_nobody_builds_it)
{
    struct made made = { 0 };
    const struct hm_input_build builds[] = { use(HM_BUILD_BY_COMPOSE, "builder", NULL) };

    make(&made, "FROM x AS builder\nFROM builder AS dev-envs\n", &(struct hm_build){ 0 }, builds,
         1);
    cr_expect_eq(made.judgements.n, 1);
    hm_arena_done(&made.arena);
}

Test(judgements, what_bake_releases_decides)
{
    struct made made = { 0 };
    const struct hm_input_build builds[] = { use(HM_BUILD_BY_BAKE, "dev", NULL) };

    make(&made, STAGES, &(struct hm_build){ 0 }, builds, 1);
    cr_assert_eq(made.judgements.n, 1);
    cr_expect_not(made.judgements.list[0].is_of_last_stage);
    hm_arena_done(&made.arena);
}

Test(judgements, options_go_over_all)
{
    struct made made = { 0 };
    struct hm_build_arg arg = { HM_S("A"), HM_S("2") };
    const struct hm_entry given = { .name = HM_S("A"), .value = { .text = HM_S("1") } };
    const struct hm_input_build builds[] = {
        use(HM_BUILD_BY_COMPOSE, "dev", &given),
        use(HM_BUILD_BY_BAKE, "", NULL),
    };
    struct hm_str value = { 0 };

    make(&made, "ARG A\n" STAGES,
         &(struct hm_build){ .target = HM_S("prod"), .args = &arg, .n_args = 1 }, builds, 2);
    cr_assert_gt(made.judgements.n, 0);
    for (uint32_t i = 0; i < made.judgements.n; i++) {
        const struct hm_build *build = &made.judgements.list[i].build;
        cr_expect(hm_str_eq(build->target, "prod"));
        value = build->args[build->n_args - 1].value;
        cr_expect(hm_str_eq(value, "2"));
    }
    hm_arena_done(&made.arena);
}

Test(judgements, there_is_a_limit)
{
    struct made made = { 0 };
    struct hm_entry args[HM_JUDGEMENTS_LIMIT + 2];
    struct hm_input_build builds[HM_JUDGEMENTS_LIMIT + 2];

    for (uint32_t i = 0; i < HM_JUDGEMENTS_LIMIT + 2; i++) {
        args[i] = (struct hm_entry){ .name = HM_S("A"),
                                     .value = { .text = hm_arena_printf(&made.arena, "%u", i) } };
        builds[i] = use(HM_BUILD_BY_BAKE, "", &args[i]);
    }
    make(&made, "ARG A\nFROM x:$A\n", &(struct hm_build){ 0 }, builds, HM_JUDGEMENTS_LIMIT + 2);
    cr_expect_eq(made.judgements.n, HM_JUDGEMENTS_LIMIT);
    cr_expect_eq(made.judgements.n_left_out, 2);
    hm_arena_done(&made.arena);
}

/* --- what they show --- */

static const struct hm_rule any = { .id = "HM1", .severity = HM_SEV_LOW };
static const struct hm_rule absent = { .id = "HM2",
                                       .severity = HM_SEV_LOW,
                                       .is_of_all_builds = true };

static void
find(struct hm_sink *sink, const struct hm_rule *rule, uint32_t line, enum hm_severity severity)
{
    struct hm_finding *finding = hm_vec_push(sink->arena, &sink->findings);

    finding->rule = rule;
    finding->severity = severity;
    finding->place = (struct hm_place){ .line = line, .column = 1 };
}

Test(judgements, findings_of_several_builds_are_joined)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_sink sink = { .arena = &arena };
    struct hm_str image = HM_S("acme/web:1");
    const struct hm_build_use compose = { .by = HM_BUILD_BY_COMPOSE,
                                          .said_in = HM_S("compose.yaml"),
                                          .line = 4,
                                          .name = HM_S("web"),
                                          .images = &image,
                                          .n_images = 1 };
    struct hm_judgements judgements = { .n = 2 };
    struct hm_shown shown;

    hm_vec_add(&arena, &judgements.list[1].uses, &compose);
    find(&sink, &any, 9, HM_SEV_LOW);
    hm_shown_init(&shown, &arena, &sink);
    find(&sink, &any, 1, HM_SEV_LOW);
    find(&sink, &absent, 1, HM_SEV_LOW);
    hm_shown_add(&shown, 0);
    find(&sink, &any, 1, HM_SEV_HIGH);
    find(&sink, &any, 2, HM_SEV_LOW);
    hm_shown_add(&shown, 1);
    hm_shown_finish(&shown, &judgements);

    cr_assert_eq(sink.findings.n, 3);
    cr_expect_eq(sink.findings.p[0].place.line, 9, "another file's stays");
    cr_expect_eq(sink.findings.p[1].severity, HM_SEV_HIGH);
    cr_expect_eq(sink.findings.p[1].related.n, 0, "all builds show it");
    cr_expect_eq(sink.findings.p[1].images.n, 1);
    cr_assert_eq(sink.findings.p[2].related.n, 1);
    cr_expect(
        hm_str_eq(sink.findings.p[2].related.p[0].message, "The build of service web shows this."));
    cr_expect_eq(sink.findings.p[2].related.p[0].place.line, 4);
}

Test(judgements, what_could_not_be_decided_is_kept_once)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_sink sink = { .arena = &arena };
    struct hm_judgements judgements = { .n = 2 };
    struct hm_shown shown;

    hm_shown_init(&shown, &arena, &sink);
    for (uint32_t i = 0; i < 2; i++) {
        hm_vec_add(&arena, &sink.not_evaluated,
                   ((struct hm_not_evaluated){ .rule = &any, .line = 3 }));
        hm_vec_add(&arena, &sink.not_evaluated,
                   ((struct hm_not_evaluated){ .rule = &any, .line = 4 + i }));
        hm_shown_add(&shown, i);
    }
    hm_shown_finish(&shown, &judgements);
    cr_expect_eq(sink.not_evaluated.n, 3);
}
