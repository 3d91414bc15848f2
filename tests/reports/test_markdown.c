/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/golden_report.h"

Test(markdown, a_large_report_is_cut_to_what_a_comment_takes)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 2000);
    hm_format_markdown(&golden.report, &(struct hm_format_options){ .said = &said }, &buf);
    struct hm_str text = hm_buf_str(&buf);
    cr_expect_leq(text.n, 65536);
    cr_expect_gt(text.n, 60000);
    cr_expect(hm_str_has(text, "findings are not shown, the worst are"));
    cr_expect(hm_str_has(text, "Copy 1999 of 2000"), "the last one is critical");
    cr_expect_not(hm_str_has(text, "\n| info "));
    cr_expect(hm_str_has(hm_buf_str(&said), "are left out"));
    golden_done(&golden);
}

Test(markdown, many_tasks_are_cut_too)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };

    golden_load(&golden, "tests/golden/typical");
    for (int i = 0; i < 3000; i++) {
        struct hm_ledger_row *row = hm_report_ledger(&golden.report);
        *row = (struct hm_ledger_row){ .tool = HM_S("trivy"),
                                       .task = HM_S("image"),
                                       .target = HM_S("registry.test/app"),
                                       .state = i == 2999 ? HM_LEDGER_FAILED : HM_LEDGER_DONE };
    }
    hm_format_markdown(&golden.report, &(struct hm_format_options){ 0 }, &buf);
    struct hm_str text = hm_buf_str(&buf);
    cr_expect_leq(text.n, 65536);
    cr_expect(hm_str_has(text, "tasks are not shown"));
    cr_expect(hm_str_has(text, "| **failed** "), "what failed is shown before the rest");
    golden_done(&golden);
}
