/* SPDX-License-Identifier: Apache-2.0 */
/* What comes first: the verdict, what is missing behind it, what to do, and how the practices
 * stand. */
#include "plugin/base/auto.h"
#include "reports/html/html.h"
#include "reports/pick.h"

enum {
    HOLES_SHOWN = 20,
    BAR_WIDTH = 1000,
};

/* Shapes, so that the colour is not all that tells them apart. */
static const char *const icons[] = {
    [HM_VERDICT_PASS] = "<circle cx='12' cy='12' r='10'/><path d='M7 12.5l3.4 3.4L17 9'/>",
    [HM_VERDICT_FAIL] = "<path d='M8 2h8l6 6v8l-6 6H8l-6-6V8z'/><path d='M9 9l6 6M15 9l-6 6'/>",
    [HM_VERDICT_INCOMPLETE] =
        "<circle cx='12' cy='12' r='10' stroke-dasharray='4 3'/><path d='M12 7v6M12 16.2v.1'/>",
};

/* One bar, as wide as there are findings of each level. The words beside it say the same. */
static void
bar(struct hm_html *page, const struct hm_html_counts *counts)
{
    size_t x = 0;

    if (counts->n == 0) {
        return;
    }
    hm_html_puts(page, "<svg class='bar' viewBox='0 0 1000 8' preserveAspectRatio='none' "
                       "aria-hidden='true'>");
    for (int i = HM_SEV_COUNT - 1; i >= 0; i--) {
        size_t width = counts->of[i] * BAR_WIDTH / counts->n;
        if (width > 0) {
            hm_html_printf(page, "<rect class='%s' x='%zu' width='%zu' height='8'/>",
                           hm_severity_row((enum hm_severity)i)->word, x, width);
            x += width;
        }
    }
    hm_html_puts(page, "</svg>");
}

static size_t
count_images(struct hm_html *page)
{
    struct hm_strmap images;

    hm_strmap_init(&images, &page->arena);
    for (size_t i = 0; i < page->report->evidence.n; i++) {
        (void)hm_strmap_at(&images, page->report->evidence.p[i].subject);
    }
    for (size_t i = 0; i < page->groups.n; i++) {
        if (page->groups.p[i].is_image) {
            (void)hm_strmap_at(&images, page->groups.p[i].name);
        }
    }
    return images.n;
}

static void
scope(struct hm_html *page)
{
    const struct hm_report *report = page->report;
    size_t n_images = count_images(page);
    size_t n_done = 0;

    for (size_t i = 0; i < report->ledger.n; i++) {
        n_done += report->ledger.p[i].state == HM_LEDGER_DONE;
    }
    hm_html_puts(page, "<p class='scope'>");
    hm_html_number_of(page, page->counts.n, "finding", "findings");
    hm_html_puts(page, " in ");
    hm_html_number_of(page, report->paths.n, "judged file", "judged files");
    if (n_images > 0) {
        hm_html_puts(page, " and ");
        hm_html_number_of(page, n_images, "image", "images");
    }
    hm_html_printf(page, "; <a href='#checked'>%zu of ", n_done);
    hm_html_number_of(page, report->ledger.n, "task", "tasks");
    hm_html_puts(page, " done</a>");
    if (report->not_evaluated.n > 0) {
        hm_html_puts(page, "; <a href='#not-evaluated'>");
        hm_html_number_of(page, report->not_evaluated.n, "rule could not be evaluated",
                          "times a rule could not be evaluated");
        hm_html_puts(page, "</a>");
    }
    if (page->n_suppressed > 0) {
        hm_html_puts(page, "; <a href='#suppressed'>");
        hm_html_number_of(page, page->n_suppressed, "finding is accepted", "findings are accepted");
        hm_html_puts(page, "</a>");
    }
    hm_html_puts(page, ".</p>\n");
}

static void
holes(struct hm_html *page)
{
    const struct hm_report *report = page->report;
    size_t n = hm_report_holes(report);
    size_t n_shown = 0;

    if (n == 0) {
        return;
    }
    hm_html_puts(page, "<div class='holes' role='note'><h3>Not checked</h3><p>");
    hm_html_number_of(page, n, "task that was asked for was not done.",
                      "tasks that were asked for were not done.");
    hm_html_puts(page, " What they would have found is not in this report.</p><ul>");
    for (size_t i = 0; i < report->ledger.n && n_shown < HOLES_SHOWN; i++) {
        if (hm_row_is_hole(&report->ledger.p[i])) {
            hm_auto_buf struct hm_buf text = { 0 };
            hm_row_text(&text, &report->ledger.p[i]);
            hm_html_in(page, "li", hm_buf_str(&text));
            n_shown++;
        }
    }
    hm_html_puts(page, "</ul>");
    if (n > n_shown) {
        hm_html_printf(page, "<p>%zu more are in <a href='#checked'>what was checked</a>.</p>",
                       n - n_shown);
    }
    hm_html_puts(page, "</div>\n");
}

