/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/driver/gate/policy.h"

static const struct hm_gate high = { .fail_on = HM_SEV_HIGH };

static void
add_row(struct hm_report *report, enum hm_ledger_state state, bool is_required, bool is_allowed)
{
    struct hm_ledger_row *row = hm_report_ledger(report);

    row->tool = HM_S("trivy");
    row->task = HM_S("image");
    row->target = HM_S(".");
    row->reason = HM_S("it crashed");
    row->state = state;
    row->is_required = is_required;
    row->is_allowed = is_allowed;
}

static void
add_finding(struct hm_report *report, enum hm_severity severity)
{
    static const struct hm_rule rule = { .id = "HM3001" };
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = &rule;
    finding->severity = severity;
}

Test(policy, done_and_nothing_found_is_a_pass)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_DONE, false, false);
    add_finding(&report, HM_SEV_MEDIUM);
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_PASS);
    cr_expect_eq(report.verdict, HM_VERDICT_PASS);
    hm_report_done(&report);
}

Test(policy, nothing_to_check_is_incomplete)
{
    struct hm_report report = { 0 };

    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_INCOMPLETE);
    hm_report_done(&report);
}

Test(policy, a_tool_that_nobody_asked_for_does_not_make_an_empty_scan_a_pass)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_DONE, false, false);
    report.ledger.p[0].task = HM_S("fs");
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_INCOMPLETE);
    report.ledger.p[0].is_required = true;
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_PASS);
    hm_report_done(&report);
}

Test(policy, nothing_to_check_can_be_allowed)
{
    struct hm_report report = { 0 };

    hm_policy_decide(&report,
                     &(struct hm_gate){ .fail_on = HM_SEV_HIGH, .is_empty_allowed = true });
    cr_expect_eq(report.exit_code, HM_EXIT_PASS);
    hm_report_done(&report);
}

Test(policy, a_failed_tool_is_incomplete_unless_allowed)
{
    struct hm_report failed = { 0 };
    struct hm_report allowed = { 0 };

    add_row(&failed, HM_LEDGER_DONE, false, false);
    add_row(&failed, HM_LEDGER_FAILED, false, false);
    hm_policy_decide(&failed, &high);
    cr_expect_eq(failed.exit_code, HM_EXIT_INCOMPLETE);
    add_row(&allowed, HM_LEDGER_DONE, false, false);
    add_row(&allowed, HM_LEDGER_FAILED, false, true);
    hm_policy_decide(&allowed, &high);
    cr_expect_eq(allowed.exit_code, HM_EXIT_PASS);
    hm_report_done(&failed);
    hm_report_done(&allowed);
}

Test(policy, a_skipped_tool_counts_only_when_required)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_DONE, false, false);
    add_row(&report, HM_LEDGER_SKIPPED, false, false);
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_PASS);
    add_row(&report, HM_LEDGER_SKIPPED, true, false);
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_INCOMPLETE);
    hm_report_done(&report);
}

Test(policy, a_pass_says_whether_all_was_done)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_DONE, false, false);
    add_row(&report, HM_LEDGER_NOT_APPLICABLE, false, false);
    hm_policy_decide(&report, &high);
    cr_expect(hm_str_starts(report.verdict_reason, "everything was done, and no finding"));
    add_row(&report, HM_LEDGER_SKIPPED, false, false);
    hm_policy_decide(&report, &high);
    cr_expect(hm_str_starts(report.verdict_reason,
                            "everything required was done (1 other check was not), and no"));
    add_row(&report, HM_LEDGER_FAILED, false, true);
    hm_policy_decide(&report, &high);
    cr_expect(hm_str_starts(report.verdict_reason,
                            "everything required was done (2 other checks were not), and no"));
    hm_report_done(&report);
}

Test(policy, a_finding_wins_over_incomplete)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_FAILED, false, false);
    add_finding(&report, HM_SEV_HIGH);
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_FAIL);
    cr_expect(hm_str_has(report.verdict_reason, "incomplete as well"));
    hm_report_done(&report);
}

Test(policy, what_cannot_be_verified_is_no_pass)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_DONE, false, false);
    *hm_vec_push(&report.arena, &report.evidence) =
        (struct hm_evidence){ .kind = "signature", .proof = HM_PROOF_UNVERIFIABLE };
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_INCOMPLETE);
    hm_report_done(&report);
}

Test(policy, what_no_rule_speaks_of_is_no_pass)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_DONE, false, false);
    *hm_vec_push(&report.arena, &report.evidence) =
        (struct hm_evidence){ .kind = "signature", .proof = HM_PROOF_UNCOVERED };
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_INCOMPLETE);
    hm_report_done(&report);
}

Test(policy, what_is_accepted_unsigned_passes)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_DONE, false, false);
    *hm_vec_push(&report.arena, &report.evidence) =
        (struct hm_evidence){ .kind = "signature", .proof = HM_PROOF_ACCEPTED };
    hm_policy_decide(&report, &high);
    cr_expect_eq(report.exit_code, HM_EXIT_PASS);
    hm_report_done(&report);
}

Test(policy, fail_on_none_lets_findings_pass)
{
    struct hm_report report = { 0 };

    add_row(&report, HM_LEDGER_DONE, false, false);
    add_finding(&report, HM_SEV_CRITICAL);
    hm_policy_decide(&report, &(struct hm_gate){ .fail_on = HM_SEV_NONE });
    cr_expect_eq(report.exit_code, HM_EXIT_PASS);
    hm_report_done(&report);
}

Test(policy, exit_zero_keeps_the_verdict)
{
    struct hm_report report = { 0 };

    add_finding(&report, HM_SEV_CRITICAL);
    hm_policy_decide(&report, &(struct hm_gate){ .fail_on = HM_SEV_HIGH, .is_exit_zero = true });
    cr_expect_eq(report.exit_code, HM_EXIT_PASS);
    cr_expect_eq(report.verdict, HM_VERDICT_FAIL);
    hm_report_done(&report);
}
