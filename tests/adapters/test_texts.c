/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/texts.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

/* "echo \" in line 2 from column 5, then "  é$X" in line 4, then a second line of the text. */
static const struct hm_text_piece pieces[] = {
    { .off = 0, .line = 2, .column = 5 },
    { .off = 5, .line = 4, .column = 3 },
    { .off = 10, .line = 5, .column = 1 },
};

static const struct hm_tool_text script = {
    .path = { .p = "Dockerfile", .n = 10 },
    .text = { .p = "echo \xc3\xa9$X\nls\n", .n = 13 },
    .preamble = { .p = "# one\n# two\n", .n = 12 },
    .pieces = pieces,
    .n_pieces = 3,
};

static const struct {
    unsigned line, column, end_line, end_column; /* as the tool says */
    struct hm_place place;
} places[] = {
    { 3, 1, 3, 5, { 2, 5, 2, 9 } },      { 3, 6, 3, 7, { 4, 3, 4, 4 } },
    { 3, 7, 3, 9, { 4, 4, 4, 6 } },      { 3, 1, 3, 9, { 2, 5, 4, 6 } },
    { 3, 1, 4, 3, { 2, 5, 5, 3 } },      { 4, 1, 4, 3, { 5, 1, 5, 3 } },
    { 4, 1, 0, 0, { 5, 1, 5, 1 } },      { 1, 1, 1, 2, { 2, 5, 2, 6 } }, /* in the preamble */
    { 99, 1, 99, 2, { 5, 4, 5, 4 } },                                    /* behind the end */
    { 3, 999, 3, 1000, { 4, 6, 4, 6 } },                                 /* behind a line's end */
};

Test(texts, a_place_in_a_script_is_one_in_its_file)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct hm_place place = hm_tool_text_place(&script, places[i].line, places[i].column,
                                                   places[i].end_line, places[i].end_column);
        const struct hm_place *wanted = &places[i].place;
        cr_expect(memcmp(&place, wanted, sizeof place) == 0, "%zu: %u:%u-%u:%u, not %u:%u-%u:%u", i,
                  place.line, place.column, place.end_line, place.end_column, wanted->line,
                  wanted->column, wanted->end_line, wanted->end_column);
    }
}

Test(texts, a_place_in_a_whole_file_stays)
{
    struct hm_tool_text text = { .text = HM_S("FROM a\n") };
    struct hm_place place = hm_tool_text_place(&text, 7, 2, 7, 4);

    cr_assert_eq(place.line, 7);
    cr_assert_eq(place.column, 2);
    cr_assert_eq(place.end_column, 4);
}

Test(texts, are_found_by_the_name_that_the_plan_gave_them)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_tool_text both[2] = { script, script };
    struct hm_tool_job job = { .texts = both, .n_texts = 2 };
    struct hm_plan_context context = { .arena = &arena, .dir = "/dir" };
    struct hm_plan plan = { 0 };

    hm_texts_plan(&job, &context, &plan);
    cr_assert_eq(plan.argv.n, 2);
    cr_assert_eq(hm_texts_find(&job, hm_str_c(plan.argv.p[1])), &both[1]);
    cr_assert(hm_str_starts(plan.files.p[0].content, "# one\n# two\necho "));
}

Test(texts, of_other_names_are_none)
{
    static const char *const names[] = { "",        "../texts/",   "../texts/2", "../texts/-1",
                                         "texts/0", "../texts/0x", "/etc/passwd" };
    struct hm_tool_text both[2] = { script, script };
    struct hm_tool_job job = { .texts = both, .n_texts = 2 };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        cr_expect_null(hm_texts_find(&job, hm_str_c(names[i])), "%s", names[i]);
    }
}
