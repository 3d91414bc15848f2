/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/pick.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/golden_report.h"

Test(pick, the_worst_are_kept_in_the_reports_order)
{
    struct golden_case golden;
    struct hm_arena arena = { 0 };
    struct hm_pick pick;
    size_t n_critical = 0;

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 100);
    for (size_t i = 0; i < golden.report.findings.n; i++) {
        n_critical += golden.report.findings.p[i].severity == HM_SEV_CRITICAL;
    }
    hm_pick_findings(&pick, &arena, &golden.report, NULL, n_critical);
    cr_expect_eq(pick.n, n_critical);
    cr_expect_eq(pick.n + pick.n_cut + pick.n_suppressed, golden.report.findings.n);
    for (size_t i = 0; i < pick.n; i++) {
        cr_expect_eq(pick.p[i]->severity, HM_SEV_CRITICAL);
        cr_expect(i == 0 || pick.p[i] > pick.p[i - 1]);
    }
    hm_arena_done(&arena);
    golden_done(&golden);
}

Test(pick, suppressed_findings_are_counted_and_left_out)
{
    struct golden_case golden;
    struct hm_arena arena = { 0 };
    struct hm_pick pick;

    golden_load(&golden, "tests/golden/suppressed");
    hm_pick_findings(&pick, &arena, &golden.report, NULL, 0);
    cr_expect_gt(pick.n_suppressed, 0);
    cr_expect_eq(pick.n + pick.n_suppressed, golden.report.findings.n);
    cr_expect_eq(pick.n_cut, 0);
    hm_arena_done(&arena);
    golden_done(&golden);
}

Test(pick, paths_are_relative)
{
    cr_expect(hm_str_eq(hm_pick_path(HM_S("./a/b")), "a/b"));
    cr_expect(hm_str_eq(hm_pick_path(HM_S("/a")), "a"));
    cr_expect(hm_str_eq(hm_pick_path(HM_S("././/x")), "x"));
    cr_expect(hm_str_eq(hm_pick_path(HM_S(".hidden/x")), ".hidden/x"));
    cr_expect(hm_str_eq(hm_pick_path(HM_S("")), "Dockerfile"));
}

Test(pick, a_hole_says_what_was_not_done)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_ledger_row row = { .tool = HM_S("trivy"),
                                 .task = HM_S("image"),
                                 .target = HM_S("alpine:3"),
                                 .state = HM_LEDGER_FAILED,
                                 .has_exit_code = true,
                                 .exit_code = 7,
                                 .reason = HM_S("it broke") };

    hm_row_text(&buf, &row);
    cr_expect_str_eq(buf.p, "trivy: image of alpine:3 was not done (exit code 7): it broke.");
    cr_expect(hm_row_is_hole(&row));
    row.is_allowed = true;
    cr_expect_not(hm_row_is_hole(&row));
    row = (struct hm_ledger_row){ .state = HM_LEDGER_SKIPPED };
    cr_expect_not(hm_row_is_hole(&row));
    row.is_required = true;
    cr_expect(hm_row_is_hole(&row));
}
