/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/model/suppression.h"

static struct hm_suppressions
read_lines(struct hm_arena *arena, const char *text)
{
    struct hm_source *source = hm_arena_new(arena, struct hm_source, 1);
    struct hm_suppressions asked = { 0 };

    hm_source_init(source, arena, HM_S("run.sh"), hm_str_c(text));
    hm_suppressions_read_script(arena, source, &asked);
    return asked;
}

#define IGNORE "# hullmark ignore=HM6001 reason=x\n"

static const struct {
    const char *text;
    uint32_t line;
    uint32_t end_line;
} covers[] = {
    { IGNORE "docker run x\nls\n", 2, 2 },
    { IGNORE "docker run \\\n  -v x \\\n  y\nls\n", 2, 4 },
    { IGNORE "\n# more\ndocker run x\n", 4, 4 },
    { "docker run \\\n  -v x \\\n  y " IGNORE, 1, 3 },
    { "docker run 'a # b' " IGNORE, 1, 1 },
    { "\t" IGNORE "\tdocker run x\n", 2, 2 },
    { "a:\n\t@" IGNORE, 2, 2 },
    { "; hullmark ignore=HM6001\n[Container]\nA=b\n\nC=d\n[Service]\nE=f\n", 2, 5 },
    { "# hullmark global ignore=HM6001 reason=x\n", 0, 0 },
};

Test(suppress_script, what_a_comment_covers)
{
    for (size_t i = 0; i < sizeof covers / sizeof covers[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_suppressions asked = read_lines(&arena, covers[i].text);
        cr_assert_eq(asked.n, 1, "%s", covers[i].text);
        cr_expect_eq(asked.list[0].line, covers[i].line, "%s: %u", covers[i].text,
                     asked.list[0].line);
        cr_expect_eq(asked.list[0].end_line, covers[i].end_line, "%s: %u", covers[i].text,
                     asked.list[0].end_line);
    }
}

Test(suppress_script, what_has_no_effect_is_said)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_suppressions asked =
        read_lines(&arena, "# hullmark ignore\nls\n# hulmark ignore=HM6001\nls\n"
                           "# hullmark says hello\n# hadolint ignore=DL3006 x\n" IGNORE);

    cr_expect_eq(asked.n, 0);
    cr_assert_eq(asked.n_faults, 3);
    cr_expect_not(asked.faults[0].is_misspelt);
    cr_expect(asked.faults[1].is_misspelt);
    cr_expect_not(asked.faults[2].is_misspelt);
}
