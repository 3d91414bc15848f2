/* SPDX-License-Identifier: Apache-2.0 */
/* JUnit XML as Jenkins and GitLab read it: a suite for what was to be done, and one for each file
 * or image. */
#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/format.h"
#include "reports/inert.h"
#include "reports/pick.h"
#include "reports/strmap.h"

enum {
    TEXT_LIMIT = 4000,
    BYTES = 30 * 1000 * 1000, /* GitLab reads no larger file */
};

struct counts {
    size_t tests;
    size_t failures;
    size_t errors;
    size_t skipped;
};

struct writer {
    struct hm_buf *buf;
    const struct hm_report *report;
    const struct hm_format_options *options;
    struct hm_arena arena;
    struct hm_strmap names; /* of the cases of a suite: how often each was written */
    struct hm_pick pick;
    struct hm_str started; /* without its zone letter */
};

static struct hm_str
subject_of(const struct hm_finding *finding)
{
    return finding->target.n > 0 ? finding->target : hm_pick_path(finding->path);
}

static int
by_subject(const void *left, const void *right)
{
    const struct hm_finding *a = *(const struct hm_finding *const *)left;
    const struct hm_finding *b = *(const struct hm_finding *const *)right;
    int order = (a->target.n > 0) - (b->target.n > 0);

    order = order != 0 ? order : hm_str_compare(subject_of(a), subject_of(b));
    return order != 0 ? order : (a > b) - (a < b);
}

static void
attribute(struct writer *w, const char *name, struct hm_str value)
{
    hm_buf_printf(w->buf, " %s=\"", name);
    hm_inert_xml(w->buf, value);
    hm_buf_putc(w->buf, '"');
}

static void
suite_start(struct writer *w, struct hm_str name, const struct counts *counts)
{
    hm_buf_puts(w->buf, "  <testsuite");
    attribute(w, "name", name);
    hm_buf_printf(w->buf, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
                  counts->tests, counts->failures, counts->errors, counts->skipped);
    if (w->started.n > 0) {
        attribute(w, "timestamp", w->started);
    }
    hm_buf_puts(w->buf, ">\n");
    hm_strmap_init(&w->names, &w->arena);
}

static void
suite_end(struct writer *w)
{
    hm_buf_puts(w->buf, "  </testsuite>\n");
    hm_buf_drain(w->buf, HM_BUF_PIECE);
}

/* GitLab shows only the first case of a name: later ones are numbered. */
static void
case_start(struct writer *w, struct hm_str suite, struct hm_str name, double seconds)
{
    hm_auto_buf struct hm_buf unique = { 0 };
    uint32_t *n = hm_strmap_at(&w->names, name);

    hm_buf_add(&unique, name);
    if (++*n > 1) {
        hm_buf_printf(&unique, " [%u]", *n);
    }
    hm_buf_puts(w->buf, "    <testcase");
    attribute(w, "name", hm_buf_str(&unique));
    attribute(w, "classname", suite);
    if (w->options->with_timings && seconds > 0) {
        uint64_t ms = (uint64_t)(seconds * 1000);
        hm_buf_printf(w->buf, " time=\"%llu.%03u\"", (unsigned long long)(ms / 1000),
                      (unsigned)(ms % 1000));
    }
}

static void
case_outcome(struct writer *w, const char *outcome, const char *type, struct hm_str message,
             struct hm_str text)
{
    hm_buf_printf(w->buf, "><%s type=\"%s\"", outcome, type);
    attribute(w, "message", message);
    hm_buf_putc(w->buf, '>');
    hm_inert_xml(w->buf, text);
    hm_buf_printf(w->buf, "</%s></testcase>\n", outcome);
}

/* --- what was to be done --- */

static bool
is_skipped(const struct hm_ledger_row *row)
{
    return !hm_row_is_hole(row) && row->state != HM_LEDGER_DONE;
}

static void
task_case(struct writer *w, const struct hm_ledger_row *row)
{
    hm_auto_buf struct hm_buf name = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_printf(&name, "%.*s: %.*s of %.*s", HM_FMT(row->tool), HM_FMT(row->task),
                  HM_FMT(row->target));
    case_start(w, HM_S("hullmark"), hm_buf_str(&name), row->seconds);
    if (row->state == HM_LEDGER_DONE) {
        hm_buf_puts(w->buf, "/>\n");
        return;
    }
    hm_row_text(&text, row);
    case_outcome(w, hm_row_is_hole(row) ? "error" : "skipped", hm_ledger_word(row->state),
                 hm_buf_str(&text), HM_S(""));
}

