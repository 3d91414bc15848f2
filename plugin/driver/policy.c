/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/policy.h"

int
hm_exit_of(enum hm_status status)
{
    return status == HM_OK        ? HM_EXIT_PASS
           : status == HM_E_USAGE ? HM_EXIT_USAGE
                                  : HM_EXIT_INCOMPLETE;
}

/* Whether a row is work that makes a scan one: a tool that happened to look at a folder without a
   Dockerfile is not, unless it was asked for. */
static bool
is_substance(const struct hm_ledger_row *row)
{
    bool is_by_the_way = hm_str_eq(row->task, "config") || hm_str_eq(row->task, "fs");

    return row->state == HM_LEDGER_DONE && (row->is_required || !is_by_the_way);
}

/* The first reason for which the run is not whole, or the empty view. */
static struct hm_str
incomplete_reason(struct hm_report *report, const struct hm_gate *gate)
{
    bool is_anything_done = false;

    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        bool is_done = row->state == HM_LEDGER_DONE || row->state == HM_LEDGER_NOT_APPLICABLE;
        bool is_missed = row->state == HM_LEDGER_FAILED || (row->is_required && !is_done);
        is_anything_done = is_anything_done || is_substance(row);
        if (is_missed && !row->is_allowed) {
            return hm_arena_printf(&report->arena, "%.*s (%.*s) %s for %.*s: %.*s",
                                   HM_FMT(row->tool), HM_FMT(row->task),
                                   row->state == HM_LEDGER_FAILED ? "failed" : "did not run",
                                   HM_FMT(row->target), HM_FMT(row->reason));
        }
    }
    for (size_t i = 0; i < report->evidence.n; i++) {
        const struct hm_evidence *row = &report->evidence.p[i];
        if (row->proof == HM_PROOF_UNVERIFIABLE) {
            return hm_arena_printf(&report->arena, "the %s of %.*s could not be verified: %.*s",
                                   row->kind, HM_FMT(row->subject), HM_FMT(row->detail));
        }
        if (row->proof == HM_PROOF_UNCOVERED) {
            return hm_arena_printf(&report->arena, "the %s of %.*s was not verified: %.*s",
                                   row->kind, HM_FMT(row->subject), HM_FMT(row->detail));
        }
    }
    if (!is_anything_done && !gate->is_empty_allowed) {
        return hm_arena_str(
            &report->arena,
            HM_S("there was nothing to check: no Dockerfile was found and no image was "
                 "named; name one, or pass --allow-empty when that is right"));
    }
    return hm_str_make(NULL, 0);
}

static size_t
count_failing(const struct hm_report *report, enum hm_severity fail_on)
{
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        n += report->findings.p[i].severity >= fail_on && !report->findings.p[i].is_ungated &&
             !hm_finding_is_suppressed(&report->findings.p[i]);
    }
    return n;
}

void
hm_policy_decide(struct hm_report *report, const struct hm_gate *gate)
{
    size_t n = gate->fail_on == HM_SEV_NONE ? 0 : count_failing(report, gate->fail_on);
    struct hm_str reason = incomplete_reason(report, gate);

    if (n > 0) {
        report->verdict = HM_VERDICT_FAIL;
        report->exit_code = HM_EXIT_FAIL;
        report->verdict_reason = hm_arena_printf(
            &report->arena, "%zu finding%s of level %s%s%s%.*s", n, n == 1 ? "" : "s",
            hm_severity_row(gate->fail_on)->word,
            gate->fail_on == HM_SEV_CRITICAL ? "" : " or worse",
            reason.n == 0 ? "" : "; the run is incomplete as well: ", HM_FMT(reason));
    } else if (reason.n > 0) {
        report->verdict = HM_VERDICT_INCOMPLETE;
        report->exit_code = HM_EXIT_INCOMPLETE;
        report->verdict_reason = reason;
    } else {
        report->verdict = HM_VERDICT_PASS;
        report->exit_code = HM_EXIT_PASS;
        report->verdict_reason =
            gate->fail_on == HM_SEV_NONE
                ? hm_arena_str(&report->arena,
                               HM_S("everything was done; --fail-on none lets all findings pass"))
                : hm_arena_printf(&report->arena,
                                  "everything was done, and no finding is of level %s%s",
                                  hm_severity_row(gate->fail_on)->word,
                                  gate->fail_on == HM_SEV_CRITICAL ? "" : " or worse");
    }
    if (gate->is_exit_zero) {
        report->exit_code = HM_EXIT_PASS;
    }
}
