/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF for GitHub's code scanning. An alert that is not in the next analysis of its category is
 * closed there: what was scanned apart is an analysis of its own, and one that is incomplete is not
 * written at all. But a digest or a signature that is wrong waits for nothing. */
#include <stdlib.h>

#include "plugin/base/auto.h"
#include "reports/identity/fingerprint.h"
#include "reports/sarif/sarif_view.h"
#include "reports/strmap.h"
#include "reports/upload/upload.h"

enum {
    RUNS = 20,      /* of a file: our own, the tree's, the proofs', and … */
    TOOLS = 6,      /* … so many tools' and one for the rest, … */
    IMAGES = 9,     /* … so many images' and one for the rest */
    RESULTS = 5000, /* kept of an analysis */
    CATEGORY_LIMIT = 200,
    BYTES = 10 * 1024 * 1024, /* packed, as it is sent */
};

struct analysis {
    struct hm_str category;
    bool is_proof;
    bool is_done; /* something was */
    size_t n_holes;
    struct hm_pick pick;
    size_t cap;
    HM_VEC(struct hm_ledger_row) ledger;
    struct hm_report view;
};

struct split {
    struct hm_arena *arena;
    const struct hm_report *report;
    struct hm_str prefix;
    struct hm_strmap index; /* category → index + 1 */
    HM_VEC(struct analysis) list;
    size_t n_tools;
    size_t n_images;
};

static size_t
analysis_at(struct split *s, struct hm_str category)
{
    uint32_t *index = hm_strmap_at(&s->index, category);

    if (*index == 0) {
        hm_vec_add(s->arena, &s->list, (struct analysis){ .category = category });
        *index = (uint32_t)s->list.n;
    }
    return *index - 1;
}

/* One of several analyses of a kind, "hullmark/image" of an image, say; those beyond @p most share
 * one. */
static size_t
analysis_of_name(struct split *s, const char *kind, struct hm_str name, size_t *n, size_t most)
{
    hm_auto_buf struct hm_buf text = { 0 };

    name = hm_str_sub(name, 0, CATEGORY_LIMIT);
    hm_buf_printf(&text, "%.*s/%s/", HM_FMT(s->prefix), kind);
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool is_plain = hm_is_alpha(c) || hm_is_digit(c) || c == '.' || c == '_' || c == '/';
        hm_buf_putc(&text, is_plain ? c : '-');
    }
    bool is_new = hm_strmap_find(&s->index, hm_buf_str(&text)) == 0;
    if (is_new && *n == most) {
        return analysis_at(s, hm_arena_printf(s->arena, "%.*s/%s-others", HM_FMT(s->prefix), kind));
    }
    *n += is_new;
    return analysis_at(s, hm_arena_str(s->arena, hm_buf_str(&text)));
}

/* An image goes by its repository, so that a new tag finds the alerts of the old one. What another
 * tool alone finds in a file is apart from our own: without it, our alerts go on. */
static size_t
analysis_of(struct split *s, enum hm_part part, struct hm_str tool, struct hm_str target)
{
    struct hm_str image = hm_target_repository(target);

    if (part == HM_PART_IMAGE) {
        return analysis_of_name(s, "image", image.n > 0 ? image : hm_str_basename(target),
                                &s->n_images, IMAGES);
    }
    if (part == HM_PART_STATIC && !hm_str_eq(tool, "hullmark")) {
        return analysis_of_name(s, "static", tool, &s->n_tools, TOOLS);
    }
    const char *kind = part == HM_PART_DEPS ? "deps" : part == HM_PART_PROOF ? "proof" : "static";
    size_t index = analysis_at(s, hm_arena_printf(s->arena, "%.*s/%s", HM_FMT(s->prefix), kind));
    s->list.p[index].is_proof = part == HM_PART_PROOF;
    return index;
}

static void
add_finding(struct split *s, const struct hm_finding *finding)
{
    size_t index = analysis_of(s, hm_finding_part(finding), hm_str_c(hm_rule_tool(finding->rule)),
                               finding->target);
    struct analysis *to = &s->list.p[index];

    if (hm_finding_is_suppressed(finding)) {
        return;
    }
    if (to->pick.n == to->cap) {
        size_t cap = to->cap == 0 ? 64 : 2 * to->cap;
        const struct hm_finding **grown = hm_arena_new(s->arena, const struct hm_finding *, cap);
        if (to->pick.n > 0) {
            memcpy(grown, to->pick.p, to->pick.n * sizeof *grown);
        }
        to->pick.p = grown;
        to->cap = cap;
    }
    to->pick.p[to->pick.n++] = finding;
}

