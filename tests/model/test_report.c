/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/model/report.h"
#include "plugin/model/suppression.h"

static const struct hm_rule rule_a = { .id = "HM1001", .concept = "unpinned-base" };
static const struct hm_rule rule_b = { .id = "HM3001", .concept = "runs-as-root" };

static void
add(struct hm_report *report, const struct hm_rule *rule, const char *path, uint32_t line,
    uint32_t column, const char *message)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = rule;
    finding->path = hm_str_c(path);
    finding->place = (struct hm_place){ line, column, line, column + 1 };
    finding->message = hm_str_c(message);
}

Test(report, sort_orders_by_path_line_column_rule_message)
{
    struct hm_report report = { 0 };

    add(&report, &rule_b, "b", 1, 1, "x");
    add(&report, &rule_b, "a", 2, 3, "y");
    add(&report, &rule_b, "a", 2, 3, "x");
    add(&report, &rule_a, "a", 2, 3, "z");
    add(&report, &rule_a, "a", 2, 1, "z");
    add(&report, &rule_a, "a", 1, 9, "z");
    hm_report_sort(&report);
    char order[64] = "";
    size_t n = 0;
    for (size_t i = 0; i < report.findings.n; i++) {
        const struct hm_finding *f = &report.findings.p[i];
        n += (size_t)snprintf(order + n, sizeof order - n, "%.*s%u%u%c%.*s ", HM_FMT(f->path),
                              f->place.line, f->place.column, f->rule->id[2], HM_FMT(f->message));
    }
    cr_expect_str_eq(order, "a191z a211z a231z a233x a233y b113x ");
    hm_report_done(&report);
}

Test(report, a_note_is_kept_once_and_the_worst_comes_first)
{
    struct hm_report report = { 0 };

    hm_report_note(&report, HM_NOTE_INFO, "n", HM_S("trivy"), HM_S("p"), "text %d.", 1);
    hm_report_note(&report, HM_NOTE_ERROR, "n", HM_S("trivy"), HM_S("p"), "text %d.", 1);
    hm_report_note(&report, HM_NOTE_INFO, "n", HM_S("trivy"), HM_S("p"), "text %d.", 1);
    hm_report_sort(&report);
    cr_assert_eq(report.notes.n, 2);
    cr_expect_eq(report.notes.p[0].level, HM_NOTE_ERROR);
    hm_report_done(&report);
}

Test(report, a_note_masks_secrets)
{
    struct hm_report report = { 0 };

    hm_report_note(&report, HM_NOTE_INFO, "n", HM_S("t"), HM_S("p"), "login %s failed.",
                   "https://me:hunter2@ghcr.io/v2/");
    cr_expect(hm_str_eq(report.notes.p[0].text, "login https://me:****@ghcr.io/v2/ failed."),
              "%.*s", HM_FMT(report.notes.p[0].text));
    hm_report_done(&report);
}

Test(report, hullmark_leads_the_ledger)
{
    struct hm_report report = { 0 };

    hm_report_ledger(&report)->tool = HM_S("cosign");
    hm_report_ledger(&report)->tool = HM_S("hullmark");
    hm_report_ledger(&report)->tool = HM_S("trivy");
    hm_report_sort(&report);
    cr_expect(hm_str_eq(report.ledger.p[0].tool, "hullmark"));
    cr_expect(hm_str_eq(report.ledger.p[1].tool, "cosign"));
    cr_expect(hm_str_eq(report.ledger.p[2].tool, "trivy"));
    hm_report_done(&report);
}

Test(report, take_moves_all_lists)
{
    struct hm_report report = { 0 };
    struct hm_arena arena = { 0 };
    struct hm_sink sink = { .arena = &arena };

    hm_vec_push(&arena, &sink.findings)->rule = &rule_a;
    hm_vec_push(&arena, &sink.not_evaluated)->rule = &rule_b;
    hm_vec_push(&arena, &sink.outlines)->path = HM_S("Dockerfile");
    hm_report_take(&report, &sink);
    cr_expect_eq(report.findings.n, 1);
    cr_expect_eq(report.not_evaluated.n, 1);
    cr_expect_eq(report.outlines.n, 1);
    cr_expect_eq(sink.findings.n, 0);
    cr_expect_null(arena.head);
    hm_report_done(&report);
}

