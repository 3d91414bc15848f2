/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/suppress/suppress.h"

#include "plugin/base/auto.h"
#include "reports/strmap.h"
#include "reports/suppress/suppress_match.h"

enum {
    NAMED_LIMIT = 8, /* suppressions that a finding lists */
};

/* A waiver that is known by a key, and index + 1 of the next with that key. */
struct node {
    uint32_t waiver;
    uint32_t next;
};

/* All suppressions, and how to find those that may concern a finding without asking each. */
struct work {
    struct hm_report *report;
    struct hm_arena arena;
    struct hm_waiver *waivers; /* those in source first, by path */
    size_t n;
    size_t n_in_source;
    struct hm_strmap by_key; /* of files besides: key → index + 1 in nodes, of a chain's first */
    HM_VEC(struct node) nodes;
    struct hm_waived_image image; /* of the finding at hand */
    HM_VEC(uint32_t) wide;        /* of files besides: those that name no single id */
    HM_VEC(uint32_t) found;       /* for the finding at hand */
    struct hm_buf key;
};

static int
compare(const void *left, const void *right)
{
    const struct hm_suppression *a = left;
    const struct hm_suppression *b = right;
    int order = (int)a->is_external - (int)b->is_external;

    order = order != 0 ? order : hm_str_compare(a->path, b->path);
    order = order != 0 ? order : (a->off > b->off) - (a->off < b->off);
    order = order != 0 ? order : hm_str_compare(a->id, b->id);
    order = order != 0 ? order : hm_str_compare(a->pattern, b->pattern);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

/* --- the index --- */

static struct hm_str
key_of(struct work *work, struct hm_str id)
{
    hm_buf_clear(&work->key);
    hm_rule_key(HM_S("trivy"), id, &work->key);
    return hm_buf_str(&work->key);
}

static void
add_key(struct work *work, struct hm_str id, uint32_t index)
{
    uint32_t *first = hm_strmap_at(&work->by_key, key_of(work, id));
    struct node node = { .waiver = index, .next = *first };

    hm_vec_add(&work->arena, &work->nodes, node);
    *first = (uint32_t)work->nodes.n;
}

static void
index_waiver(struct work *work, uint32_t index)
{
    const struct hm_waiver *waiver = &work->waivers[index];

    if (!waiver->from->is_external) {
        work->n_in_source++;
    } else if (waiver->from->is_all || waiver->is_glob || waiver->n_rules > 0) {
        hm_vec_add(&work->arena, &work->wide, index);
    } else {
        const struct hm_vex *vex = waiver->from->vex;
        add_key(work, waiver->id, index);
        for (uint32_t i = 0; vex != NULL && i < vex->n_aliases; i++) {
            add_key(work, vex->aliases[i], index);
        }
    }
}

static enum hm_waiver_state
state_of(const struct hm_suppress_options *options, const struct hm_suppression *from)
{
    if (options->may_hold != NULL && !options->may_hold(options->ctx, from)) {
        return HM_WAIVER_REFUSED;
    }
    return from->until != 0 && options->today > from->until ? HM_WAIVER_EXPIRED
           : from->until != 0 && options->today == 0        ? HM_WAIVER_EXPIRED
                                                            : HM_WAIVER_HOLDS;
}

static void
prepare(struct work *work, const struct hm_suppress_options *options)
{
    struct hm_report *report = work->report;
    size_t n = report->suppressions.n;

    hm_vec_sort(&report->suppressions, compare);
    hm_strmap_init(&work->by_key, &work->arena);
    work->n = n;
    work->waivers = hm_arena_new(&work->arena, struct hm_waiver, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct hm_suppression *from = &report->suppressions.p[i];
        const struct hm_waiver *before = i > 0 ? &work->waivers[i - 1] : NULL;
        if (before != NULL && before->from->dialect == from->dialect &&
            hm_str_is(before->from->id, from->id)) {
            work->waivers[i] = *before; /* the same name means the same */
            work->waivers[i].from = from;
        } else {
            hm_waiver_resolve(&work->arena, report, from, &work->waivers[i]);
        }
        work->waivers[i].state = state_of(options, from);
        index_waiver(work, i);
    }
}

/* --- one finding --- */

static void
consider(struct work *work, uint32_t index, const struct hm_finding *finding)
{
    const struct hm_waiver *waiver = &work->waivers[index];

    if (waiver->state == HM_WAIVER_HOLDS && hm_waiver_reaches(waiver, finding, &work->image)) {
        hm_vec_add(&work->arena, &work->found, index);
    }
}

static void
consider_key(struct work *work, struct hm_str id, const struct hm_finding *finding)
{
    uint32_t at = id.n == 0 ? 0 : hm_strmap_find(&work->by_key, key_of(work, id));

    for (; at != 0; at = work->nodes.p[at - 1].next) {
        consider(work, work->nodes.p[at - 1].waiver, finding);
    }
}

/* Those in the finding's own file, and those of files besides that have one of its names. */
static void
collect(struct work *work, const struct hm_finding *finding)
{
    size_t low = 0;
    size_t high = work->n_in_source;

    work->found.n = 0;
    hm_waived_image_take(&work->image, &work->arena, work->report, finding->target);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (hm_str_compare(work->waivers[mid].from->path, finding->path) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (; low < work->n_in_source && hm_str_is(work->waivers[low].from->path, finding->path);
         low++) {
        consider(work, (uint32_t)low, finding);
    }
    for (size_t i = 0; i < work->wide.n; i++) {
        consider(work, work->wide.p[i], finding);
    }
    if (work->n == work->n_in_source) {
        return;
    }
    consider_key(work, finding->advisory, finding);
    for (size_t i = 0; i < finding->aliases.n; i++) {
        consider_key(work, finding->aliases.p[i], finding);
    }
    consider_key(work, hm_str_c(finding->rule->id), finding);
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        consider_key(work, hm_str_c(finding->agreed_by.p[i].id), finding);
    }
}

/* What only other tools say may be several things: then each must be named. */
static bool
are_all_named(const struct work *work, const struct hm_finding *finding)
{
    if (finding->rule->producer == NULL || finding->advisory.n > 0) {
        return true;
    }
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        bool is_named = false;
        for (size_t k = 0; !is_named && k < work->found.n; k++) {
            is_named = hm_waiver_names_id(&work->waivers[work->found.p[k]],
                                          finding->agreed_by.p[i].tool, finding->agreed_by.p[i].id);
        }
        if (!is_named) {
            return false;
        }
    }
    return true;
}

