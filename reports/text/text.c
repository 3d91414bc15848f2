/* SPDX-License-Identifier: Apache-2.0 */
/* The console report: what a person reads after a run, and what a CI log keeps. */
#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/format.h"
#include "reports/image_names.h"
#include "reports/merge/level.h"
#include "reports/text/text_tables.h"

enum {
    SEVERITY_WIDTH = 8,
    HANG = 6,
    IMAGES_NAMED = 4,
};

/* Findings parted by how they are shown, each list in the order it is shown in. */
struct parts {
    const struct hm_finding **lines; /* about a place in a file, or an image */
    size_t n_lines;
    const struct hm_finding **rows; /* vulnerabilities */
    size_t n_rows;
};

/* What a finding is about, for a reader: the image, else the file. */
static struct hm_str
place_of(const struct hm_finding *finding)
{
    return finding->target.n > 0 ? finding->target : finding->path;
}

static int
compare_places(const struct hm_finding *a, const struct hm_finding *b)
{
    int order = (a->target.n > 0) - (b->target.n > 0);

    return order != 0 ? order : hm_str_compare(place_of(a), place_of(b));
}

static int
by_place(const void *left, const void *right)
{
    const struct hm_finding *a = *(const struct hm_finding *const *)left;
    const struct hm_finding *b = *(const struct hm_finding *const *)right;
    int order = compare_places(a, b);

    return order != 0 ? order : (a > b) - (a < b);
}

static int
by_severity(const void *left, const void *right)
{
    const struct hm_finding *a = *(const struct hm_finding *const *)left;
    const struct hm_finding *b = *(const struct hm_finding *const *)right;
    int order = compare_places(a, b);

    order = order != 0 ? order : (int)b->severity - (int)a->severity;
    order = order != 0 ? order : hm_str_compare(a->package, b->package);
    order = order != 0 ? order : hm_str_compare(a->advisory, b->advisory);
    return order != 0 ? order : (a > b) - (a < b);
}

static void
part(struct parts *parts, struct hm_arena *arena, const struct hm_report *report,
     bool with_suppressed)
{
    size_t n = report->findings.n;

    parts->lines = hm_arena_new(arena, const struct hm_finding *, n);
    parts->rows = hm_arena_new(arena, const struct hm_finding *, n);
    for (size_t i = 0; i < n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        bool is_suppressed = hm_finding_is_suppressed(finding);
        if (is_suppressed && !with_suppressed) {
            continue;
        }
        if (finding->advisory.n > 0 && !is_suppressed) {
            parts->rows[parts->n_rows++] = finding;
        } else {
            parts->lines[parts->n_lines++] = finding;
        }
    }
    qsort(parts->lines, parts->n_lines, sizeof *parts->lines, by_place);
    qsort(parts->rows, parts->n_rows, sizeof *parts->rows, by_severity);
}

/* The end of the run of findings about the same place that begins at `from`. */
static size_t
group_end(const struct hm_finding *const *list, size_t n, size_t from)
{
    size_t to = from + 1;

    while (to < n && compare_places(list[from], list[to]) == 0) {
        to++;
    }
    return to;
}

/* --- findings with their lines --- */

static struct hm_str
location_of(struct hm_buf *buf, const struct hm_finding *finding)
{
    hm_buf_clear(buf);
    hm_buf_add(buf, place_of(finding));
    if (finding->target.n == 0 && finding->place.line > 0 && !finding->is_inferred) {
        hm_buf_printf(buf, ":%u", finding->place.line);
        if (finding->place.column > 0) {
            hm_buf_printf(buf, ":%u", finding->place.column);
        }
    }
    return hm_buf_str(buf);
}

/* Ours by its id alone, others with their tool. */
static struct hm_str
id_of(struct hm_buf *buf, const struct hm_rule *rule)
{
    hm_buf_clear(buf);
    if (rule->producer != NULL) {
        hm_buf_printf(buf, "%s:", rule->producer);
    }
    hm_buf_puts(buf, rule->id);
    return hm_buf_str(buf);
}