Test(report, take_puts_many_sinks_together)
{
    struct hm_report report = { 0 };

    for (uint32_t i = 0; i < 3; i++) {
        struct hm_arena arena = { 0 };
        struct hm_sink sink = { .arena = &arena };
        for (uint32_t k = 0; k < 1000; k++) {
            hm_vec_push(&arena, &sink.findings)->off = 1000 * i + k;
        }
        hm_report_take(&report, &sink);
    }
    cr_assert_eq(report.findings.n, 3000);
    for (uint32_t i = 0; i < 3000; i++) {
        cr_assert_eq(report.findings.p[i].off, i);
    }
    hm_report_done(&report);
}

Test(report, outline_finds_the_stage_and_instruction_of_a_line)
{
    static const struct hm_instruction from[] = {
        { .kind = HM_ARG, .line = 2, .end_line = 2 },
        { .kind = HM_FROM, .line = 3, .end_line = 3 },
        { .kind = HM_RUN, .line = 5, .end_line = 8 },
        { .kind = HM_FROM, .line = 10, .end_line = 10 },
        { .kind = HM_USER, .line = 11, .end_line = 11 },
    };
    static const struct hm_stage stages[] = {
        { .index = 0, .name = HM_STR("build"), .from = &from[1], .first = 1, .end = 3 },
        { .index = 1, .from = &from[3], .first = 3, .end = 5 },
    };
    static const struct hm_source source = { .path = HM_STR("Dockerfile") };
    static const struct hm_dockerfile file = { .source = &source,
                                               .instructions = from,
                                               .n_instructions = 5,
                                               .stages = stages,
                                               .n_stages = 2,
                                               .target = 1 };
    struct hm_report report = { 0 };
    struct hm_sink sink = { .arena = &report.arena };

    hm_sink_outline(&sink, &file);
    hm_report_take(&report, &sink);
    hm_report_sort(&report);
    const struct hm_outline *outline = hm_report_outline(&report, HM_S("Dockerfile"));
    cr_assert_not_null(outline);
    cr_expect_null(hm_report_outline(&report, HM_S("Dockerfile.other")));
    cr_expect_null(hm_lines_find(outline->stages, outline->n_stages, 2));
    cr_expect(hm_str_eq(hm_lines_find(outline->stages, 2, 7)->name, "build"));
    cr_expect_null(hm_lines_find(outline->stages, 2, 9));
    cr_expect(hm_str_eq(hm_lines_find(outline->stages, 2, 11)->name, "1"));
    cr_expect_null(hm_lines_find(outline->stages, 2, 12));
    cr_expect_eq(hm_lines_find(outline->instructions, 5, 7)->line, 5);
    cr_expect_null(hm_lines_find(outline->instructions, 5, 4));
    hm_report_done(&report);
}

static const struct {
    struct hm_rule rule;
    const char *name;
} names[] = {
    { { .id = "HM3001", .concept = "runs-as-root", .title = "t" }, "RunsAsRoot" },
    { { .id = "DS-0002", .title = "Image user should not be 'root'" }, "ImageUserShouldNotBeRoot" },
    { { .id = "X", .title = "Don't use :latest" }, "DontUseLatest" },
    { { .id = "CVE-2024-1" }, "CVE20241" },
    { { .id = "1abc" }, "R1abc" },
    { { .id = "\xe2\x82\xac" }, "Unnamed" },
};

Test(report, rule_name_is_pascal_case)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct hm_buf name = { 0 };

        hm_rule_name(&names[i].rule, &name);
        cr_expect_str_eq(name.p, names[i].name);
        hm_buf_done(&name);
    }
}

Test(report, suppressions_outlast_the_file_that_they_come_from)
{
    hm_auto_arena struct hm_arena file_arena = { 0 };
    hm_auto_arena struct hm_arena kept = { 0 };
    struct hm_sink sink = { .arena = &file_arena, .kept = &kept };
    struct hm_suppression one = { .id = hm_arena_str(&file_arena, HM_S("DL3006")) };
    struct hm_suppressions all = { .list = &one, .n = 1 };
    struct hm_dockerfile file = { .suppressions = &all };

    hm_sink_suppressions(&sink, file.suppressions);
    hm_arena_reset(&file_arena);
    (void)hm_arena_str(&file_arena, HM_S("------"));
    for (int i = 0; i < 20; i++) { /* enough for the list to grow */
        one.id = HM_S("DL3007");
        hm_sink_suppressions(&sink, file.suppressions);
    }
    cr_assert_eq(sink.suppressions.n, 21);
    cr_assert(hm_str_eq(sink.suppressions.p[0].id, "DL3006"));
}