void
hm_html_verdict(struct hm_html *page)
{
    const struct hm_report *report = page->report;
    const char *word = hm_verdict_word(report->verdict);

    hm_html_printf(page,
                   "<section id='verdict' class='verdict is-%s' aria-labelledby='h-verdict'>\n"
                   "<div class='stamp'><svg viewBox='0 0 24 24' aria-hidden='true'>%s</svg>\n"
                   "<div><h2 id='h-verdict'><span class='quiet'>Verdict: </span>%s</h2><p>",
                   word, icons[report->verdict], word);
    hm_html_text(page, report->verdict_reason);
    hm_html_printf(page, "%s<span class='quiet'>exit code %d</span></p></div></div>\n",
                   report->verdict_reason.n > 0 ? " \xc2\xb7 " : "", report->exit_code);
    bar(page, &page->counts);
    hm_html_puts(page, "<p class='tallies'>");
    if (page->counts.n == 0) {
        hm_html_puts(page, "No findings in what was checked.");
    }
    hm_html_severities(page, &page->counts);
    hm_html_puts(page, "</p>\n");
    scope(page);
    holes(page);
    hm_html_puts(page, "</section>\n");
}

/* --- practices --- */

struct practice {
    struct hm_html_counts counts;
    size_t n_rules; /* that looked at files */
    size_t n_not_evaluated;
};

static bool
was_scanned(const struct hm_report *report)
{
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        if (row->state == HM_LEDGER_DONE && !hm_str_eq(row->tool, "hullmark") &&
            (hm_str_eq(row->task, "image") || hm_str_eq(row->task, "fs") ||
             hm_str_eq(row->task, "from-sbom"))) {
            return true;
        }
    }
    return false;
}

static bool
was_verified(const struct hm_report *report)
{
    for (size_t i = 0; i < report->evidence.n; i++) {
        if (strcmp(report->evidence.p[i].kind, "signature") == 0) {
            return true;
        }
    }
    return false;
}

static void
tally_practices(const struct hm_html *page, struct practice practices[HM_PRACTICE_COUNT])
{
    const struct hm_report *report = page->report;
    const struct hm_rule *const *rules =
        report->applied != NULL ? report->applied : report->catalogue;
    size_t n = report->applied != NULL ? report->n_applied : report->n_catalogue;

    for (size_t i = 0; i < n && report->paths.n > 0; i++) {
        practices[rules[i]->practice].n_rules += rules[i]->raised_by == NULL;
    }
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (!hm_finding_is_suppressed(finding)) {
            hm_html_count(&practices[finding->rule->practice].counts, finding);
        }
    }
    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        practices[report->not_evaluated.p[i].rule->practice].n_not_evaluated++;
    }
}

/* What is said of a practice without a finding: never that it is kept, only who looked. */
static void
put_silence(struct hm_html *page, enum hm_practice which, const struct practice *practice)
{
    bool is_looked_at = practice->n_rules > 0;

    if (which == HM_PRACTICE_SCANNED) {
        is_looked_at = was_scanned(page->report);
    } else if (which == HM_PRACTICE_SIGNED) {
        is_looked_at = was_verified(page->report);
    }
    if (!is_looked_at) {
        hm_html_puts(page, "<span class='state unknown'>not checked</span>");
        return;
    }
    hm_html_puts(page, "<span class='state'>no finding</span>");
    if (practice->n_rules > 0) {
        hm_html_puts(page, " <span class='quiet'>");
        hm_html_number_of(page, practice->n_rules, "rule looked", "rules looked");
        hm_html_puts(page, "</span>");
    }
}

void
hm_html_practices(struct hm_html *page)
{
    struct practice practices[HM_PRACTICE_COUNT] = { 0 };

    tally_practices(page, practices);
    hm_html_puts(page, "<section id='practices' aria-labelledby='h-practices'>\n"
                       "<h2 id='h-practices'>Practices</h2>\n<ul class='practices'>\n");
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 1; i < HM_PRACTICE_COUNT; i++) {
            const struct hm_practice_row *row = hm_practice_row((enum hm_practice)i);
            if (row == NULL || row->is_critical != (pass == 0)) {
                continue;
            }
            hm_html_printf(page, "<li class='%s'><span class='name'>%s</span><span class='how'>",
                           practices[i].counts.n > 0
                               ? hm_severity_row(practices[i].counts.worst)->word
                               : "none",
                           row->title);
            if (practices[i].counts.n > 0) {
                hm_html_severities(page, &practices[i].counts);
            } else {
                put_silence(page, (enum hm_practice)i, &practices[i]);
            }
            if (practices[i].n_not_evaluated > 0) {
                hm_html_printf(page, " <span class='state unknown'>%zu not evaluated</span>",
                               practices[i].n_not_evaluated);
            }
            hm_html_puts(page, "</span></li>\n");
        }
    }
    hm_html_puts(page, "</ul>\n</section>\n");
}
