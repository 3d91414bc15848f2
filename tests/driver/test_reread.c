/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/driver/reread.h"
#include "plugin/model/suppression.h"

static void
add(struct hm_report *report, const char *path, uint32_t line, const char *id, bool is_external)
{
    struct hm_suppression *s = hm_vec_push(&report->arena, &report->suppressions);

    *s = (struct hm_suppression){ .path = hm_str_c(path),
                                  .id = hm_str_c(id),
                                  .place = { .line = line, .column = 1 },
                                  .is_external = is_external };
}

Test(reread, a_comment_that_was_read_twice_is_one)
{
    struct hm_report report = { 0 };

    add(&report, "compose.yaml", 3, "HM6001", false);
    add(&report, "compose.yaml", 4, "HM6001", false);
    add(&report, "compose.yaml", 3, "HM6001", false);
    add(&report, "compose.yaml", 3, "HM6002", false);
    hm_reread_join(&report);
    cr_expect_eq(report.suppressions.n, 3);
    hm_report_done(&report);
}

/* Statements of VEX about two packages have the same id, and no line. */
Test(reread, what_is_said_from_outside_is_kept)
{
    struct hm_report report = { 0 };

    add(&report, "vex.json", 0, "CVE-2019-1549", true);
    add(&report, "vex.json", 0, "CVE-2019-1549", true);
    hm_reread_join(&report);
    cr_expect_eq(report.suppressions.n, 2);
    hm_report_done(&report);
}
