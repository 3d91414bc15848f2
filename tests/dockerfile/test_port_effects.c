/* SPDX-License-Identifier: Apache-2.0 */
/* EXPOSE once its variables are put in. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

/* What the build is refused for; empty for nothing. */
static struct hm_str
refusal_of(struct hm_arena *arena, const char *text)
{
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct hm_dockerfile file;

    hm_source_init(source, arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(arena, source, NULL, &file);
    return file.n_problems > 0 ? file.problems[0].text : HM_S("");
}

Test(port_effects, a_variable_may_hold_several_ports)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    struct hm_str text = refusal_of(&arena, "FROM a\nENV P=\"80 x\"\nEXPOSE $P\n");
    cr_assert(hm_str_eq(text, "invalid containerPort: x"), "%.*s", HM_FMT(text));
}

Test(port_effects, the_first_in_the_order_of_letters_is_named)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    struct hm_str text = refusal_of(&arena, "FROM a\nEXPOSE z y\n");
    cr_assert(hm_str_eq(text, "invalid containerPort: y"), "%.*s", HM_FMT(text));
}

Test(port_effects, what_is_not_known_is_not_judged)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_assert_eq(refusal_of(&arena, "FROM a\nARG P\nEXPOSE z $P\n").n, 0);
}
