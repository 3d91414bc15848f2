/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/listings.h"

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "plugin/model/redact.h"
#include "reports/merge/prepare.h"

enum {
    LINE_BYTES = 4 * HM_LISTED_LINE_LIMIT, /* of UTF-8, at most */
    MARGIN = 512,                          /* a token that begins before the cut is seen whole */
};

/* A Dockerfile with findings, which are [from, to) of the report's. */
struct candidate {
    const struct hm_outline *outline;
    size_t from;
    size_t to;
    enum hm_severity worst;
};

struct lister {
    struct hm_report *report;
    hm_read_path *read;
    void *ctx;
    struct hm_buf text;
    uint32_t n_lines; /* of all listings so far */
};

/* --- which files --- */

static int
by_severity(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;

    return a->worst != b->worst ? (int)b->worst - (int)a->worst
                                : (a->from > b->from) - (a->from < b->from);
}

static enum hm_severity
worst_of(const struct hm_report *report, size_t from, size_t to)
{
    enum hm_severity worst = HM_SEV_NONE;

    for (; from < to; from++) {
        const struct hm_finding *finding = &report->findings.p[from];
        if (!hm_finding_is_suppressed(finding) && finding->severity > worst) {
            worst = finding->severity;
        }
    }
    return worst;
}

/* --- secrets --- */

static bool
is_about_secret(const struct hm_finding *finding)
{
    return finding->rule->practice == HM_PRACTICE_SECRETS && !finding->is_inferred;
}

/* Another tool knows that there is one, and not where. */
static bool
has_lost_secret(const struct hm_report *report, const struct candidate *file)
{
    for (size_t i = file->from; i < file->to; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        if (is_about_secret(finding) && finding->place.line == 0 &&
            finding->rule->producer != NULL) {
            return true;
        }
    }
    return false;
}

static void
hide(struct hm_listing *listing, struct hm_listed_line *lines, struct hm_lines range)
{
    for (uint32_t line = range.line; line <= range.end_line && line <= listing->n_lines; line++) {
        lines[line - 1] = (struct hm_listed_line){ .is_hidden = true };
    }
}

/* Of several secrets in a line, what stands before the first may be seen. */
static void
quote(struct hm_listing *listing, struct hm_listed_line *lines, const struct hm_finding *finding)
{
    uint32_t line = finding->place.line;
    struct hm_str text = hm_utf8_cut(finding->line_text, HM_LISTED_LINE_LIMIT);

    if (line > 0 && line <= listing->n_lines && text.n > 0 &&
        (lines[line - 1].text.n == 0 || text.n < lines[line - 1].text.n)) {
        lines[line - 1].text = text;
    }
}

static void
hide_secrets(const struct hm_report *report, const struct candidate *file,
             struct hm_listing *listing, struct hm_listed_line *lines)
{
    uint32_t hidden_to = 0;

    for (size_t i = file->from; i < file->to; i++) {
        struct hm_lines range = hm_report_secret_lines(report, &report->findings.p[i]);
        if (range.line > 0 && range.end_line > hidden_to) {
            range.line = range.line > hidden_to ? range.line : hidden_to + 1;
            hide(listing, lines, range);
            hidden_to = range.end_line;
        }
    }
    for (size_t i = file->from; i < file->to; i++) {
        if (is_about_secret(&report->findings.p[i])) {
            quote(listing, lines, &report->findings.p[i]);
        }
    }
}

/* --- lines --- */

static bool
begins_key(struct hm_str line)
{
    return hm_str_has(line, "-----BEGIN ") && hm_str_has(line, "PRIVATE KEY");
}

static struct hm_listed_line
list_line(struct hm_arena *arena, struct hm_str line)
{
    struct hm_str masked = hm_redact(arena, hm_str_sub(line, 0, LINE_BYTES + MARGIN));
    struct hm_str kept = hm_utf8_cut(hm_str_sub(masked, 0, LINE_BYTES), HM_LISTED_LINE_LIMIT);

    return (struct hm_listed_line){ .text = hm_arena_str(arena, kept),
                                    .is_cut = kept.n < masked.n || line.n > LINE_BYTES + MARGIN };
}

/* A key goes on over many lines, which alone do not all look like one. */
static void
fill(struct hm_arena *arena, const struct hm_source *source, struct hm_listing *listing,
     struct hm_listed_line *lines)
{
    bool is_key = false;

    for (uint32_t i = 0; i < listing->n_lines; i++) {
        struct hm_str line = hm_source_line(source, i + 1);
        is_key = is_key || begins_key(line);
        if (is_key) {
            lines[i].is_hidden = true;
            is_key = !hm_str_has(line, "-----END ");
        } else {
            lines[i] = list_line(arena, line);
        }
    }
}

static bool
list(struct lister *lister, const struct candidate *file)
{
    struct hm_report *report = lister->report;
    const struct hm_outline *outline = file->outline;
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_listing listing = { .path = outline->path };
    struct hm_source source;

    hm_buf_clear(&lister->text);
    if (report->listings.n == HM_LISTINGS_LIMIT || lister->n_lines == HM_LISTINGS_LINES_LIMIT ||
        has_lost_secret(report, file) || !lister->read(lister->ctx, outline->path, &lister->text) ||
        (outline->text_hash != 0 && outline->text_hash != hm_str_hash(hm_buf_str(&lister->text)))) {
        return false;
    }
    hm_source_init(&source, &scratch, outline->path, hm_buf_str(&lister->text));
    bool ends = source.n_lines > 0 && hm_source_line(&source, source.n_lines).n == 0;
    uint32_t n_lines = source.n_lines - ends;
    uint32_t room = HM_LISTINGS_LINES_LIMIT - lister->n_lines;
    room = room < HM_LISTING_LINES_LIMIT ? room : HM_LISTING_LINES_LIMIT;
    listing.n_lines = n_lines < room ? n_lines : room;
    listing.n_left_out = n_lines - listing.n_lines;
    struct hm_listed_line *lines =
        hm_arena_new(&report->arena, struct hm_listed_line, listing.n_lines);
    fill(&report->arena, &source, &listing, lines);
    hide_secrets(report, file, &listing, lines);
    listing.lines = lines;
    hm_vec_add(&report->arena, &report->listings, listing);
    lister->n_lines += listing.n_lines;
    return true;
}

void
hm_report_list(struct hm_report *report, hm_read_path *read, void *ctx)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct lister lister = { .report = report, .read = read, .ctx = ctx };
    HM_VEC(struct candidate) files = { 0 };

    for (size_t i = 0; i < report->findings.n;) {
        struct candidate file = { .from = i };
        struct hm_str path = report->findings.p[i].path;
        while (i < report->findings.n && hm_str_is(report->findings.p[i].path, path)) {
            i++;
        }
        file.to = i;
        file.outline = hm_report_outline(report, path);
        if (file.outline != NULL) {
            file.worst = worst_of(report, file.from, file.to);
            hm_vec_add(&arena, &files, file);
        }
    }
    hm_vec_sort(&files, by_severity);
    for (size_t i = 0; i < files.n; i++) {
        report->n_unlisted += !list(&lister, &files.p[i]);
    }
    hm_buf_done(&lister.text);
}
