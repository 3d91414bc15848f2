/* SPDX-License-Identifier: Apache-2.0 */
/* The console's account of the gate: which clause failed, because of what. */
#include "plugin/base/auto.h"
#include "reports/text/text_tables.h"

enum {
    HANG = 10,
};

static void
say_example(const struct hm_finding *finding, struct hm_buf *out)
{
    hm_buf_printf(out, "%.*s", HM_FMT(finding->target.n > 0 ? finding->target : finding->path));
    if (finding->target.n == 0 && finding->place.line > 0) {
        hm_buf_printf(out, ":%u", finding->place.line);
    }
    if (finding->package.n > 0) {
        hm_buf_printf(out, " %.*s", HM_FMT(finding->package));
    }
    hm_buf_printf(out, " %s", finding->rule->id);
}

static void
say_clause(const struct hm_report *report, const struct hm_gate_clause *clause, struct hm_buf *out)
{
    if (clause->is_about_run) {
        hm_buf_printf(out, "%.*s%s", HM_FMT(clause->reason),
                      clause->is_unknown ? ": what is not known counts as if it were so" : "");
        return;
    }
    hm_buf_printf(out, "%zu finding%s", clause->n, clause->n == 1 ? "" : "s");
    if (clause->n_unknown > 0) {
        hm_buf_printf(out, ", %zu of which not enough is known to pass", clause->n_unknown);
    }
    for (uint32_t i = 0; i < clause->n_examples; i++) {
        hm_buf_puts(out, i == 0 ? ": " : ", ");
        say_example(&report->findings.p[clause->examples[i]], out);
    }
    if (clause->n > clause->n_examples) {
        hm_buf_puts(out, " ...");
    }
}

static void
write_baseline(struct hm_text *out, const struct hm_report *report)
{
    const struct hm_baseline_summary *baseline = &report->baseline;
    hm_auto_buf struct hm_buf text = { 0 };

    if (baseline->name.n == 0) {
        return;
    }
    hm_text_styled(out, HM_S("Baseline"), HM_STYLE_BOLD);
    hm_buf_printf(&text, "%.*s: %zu new, %zu unchanged, %zu eased, %zu worse, %zu gone",
                  HM_FMT(baseline->name), baseline->n_new, baseline->n_unchanged, baseline->n_eased,
                  baseline->n_worse, baseline->absent.n);
    hm_text_puts(out, "  ");
    hm_text_wrap(out, hm_buf_str(&text), HANG, HANG);
}

void
hm_text_gate(struct hm_text *out, const struct hm_report *report)
{
    const struct hm_gate_decision *gate = &report->gate;

    write_baseline(out, report);
    if (gate->is_short || !gate->is_failed) {
        return;
    }
    hm_text_styled(out, HM_S("Gate"), HM_STYLE_BOLD);
    hm_text_puts(out, "  ");
    hm_text_wrap(out, gate->expression, 6, 6);
    for (size_t i = 0; i < gate->n_clauses; i++) {
        const struct hm_gate_clause *clause = &gate->clauses[i];
        hm_auto_buf struct hm_buf text = { 0 };
        if (clause->holds) {
            hm_text_puts(out, "  ");
            hm_text_styled(out, HM_S("fails"), HM_STYLE_BAD);
            hm_text_puts(out, "   ");
            hm_buf_printf(&text, "%.*s: ", HM_FMT(clause->text));
            say_clause(report, clause, &text);
            hm_text_wrap(out, hm_buf_str(&text), HANG, HANG);
        }
    }
}
