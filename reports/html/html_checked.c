/* SPDX-License-Identifier: Apache-2.0 */
/* What was and was not checked: tasks, proofs, rules that could not be evaluated, notes, files. */
#include "reports/html/html.h"
#include "reports/pick.h"

static void
put_more(struct hm_html *page, size_t n, const char *what)
{
    if (n > HM_HTML_TABLE_LIMIT) {
        hm_html_printf(page, "<p class='cut'>%zu more %s are not shown.</p>\n",
                       n - HM_HTML_TABLE_LIMIT, what);
    }
}

static void
begin_table(struct hm_html *page, const char *label, const char *head)
{
    hm_html_printf(page,
                   "<div class='scroll' role='region' tabindex='0' aria-label='%s'>"
                   "<table><thead><tr>%s</tr></thead>\n<tbody>\n",
                   label, head);
}

static void
put_cell(struct hm_html *page, struct hm_str text)
{
    hm_html_puts(page, "<td>");
    hm_html_text(page, text);
    hm_html_puts(page, "</td>");
}

/* --- tasks --- */

static const char *
state_class(const struct hm_ledger_row *row)
{
    if (hm_row_is_hole(row)) {
        return "bad";
    }
    return row->state == HM_LEDGER_DONE ? "good" : "unknown";
}

static void
put_task(struct hm_html *page, const struct hm_ledger_row *row)
{
    hm_html_printf(page, "<tr%s><td><span class='state %s'>%s</span></td><th scope='row'>",
                   hm_row_is_hole(row) ? " class='hole'" : "", state_class(row),
                   hm_ledger_word(row->state));
    hm_html_text(page, row->tool);
    hm_html_puts(page, " ");
    hm_html_in(page, "small", row->version);
    hm_html_puts(page, "</th>");
    put_cell(page, row->task);
    put_cell(page, row->target);
    put_cell(page, row->data_date);
    hm_html_puts(page, "<td>");
    hm_html_text(page, row->reason);
    if (hm_ledger_lacks_code(row)) {
        hm_html_printf(page, " (exit code %d)", row->exit_code);
    }
    if (row->pin != NULL) {
        hm_html_puts(page, " <span class='quiet'>program ");
        hm_html_c(page, row->pin);
        hm_html_puts(page, " by hullmark.lock</span>");
    }
    hm_html_puts(page, row->is_required ? " <span class='quiet'>required</span>" : "");
    hm_html_puts(page, row->is_allowed ? " <span class='quiet'>allowed to be missing</span>" : "");
    hm_html_puts(page, row->is_online ? " <span class='quiet'>had the network</span>" : "");
    hm_html_puts(page, row->is_exposed ? " <span class='quiet'>not shut in</span>" : "");
    hm_html_puts(page, "</td></tr>\n");
}

static void
tasks(struct hm_html *page)
{
    const struct hm_report *report = page->report;
    size_t n = 0;

    hm_html_puts(page, "<h3>Tasks</h3>\n");
    if (report->ledger.n == 0) {
        hm_html_puts(page, "<p>Nothing was asked for, and nothing was done.</p>\n");
        return;
    }
    begin_table(page, "Tasks",
                "<th scope='col'>State</th><th scope='col'>Tool</th><th scope='col'>Task</th>"
                "<th scope='col'>Target</th><th scope='col'>Data of</th>"
                "<th scope='col'>Detail</th>");
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < report->ledger.n; i++) {
            if (hm_row_is_hole(&report->ledger.p[i]) == (pass == 0) && n++ < HM_HTML_TABLE_LIMIT) {
                put_task(page, &report->ledger.p[i]);
            }
        }
    }
    hm_html_puts(page, "</tbody></table></div>\n");
    put_more(page, n, "tasks");
}

/* --- what went in --- */

static void
accounts(struct hm_html *page)
{
    const struct hm_report *report = page->report;

    if (report->accounts.n == 0) {
        return;
    }
    hm_html_puts(page, "<h3>What went in, and what became of it</h3>\n");
    begin_table(page, "What went in",
                "<th scope='col'>Tool</th><th scope='col'>Results</th>"
                "<th scope='col'>Joined others</th><th scope='col'>Accepted</th>"
                "<th scope='col'>Reported</th>");
    for (size_t i = 0; i < report->accounts.n && i < HM_HTML_TABLE_LIMIT; i++) {
        const struct hm_account *account = &report->accounts.p[i];
        hm_html_puts(page, "<tr><th scope='row'>");
        hm_html_c(page, account->tool);
        hm_html_printf(page,
                       "</th><td class='num'>%zu</td><td class='num'>%zu</td>"
                       "<td class='num'>%zu</td><td class='num'>%zu</td></tr>\n",
                       account->n_found, account->n_merged, account->n_suppressed,
                       account->n_reported);
    }
    hm_html_puts(page, "</tbody></table></div>\n");
    put_more(page, report->accounts.n, "tools");
}

