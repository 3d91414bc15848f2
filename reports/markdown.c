/* SPDX-License-Identifier: Apache-2.0 */
/* A summary in Markdown for a job or a pull request's comment, within the limits of both. */
#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/format.h"
#include "reports/image_names.h"
#include "reports/inert.h"
#include "reports/pick.h"

enum {
    LIMIT = 65536,       /* of a comment; a job's summary takes more */
    TAIL = 512,          /* kept free for the last sentences */
    TASKS_LIMIT = 16384, /* bytes of the table of tasks */
    CELL_LIMIT = 700,    /* code points of a message or a reason */
    VALUE_LIMIT = 200,   /* of a path, a package … */
};

static struct hm_str
cut(struct hm_str text, size_t limit)
{
    return hm_utf8_cut(text, limit);
}

static void
cell(struct hm_buf *buf, struct hm_str text)
{
    hm_buf_puts(buf, "| ");
    hm_inert_markdown(buf, cut(text, CELL_LIMIT));
    hm_buf_puts(buf, cut(text, CELL_LIMIT).n < text.n ? "\xe2\x80\xa6 " : " ");
}

static void
code_cell(struct hm_buf *buf, struct hm_str text)
{
    hm_buf_puts(buf, "| ");
    hm_inert_code(buf, cut(text, VALUE_LIMIT));
    hm_buf_puts(buf, cut(text, VALUE_LIMIT).n < text.n ? "\xe2\x80\xa6 " : " ");
}

/* Takes a row over where it still fits; false: no more do. */
static bool
add_row(struct hm_buf *buf, struct hm_buf *row, size_t limit)
{
    bool fits = buf->n + row->n <= limit;

    if (fits) {
        hm_buf_add(buf, hm_buf_str(row));
    }
    hm_buf_clear(row);
    return fits;
}

static void
counts(struct hm_buf *buf, const struct hm_pick *pick)
{
    size_t n[HM_SEV_COUNT] = { 0 };

    for (size_t i = 0; i < pick->n; i++) {
        n[pick->p[i]->severity]++;
    }
    hm_buf_puts(buf, "| critical | high | medium | low | info | suppressed |\n"
                     "| ---: | ---: | ---: | ---: | ---: | ---: |\n");
    hm_buf_printf(buf, "| %zu | %zu | %zu | %zu | %zu | %zu |\n\n", n[HM_SEV_CRITICAL],
                  n[HM_SEV_HIGH], n[HM_SEV_MEDIUM], n[HM_SEV_LOW], n[HM_SEV_INFO] + n[HM_SEV_NONE],
                  pick->n_suppressed);
}

/* --- what was done --- */

static void
task(struct hm_buf *row, const struct hm_ledger_row *from)
{
    hm_buf_puts(row, hm_row_is_hole(from) ? "| **" : "| ");
    hm_buf_puts(row, hm_ledger_word(from->state));
    hm_buf_puts(row, hm_row_is_hole(from) ? "** " : " ");
    code_cell(row, from->tool);
    code_cell(row, from->version);
    code_cell(row, from->task);
    code_cell(row, from->target);
    cell(row, from->reason);
    hm_buf_puts(row, "|\n");
}

static void
tasks(struct hm_buf *buf, const struct hm_report *report)
{
    hm_auto_buf struct hm_buf row = { 0 };
    size_t limit = buf->n + TASKS_LIMIT;
    size_t n_cut = 0;

    if (report->ledger.n == 0) {
        return;
    }
    hm_buf_puts(buf, "| | tool | version | task | target | reason |\n"
                     "| --- | --- | --- | --- | --- | --- |\n");
    for (int is_hole = 1; is_hole >= 0; is_hole--) {
        for (size_t i = 0; i < report->ledger.n; i++) {
            if (hm_row_is_hole(&report->ledger.p[i]) == is_hole) {
                task(&row, &report->ledger.p[i]);
                n_cut += n_cut > 0 || !add_row(buf, &row, limit);
            }
        }
    }
    if (n_cut > 0) {
        hm_buf_printf(buf, "\n%zu of %zu tasks are not shown.\n", n_cut, report->ledger.n);
    }
    hm_buf_putc(buf, '\n');
}

