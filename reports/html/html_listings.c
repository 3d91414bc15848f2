/* SPDX-License-Identifier: Apache-2.0 */
/* Dockerfiles with their findings beside the lines. */
#include "reports/html/html.h"
#include "reports/listings.h"
#include "reports/pick.h"

enum {
    NOTES_PER_LINE = 20,
};

/* The first finding of a path; the report is sorted. */
static size_t
first_of(const struct hm_report *report, struct hm_str path)
{
    size_t low = 0;
    size_t high = report->findings.n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (hm_str_compare(report->findings.p[mid].path, path) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static void
put_note(struct hm_html *page, const struct hm_finding *finding)
{
    size_t number = hm_html_number(page, finding);
    bool is_shown = page->is_shown[number - 1];

    hm_html_puts(page, "<li>");
    hm_html_severity(page, finding->severity);
    hm_html_puts(page, " ");
    if (is_shown) {
        hm_html_printf(page, "<a href='#f%zu'>", number);
    }
    hm_html_c(page, hm_rule_title(finding->rule));
    hm_html_puts(page, is_shown ? "</a> " : " ");
    hm_html_rule_id(page, finding->rule);
    hm_html_puts(page, "</li>");
}

/* Those of an image that lie on one line, as one. */
static void
put_many(struct hm_html *page, const struct hm_html_counts *counts, const char *one,
         const char *many)
{
    if (counts->n > 0) {
        hm_html_puts(page, "<li class='many'>");
        hm_html_severities(page, counts);
        hm_html_printf(page, " %s</li>", counts->n == 1 ? one : many);
    }
}

/* Notes of the findings from `at` on that lie in the line; the first behind them is returned. */
static size_t
put_notes(struct hm_html *page, struct hm_str path, uint32_t line, size_t at)
{
    const struct hm_report *report = page->report;
    struct hm_html_counts advisories = { 0 };
    struct hm_html_counts unplaced = { 0 };
    size_t n = 0;
    size_t i = at;

    for (; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (!hm_str_is(finding->path, path) || finding->place.line > line) {
            break;
        }
        if (finding->place.line < line || hm_finding_is_suppressed(finding)) {
            continue;
        }
        if (hm_html_is_unplaced(finding) || finding->advisory.n > 0) {
            hm_html_count(hm_html_is_unplaced(finding) ? &unplaced : &advisories, finding);
            continue;
        }
        hm_html_puts(page, n == 0 ? "<ul>" : "");
        if (n < NOTES_PER_LINE) {
            put_note(page, finding);
        }
        n++;
    }
    if (n > NOTES_PER_LINE) {
        hm_html_printf(page, "<li>%zu more</li>", n - NOTES_PER_LINE);
    }
    size_t n_more = advisories.n + unplaced.n;
    hm_html_puts(page, n == 0 && n_more > 0 ? "<ul>" : "");
    put_many(page, &advisories, "vulnerability of what this line brought",
             "vulnerabilities of what this line brought");
    put_many(page, &unplaced, "finding of an image: the line that brought it is not known",
             "findings of images: the lines that brought them are not known");
    hm_html_puts(page, n + n_more > 0 ? "</ul>" : "");
    return i;
}

static enum hm_severity
worst_in(const struct hm_report *report, struct hm_str path, uint32_t line, size_t at)
{
    enum hm_severity worst = HM_SEV_NONE;

    for (; at < report->findings.n; at++) {
        const struct hm_finding *finding = &report->findings.p[at];
        if (!hm_str_is(finding->path, path) || finding->place.line > line) {
            break;
        }
        if (finding->place.line == line && !hm_finding_is_suppressed(finding) &&
            !hm_html_is_unplaced(finding) && finding->severity > worst) {
            worst = finding->severity;
        }
    }
    return worst;
}

static void
put_text(struct hm_html *page, const struct hm_listed_line *line)
{
    if (line->is_hidden && line->text.n == 0) {
        hm_html_puts(page, "<span class='hidden-line'>not shown: a secret was found here</span>");
        return;
    }
    hm_html_puts(page, "<code>");
    hm_html_lines(page, line->text);
    hm_html_puts(page, line->is_cut ? "\xe2\x80\xa6</code>" : "</code>");
}

/* The stage that begins in the line. */
static void
put_stage(struct hm_html *page, const struct hm_outline *outline, uint32_t line, uint32_t *next)
{
    while (outline != NULL && *next < outline->n_stages && outline->stages[*next].line <= line) {
        const struct hm_lines *stage = &outline->stages[*next];
        if (stage->line == line) {
            hm_html_puts(page, "<tr role='row' class='stage'><td role='cell'></td>"
                               "<th role='rowheader' scope='row' colspan='2'>stage ");
            hm_html_text(page, stage->name);
            hm_html_puts(page,
                         *next == outline->target ? " (the image)</th></tr>\n" : "</th></tr>\n");
        }
        (*next)++;
    }
}

static void
put_listing(struct hm_html *page, const struct hm_listing *listing, size_t number)
{
    const struct hm_report *report = page->report;
    const struct hm_outline *outline = hm_report_outline(report, listing->path);
    size_t at = first_of(report, listing->path);
    uint32_t next_stage = 0;

    hm_html_printf(page, "<details class='listing fold' id='s%zu'%s><summary><h3>", number,
                   number == 1 ? " open" : "");
    hm_html_text(page, listing->path);
    hm_html_puts(page, "</h3></summary>\n<table class='source' role='table'><caption>Lines of ");
    hm_html_text(page, listing->path);
    hm_html_puts(page, " with their findings</caption>\n<colgroup><col class='ln'><col>"
                       "<col class='beside'></colgroup>\n<thead role='rowgroup'><tr role='row'>"
                       "<th role='columnheader' scope='col'>Line</th>"
                       "<th role='columnheader' scope='col'>Text</th>"
                       "<th role='columnheader' scope='col'>Findings</th></tr></thead>\n"
                       "<tbody role='rowgroup'>\n");
    for (uint32_t line = 1; line <= listing->n_lines; line++) {
        enum hm_severity worst = worst_in(report, listing->path, line, at);
        put_stage(page, outline, line, &next_stage);
        hm_html_printf(page,
                       "<tr role='row' id='s%zu-%u'%s%s%s>"
                       "<th role='rowheader' scope='row' class='ln'>%u</th><td role='cell'>",
                       number, (unsigned)line, worst == HM_SEV_NONE ? "" : " class='",
                       worst == HM_SEV_NONE ? "" : hm_severity_row(worst)->word,
                       worst == HM_SEV_NONE ? "" : "'", (unsigned)line);
        put_text(page, &listing->lines[line - 1]);
        hm_html_puts(page, "</td><td role='cell' class='beside'>");
        at = put_notes(page, listing->path, line, at);
        hm_html_puts(page, "</td></tr>\n");
        hm_buf_drain(page->buf, HM_BUF_PIECE);
    }
    hm_html_puts(page, "</tbody></table>\n");
    if (listing->n_left_out > 0) {
        hm_html_puts(page, "<p class='cut'>");
        hm_html_number_of(page, listing->n_left_out, "line more is", "lines more are");
        hm_html_puts(page, " not shown.</p>\n");
    }
    hm_html_puts(page, "</details>\n");
}

void
hm_html_listings(struct hm_html *page)
{
    const struct hm_report *report = page->report;

    if (report->listings.n == 0 && report->n_unlisted == 0) {
        return;
    }
    hm_html_puts(page, "<section id='source' aria-labelledby='h-source'>\n"
                       "<h2 id='h-source'>Dockerfiles</h2>\n");
    for (size_t i = 0; i < report->listings.n; i++) {
        put_listing(page, &report->listings.p[i], i + 1);
    }
    if (report->n_unlisted > 0) {
        hm_html_puts(page, "<p class='cut'>");
        hm_html_number_of(page, report->n_unlisted, "file with findings is",
                          "files with findings are");
        hm_html_puts(page,
                     " not shown: there are too many lines, the file has changed since it was "
                     "judged, or it holds a secret in a line that is not known.</p>\n");
    }
    hm_html_puts(page, "</section>\n");
}
