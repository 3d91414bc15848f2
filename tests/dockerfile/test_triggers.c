/* SPDX-License-Identifier: Apache-2.0 */
/* ONBUILD runs in the stages that are FROM the one it stands in. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"

static void
parse(struct hm_arena *arena, struct hm_source *source, const char *text,
      struct hm_dockerfile *ret_file)
{
    hm_source_init(source, arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(arena, source, NULL, ret_file);
}

Test(triggers, run_before_a_childs_own_instructions)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    parse(&arena, &source,
          "FROM scratch AS p\nENV A=1\nONBUILD USER a$A\nONBUILD WORKDIR /x\nFROM p\nWORKDIR y\n",
          &file);
    cr_assert_eq(file.stages[0].user.set_by, NULL);
    cr_assert_eq(file.stages[1].n_triggers, 2);
    cr_assert(hm_str_eq(file.stages[1].user.word.value, "a1"));
    cr_assert(hm_str_eq(file.stages[1].workdir.word.value, "/x/y"));
}

Test(triggers, are_not_handed_down_twice)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    parse(&arena, &source, "FROM scratch AS p\nONBUILD ENV A=1\nFROM p AS q\nFROM q\n", &file);
    cr_assert_eq(file.stages[1].n_triggers, 1);
    cr_assert_eq(file.stages[2].n_triggers, 0);
}

Test(triggers, reach_the_stages_that_they_copy_from)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    parse(&arena, &source,
          "FROM a AS tools\nFROM b AS p\nONBUILD COPY --from=tools /x /x\nFROM p\n", &file);
    cr_assert(file.stages[0].is_used);
}

Test(triggers, point_to_where_they_are_written)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    parse(&arena, &source, "FROM scratch AS p\nONBUILD USER app\nFROM p\n", &file);
    struct hm_span span = file.stages[1].user.word.span;
    cr_assert(hm_str_eq(hm_source_text(&source, span), "app"));
    cr_assert_eq(file.stages[1].triggers[0].line, 3);
}

Test(triggers, of_many_stages_cost_a_bounded_amount)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source source;
    struct hm_dockerfile file;

    hm_buf_puts(&text, "FROM scratch AS p\n");
    for (int i = 0; i < 2000; i++) {
        hm_buf_puts(&text, "ONBUILD ENV A=1\n");
    }
    for (int i = 0; i < 2000; i++) {
        hm_buf_puts(&text, "FROM p\n");
    }
    parse(&arena, &source, text.p, &file);
    uint64_t n = 0;
    for (uint32_t i = 0; i < file.n_stages; i++) {
        n += file.stages[i].n_triggers;
    }
    cr_assert_lt(n, 20000);
    cr_assert_gt(file.n_problems, 0, "what was left out is said");
}