static void
tasks(struct writer *w)
{
    const struct hm_report *report = w->report;
    bool is_incomplete = report->verdict == HM_VERDICT_INCOMPLETE;
    bool is_cut = w->pick.n_cut > 0;
    struct counts counts = { .tests = report->ledger.n + 1 + report->not_evaluated.n + is_cut,
                             .skipped = report->not_evaluated.n + is_cut,
                             .errors = is_incomplete };

    for (size_t i = 0; i < report->ledger.n; i++) {
        counts.errors += hm_row_is_hole(&report->ledger.p[i]);
        counts.skipped += is_skipped(&report->ledger.p[i]);
    }
    suite_start(w, HM_S("hullmark"), &counts);
    case_start(w, HM_S("hullmark"), HM_S("everything that was asked for was done"), 0);
    if (is_incomplete) {
        case_outcome(w, "error", "incomplete", report->verdict_reason, HM_S(""));
    } else {
        hm_buf_puts(w->buf, "/>\n");
    }
    if (is_cut) {
        hm_auto_buf struct hm_buf text = { 0 };
        hm_buf_printf(&text, "%zu findings are left out, the worst are kept: GitLab takes no more.",
                      w->pick.n_cut);
        case_start(w, HM_S("hullmark"), HM_S("all findings are in this file"), 0);
        case_outcome(w, "skipped", "results-cut", hm_buf_str(&text), HM_S(""));
    }
    for (size_t i = 0; i < report->ledger.n; i++) {
        task_case(w, &report->ledger.p[i]);
    }
    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        const struct hm_not_evaluated *item = &report->not_evaluated.p[i];
        hm_auto_buf struct hm_buf name = { 0 };
        hm_buf_printf(&name, "%s %s: %.*s", item->rule->id, hm_rule_title(item->rule),
                      HM_FMT(item->path));
        case_start(w, HM_S("hullmark"), hm_buf_str(&name), 0);
        case_outcome(w, "skipped", "not-evaluated", item->reason, HM_S(""));
    }
    suite_end(w);
}

/* --- findings --- */

/* What tells it from others, and stays when lines move. */
static void
finding_name(struct hm_buf *buf, const struct hm_finding *finding)
{
    hm_pick_id(buf, finding->rule);
    if (finding->package.n > 0) {
        hm_buf_printf(buf, " %.*s", HM_FMT(finding->package));
    } else {
        hm_buf_printf(buf, " %s", hm_rule_title(finding->rule));
    }
    if (finding->stage.n > 0 && !finding->is_inferred) {
        hm_buf_printf(buf, " (stage %.*s)", HM_FMT(finding->stage));
    }
}

static void
finding_case(struct writer *w, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf name = { 0 };
    hm_auto_buf struct hm_buf message = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    const char *severity = hm_severity_row(finding->severity)->word;

    finding_name(&name, finding);
    case_start(w, subject_of(finding), hm_buf_str(&name), 0);
    hm_escape_sentence(&message, hm_pick_message(finding), TEXT_LIMIT);
    hm_buf_printf(&text, "%s: %.*s:%u", severity, HM_FMT(finding->path), hm_pick_line(finding));
    if (finding->fixed_in.n > 0) {
        hm_buf_printf(&text, ", fixed in %.*s", HM_FMT(finding->fixed_in));
    }
    case_outcome(w, hm_finding_is_suppressed(finding) ? "skipped" : "failure", severity,
                 hm_buf_str(&message), hm_buf_str(&text));
}

static void
suite(struct writer *w, size_t from, size_t to)
{
    struct counts counts = { .tests = to - from };

    for (size_t i = from; i < to; i++) {
        counts.skipped += hm_finding_is_suppressed(w->pick.p[i]);
    }
    counts.failures = counts.tests - counts.skipped;
    suite_start(w, subject_of(w->pick.p[from]), &counts);
    for (size_t i = from; i < to; i++) {
        finding_case(w, w->pick.p[i]);
    }
    suite_end(w);
}

static void
suites(struct writer *w)
{
    size_t n = w->pick.n;
    size_t from = 0;

    qsort(w->pick.p, n, sizeof *w->pick.p, by_subject);
    for (size_t i = 1; i <= n; i++) {
        if (i == n || !hm_str_is(subject_of(w->pick.p[from]), subject_of(w->pick.p[i])) ||
            (w->pick.p[from]->target.n > 0) != (w->pick.p[i]->target.n > 0)) {
            suite(w, from, i);
            from = i;
        }
    }
}

/* Returns whether all of it fitted into @p buf. */
static bool
write_some(const struct hm_report *report, const struct hm_format_options *options, size_t most,
           struct hm_buf *buf, size_t *ret_n_cut)
{
    struct writer w = { .buf = buf, .report = report, .options = options };

    if (report->started_at.n >= sizeof "2026-11-22T04:00:00" - 1) {
        w.started = hm_str_sub(report->started_at, 0, sizeof "2026-11-22T04:00:00" - 1);
    }
    if (most < report->findings.n) {
        hm_pick_findings(&w.pick, &w.arena, report, NULL, most);
        w.pick.n_cut += w.pick.n_suppressed;
    } else {
        w.pick.p = hm_arena_new(&w.arena, const struct hm_finding *, report->findings.n);
        while (w.pick.n < report->findings.n) {
            w.pick.p[w.pick.n] = &report->findings.p[w.pick.n];
            w.pick.n++;
        }
    }
    hm_buf_puts(buf,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hullmark\">\n");
    tasks(&w);
    suites(&w);
    hm_buf_puts(buf, "</testsuites>\n");
    *ret_n_cut = w.pick.n_cut;
    hm_arena_done(&w.arena);
    return !buf->is_cut;
}

/* What accepts a finding goes first, then the mildest. */
void
hm_format_junit(const struct hm_report *report, const struct hm_format_options *options,
                struct hm_buf *buf)
{
    hm_auto_buf struct hm_buf log = { .limit = BYTES };
    size_t most = report->findings.n;
    size_t n_cut = 0;

    while (!write_some(report, options, most, &log, &n_cut) && most > 1) {
        most = most * 4 / 5;
        hm_buf_clear(&log);
    }
    hm_buf_add(buf, hm_buf_str(&log));
    if (n_cut > 0 && options->said != NULL) {
        hm_buf_printf(options->said,
                      "%zu findings are left out of the JUnit report, the worst are kept: GitLab "
                      "takes no more\n",
                      n_cut);
    }
}