/* A suppression may be found by several of the finding's names. */
static void
accept(struct work *work, struct hm_finding *finding, const struct hm_suppression *from)
{
    for (size_t i = 0; i < finding->suppressed_by.n; i++) {
        if (finding->suppressed_by.p[i] == from) {
            return;
        }
    }
    if (finding->suppressed_by.n < NAMED_LIMIT) {
        hm_vec_add(&work->report->arena, &finding->suppressed_by, from);
    }
}

/* Whether one statement of VEX is said after another. */
static bool
is_later(const struct hm_vex *left, const struct hm_vex *right)
{
    return left->time != right->time ? left->time > right->time : left->order > right->order;
}

/* Of several statements about it the last counts, whichever way it decides. */
static void
heed_last_statement(struct work *work, struct hm_finding *finding)
{
    struct hm_waiver *last = NULL;

    for (size_t i = 0; i < work->found.n; i++) {
        struct hm_waiver *waiver = &work->waivers[work->found.p[i]];
        if (waiver->from->dialect == HM_SUPPRESS_VEX && hm_waiver_names(waiver, finding)) {
            waiver->n_used++;
            last = last == NULL || is_later(waiver->from->vex, last->from->vex) ? waiver : last;
        }
    }
    if (last == NULL) {
        return;
    }
    last->is_last = true;
    finding->stated = last->from;
    if (hm_vex_accepts(last->from->vex)) {
        accept(work, finding, last->from);
    }
}

static void
decide(struct work *work, struct hm_finding *finding)
{
    bool is_final = finding->rule->producer == NULL && finding->rule->final_because != NULL;
    bool is_whole = false;

    collect(work, finding);
    if (work->found.n == 0) {
        return;
    }
    heed_last_statement(work, finding);
    is_whole = are_all_named(work, finding);
    for (size_t i = 0; i < work->found.n; i++) {
        struct hm_waiver *waiver = &work->waivers[work->found.p[i]];
        if (waiver->from->dialect == HM_SUPPRESS_VEX || !hm_waiver_names(waiver, finding)) {
            continue;
        }
        waiver->n_used++;
        if (is_final) {
            waiver->is_overruled = !waiver->from->is_all && !waiver->is_glob;
        } else if (is_whole) {
            accept(work, finding, waiver->from);
        }
    }
}

void
hm_report_suppress(struct hm_report *report, const struct hm_suppress_options *options)
{
    struct work work = { .report = report };

    if (report->suppressions.n == 0) {
        return;
    }
    if (options->is_off) {
        hm_report_note(report, HM_NOTE_INFO, "ignores-off", HM_S("hullmark"), HM_S(""),
                       "%zu ids in ignore comments and files were left out of account.",
                       report->suppressions.n);
        return;
    }
    prepare(&work, options);
    for (size_t i = 0; i < report->findings.n; i++) {
        decide(&work, &report->findings.p[i]);
    }
    hm_waivers_judge(report, work.waivers, work.n);
    hm_buf_done(&work.key);
    hm_arena_done(&work.arena);
}
