/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/base/yaml.h"
#include "plugin/model/suppression.h"

static struct hm_suppressions
read_text(struct hm_arena *arena, const char *text)
{
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct hm_yaml_stream stream;
    struct hm_suppressions asked = { 0 };
    struct hm_err err = { 0 };

    hm_source_init(source, arena, HM_S("compose.yaml"), hm_str_c(text));
    cr_assert_eq(hm_yaml_parse(arena, source->text, &stream, NULL, &err), HM_OK, "%s", err.text);
    hm_suppressions_read_yaml(arena, source, &stream, &asked);
    return asked;
}

#define IGNORE "# hullmark ignore=HM6001 reason=x\n"

static const struct {
    const char *text;
    uint32_t line;
    uint32_t end_line;
} covers[] = {
    { "a:\n  " IGNORE "  b: c\n  d: e\n", 3, 3 },
    { "a:\n  b: c  " IGNORE "  d: e\n", 2, 2 },
    { "a:\n  " IGNORE "  b:\n    c: 1\n\n    d: 2\n  e: 3\n", 3, 6 },
    { "a:\n  " IGNORE "\n  # more\n  b: 1\n", 5, 5 },
    { "a:\n  - b: 1\n    " IGNORE "    c: 2\n", 4, 4 },
    { "# hullmark global ignore=HM6001 reason=x\na: b\n", 0, 0 },
    { "a: 'x # y'  " IGNORE, 1, 1 },
};

Test(suppress_yaml, what_a_comment_covers)
{
    for (size_t i = 0; i < sizeof covers / sizeof covers[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_suppressions asked = read_text(&arena, covers[i].text);
        cr_assert_eq(asked.n, 1, "%s", covers[i].text);
        cr_expect_eq(asked.list[0].line, covers[i].line, "%s: %u", covers[i].text,
                     asked.list[0].line);
        cr_expect_eq(asked.list[0].end_line, covers[i].end_line, "%s: %u", covers[i].text,
                     asked.list[0].end_line);
    }
}

Test(suppress_yaml, text_of_a_value_is_no_comment)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_suppressions asked =
        read_text(&arena, "a: |\n  x\n  " IGNORE "  y\nb: \"# hullmark ignore=HM6001\"\n"
                          "c: d# hullmark ignore=HM6001\n");

    cr_expect_eq(asked.n, 0);
    cr_expect_eq(asked.n_faults, 0);
}

Test(suppress_yaml, a_comment_with_nothing_below_is_a_fault)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_suppressions asked = read_text(&arena, "a: b\n" IGNORE);

    cr_expect_eq(asked.n, 0);
    cr_expect_eq(asked.n_faults, 1);
}
