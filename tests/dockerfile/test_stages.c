/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/stages.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

struct world {
    struct hm_arena arena;
    struct hm_source source;
    struct hm_dockerfile file;
};

static void
parse(struct world *world, const char *text)
{
    hm_source_init(&world->source, &world->arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(&world->arena, &world->source, NULL, &world->file);
}

#define expect_str(got, wanted)                                                                    \
    cr_expect(hm_str_eq((got), (wanted)), "%.*s instead of %s", HM_FMT(got), (wanted))

Test(stages, names_and_numbers_make_the_graph)
{
    struct world w = { 0 };

    parse(&w, "FROM golang:1 AS Build\n"
              "FROM build AS child\nCOPY --from=0 a b\n"
              "FROM alpine AS unused\n"
              "FROM scratch\nCOPY --from=CHILD a b\nCOPY --from=nginx a b\n");
    cr_assert_eq(w.file.n_stages, 4);
    const struct hm_stage *stages = w.file.stages;
    expect_str(stages[0].name, "Build");
    cr_expect_eq(stages[1].parent, 0);
    cr_expect_eq(stages[1].root, 0);
    cr_expect(stages[1].known_base == stages[0].known_base);
    cr_expect(stages[3].is_scratch);
    cr_expect(stages[3].is_target);
    cr_expect(stages[0].is_used && stages[1].is_used && stages[3].is_used);
    cr_expect_not(stages[2].is_used);
    cr_expect_not(stages[1].is_ancestor);
    cr_expect_eq(w.file.instructions[2].from_stage, 0);
    cr_expect_eq(w.file.instructions[5].from_stage, 1);
    cr_expect_eq(w.file.instructions[6].from_stage, HM_NONE);
    hm_arena_done(&w.arena);
}

Test(stages, settings_come_from_parents)
{
    struct world w = { 0 };

    parse(&w, "FROM alpine AS base\nUSER 1:2\nWORKDIR /a\nCMD x\nENV V=1\n"
              "FROM base\nWORKDIR b/../c\nENTRYPOINT [\"y\"]\nENV W=$V\n");
    const struct hm_stage *last = &w.file.stages[1];
    expect_str(hm_stage_user(last), "1");
    cr_expect_eq(last->user_origin, HM_USER_SET);
    expect_str(last->workdir.word.value, "/a/c");
    cr_expect_null(last->cmd.set_by);
    cr_expect_not_null(last->entrypoint.set_by);
    cr_assert_eq(last->n_variables, 1);
    expect_str(last->variables[0].value.value, "1");
    cr_expect(w.file.stages[0].is_ancestor);
    hm_arena_done(&w.arena);
}

struct user_row {
    const char *text;
    enum hm_user_origin origin;
    enum hm_trit is_root;
};

Test(stages, who_a_stage_runs_as)
{
    static const struct user_row ROWS[] = {
        { "FROM some/image\n", HM_USER_DEFAULT, HM_YES },
        { "FROM alpine\n", HM_USER_OF_BASE, HM_YES },
        { "FROM gcr.io/distroless/static:nonroot\n", HM_USER_OF_BASE, HM_NO },
        { "FROM scratch\n", HM_USER_DEFAULT, HM_YES },
        { "FROM a\nUSER 000\n", HM_USER_SET, HM_YES },
        { "FROM a\nUSER :5\n", HM_USER_SET, HM_YES },
        { "FROM a\nUSER \"app\"\n", HM_USER_SET, HM_NO },
        { "FROM a\nARG U\nUSER $U\n", HM_USER_UNKNOWN, HM_UNKNOWN },
        { "FROM a\nARG U\nUSER ${U:-app}\n", HM_USER_SET, HM_NO },
        { "FROM a\nARG G\nUSER app:$G\n", HM_USER_SET, HM_NO },
        { "FROM a\nUSER $NOWHERE\n", HM_USER_UNKNOWN, HM_UNKNOWN },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct world w = { 0 };
        parse(&w, ROWS[i].text);
        cr_expect_eq(w.file.stages[0].user_origin, ROWS[i].origin, "%s", ROWS[i].text);
        cr_expect_eq(hm_stage_runs_as_root(&w.file.stages[0]), ROWS[i].is_root, "%s", ROWS[i].text);
        hm_arena_done(&w.arena);
    }
}

Test(stages, variables_have_scopes)
{
    struct world w = { 0 };

    parse(&w, "ARG G=1\nARG BARE\nFROM a:$G\n"
              "ENV A=$G B=${NONE:-x}\nARG G\nENV C=$G A=2 D=$A\nARG T=$C TARGETARCH\nENV E=$T "
              "F=$TARGETARCH\nENV A=3 D=$A\n");
    cr_assert_eq(w.file.n_stages, 1);
    expect_str(w.file.stages[0].base->value, "a:1");
    const struct hm_variable *v = w.file.stages[0].variables;
    cr_expect_not(v[0].value.is_known, "an ARG of the file counts in no stage");
    cr_expect_not(v[1].value.is_known, "the base may set anything");
    cr_expect(v[2].is_arg && v[2].has_value);
    expect_str(v[2].value.value, "1");
    expect_str(v[3].value.value, "1");
    cr_expect_not(v[5].value.is_known, "one ENV sees what was before it");
    expect_str(v[6].value.value, "1");
    cr_expect(v[7].has_value && !v[7].value.is_known, "a platform's ARG has a value of its own");
    expect_str(v[8].value.value, "1");
    cr_expect_not(v[9].value.is_known);
    expect_str(v[11].value.value, "2");
    cr_expect_not(w.file.globals[1].has_value);
    hm_arena_done(&w.arena);
}

Test(stages, a_name_means_what_was_set_last_before_it)
{
    struct world w = { 0 };

    parse(&w, "ARG A=0\nFROM x AS one\nENV A=1\nRUN a\nENV A=2\nARG A\nFROM one\nRUN b\n");
    const struct hm_instruction *all = w.file.instructions;
    expect_str(hm_stage_variable(&w.file, &all[1], HM_S("A"))->value.value, "0");
    expect_str(hm_stage_variable(&w.file, &all[3], HM_S("A"))->value.value, "1");
    expect_str(hm_stage_variable(&w.file, &all[7], HM_S("A"))->value.value, "0");
    cr_expect_null(hm_stage_variable(&w.file, &all[7], HM_S("B")));
    hm_arena_done(&w.arena);
}

struct problem_row {
    const char *text;
    const char *problem;
};

Test(stages, what_a_build_would_refuse)
{
    static const struct problem_row ROWS[] = {
        { "FROM $NONE\n", "base name ($NONE) should not be blank" },
        { "FROM a\nCOPY --from=3 a b\n", "invalid stage index 3" },
        { "FROM a\nRUN --mount=tpye=cache x\n",
          "unexpected key 'tpye' in 'tpye=cache' (did you mean type?)" },
        { "FROM a\nARG T=foo\nRUN --mount=type=$T x\n", "unsupported mount type \"foo\"" },
        { "FROM a\nRUN --mount=type=cache,mode=9,target=/a x\n", "invalid value 9 for mode" },
        { "FROM a\nRUN --mount=type=tmpfs,size=1x,target=/a y\n", "invalid value for size: 1x" },
        { "FROM a\nRUN --mount=uid=1,target=/a y\n", "uid not allowed for \"bind\" type mounts" },
        { "FROM a\nRUN --mount=type=secret y\n",
          "invalid secret mount. one of source, target required" },
        { "FROM a\nRUN --mount=type=cache,target=/ y\n", "invalid mount target \"/\"" },
        { "FROM a\nWORKDIR /b\nRUN --mount=type=cache,target=../ y\n",
          "invalid mount target \"/\"" },
        { "FROM a\nENV A=${B\n",
          "failed to process \"${B\": unsupported modifier (\xef\xbf\xbd) in substitution" },
        { "FROM scratch\nENV A=${B:?gone}\n", "failed to process \"${B:?gone}\": B: gone" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct world w = { 0 };
        parse(&w, ROWS[i].text);
        cr_assert_eq(w.file.n_problems, 1, "%s", ROWS[i].text);
        expect_str(w.file.problems[0].text, ROWS[i].problem);
        cr_expect(w.file.problems[0].is_build);
        hm_arena_done(&w.arena);
    }
}

Test(stages, what_is_not_built_is_not_fatal)
{
    struct world w = { 0 };

    parse(&w, "FROM a\nRUN --mount=type=foo x\nFROM b\n");
    cr_assert_eq(w.file.n_problems, 1);
    cr_expect_not(w.file.problems[0].is_fatal);
    hm_arena_done(&w.arena);
}

Test(stages, mounts_that_may_be_right_are_taken)
{
    static const char *const TEXTS[] = {
        "FROM a\nRUN --mount=type=$T,target=$X,foo=bar x\n",
        "FROM a\nRUN --mount=type=cache,target=here x\n",
        "FROM a\nRUN --mount=type=secret,id=k,env=K,required,mode=0400 x\n",
        "FROM a\nRUN --mount=type=tmpfs,target=/t,size=1.5GiB x\n",
    };

    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        struct world w = { 0 };
        parse(&w, TEXTS[i]);
        cr_expect_eq(w.file.n_problems, 0, "%s", TEXTS[i]);
        hm_arena_done(&w.arena);
    }
}
