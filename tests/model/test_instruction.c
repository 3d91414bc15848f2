/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/instruction.h"

#include <criterion/criterion.h>

Test(instruction, keywords_know_their_names)
{
    for (enum hm_keyword kind = 0; kind < HM_KEYWORD_UNKNOWN; kind++) {
        cr_expect_eq(hm_keyword_parse(hm_str_c(hm_keyword_name(kind))), kind);
    }
    cr_expect_eq(hm_keyword_parse(HM_S("hEaLtHcHeCk")), HM_HEALTHCHECK);
    cr_expect_eq(hm_keyword_parse(HM_S("WOR\xe2\x84\xaa"
                                       "DIR")),
                 HM_WORKDIR);
    cr_expect_eq(hm_keyword_parse(HM_S("RUNN")), HM_KEYWORD_UNKNOWN);
    cr_expect_eq(hm_keyword_parse(HM_S("")), HM_KEYWORD_UNKNOWN);
    cr_expect_str_eq(hm_keyword_name(HM_KEYWORD_UNKNOWN), "unknown");
}

/* "RUN a" at 10, "bc" at 20: a joined line "RUN abc". */
static const struct hm_join JOINS[] = { { .logical = 0, .original = 10 },
                                        { .logical = 5, .original = 20 } };

Test(instruction, spans_reach_over_joins)
{
    const struct hm_instruction inst = { .joins = JOINS, .n_joins = 2 };
    struct hm_span span = hm_instruction_span(&inst, 4, 7);

    cr_expect_eq(span.off, 14);
    cr_expect_eq(span.len, 8);
    span = hm_instruction_span(&inst, 4, 5);
    cr_expect_eq(span.off, 14);
    cr_expect_eq(span.len, 1, "the end belongs to the piece of the last byte");
    span = hm_instruction_span(&inst, 5, 5);
    cr_expect_eq(span.off, 20);
    cr_expect_eq(span.len, 0);
}

Test(instruction, triggers_count_from_their_base)
{
    const struct hm_instruction inst = { .joins = JOINS, .n_joins = 2, .base = 4 };
    struct hm_span span = hm_instruction_span(&inst, 1, 2);

    cr_expect_eq(span.off, 20);
    cr_expect_eq(span.len, 1);
}

Test(instruction, keyword_span_is_the_first_bytes)
{
    const struct hm_instruction inst = { .keyword = HM_STR("RUN"), .span = { 10, 40 } };

    cr_expect_eq(hm_keyword_span(&inst).off, 10);
    cr_expect_eq(hm_keyword_span(&inst).len, 3);
}

Test(instruction, the_first_flag_of_a_name)
{
    const struct hm_flag flags[] = { { .name = HM_STR("from"), .has_value = true },
                                     { .name = HM_STR("link") },
                                     { .name = HM_STR("from") } };
    const struct hm_instruction inst = { .flags = flags, .n_flags = 3 };

    cr_expect_eq(hm_instruction_flag(&inst, "from"), &flags[0]);
    cr_expect_eq(hm_instruction_flag(&inst, "link"), &flags[1]);
    cr_expect_null(hm_instruction_flag(&inst, "lin"));
}
