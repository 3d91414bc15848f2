/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate asked and what came of it, and what the report was compared with. */
#include "plugin/base/auto.h"
#include "reports/html/html.h"

static void
put_examples(struct hm_html *page, const struct hm_gate_clause *clause)
{
    for (uint32_t i = 0; i < clause->n_examples; i++) {
        const struct hm_finding *finding = &page->report->findings.p[clause->examples[i]];
        size_t number = hm_html_number(page, finding);
        bool is_shown = page->is_shown[clause->examples[i]];
        hm_html_puts(page, i == 0 ? ": " : ", ");
        if (is_shown) {
            hm_html_printf(page, "<a href='#f%zu'>", number);
        }
        hm_html_c(page, finding->rule->id);
        if (finding->package.n > 0) {
            hm_html_puts(page, " in ");
            hm_html_text(page, finding->package);
        } else if (finding->place.line > 0) {
            hm_html_printf(page, " in line %u", (unsigned)finding->place.line);
        }
        hm_html_puts(page, is_shown ? "</a>" : "");
    }
    hm_html_puts(page, clause->n > clause->n_examples ? ", &#8230;" : "");
}

static void
put_clause(struct hm_html *page, const struct hm_gate_clause *clause)
{
    hm_html_printf(page, "<tr><td><span class='state %s'>%s</span></td><th scope='row'><code>",
                   !clause->holds       ? "good"
                   : clause->is_unknown ? "unknown"
                                        : "bad",
                   !clause->holds       ? "passes"
                   : clause->is_unknown ? "not known: fails"
                                        : "fails");
    hm_html_text(page, clause->text);
    hm_html_puts(page, "</code></th><td>");
    if (clause->is_about_run) {
        hm_html_text(page, clause->reason);
    } else {
        hm_html_number_of(page, clause->n, "finding", "findings");
        put_examples(page, clause);
    }
    if (clause->n_unknown > 0) {
        hm_html_printf(page,
                       " <span class='state unknown'>of %zu not enough is known to pass</span>",
                       clause->n_unknown);
    }
    hm_html_puts(page, "</td></tr>\n");
}

static void
clauses(struct hm_html *page)
{
    const struct hm_gate_decision *gate = &page->report->gate;

    hm_html_puts(page, "<p>What fails this report: <code>");
    hm_html_text(page, gate->expression);
    hm_html_puts(page,
                 "</code></p>\n<div class='scroll' role='region' tabindex='0' "
                 "aria-label='Clauses of the gate'><table><thead><tr><th scope='col'>State</th>"
                 "<th scope='col'>Clause</th><th scope='col'>Because of</th></tr></thead>\n"
                 "<tbody>\n");
    for (size_t i = 0; i < gate->n_clauses && i < HM_HTML_TABLE_LIMIT; i++) {
        put_clause(page, &gate->clauses[i]);
    }
    hm_html_puts(page, "</tbody></table></div>\n");
}

static void
put_gone(struct hm_html *page)
{
    const struct hm_baseline_summary *baseline = &page->report->baseline;

    if (baseline->absent.n == 0) {
        return;
    }
    hm_html_puts(page, "<details class='fold'><summary><h3>Gone</h3> <span class='quiet'>");
    hm_html_number_of(page, baseline->absent.n, "finding of the baseline is",
                      "findings of the baseline are");
    hm_html_puts(page, " not in this report</span></summary>\n<ul class='files'>\n");
    for (size_t i = 0; i < baseline->absent.n && i < HM_HTML_TABLE_LIMIT; i++) {
        const struct hm_baseline_absent *row = &baseline->absent.p[i];
        hm_html_puts(page, "<li>");
        hm_html_severity(page, row->severity);
        hm_html_puts(page, " ");
        hm_html_in(page, "b", row->tool);
        hm_html_puts(page, " ");
        hm_html_in(page, "code", row->rule);
        hm_html_puts(page, " ");
        hm_html_text(page, row->path);
        hm_html_puts(page, "</li>\n");
    }
    hm_html_puts(page, "</ul>\n");
    if (baseline->absent.n > HM_HTML_TABLE_LIMIT) {
        hm_html_printf(page, "<p class='cut'>%zu more are not shown.</p>\n",
                       baseline->absent.n - HM_HTML_TABLE_LIMIT);
    }
    hm_html_puts(page, "</details>\n");
}

static void
compared(struct hm_html *page)
{
    const struct hm_baseline_summary *baseline = &page->report->baseline;

    hm_html_puts(page, "<p>Against the baseline <code>");
    hm_html_text(page, baseline->name);
    hm_html_printf(page,
                   "</code>: <b>%zu new</b>, %zu worse, %zu known, %zu eased, %zu gone.</p>\n",
                   baseline->n_new, baseline->n_worse, baseline->n_unchanged, baseline->n_eased,
                   baseline->absent.n);
    put_gone(page);
}

void
hm_html_gate(struct hm_html *page)
{
    const struct hm_report *report = page->report;

    if (report->gate.n_clauses == 0 && report->baseline.name.n == 0) {
        return;
    }
    hm_html_puts(page, "<section id='gate' aria-labelledby='h-gate'>\n<h2 id='h-gate'>Gate</h2>\n");
    if (report->gate.n_clauses > 0) {
        clauses(page);
    }
    if (report->baseline.name.n > 0) {
        compared(page);
    }
    hm_html_puts(page, "</section>\n");
}

/* --- marks of one finding --- */

void
hm_html_marks(struct hm_html *page, const struct hm_finding *finding)
{
    static const char *const states[] = {
        [HM_BASELINE_NONE] = NULL,         [HM_BASELINE_NEW] = "new",
        [HM_BASELINE_UNCHANGED] = "known", [HM_BASELINE_EASED] = "eased",
        [HM_BASELINE_WORSE] = "worse",
    };

    if (hm_finding_is_exploited(finding)) {
        hm_html_puts(page, "<span class='state bad'>exploited</span> ");
    }
    if (states[finding->baseline] != NULL) {
        bool is_new =
            finding->baseline == HM_BASELINE_NEW || finding->baseline == HM_BASELINE_WORSE;
        hm_html_printf(page, "<span class='state%s'>%s</span> ", is_new ? " unknown" : "",
                       states[finding->baseline]);
    }
}