static void
add_row(struct split *s, const struct hm_ledger_row *row)
{
    size_t index = analysis_of(s, hm_row_part(row), row->tool, row->target);
    struct analysis *to = &s->list.p[index];

    to->is_done = to->is_done || row->state == HM_LEDGER_DONE;
    to->n_holes += hm_row_is_hole(row);
    hm_vec_add(s->arena, &to->ledger, *row);
}

/* What an analysis says of the run as a whole is in the first one. */
static void
make_view(struct split *s, struct analysis *analysis, bool is_first, size_t most)
{
    struct hm_report *view = &analysis->view;

    hm_pick_cut(&analysis->pick, most);
    hm_sarif_view(view, s->arena, s->report, &analysis->pick);
    hm_sarif_view_levels(view, s->arena, HM_SARIF_BY_RULE);
    view->ledger.p = analysis->ledger.p;
    view->ledger.n = analysis->ledger.n;
    if (!is_first) {
        view->notes.n = 0;
        view->evidence.n = 0;
        view->not_evaluated.n = 0;
        view->n_merged = 0;
        view->accounts.n = 0;
    }
    hm_sarif_view_cut(view, s->arena, &analysis->pick, "GitHub");
}

static int
by_category(const void *left, const void *right)
{
    const struct analysis *a = left;
    const struct analysis *b = right;

    return hm_str_compare(a->category, b->category);
}

static void
say_left_out(const struct hm_format_options *options, const struct analysis *analysis)
{
    if (options->said != NULL) {
        hm_buf_printf(options->said,
                      "the analysis %.*s/ is left out with its %zu findings, since it is "
                      "incomplete: GitHub would close the alerts that were not looked for\n",
                      HM_FMT(analysis->category), analysis->pick.n);
    }
}

static bool
is_left_out(const struct analysis *analysis)
{
    return analysis->n_holes > 0 && !(analysis->is_proof && analysis->pick.n > 0);
}

static void
split_report(struct split *s)
{
    for (size_t i = 0; i < s->report->ledger.n; i++) {
        add_row(s, &s->report->ledger.p[i]);
    }
    for (size_t i = 0; i < s->report->findings.n; i++) {
        add_finding(s, &s->report->findings.p[i]);
    }
    if (s->list.n == 0) {
        (void)analysis_of(s, HM_PART_STATIC, HM_S("hullmark"), HM_S(""));
        s->list.p[0].is_done = s->report->verdict != HM_VERDICT_INCOMPLETE;
    }
    hm_vec_sort(&s->list, by_category);
}

/* Writes each analysis with its @p most worst findings. */
static void
write_analyses(struct split *s, const struct hm_format_options *options, size_t most,
               struct hm_buf *buf)
{
    struct hm_sarif_run runs[RUNS];
    size_t n = 0;

    for (size_t i = 0; i < s->list.n && n < RUNS; i++) {
        struct analysis *analysis = &s->list.p[i];
        if (!is_left_out(analysis) && (analysis->is_done || analysis->pick.n > 0)) {
            make_view(s, analysis, n == 0, most);
            runs[n++] = (struct hm_sarif_run){ &analysis->view, analysis->category };
        }
    }
    hm_sarif_write(runs, n, &(struct hm_sarif_shape){ 0 }, options, buf);
}

static bool
is_too_large(struct hm_str log)
{
    hm_auto_buf struct hm_buf packed = { 0 };

    if (log.n > BYTES) {
        hm_upload_gzip(log, &packed);
    }
    return packed.n > BYTES;
}

void
hm_format_sarif_github(const struct hm_report *report, const struct hm_format_options *options,
                       struct hm_buf *buf)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf log = { 0 };
    struct split s = { .arena = &arena,
                       .report = report,
                       .prefix = options->category.n > 0 ? options->category : HM_S("hullmark") };
    size_t most = RESULTS;

    hm_strmap_init(&s.index, &arena);
    split_report(&s);
    write_analyses(&s, options, most, &log);
    /* One that is too large is refused as a whole: fewer are tried. */
    while (is_too_large(hm_buf_str(&log)) && most > 1) {
        most = most * 3 / 5;
        hm_buf_clear(&log);
        write_analyses(&s, options, most, &log);
    }
    hm_buf_add(buf, hm_buf_str(&log));
    for (size_t i = 0; i < s.list.n; i++) {
        if (is_left_out(&s.list.p[i])) {
            say_left_out(options, &s.list.p[i]);
        } else {
            hm_sarif_say_cut(options, s.list.p[i].category, s.list.p[i].pick.n_cut, "GitHub");
        }
    }
}