/* --- what could not be evaluated --- */

static void
not_evaluated(struct hm_html *page)
{
    const struct hm_report *report = page->report;

    if (report->not_evaluated.n == 0) {
        return;
    }
    hm_html_puts(page, "<details id='not-evaluated' class='fold'><summary><h3>Not evaluated</h3> "
                       "<span class='quiet'>");
    hm_html_number_of(page, report->not_evaluated.n, "time", "times");
    hm_html_puts(page,
                 " a rule could not be decided: neither a finding nor a pass</span></summary>\n");
    begin_table(page, "Not evaluated",
                "<th scope='col'>Rule</th><th scope='col'>Place</th><th scope='col'>Why</th>");
    for (size_t i = 0; i < report->not_evaluated.n && i < HM_HTML_TABLE_LIMIT; i++) {
        const struct hm_not_evaluated *row = &report->not_evaluated.p[i];
        hm_html_puts(page, "<tr><th scope='row'>");
        hm_html_rule_id(page, row->rule);
        hm_html_puts(page, "</th><td>");
        hm_html_text(page, row->path);
        if (row->line > 0) {
            hm_html_printf(page, ":%u", (unsigned)row->line);
        }
        hm_html_puts(page, "</td>");
        put_cell(page, row->reason);
        hm_html_puts(page, "</tr>\n");
    }
    hm_html_puts(page, "</tbody></table></div>\n");
    put_more(page, report->not_evaluated.n, "rows");
    hm_html_puts(page, "</details>\n");
}

/* --- notes, files --- */

static void
notes(struct hm_html *page)
{
    const struct hm_report *report = page->report;
    size_t n = 0;

    if (report->notes.n == 0) {
        return;
    }
    hm_html_puts(page, "<h3>Notes</h3>\n<ul class='notes'>\n");
    for (int level = HM_NOTE_ERROR; level >= HM_NOTE_INFO; level--) {
        for (size_t i = 0; i < report->notes.n; i++) {
            const struct hm_note *note = &report->notes.p[i];
            if ((int)note->level != level || n++ >= HM_HTML_TABLE_LIMIT) {
                continue;
            }
            hm_html_printf(page, "<li><span class='state %s'>%s</span> ",
                           level == HM_NOTE_ERROR     ? "bad"
                           : level == HM_NOTE_WARNING ? "unknown"
                                                      : "",
                           hm_note_word(note->level));
            hm_html_in(page, "b", note->tool);
            hm_html_puts(page, " ");
            hm_html_in(page, "code", note->path);
            hm_html_puts(page, " ");
            hm_html_text(page, note->text);
            hm_html_puts(page, "</li>\n");
        }
    }
    hm_html_puts(page, "</ul>\n");
    put_more(page, report->notes.n, "notes");
}

static void
files(struct hm_html *page)
{
    const struct hm_report *report = page->report;

    if (report->paths.n == 0) {
        hm_html_puts(page, "<p>No file was judged.</p>\n");
        return;
    }
    hm_html_puts(page, "<details class='fold'><summary><h3>Files</h3> <span class='quiet'>");
    hm_html_number_of(page, report->paths.n, "file was judged", "files were judged");
    hm_html_puts(page, "</span></summary>\n<ul class='files'>\n");
    for (size_t i = 0; i < report->paths.n && i < HM_HTML_TABLE_LIMIT; i++) {
        hm_html_in(page, "li", report->paths.p[i]);
    }
    hm_html_puts(page, "</ul>\n");
    put_more(page, report->paths.n, "files");
    hm_html_puts(page, "</details>\n");
}

void
hm_html_checked(struct hm_html *page)
{
    hm_html_puts(page, "<section id='checked' aria-labelledby='h-checked'>\n"
                       "<h2 id='h-checked'>What was checked, and what was not</h2>\n");
    tasks(page);
    accounts(page);
    not_evaluated(page);
    notes(page);
    files(page);
    hm_html_puts(page, "</section>\n");
}
