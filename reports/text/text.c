/* SPDX-License-Identifier: Apache-2.0 */
/* The console report: what a person reads after a run, and what a CI log keeps. */
#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/format.h"
#include "reports/image_names.h"
#include "reports/merge/level.h"
#include "reports/text/text_repeats.h"
#include "reports/text/text_rules.h"
#include "reports/text/text_tables.h"

enum {
    SEVERITY_WIDTH = 8,
    HANG = 6,
    IMAGES_NAMED = 4,
    LOOK_AHEAD = 16, /* findings of a block whose other places are compared */
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

static bool
is_same_related(const struct hm_related *a, const struct hm_related *b)
{
    return hm_str_is(a->path, b->path) && memcmp(&a->place, &b->place, sizeof a->place) == 0 &&
           hm_str_is(a->message, b->message);
}

/* Whether one of the findings that share the excerpt has the other place, too. */
static bool
is_told_later(const struct hm_related *place, const struct hm_finding *const *later, size_t n)
{
    for (size_t i = 0; i < n && i < LOOK_AHEAD; i++) {
        for (size_t k = 0; k < later[i]->related.n; k++) {
            if (is_same_related(place, &later[i]->related.p[k])) {
                return true;
            }
        }
    }
    return false;
}

/* Once for a block, behind the last finding that has it. */
static void
related(struct hm_text *out, const struct hm_finding *finding,
        const struct hm_finding *const *later, size_t n_later)
{
    for (size_t i = 0; i < finding->related.n; i++) {
        const struct hm_related *place = &finding->related.p[i];
        hm_auto_buf struct hm_buf text = { 0 };

        if (is_told_later(place, later, n_later)) {
            continue;
        }
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

/* How the findings about one file or image are shown. */
struct listing {
    size_t location; /* widths */
    size_t id;
    bool is_verbose;
    bool with_images;
    struct hm_text_repeats *repeats; /* NULL: each is told in full */
};

/* The columns before what there is to say; returns where that begins. */
static size_t
put_location(struct hm_text *out, const struct hm_finding *finding, enum hm_severity level,
             size_t width)
{
    const struct hm_severity_row *severity = hm_severity_row(level);
    hm_auto_buf struct hm_buf text = { 0 };

    hm_text_cell(out, location_of(&text, finding), HM_STYLE_BOLD, width + 2);
    size_t column = hm_terminal_width(hm_buf_str(&text));
    hm_text_cell(out, hm_str_c(severity->word), severity->colour, SEVERITY_WIDTH + 2);
    return (column < width ? width : column) + 2 + SEVERITY_WIDTH + 2;
}

/* The first of @p list, with what those behind it, which share its excerpt, don't tell too. */
static void
finding_line(struct hm_text *out, const struct hm_finding *const *list, size_t n,
             const struct listing *how, bool with_images)
{
    const struct hm_finding *finding = list[0];
    hm_auto_buf struct hm_buf text = { 0 };
    size_t column = put_location(out, finding, finding->severity, how->location);

    hm_text_cell(out, id_of(&text, finding->rule), NULL, how->id + 2);
    hm_text_wrap(out,
                 finding->message.n > 0 ? finding->message : hm_str_c(hm_rule_title(finding->rule)),
                 column + how->id + 2, HANG);
    if (with_images) {
        images(out, finding);
    }
    related(out, finding, list + 1, n - 1);
    agreement(out, finding);
    if (how->is_verbose) {
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

/* The end of the run of findings with the same excerpt that begins at `from`. */
static size_t
block_end(const struct hm_finding *const *list, size_t n, size_t from)
{
    size_t to = from + 1;

    while (to < n && is_same_excerpt(list[from], list[to])) {
        to++;
    }
    return to;
}

static const struct hm_finding *
worst_of(const struct hm_finding *const *list, size_t n)
{
    const struct hm_finding *worst = list[0];

    for (size_t i = 1; i < n; i++) {
        worst = list[i]->severity > worst->severity ? list[i] : worst;
    }
    return worst;
}

/* Findings of a block that say what was said before: one in its words, several by their ids. */
static void
put_repeats(struct hm_text *out, const struct hm_finding *const *list, size_t n,
            const struct listing *how)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf id = { 0 };

    if (n == 1) {
        finding_line(out, list, 1, how, false);
        return;
    }
    size_t column = put_location(out, list[0], worst_of(list, n)->severity, how->location);
    for (size_t i = 0; i < n; i++) {
        struct hm_str name = id_of(&id, list[i]->rule);
        hm_buf_printf(&text, "%s%.*s", i == 0 ? "" : ", ", HM_FMT(name));
    }
    hm_buf_puts(&text, ": as above");
    if (list[0]->stage.n > 0) {
        hm_buf_printf(&text, ", of %.*s", HM_FMT(list[0]->stage));
    }
    hm_text_wrap(out, hm_buf_str(&text), column, HANG);
}

/* Parts the findings of a block stably; returns how many of `told`, the first, are told in full. */
static size_t
part_block(const struct hm_finding *const *list, size_t n, const struct listing *how,
           const struct hm_finding **told)
{
    size_t n_told = 0;
    size_t n_repeats = 0;

    for (size_t i = 0; i < n; i++) {
        bool has_images = how->with_images && list[i]->images.n > 0;
        if (how->repeats != NULL && !has_images && hm_text_is_repeat(how->repeats, list[i])) {
            told[n - ++n_repeats] = list[i];
        } else {
            told[n_told++] = list[i];
        }
    }
    for (size_t i = 0; i < n_repeats / 2; i++) {
        const struct hm_finding *swapped = told[n_told + i];
        told[n_told + i] = told[n - 1 - i];
        told[n - 1 - i] = swapped;
    }
    return n_told;
}

static void
finding_group(struct hm_text *out, const struct hm_finding *const *list, size_t n,
              struct listing *how)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    const struct hm_finding **told = hm_arena_new(&arena, const struct hm_finding *, n);
    const struct hm_finding *last = NULL;
    bool is_open = false; /* the line above is one of repeats */

    how->location = 0;
    how->id = 0;
    for (size_t i = 0; i < n; i++) {
        how->location = hm_text_wider(how->location, location_of(&text, list[i]));
        how->id = hm_text_wider(how->id, id_of(&text, list[i]->rule));
    }
    for (size_t from = 0; from < n;) {
        size_t end = block_end(list, n, from);
        size_t n_told = part_block(list + from, end - from, how, told);
        if (is_open && n_told > 0) {
            hm_text_puts(out, "\n");
        }
        for (size_t i = 0; i < n_told; i++) {
            /* Once for all that follow and are about the same. */
            bool is_new = last == NULL || !hm_images_are_same(last, told[i]);
            finding_line(out, told + i, n_told - i, how, how->with_images && is_new);
            last = told[i];
        }
        if (n_told < end - from) {
            put_repeats(out, told + n_told, end - from - n_told, how);
        }
        is_open = n_told == 0;
        if (!is_open) {
            hm_text_excerpt(out, worst_of(told, n_told));
            hm_text_puts(out, "\n");
        }
        from = end;
    }
    hm_text_puts(out, is_open ? "\n" : "");
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

/* Returns how many are told by a reference to what was said of others. */
static size_t
write_findings(struct hm_text *out, const struct hm_report *report,
               const struct hm_format_options *options, struct hm_buf *buf)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_text_repeats repeats = { 0 };
    struct parts parts = { 0 };
    struct listing how = { .is_verbose = options->is_verbose,
                           .repeats = options->is_verbose ? NULL : &repeats };

    bool are_several = hm_report_builds_several(report);
    hm_text_repeats_init(&repeats, &arena);
    part(&parts, &arena, report, options->with_suppressed);
    for (size_t i = 0; i < parts.n_lines;) {
        size_t end = group_end(parts.lines, parts.n_lines, i);
        how.with_images = options->is_verbose || (are_several && is_built(report, parts.lines[i]));
        finding_group(out, parts.lines + i, end - i, &how);
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
    return repeats.n;
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

    size_t n_repeats = write_findings(&out, report, options, buf);
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
    hm_text_summary(&out, report, options);
    if (n_repeats > 0) {
        hm_text_spaces(&out, 2);
        hm_text_count(&out, n_repeats, "finding says", "findings say");
        hm_text_puts(&out, " of another place what is told above, and no more; --verbose shows all "
                           "in full\n");
    }
    hm_text_gate(&out, report);
    hm_text_puts(&out, "\n");
    hm_text_verdict(&out, report);
    pass_on(&out, buf);
}
