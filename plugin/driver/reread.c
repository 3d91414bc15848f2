/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/reread.h"

#include "plugin/model/pipeline_chain.h"
#include "reports/strmap.h"

static bool
is_same_place(const struct hm_place *a, const struct hm_place *b)
{
    return a->line == b->line && a->column == b->column && a->end_line == b->end_line &&
           a->end_column == b->end_column;
}

static int
compare_related(const void *left, const void *right)
{
    const struct hm_related *a = left;
    const struct hm_related *b = right;
    int order = hm_str_compare(a->path, b->path);

    if (order == 0) {
        order = (a->place.line > b->place.line) - (a->place.line < b->place.line);
    }
    if (order == 0) {
        order = (a->place.column > b->place.column) - (a->place.column < b->place.column);
    }
    return order != 0 ? order : hm_str_compare(a->message, b->message);
}

/* Each reading may know others who call the file, and one may make it worse than another. */
static void
join_finding(struct hm_report *report, struct hm_finding *into, const struct hm_finding *from)
{
    size_t n = into->related.n;

    if (from->severity > into->severity) {
        into->severity = from->severity;
        into->message = from->message;
    }
    for (size_t i = 0; i < from->related.n; i++) {
        hm_finding_relate(&report->arena, into, &from->related.p[i]);
    }
    if (into->related.n > n) {
        hm_vec_sort(&into->related, compare_related);
    }
}

static void
join_findings(struct hm_report *report)
{
    size_t n = 0;

    hm_findings_sort(report->findings.p, report->findings.n);
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *f = &report->findings.p[i];
        struct hm_finding *last = n == 0 ? NULL : &report->findings.p[n - 1];
        if (last == NULL || last->rule != f->rule || f->target_kind != HM_TARGET_FILE ||
            !hm_str_is(last->path, f->path) || !is_same_place(&last->place, &f->place)) {
            report->findings.p[n++] = *f;
        } else {
            join_finding(report, last, f);
        }
    }
    report->findings.n = n;
}

/* --- what was not evaluated --- */

static int
compare_unknown(const void *left, const void *right)
{
    const struct hm_not_evaluated *a = left;
    const struct hm_not_evaluated *b = right;
    int order = hm_str_compare(a->path, b->path);

    if (order == 0) {
        order = (a->line > b->line) - (a->line < b->line);
    }
    if (order == 0) {
        order = strcmp(a->rule->id, b->rule->id);
    }
    return order != 0 ? order : hm_str_compare(a->reason, b->reason);
}

static bool
is_same_unknown(const struct hm_not_evaluated *a, const struct hm_not_evaluated *b)
{
    return a->rule == b->rule && a->line == b->line && hm_str_is(a->path, b->path);
}

/* A file that says of itself no more than that others call it is known where they were read: what
 * they leave open they say themselves. */
static void
join_not_evaluated(struct hm_report *report)
{
    struct hm_not_evaluated *list = report->not_evaluated.p;
    struct hm_strmap called;
    size_t n = 0;
    size_t end;

    hm_strmap_init(&called, &report->arena);
    for (size_t i = 0; i < report->called.n; i++) {
        *hm_strmap_at(&called, report->called.p[i]) = 1;
    }
    hm_vec_sort(&report->not_evaluated, compare_unknown);
    for (size_t i = 0; i < report->not_evaluated.n; i = end) {
        for (end = i; end < report->not_evaluated.n && is_same_unknown(&list[i], &list[end]);
             end++) {
        }
        bool is_called = list[i].line > 0 && hm_strmap_find(&called, list[i].path) != 0;
        for (size_t k = i; k < end; k++) {
            bool is_own = hm_str_has(list[k].reason, HM_CHAIN_CALLED);
            bool is_again = is_called && k > i && hm_str_is(list[k].reason, list[k - 1].reason);
            if (!(is_called && is_own) && !is_again) {
                list[n++] = list[k];
            }
        }
    }
    report->not_evaluated.n = n;
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
    join_not_evaluated(report);
    join_suppressions(report);
    join_outlines(report);
    join_paths(report);
}
