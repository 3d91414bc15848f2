/* SPDX-License-Identifier: Apache-2.0 */
/* SOURCE_DATE_EPOCH: what BuildKit says to its value, and what stages see of it. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "tests/rows.h"

struct epoch {
    const char *text;
    const char *problem; /* NULL: taken */
    uint32_t line;       /* 0: BuildKit names none */
};

#define ASK "ARG SOURCE_DATE_EPOCH=S\n"
#define SCRATCH ASK "FROM scratch AS s\n"
#define LAST "FROM alpine\n"
#define STAGE "SOURCE_DATE_EPOCH stage "

static const struct epoch epochs[] = {
    { ASK LAST, "invalid SOURCE_DATE_EPOCH: S", 0 },
    { SCRATCH "ADD https://example.com/x.tar /\n" LAST, NULL, 0 },
    { SCRATCH "ADD https://example.com/x.git#v1 /\n" LAST, NULL, 0 },
    { SCRATCH "ARG U=example.com V\nARG W=https://$U\nADD $W/x /\n" LAST, NULL, 0 },
    { SCRATCH "ARG OPEN\nADD $OPEN /\n" LAST, NULL, 0 },
    { "ARG B=scratch\n" ASK "FROM $B AS s\nADD https://example.com/x /\n" LAST, NULL, 0 },
    { ASK "FROM alpine AS s\n" LAST, STAGE "must use FROM scratch", 2 },
    { SCRATCH LAST, STAGE "must contain exactly one remote ADD", 2 },
    { SCRATCH "ADD https://example.com/a /\nADD https://example.com/b /\n" LAST,
      STAGE "must contain exactly one remote ADD", 2 },
    { SCRATCH "ADD https://example.com/a https://example.com/b /\n" LAST,
      STAGE "must contain exactly one remote ADD source", 2 },
    { SCRATCH "ADD <<E /x\nE\n" LAST, STAGE "must contain exactly one remote ADD source", 2 },
    { SCRATCH "ADD x /\n" LAST, STAGE "source must be a single HTTP(S) or Git ADD", 2 },
    { SCRATCH "ADD https://example.com/x.git?what=1 /\n" LAST, NULL, 0 },
    { SCRATCH "ADD git://example.com/x.git?what=1 /\n" LAST, "unexpected query \"what\"", 2 },
    { SCRATCH "ADD --checksum=sha256:12 https://example.com/x /\n" LAST,
      "invalid checksum digest length", 2 },
    { SCRATCH "ADD --checksum=12 https://example.com/x.git /\n" LAST, NULL, 0 },
    { SCRATCH "Copy x /\n" LAST,
      STAGE "does not meet source-only requirements: unsupported Copy instruction", 2 },
    { "ARG SOURCE_DATE_EPOCH=context\n" LAST, NULL, 0 },
};

ROWS_OF(epoch, is_refused_as_buildkit_does, epochs)

ParameterizedTest(const size_t *i, epoch, is_refused_as_buildkit_does)
{
    const struct epoch *want = &epochs[*i];
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;
    const struct hm_problem *found = NULL;

    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(want->text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    for (uint32_t k = 0; k < file.n_problems && found == NULL; k++) {
        found = file.problems[k].phase == HM_PHASE_GLOBALS ? &file.problems[k] : NULL;
    }
    if (want->problem == NULL) {
        cr_assert_null(found, "%s", want->text);
        return;
    }
    cr_assert_not_null(found, "%s", want->text);
    cr_assert(hm_str_eq(found->text, want->problem), "%s: %.*s", want->text, HM_FMT(found->text));
    cr_assert_eq(found->is_unplaced ? 0 : found->line, want->line, "%s: line %u", want->text,
                 found->line);
}

/* The value that a stage's ARG of this name has; "-" when it has none. */
static struct hm_str
seen(struct hm_arena *arena, const char *text, const char *given)
{
    const struct hm_build_arg arg = { .name = HM_S("SOURCE_DATE_EPOCH"),
                                      .value = hm_str_c(given != NULL ? given : "") };
    const struct hm_build build = { .args = &arg,
                                    .n_args = given != NULL ? 1 : 0,
                                    .has_all_args = true };
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct hm_dockerfile file;

    hm_source_init(source, arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(arena, source, &build, &file);
    const struct hm_stage *last = &file.stages[file.n_stages - 1];
    return last->n_variables == 1 && last->variables[0].has_value ? last->variables[0].value.value
                                                                  : HM_S("-");
}

#define DECLARED LAST "ARG SOURCE_DATE_EPOCH\n"

Test(epoch, a_number_is_written_plainly)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    struct hm_str value = seen(&arena, "ARG SOURCE_DATE_EPOCH=+007\n" DECLARED, NULL);
    cr_assert(hm_str_eq(value, "7"), "%.*s", HM_FMT(value));
}

Test(epoch, a_given_number_is_written_plainly)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    struct hm_str value = seen(&arena, DECLARED, "010");
    cr_assert(hm_str_eq(value, "10"), "%.*s", HM_FMT(value));
}

Test(epoch, the_name_of_a_stage_is_not_passed_on)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    struct hm_str value = seen(&arena, SCRATCH "ADD https://example.com/x /\n" DECLARED, NULL);
    cr_assert(hm_str_eq(value, "-"), "%.*s", HM_FMT(value));
}

Test(epoch, an_empty_given_value_leaves_the_default)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    struct hm_str value = seen(&arena, LAST "ARG SOURCE_DATE_EPOCH=5\n", "");
    cr_assert(hm_str_eq(value, "5"), "%.*s", HM_FMT(value));
}
