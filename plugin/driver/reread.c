/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/reread.h"

static bool
is_same_place(const struct hm_place *a, const struct hm_place *b)
{
    return a->line == b->line && a->column == b->column && a->end_line == b->end_line &&
           a->end_column == b->end_column;
}

static void
join_findings(struct hm_report *report)
{
    size_t n = 0;

    hm_findings_sort(report->findings.p, report->findings.n);
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *f = &report->findings.p[i];
        const struct hm_finding *last = n == 0 ? NULL : &report->findings.p[n - 1];
        if (last == NULL || last->rule != f->rule || f->target_kind != HM_TARGET_FILE ||
            !hm_str_is(last->path, f->path) || !is_same_place(&last->place, &f->place)) {
            report->findings.p[n++] = *f;
        }
    }
    report->findings.n = n;
}

static int
compare_suppressions(const void *left, const void *right)
{
    const struct hm_suppression *a = left;
    const struct hm_suppression *b = right;
    int order = hm_str_compare(a->path, b->path);

    /* Offsets count the files in front of it, places do not. */
    if (order == 0) {
        order = (a->place.line > b->place.line) - (a->place.line < b->place.line);
    }
    if (order == 0) {
        order = (a->place.column > b->place.column) - (a->place.column < b->place.column);
    }
    return order != 0 ? order : hm_str_compare(a->id, b->id);
}

static void
join_suppressions(struct hm_report *report)
{
    size_t n = 0;

    hm_vec_sort(&report->suppressions, compare_suppressions);
    for (size_t i = 0; i < report->suppressions.n; i++) {
        const struct hm_suppression *s = &report->suppressions.p[i];
        if (n == 0 || s->is_external ||
            compare_suppressions(&report->suppressions.p[n - 1], s) != 0) {
            report->suppressions.p[n++] = *s;
        }
    }
    report->suppressions.n = n;
}

static int
compare_outlines(const void *left, const void *right)
{
    const struct hm_outline *a = left;
    const struct hm_outline *b = right;
    int order = hm_str_compare(a->path, b->path);

    if (order == 0) {
        order = (a->n_instructions > b->n_instructions) - (a->n_instructions < b->n_instructions);
    }
    return order != 0 ? order : (a->n_stages > b->n_stages) - (a->n_stages < b->n_stages);
}

/* The last of those of a path has most parts. */
static void
join_outlines(struct hm_report *report)
{
    size_t n = 0;

    hm_vec_sort(&report->outlines, compare_outlines);
    for (size_t i = 0; i < report->outlines.n; i++) {
        bool is_again =
            n > 0 && hm_str_is(report->outlines.p[n - 1].path, report->outlines.p[i].path);
        report->outlines.p[is_again ? n - 1 : n++] = report->outlines.p[i];
    }
    report->outlines.n = n;
}

static int
compare_paths(const void *left, const void *right)
{
    return hm_str_compare(*(const struct hm_str *)left, *(const struct hm_str *)right);
}

static void
join_paths(struct hm_report *report)
{
    size_t n = 0;

    hm_vec_sort(&report->paths, compare_paths);
    for (size_t i = 0; i < report->paths.n; i++) {
        if (n == 0 || !hm_str_is(report->paths.p[n - 1], report->paths.p[i])) {
            report->paths.p[n++] = report->paths.p[i];
        }
    }
    report->paths.n = n;
}

void
hm_reread_join(struct hm_report *report)
{
    join_findings(report);
    join_suppressions(report);
    join_outlines(report);
    join_paths(report);
}
