/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/driver/reread.h"
#include "plugin/model/pipeline_chain.h"
#include "plugin/model/suppression.h"
#include "plugin/rules/registry.h"

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

static void
add_finding(struct hm_report *report, enum hm_severity severity, const char *caller)
{
    struct hm_related related = { .path = hm_str_c(caller),
                                  .message = HM_S("The job a calls it.") };
    struct hm_finding finding = { .rule = hm_rules_find(HM_S("HM8001")),
                                  .path = HM_S("b.yml"),
                                  .place = { .line = 3, .column = 1 },
                                  .severity = severity,
                                  .message = severity == HM_SEV_HIGH ? HM_S("z") : HM_S("a") };

    hm_finding_relate(&report->arena, &finding, &related);
    hm_vec_add(&report->arena, &report->findings, finding);
}

/* A workflow that three others call. */
Test(reread, a_finding_of_several_readings_is_one_with_all_who_call)
{
    struct hm_report report = { 0 };

    add_finding(&report, HM_SEV_LOW, "c.yml");
    add_finding(&report, HM_SEV_HIGH, "a.yml");
    add_finding(&report, HM_SEV_LOW, "a.yml");
    hm_reread_join(&report);
    cr_assert_eq(report.findings.n, 1);
    cr_expect_eq(report.findings.p[0].severity, HM_SEV_HIGH);
    cr_assert_eq(report.findings.p[0].related.n, 2);
    cr_expect(hm_str_eq(report.findings.p[0].related.p[0].path, "a.yml"));
    cr_expect(hm_str_eq(report.findings.p[0].related.p[1].path, "c.yml"));
    hm_report_done(&report);
}

static void
add_unknown(struct hm_report *report, const char *path, const char *reason)
{
    hm_vec_add(&report->arena, &report->not_evaluated,
               ((struct hm_not_evaluated){ .rule = hm_rules_find(HM_S("HM8001")),
                                           .path = hm_str_c(path),
                                           .line = 3,
                                           .reason = hm_str_c(reason) }));
}

Test(reread, what_others_call_is_not_left_open_where_they_were_read)
{
    struct hm_report report = { 0 };

    add_unknown(&report, "a.yml", "Not all can be seen: " HM_CHAIN_CALLED ".");
    add_unknown(&report, "b.yml", "Not all can be seen: " HM_CHAIN_CALLED ".");
    add_unknown(&report, "b.yml", "Something else.");
    add_unknown(&report, "b.yml", "Something else.");
    add_unknown(&report, "c.yml", "Not all can be seen: " HM_CHAIN_CALLED ".");
    hm_vec_add(&report.arena, &report.called, HM_S("b.yml"));
    hm_vec_add(&report.arena, &report.called, HM_S("c.yml"));
    hm_reread_join(&report);
    cr_assert_eq(report.not_evaluated.n, 2);
    cr_expect(hm_str_eq(report.not_evaluated.p[0].path, "a.yml"));
    cr_expect(hm_str_eq(report.not_evaluated.p[1].reason, "Something else."));
    hm_report_done(&report);
}