static void
related(struct hm_text *out, const struct hm_finding *finding)
{
    for (size_t i = 0; i < finding->related.n; i++) {
        const struct hm_related *place = &finding->related.p[i];
        hm_auto_buf struct hm_buf text = { 0 };

        hm_buf_printf(&text, "see: %.*s", HM_FMT(place->path));
        if (place->place.line > 0) {
            hm_buf_printf(&text, ":%u:%u", place->place.line, place->place.column);
        }
        hm_buf_printf(&text, ": %.*s", HM_FMT(place->message));
        hm_text_spaces(out, HANG);
        hm_text_wrap(out, hm_buf_str(&text), HANG, HANG + 2);
    }
}

static void
agreement(struct hm_text *out, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (finding->agreed_by.n == 0) {
        return;
    }
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        hm_buf_printf(&text, "%s%s %s", i == 0 ? "also: " : ", ", finding->agreed_by.p[i].tool,
                      finding->agreed_by.p[i].id);
    }
    hm_text_spaces(out, HANG);
    hm_text_wrap(out, hm_buf_str(&text), HANG, HANG + 2);
}

/* Why it is as bad as it is, and who had nothing to say. */
static void
opinions(struct hm_text *out, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (hm_level_is_disputed(finding)) {
        hm_level_reason(finding, &text);
        hm_text_spaces(out, HANG);
        hm_text_wrap(out, hm_buf_str(&text), HANG, HANG + 2);
    }
    hm_buf_clear(&text);
    for (uint32_t i = 0; i < finding->n_silent; i++) {
        hm_buf_printf(&text, "%s%s", i == 0 ? "silent: " : ", ", finding->silent[i]);
    }
    if (text.n > 0) {
        hm_text_spaces(out, HANG);
        hm_text_wrap(out, hm_buf_str(&text), HANG, HANG + 2);
    }
}

static void
images(struct hm_text *out, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (finding->images.n > 0) {
        hm_buf_puts(&text, finding->images.n == 1 ? "image: " : "images: ");
        hm_image_names_add(&text, finding, IMAGES_NAMED);
        hm_text_spaces(out, HANG);
        hm_text_wrap(out, hm_buf_str(&text), HANG, HANG + 2);
    }
}

static void
suppressions(struct hm_text *out, const struct hm_finding *finding)
{
    for (size_t i = 0; i < finding->suppressed_by.n; i++) {
        const struct hm_suppression *by = finding->suppressed_by.p[i];
        hm_auto_buf struct hm_buf text = { 0 };
        char day[16];

        hm_buf_printf(&text, "suppressed: %s %.*s in %.*s:%u", hm_suppression_word(by->dialect),
                      HM_FMT(by->id), HM_FMT(by->path), (unsigned)by->place.line);
        if (by->until != 0) {
            hm_buf_printf(&text, " until %s", hm_day_text(by->until, day));
        }
        if (by->owner.n > 0) {
            hm_buf_printf(&text, ", %.*s", HM_FMT(by->owner));
        }
        if (by->reason.n > 0) {
            hm_buf_printf(&text, ": %.*s", HM_FMT(by->reason));
        }
        hm_text_spaces(out, HANG);
        hm_text_wrap(out, hm_buf_str(&text), HANG, HANG + 2);
    }
}

static void
finding_line(struct hm_text *out, const struct hm_finding *finding, size_t location, size_t id,
             bool is_verbose, bool with_images)
{
    const struct hm_severity_row *severity = hm_severity_row(finding->severity);
    hm_auto_buf struct hm_buf text = { 0 };
    size_t column = 0;

    hm_text_cell(out, location_of(&text, finding), HM_STYLE_BOLD, location + 2);
    column = hm_terminal_width(hm_buf_str(&text));
    column = (column < location ? location : column) + 2;
    hm_text_cell(out, hm_str_c(severity->word), severity->colour, SEVERITY_WIDTH + 2);
    hm_text_cell(out, id_of(&text, finding->rule), NULL, id + 2);
    column += SEVERITY_WIDTH + 2 + id + 2;
    hm_text_wrap(out,
                 finding->message.n > 0 ? finding->message : hm_str_c(hm_rule_title(finding->rule)),
                 column, HANG);
    if (with_images) {
        images(out, finding);
    }
    related(out, finding);
    agreement(out, finding);
    if (is_verbose) {
        opinions(out, finding);
    }
    suppressions(out, finding);
}

static bool
is_same_excerpt(const struct hm_finding *a, const struct hm_finding *b)
{
    return a->place.line > 0 && memcmp(&a->place, &b->place, sizeof a->place) == 0 &&
           hm_str_is(a->line_text, b->line_text);
}

