/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/facts.h"

#include <criterion/criterion.h>

static struct hm_stage
stage_of(const char *user)
{
    return (struct hm_stage){ .user_origin = HM_USER_SET, .user.word.value = hm_str_c(user) };
}

static const struct {
    const char *user;
    const char *name;
    enum hm_trit is_root;
} USERS[] = {
    { "app", "app", HM_NO },    { "app:root", "app", HM_NO },
    { "root", "root", HM_YES }, { "root:app", "root", HM_YES },
    { "0", "0", HM_YES },       { "000", "000", HM_YES },
    { "1000", "1000", HM_NO },  { ":app", "", HM_YES },
    { "", "", HM_YES },         { "Root", "Root", HM_NO },
    { "-0", "-0", HM_NO },      { "ContainerAdministrator", "ContainerAdministrator", HM_NO },
};

Test(facts, a_user_is_root_by_name_or_number)
{
    for (size_t i = 0; i < sizeof USERS / sizeof *USERS; i++) {
        struct hm_stage stage = stage_of(USERS[i].user);
        cr_expect(hm_str_eq(hm_stage_user(&stage), USERS[i].name), "%s", USERS[i].user);
        cr_expect_eq(hm_stage_runs_as_root(&stage), USERS[i].is_root, "%s", USERS[i].user);
    }
}

Test(facts, windows_has_an_administrator)
{
    struct hm_stage stage = stage_of("containerADMINISTRATOR");

    stage.is_windows = true;
    cr_expect_eq(hm_stage_runs_as_root(&stage), HM_YES);
    stage = stage_of("ContainerUser");
    stage.is_windows = true;
    cr_expect_eq(hm_stage_runs_as_root(&stage), HM_NO);
}

Test(facts, what_nobody_knows_is_no_verdict)
{
    struct hm_stage stage = { .user_origin = HM_USER_UNKNOWN };

    cr_expect_eq(hm_stage_runs_as_root(&stage), HM_UNKNOWN);
    cr_expect_eq(hm_stage_user(&stage).n, 0);
}

Test(facts, without_a_user_it_is_the_bases_or_root)
{
    static const struct hm_base base = { .user = "nonroot" };
    struct hm_stage stage = { .user_origin = HM_USER_OF_BASE, .known_base = &base };

    cr_expect(hm_str_eq(hm_stage_user(&stage), "nonroot"));
    cr_expect_eq(hm_stage_runs_as_root(&stage), HM_NO);
    stage.user_origin = HM_USER_DEFAULT;
    cr_expect(hm_str_eq(hm_stage_user(&stage), "root"));
    cr_expect_eq(hm_stage_runs_as_root(&stage), HM_YES);
}

/* ARG a=0 | FROM x; ENV a=1; ARG b; ENV a=2; RUN | FROM the first; ENV b=3; RUN */
static const struct hm_instruction INSTRUCTIONS[] = {
    { .index = 0, .kind = HM_ARG, .stage = HM_NONE }, { .index = 1, .kind = HM_FROM, .stage = 0 },
    { .index = 2, .kind = HM_ENV, .stage = 0 },       { .index = 3, .kind = HM_ARG, .stage = 0 },
    { .index = 4, .kind = HM_ENV, .stage = 0 },       { .index = 5, .kind = HM_RUN, .stage = 0 },
    { .index = 6, .kind = HM_FROM, .stage = 1 },      { .index = 7, .kind = HM_ENV, .stage = 1 },
    { .index = 8, .kind = HM_RUN, .stage = 1 },
};
static const struct hm_variable GLOBALS[] = {
    { .name = HM_STR("a"), .set_by = &INSTRUCTIONS[0], .has_value = true, .is_arg = true },
};
static const struct hm_variable FIRST[] = {
    { .name = HM_STR("a"), .set_by = &INSTRUCTIONS[2], .has_value = true },
    { .name = HM_STR("b"), .set_by = &INSTRUCTIONS[3], .is_arg = true },
    { .name = HM_STR("a"), .set_by = &INSTRUCTIONS[4], .has_value = true },
};
static const struct hm_variable SECOND[] = {
    { .name = HM_STR("b"), .set_by = &INSTRUCTIONS[7], .has_value = true },
};
static const struct hm_stage STAGES[] = {
    { .index = 0, .parent = HM_NONE, .variables = FIRST, .n_variables = 3 },
    { .index = 1, .parent = 0, .variables = SECOND, .n_variables = 1 },
};
static const struct hm_dockerfile DOCKERFILE = {
    .instructions = INSTRUCTIONS,
    .n_instructions = 9,
    .stages = STAGES,
    .n_stages = 2,
    .globals = GLOBALS,
    .n_globals = 1,
};

static const struct {
    uint32_t at;
    const char *name;
    const struct hm_variable *variable;
} VARIABLES[] = {
    { 1, "a", &GLOBALS[0] }, { 2, "a", NULL },       { 3, "a", &FIRST[0] }, { 4, "a", &FIRST[0] },
    { 5, "a", &FIRST[2] },   { 5, "b", &FIRST[1] },  { 5, "c", NULL },      { 6, "a", &GLOBALS[0] },
    { 7, "b", &FIRST[1] },   { 8, "b", &SECOND[0] }, { 8, "a", &FIRST[2] },
};

Test(facts, a_variable_is_what_was_set_before)
{
    for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++) {
        cr_expect_eq(hm_stage_variable(&DOCKERFILE, &INSTRUCTIONS[VARIABLES[i].at],
                                       hm_str_c(VARIABLES[i].name)),
                     VARIABLES[i].variable, "%s at %u", VARIABLES[i].name,
                     (unsigned)VARIABLES[i].at);
    }
}

Test(facts, files_of_a_context_are_found_by_their_path)
{
    const struct hm_context_file files[] = { { .path = HM_S("a") },
                                             { .path = HM_S("a/b") },
                                             { .path = HM_S("c") } };
    const struct hm_context context = { .files = files, .n_files = 3 };
    const struct hm_context empty = { 0 };

    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(hm_context_find(&context, files[i].path), &files[i]);
    }
    cr_expect_null(hm_context_find(&context, HM_S("")));
    cr_expect_null(hm_context_find(&context, HM_S("b")));
    cr_expect_null(hm_context_find(&context, HM_S("d")));
    cr_expect_null(hm_context_find(&empty, HM_S("a")));
}
