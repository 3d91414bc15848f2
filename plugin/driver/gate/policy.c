/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/gate/policy.h"

#include "plugin/base/auto.h"

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
    bool is_about_judging = hm_str_eq(row->task, "change");

    return row->state == HM_LEDGER_DONE && !is_about_judging &&
           (row->is_required || !is_by_the_way);
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
            HM_S("there was nothing to check: no Dockerfile, Compose file, Kubernetes manifest or "
                 "pipeline was found, and no image was named; name one, or pass --allow-empty when "
                 "that is right"));
    }
    return hm_str_make(NULL, 0);
}

/* The short form is a level, or "none". */
static bool
decide_short(struct hm_report *report, const struct hm_gate *gate)
{
    struct hm_gate_expression expression;
    struct hm_err err;
    const char *word = gate->fail_on == HM_SEV_NONE ? "none" : hm_severity_row(gate->fail_on)->word;
    struct hm_str text =
        hm_arena_printf(&report->arena, report->baseline.name.n > 0 ? "%s & new" : "%s", word);

    if (hm_gate_parse(&report->arena, text, &expression, NULL, &err) != HM_OK) {
        return true;
    }
    hm_gate_decide(&expression, report, gate->now);
    report->gate.is_short = true;
    return report->gate.is_failed;
}

/* "3 findings, high & fixable; the database of trivy was 12 days old, db-age > 7d" */
static void
say_clauses(const struct hm_gate_decision *decision, struct hm_buf *out)
{
    for (size_t i = 0; i < decision->n_clauses; i++) {
        const struct hm_gate_clause *clause = &decision->clauses[i];
        if (!clause->holds) {
            continue;
        }
        hm_buf_puts(out, out->n == 0 ? "" : "; ");
        if (clause->is_about_run) {
            hm_buf_printf(out, "\"%.*s\": %.*s%s", HM_FMT(clause->text), HM_FMT(clause->reason),
                          clause->is_unknown ? ", which counts as if it were so" : "");
        } else {
            hm_buf_printf(out, "\"%.*s\": %zu finding%s", HM_FMT(clause->text), clause->n,
                          clause->n == 1 ? "" : "s");
        }
        if (clause->n_unknown > 0) {
            hm_buf_printf(out, ", %zu of which not enough is known to pass", clause->n_unknown);
        }
    }
}

static struct hm_str
fail_reason(struct hm_report *report, const struct hm_gate *gate, struct hm_str incomplete)
{
    hm_auto_buf struct hm_buf said = { .limit = 4000 };
    size_t n = report->gate.n_failing;

    if (gate->expression != NULL) {
        say_clauses(&report->gate, &said);
    } else {
        hm_buf_printf(&said, "%zu %sfinding%s of level %s%s", n,
                      report->baseline.name.n > 0 ? "new " : "", n == 1 ? "" : "s",
                      hm_severity_row(gate->fail_on)->word,
                      gate->fail_on == HM_SEV_CRITICAL ? "" : " or worse");
    }
    if (incomplete.n > 0) {
        hm_buf_printf(&said, "; the run is incomplete as well: %.*s", HM_FMT(incomplete));
    }
    return hm_arena_str(&report->arena, hm_buf_str(&said));
}

/* What a pass rests on: checks that nobody requires can be missing from it. */
static struct hm_str
what_was_done(struct hm_report *report)
{
    size_t n = 0;

    for (size_t i = 0; i < report->ledger.n; i++) {
        enum hm_ledger_state state = report->ledger.p[i].state;
        n += state != HM_LEDGER_DONE && state != HM_LEDGER_NOT_APPLICABLE;
    }
    return n == 0 ? HM_S("everything was done")
                  : hm_arena_printf(&report->arena,
                                    "everything required was done (%zu other check%s not)", n,
                                    n == 1 ? " was" : "s were");
}

static struct hm_str
pass_reason(struct hm_report *report, const struct hm_gate *gate)
{
    struct hm_str done = what_was_done(report);

    if (gate->expression != NULL) {
        return hm_arena_printf(&report->arena, "%.*s, and nothing is \"%.*s\"", HM_FMT(done),
                               HM_FMT(gate->expression->text));
    }
    if (gate->fail_on == HM_SEV_NONE) {
        return hm_arena_printf(&report->arena, "%.*s; --fail-on none lets all findings pass",
                               HM_FMT(done));
    }
    return hm_arena_printf(&report->arena, "%.*s, and no %sfinding is of level %s%s", HM_FMT(done),
                           report->baseline.name.n > 0 ? "new " : "",
                           hm_severity_row(gate->fail_on)->word,
                           gate->fail_on == HM_SEV_CRITICAL ? "" : " or worse");
}

void
hm_policy_decide(struct hm_report *report, const struct hm_gate *gate)
{
    struct hm_str reason = incomplete_reason(report, gate);
    reason = reason.n > 0 ? reason : gate->gap;
    bool is_failed;

    if (gate->expression == NULL) {
        is_failed = decide_short(report, gate);
    } else {
        hm_gate_decide(gate->expression, report, gate->now);
        is_failed = report->gate.is_failed;
    }
    if (is_failed) {
        report->verdict = HM_VERDICT_FAIL;
        report->exit_code = HM_EXIT_FAIL;
        report->verdict_reason = fail_reason(report, gate, reason);
    } else if (reason.n > 0) {
        report->verdict = HM_VERDICT_INCOMPLETE;
        report->exit_code = HM_EXIT_INCOMPLETE;
        report->verdict_reason = reason;
    } else {
        report->verdict = HM_VERDICT_PASS;
        report->exit_code = HM_EXIT_PASS;
        report->verdict_reason = pass_reason(report, gate);
    }
    if (gate->is_exit_zero) {
        report->exit_code = HM_EXIT_PASS;
    }
}
