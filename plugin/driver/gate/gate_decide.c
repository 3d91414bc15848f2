/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/gate/gate.h"

#include "plugin/base/auto.h"

/* Kleene's logic: what is not known stays so, unless the other side settles it. */
static enum hm_trit
evaluate(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
         const struct hm_finding *finding)
{
    enum hm_trit left;
    enum hm_trit settled = node->kind == HM_GATE_AND ? HM_NO : HM_YES;

    switch (node->kind) {
    case HM_GATE_TEST:
        return node->test->test(node, facts, finding);
    case HM_GATE_NOT:
        left = evaluate(node->left, facts, finding);
        return left == HM_UNKNOWN ? HM_UNKNOWN : left == HM_YES ? HM_NO : HM_YES;
    case HM_GATE_AND:
    case HM_GATE_OR:
        break;
    }
    left = evaluate(node->left, facts, finding);
    if (left == settled) {
        return settled;
    }
    enum hm_trit right = evaluate(node->right, facts, finding);
    return right == settled || left == right ? right : HM_UNKNOWN;
}

/* --- clauses about the run --- */

/* The reasons of all tests below a node that have the value which makes it hold. */
static void
collect_reasons(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
                struct hm_buf *out)
{
    if (node->kind == HM_GATE_TEST) {
        size_t before = out->n;
        if (before > 0) {
            hm_buf_puts(out, ", and ");
        }
        size_t after = out->n;
        hm_gate_reason(node, facts, out);
        if (out->n == after) {
            hm_buf_cut(out, before);
        }
        return;
    }
    collect_reasons(node->left, facts, out);
    if (node->right != NULL) {
        collect_reasons(node->right, facts, out);
    }
}

static void
judge_run(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
          struct hm_arena *arena, struct hm_gate_clause *clause)
{
    hm_auto_buf struct hm_buf reason = { .limit = 2000 };
    enum hm_trit holds = evaluate(node, facts, NULL);

    clause->is_about_run = true;
    clause->holds = holds != HM_NO;
    clause->is_unknown = holds == HM_UNKNOWN;
    if (clause->holds) {
        collect_reasons(node, facts, &reason);
        clause->reason = hm_arena_str(arena, hm_buf_str(&reason));
    }
}

/* --- clauses about findings --- */

/* Keeps the worst, the earlier of equals, in order. */
static void
keep_example(const struct hm_report *report, struct hm_gate_clause *clause, uint32_t index)
{
    enum hm_severity severity = report->findings.p[index].severity;
    uint32_t at = clause->n_examples;

    while (at > 0 && report->findings.p[clause->examples[at - 1]].severity < severity) {
        at--;
    }
    if (at == HM_GATE_EXAMPLES) {
        return;
    }
    clause->n_examples += clause->n_examples < HM_GATE_EXAMPLES;
    for (uint32_t i = clause->n_examples - 1; i > at; i--) {
        clause->examples[i] = clause->examples[i - 1];
    }
    clause->examples[at] = index;
}

static void
judge_findings(const struct hm_gate_node *node, const struct hm_gate_facts *facts,
               struct hm_report *report, struct hm_gate_clause *clause)
{
    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (hm_finding_is_suppressed(finding) || finding->is_ungated) {
            continue;
        }
        enum hm_trit holds = evaluate(node, facts, finding);
        if (holds != HM_NO) {
            clause->n++;
            clause->n_unknown += holds == HM_UNKNOWN;
            keep_example(report, clause, (uint32_t)i);
            report->gate.n_failing += !finding->is_failing;
            finding->is_failing = true;
        }
    }
    clause->holds = clause->n > 0;
}

void
hm_gate_decide(const struct hm_gate_expression *expression, struct hm_report *report, int64_t now)
{
    struct hm_gate_facts facts;
    struct hm_gate_clause *clauses =
        hm_arena_new(&report->arena, struct hm_gate_clause, expression->n_clauses);

    for (size_t i = 0; i < report->findings.n; i++) {
        report->findings.p[i].is_failing = false;
    }
    hm_gate_facts_read(report, now, &facts);
    report->gate = (struct hm_gate_decision){
        .expression = hm_arena_str(&report->arena, expression->text),
        .clauses = clauses,
        .n_clauses = expression->n_clauses,
    };
    for (size_t i = 0; i < expression->n_clauses; i++) {
        const struct hm_gate_node *node = expression->clauses[i];
        clauses[i].text = hm_str_sub(report->gate.expression, node->from, node->to - node->from);
        if (node->is_about_run) {
            judge_run(node, &facts, &report->arena, &clauses[i]);
        } else {
            judge_findings(node, &facts, report, &clauses[i]);
        }
        report->gate.is_failed = report->gate.is_failed || clauses[i].holds;
    }
}