/* --- findings --- */

static void
place(struct hm_buf *row, const struct hm_finding *finding, bool with_images)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_add(&text, cut(finding->path, VALUE_LIMIT - 16));
    if (finding->place.line > 0) {
        hm_buf_printf(&text, ":%u", finding->place.line);
    }
    code_cell(row, hm_buf_str(&text));
    if (finding->target.n > 0) {
        hm_inert_code(row, cut(finding->target, VALUE_LIMIT));
        hm_buf_putc(row, ' ');
    }
    if (with_images && finding->images.n > 0) {
        hm_buf_puts(row, "of ");
        hm_inert_code(row, cut(finding->images.p[0], VALUE_LIMIT));
        hm_buf_puts(row, " ");
        if (finding->images.n > 1) {
            hm_buf_printf(row, "and %zu more ", finding->images.n - 1);
        }
    }
}

static void
finding_row(struct hm_buf *row, const struct hm_finding *finding, bool with_images)
{
    hm_auto_buf struct hm_buf id = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    hm_pick_id(&id, finding->rule);
    hm_buf_printf(row, "| %s ", hm_severity_row(finding->severity)->word);
    code_cell(row, hm_buf_str(&id));
    place(row, finding, with_images);
    hm_buf_add(&text, hm_pick_message(finding));
    if (finding->fixed_in.n > 0) {
        hm_buf_printf(&text, " Fixed in %.*s.", HM_FMT(cut(finding->fixed_in, VALUE_LIMIT)));
    }
    cell(row, hm_buf_str(&text));
    hm_buf_puts(row, "|\n");
}

/* How many of them did not fit. */
static size_t
findings(struct hm_buf *buf, const struct hm_pick *pick, bool with_images)
{
    hm_auto_buf struct hm_buf row = { 0 };

    if (pick->n == 0) {
        return 0;
    }
    hm_buf_puts(buf, "| level | rule | place | what |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < pick->n; i++) {
        finding_row(&row, pick->p[i], with_images);
        if (!add_row(buf, &row, LIMIT - TAIL)) {
            return pick->n - i;
        }
    }
    return 0;
}

void
hm_format_markdown(const struct hm_report *report, const struct hm_format_options *options,
                   struct hm_buf *buf)
{
    hm_auto_buf struct hm_buf page = { 0 };
    struct hm_arena arena = { 0 };
    struct hm_pick pick;

    hm_pick_findings(&pick, &arena, report, NULL, 0);
    hm_pick_sort(&pick);
    hm_buf_printf(&page, "<!-- hullmark -->\n## hullmark: %s\n\n",
                  hm_verdict_word(report->verdict));
    if (report->verdict_reason.n > 0) {
        hm_buf_puts(&page, "Why: "); /* in front, lest the text begins a list or a heading */
        hm_inert_markdown(&page, cut(report->verdict_reason, CELL_LIMIT));
        hm_buf_puts(&page, "\n\n");
    }
    counts(&page, &pick);
    tasks(&page, report);
    size_t n_cut = findings(&page, &pick, hm_report_builds_several(report));
    if (n_cut > 0) {
        hm_buf_printf(&page,
                      "\n%zu of %zu findings are not shown, the worst are: a comment takes no "
                      "more. The full report has them all.\n",
                      n_cut, pick.n);
    }
    if (n_cut > 0 && options->said != NULL) {
        hm_buf_printf(options->said, "%zu of %zu findings are left out, the worst are kept\n",
                      n_cut, pick.n);
    }
    hm_buf_add(buf, hm_buf_str(&page));
    hm_arena_done(&arena);
}