static void
finding_group(struct hm_text *out, const struct hm_finding *const *list, size_t n, bool is_verbose,
              bool is_of_several)
{
    hm_auto_buf struct hm_buf text = { 0 };
    size_t location = 0;
    size_t id = 0;

    for (size_t i = 0; i < n; i++) {
        location = hm_text_wider(location, location_of(&text, list[i]));
        id = hm_text_wider(id, id_of(&text, list[i]->rule));
    }
    const struct hm_finding *worst = list[0];
    for (size_t i = 0; i < n; i++) {
        worst = list[i]->severity > worst->severity ? list[i] : worst;
        /* Once for all that follow and are about the same. */
        bool is_new = i == 0 || !hm_images_are_same(list[i - 1], list[i]);
        finding_line(out, list[i], location, id, is_verbose, is_of_several && is_new);
        if (i + 1 < n && is_same_excerpt(list[i], list[i + 1])) {
            continue;
        }
        hm_text_excerpt(out, worst);
        hm_text_puts(out, "\n");
        worst = i + 1 < n ? list[i + 1] : NULL;
    }
}

/* Whole lines: made harmless to a CI system's log, and out of the way. */
static void
pass_on(struct hm_text *out, struct hm_buf *buf)
{
    buf->is_cut |= out->buf->is_cut;
    hm_escape_ci(buf, hm_buf_str(out->buf));
    hm_buf_clear(out->buf);
    hm_buf_drain(buf, HM_BUF_PIECE);
}

/* A service's finding names its service; only with a Dockerfile the reader asks what it is for. */
static bool
is_built(const struct hm_report *report, const struct hm_finding *finding)
{
    size_t from = 0;
    size_t to = report->builds.n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = hm_str_compare(report->builds.p[middle].use.dockerfile, finding->path);
        if (order == 0) {
            return true;
        }
        from = order < 0 ? middle + 1 : from;
        to = order < 0 ? to : middle;
    }
    return false;
}

static void
write_findings(struct hm_text *out, const struct hm_report *report,
               const struct hm_format_options *options, struct hm_buf *buf)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct parts parts = { 0 };

    bool are_several = hm_report_builds_several(report);
    part(&parts, &arena, report, options->with_suppressed);
    for (size_t i = 0; i < parts.n_lines;) {
        size_t end = group_end(parts.lines, parts.n_lines, i);
        finding_group(out, parts.lines + i, end - i, options->is_verbose,
                      options->is_verbose || (are_several && is_built(report, parts.lines[i])));
        pass_on(out, buf);
        i = end;
    }
    for (size_t i = 0; i < parts.n_rows;) {
        size_t end = group_end(parts.rows, parts.n_rows, i);
        hm_text_vulnerabilities(out, parts.rows + i, end - i, options->is_verbose);
        hm_text_puts(out, "\n");
        pass_on(out, buf);
        i = end;
    }
}

/* --- the whole --- */

/* A blank line after a section that wrote something. */
static void
end_section(struct hm_text *out, size_t start)
{
    if (out->buf->n > start) {
        hm_text_puts(out, "\n");
    }
}

void
hm_format_text(const struct hm_report *report, const struct hm_format_options *options,
               struct hm_buf *buf)
{
    hm_auto_buf struct hm_buf whole = { .limit = buf->limit };
    struct hm_text out = { .buf = &whole,
                           .has_colour = options->has_colour,
                           .width = options->width };

    write_findings(&out, report, options, buf);
    size_t start = whole.n;
    hm_text_ledger(&out, report, options->with_timings);
    end_section(&out, start);
    start = whole.n;
    if (options->is_verbose) {
        hm_text_builds(&out, report);
    }
    end_section(&out, start);
    start = whole.n;
    hm_text_not_evaluated(&out, report, options->is_verbose);
    end_section(&out, start);
    start = whole.n;
    hm_text_evidence(&out, report);
    end_section(&out, start);
    if (!options->without_notes) {
        start = whole.n;
        hm_text_notes(&out, report, options->is_verbose);
        end_section(&out, start);
    }
    hm_text_summary(&out, report, options->with_suppressed);
    hm_text_gate(&out, report);
    hm_text_puts(&out, "\n");
    hm_text_verdict(&out, report);
    pass_on(&out, buf);
}
