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

static const struct {
    const char *text;
    enum hm_suppression_dialect dialect;
    const char *id;
    uint32_t line;
    uint32_t end_line;
} dialects[] = {
    { "a:\n  # kics-scan ignore-line\n  b:\n    c: 1\n", HM_SUPPRESS_KICS, "ignore-line", 3, 3 },
    { "a:\n  # kics-scan ignore-block\n  b:\n    c: 1\n", HM_SUPPRESS_KICS, "ignore-block", 3, 4 },
    { "# kics-scan ignore\na: b\n", HM_SUPPRESS_KICS, "ignore", 0, 0 },
    { "---\n# kics-scan disable=x-1\na: b\n", HM_SUPPRESS_KICS, "x-1", 0, 0 },
    { "a:\n  # nosemgrep: one-rule\n  b: c\n", HM_SUPPRESS_SEMGREP, "one-rule", 3, 3 },
    { "a:\n  b:  # nosemgrep: one-rule\n    c: d\n", HM_SUPPRESS_SEMGREP, "one-rule", 2, 3 },
    { "a:\n  #trivy:ignore:KSV-0013\n  b:\n    c: d\n", HM_SUPPRESS_TRIVY, "KSV-0013", 3, 4 },
    { "a: b  #trivy:ignore:KSV-0013\n", HM_SUPPRESS_TRIVY, "KSV-0013", 1, 1 },
    { "a: b\n---\nc: d\n# checkov:skip=CKV_K8S_1:why\n---\ne: f\n", HM_SUPPRESS_CHECKOV,
      "CKV_K8S_1", 2, 4 },
    { "a: b\n---\nkind: Pod\nmetadata:\n  annotations:\n    checkov.io/skip1: CKV_K8S_1=why\n",
      HM_SUPPRESS_CHECKOV, "CKV_K8S_1", 2, 7 },
    { "kind: Pod\nmetadata:\n  annotations: {checkov.io/skip9: \"CKV_K8S_1\"}\n",
      HM_SUPPRESS_CHECKOV, "CKV_K8S_1", 1, 4 },
};

Test(suppress_yaml, other_tools_comments)
{
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_suppressions asked = read_text(&arena, dialects[i].text);
        cr_assert_eq(asked.n, 1, "%s: %u", dialects[i].text, asked.n);
        cr_expect_eq(asked.n_faults, 0, "%s", dialects[i].text);
        cr_expect_eq(asked.list[0].dialect, dialects[i].dialect, "%s", dialects[i].text);
        cr_expect(hm_str_eq(asked.list[0].id, dialects[i].id), "%s", dialects[i].text);
        cr_expect_eq(asked.list[0].line, dialects[i].line, "%s: %u", dialects[i].text,
                     asked.list[0].line);
        cr_expect_eq(asked.list[0].end_line, dialects[i].end_line, "%s: %u", dialects[i].text,
                     asked.list[0].end_line);
    }
}

Test(suppress_yaml, too_many_are_said)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    for (unsigned i = 0; i < HM_SUPPRESSIONS_LIMIT + 10; i++) {
        hm_buf_printf(&text, "k%u: v  #trivy:ignore:KSV-0013\n", i);
    }
    struct hm_suppressions asked = read_text(&arena, hm_arena_c(&arena, hm_buf_str(&text)));
    cr_expect_eq(asked.n, HM_SUPPRESSIONS_LIMIT);
    cr_expect_eq(asked.n_faults, 1);
}
