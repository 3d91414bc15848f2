/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/prepare.h"

#include "plugin/base/auto.h"
#include "plugin/model/redact.h"
#include "reports/merge/accounts.h"
#include "reports/merge/gather.h"
#include "reports/merge/across.h"
#include "reports/merge/join.h"
#include "reports/merge/level.h"
#include "reports/listings.h"
#include "reports/merge/merge.h"
#include "reports/merge/origins.h"
#include "reports/merge/silence.h"
#include "reports/strmap.h"

/* --- places --- */

/* Lines and columns that other tools make up: Jenkins' parsers, say, drop a whole report for a
 * number that is no int of theirs. */
static void
bound_places(struct hm_report *report)
{
    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_place *place = &report->findings.p[i].place;
        uint32_t *numbers[] = { &place->line, &place->column, &place->end_line,
                                &place->end_column };
        for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
            if (*numbers[k] >= INT32_MAX) {
                *numbers[k] = INT32_MAX - 1;
            }
        }
    }
}

static size_t
depth_of(struct hm_str path)
{
    size_t n = 0;

    for (size_t i = 0; i < path.n; i++) {
        n += path.p[i] == '/';
    }
    return n;
}

/* The outlines are sorted by path, so the first of the least depth is a fixed choice. */
static const struct hm_outline *
home_of(const struct hm_report *report)
{
    const struct hm_outline *home = NULL;

    for (size_t i = 0; i < report->outlines.n; i++) {
        const struct hm_outline *outline = &report->outlines.p[i];
        if (outline->target < outline->n_stages &&
            (home == NULL || depth_of(outline->path) < depth_of(home->path))) {
            home = outline;
        }
    }
    return home;
}

static void
infer_places(struct hm_report *report)
{
    const struct hm_outline *home = home_of(report);
    uint32_t line = home == NULL ? 1 : home->stages[home->target].line;

    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->path.n > 0) {
            continue;
        }
        finding->path = home == NULL ? HM_S("Dockerfile") : home->path;
        finding->stage = home == NULL ? HM_S("") : home->stages[home->target].name;
        finding->place =
            (struct hm_place){ .line = line, .column = 1, .end_line = line, .end_column = 2 };
        finding->is_inferred = true;
    }
}

static void
fill_stages(struct hm_report *report)
{
    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_finding *finding = &report->findings.p[i];
        if (finding->stage.n > 0 || finding->place.line == 0) {
            continue;
        }
        const struct hm_outline *outline = hm_report_outline(report, finding->path);
        const struct hm_lines *stage =
            outline == NULL
                ? NULL
                : hm_lines_find(outline->stages, outline->n_stages, finding->place.line);
        if (stage != NULL) {
            finding->stage = stage->name;
        }
    }
}

/* --- secrets --- */

struct hm_lines
hm_report_secret_lines(const struct hm_report *report, const struct hm_finding *finding)
{
    const struct hm_place *place = &finding->place;

    if (finding->rule->practice != HM_PRACTICE_SECRETS || finding->is_inferred) {
        return (struct hm_lines){ 0 };
    }
    const struct hm_outline *outline = hm_report_outline(report, finding->path);
    const struct hm_lines *inst =
        outline == NULL
            ? NULL
            : hm_lines_find(outline->instructions, outline->n_instructions, place->line);
    return inst != NULL
               ? *inst
               : (struct hm_lines){ .line = place->line,
                                    .end_line = place->end_line > place->line ? place->end_line
                                                                              : place->line };
}

static void
hide(struct hm_finding *finding)
{
    finding->line_text = HM_S("");
    finding->subject = HM_S("");
}

/* What a rule about secrets pointed to is quoted by no other finding, and no identity is made from
 * it. Findings are sorted: forward for those that begin inside a secret's lines, backward for those
 * that come before it in them. */
static void
hide_secret_lines(struct hm_report *report)
{
    struct hm_finding *findings = report->findings.p;
    struct hm_str path = HM_S("");
    uint32_t until = 0;
    uint32_t from = UINT32_MAX;

    for (size_t i = 0; i < report->findings.n; i++) {
        struct hm_lines lines = hm_report_secret_lines(report, &findings[i]);
        until = hm_str_is(findings[i].path, path) ? until : 0;
        path = findings[i].path;
        until = lines.end_line > until ? lines.end_line : until;
        if (lines.line == 0 && findings[i].place.line > 0 && findings[i].place.line <= until) {
            hide(&findings[i]);
        }
    }
    for (size_t i = report->findings.n; i > 0; i--) {
        struct hm_lines lines = hm_report_secret_lines(report, &findings[i - 1]);
        from = hm_str_is(findings[i - 1].path, path) ? from : UINT32_MAX;
        path = findings[i - 1].path;
        from = lines.line > 0 && lines.line < from ? lines.line : from;
        if (lines.line == 0 && findings[i - 1].place.line >= from) {
            hide(&findings[i - 1]);
        }
    }
}

static bool
is_same_line(const struct hm_finding *a, const struct hm_finding *b)
{
    return a->place.line == b->place.line && hm_str_is(a->path, b->path);
}

/* Of several secrets in a line each is left out of its own quotation only: all get the shortest. */
static void
shorten_secret_lines(struct hm_report *report)
{
    struct hm_finding *findings = report->findings.p;
    size_t next = 0;

    for (size_t i = 0; i < report->findings.n; i = next) {
        const struct hm_finding *shortest = NULL;
        for (next = i; next < report->findings.n && is_same_line(&findings[i], &findings[next]);
             next++) {
            const struct hm_finding *at = &findings[next];
            if (hm_report_secret_lines(report, at).line > 0 && at->line_text.n > 0 &&
                (shortest == NULL || at->line_text.n < shortest->line_text.n)) {
                shortest = at;
            }
        }
        for (size_t j = i; shortest != NULL && j < next; j++) {
            if (findings[j].line_text.n > shortest->line_text.n) {
                findings[j].line_text = shortest->line_text;
            }
        }
    }
}

static void
mask(struct hm_arena *arena, struct hm_str *text)
{
    *text = hm_redact(arena, *text);
}

enum {
    MASKED_TEXTS = 13, /* of a finding */
};

/* What came of a text: findings of one line share excerpt, subject and stage. */
struct masked {
    struct hm_str from;
    struct hm_str to;
};

static void
mask_finding(struct hm_arena *arena, struct hm_finding *finding, struct masked last[MASKED_TEXTS])
{
    struct hm_str *const texts[MASKED_TEXTS] = {
        &finding->message, &finding->line_text, &finding->subject,  &finding->url,
        &finding->target,  &finding->stage,     &finding->advisory, &finding->package,
        &finding->version, &finding->fixed_in,  &finding->purl,     &finding->score,
        &finding->record,
    };

    for (size_t i = 0; i < MASKED_TEXTS; i++) {
        if (texts[i]->p != last[i].from.p || texts[i]->n != last[i].from.n) {
            last[i] = (struct masked){ .from = *texts[i], .to = hm_redact(arena, *texts[i]) };
        }
        *texts[i] = last[i].to;
    }
    for (size_t i = 0; i < finding->aliases.n; i++) {
        mask(arena, &finding->aliases.p[i]);
    }
    for (size_t i = 0; i < finding->related.n; i++) {
        mask(arena, &finding->related.p[i].message);
    }
}

static void
mask_row(struct hm_arena *arena, struct hm_ledger_row *row)
{
    mask(arena, &row->tool);
    mask(arena, &row->version);
    mask(arena, &row->task);
    mask(arena, &row->target);
    mask(arena, &row->reason);
    mask(arena, &row->data_date);
}

/* Paths stay as they are: they must name the file. What our rules said was masked as they said it.
 */
static void
mask_all(struct hm_report *report)
{
    struct hm_arena *arena = &report->arena;
    struct masked last[MASKED_TEXTS] = { 0 };

    for (size_t i = 0; i < report->findings.n; i++) {
        if (!report->findings.p[i].is_masked) {
            mask_finding(arena, &report->findings.p[i], last);
        }
    }
    for (size_t i = 0; i < report->notes.n; i++) {
        mask(arena, &report->notes.p[i].text);
        mask(arena, &report->notes.p[i].tool);
        mask(arena, &report->notes.p[i].path);
    }
    for (size_t i = 0; i < report->ledger.n; i++) {
        mask_row(arena, &report->ledger.p[i]);
    }
    for (size_t i = 0; i < report->evidence.n; i++) {
        mask(arena, &report->evidence.p[i].detail);
        mask(arena, &report->evidence.p[i].subject);
        mask(arena, &report->evidence.p[i].digest);
    }
    for (size_t i = 0; i < report->builds.n; i++) {
        struct hm_build_use *use = &report->builds.p[i].use;
        struct hm_str *images = hm_arena_new(arena, struct hm_str, use->n_images);
        mask(arena, &use->name);
        mask(arena, &use->target);
        for (uint32_t k = 0; k < use->n_images; k++) {
            images[k] = hm_redact(arena, use->images[k]);
        }
        use->images = images;
    }
    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        mask(arena, &report->not_evaluated.p[i].reason);
    }
    for (size_t i = 0; i < report->suppressions.n; i++) {
        mask(arena, &report->suppressions.p[i].reason);
        mask(arena, &report->suppressions.p[i].id);
        mask(arena, &report->suppressions.p[i].owner);
    }
    mask(arena, &report->command);
    mask(arena, &report->verdict_reason);
}

/* --- reports of ours that were read back --- */

static bool
has_given(const struct hm_report *report)
{
    for (size_t i = 0; i < report->findings.n; i++) {
        if (report->findings.p[i].fingerprint.n > 0) {
            return true;
        }
    }
    return false;
}

/* What was read back and was found again now is one finding: the one that was found now, with those
 * who agreed then. @p is_given tells of each finding what it was before identities were made. */
static void
drop_repeated(struct hm_report *report, const bool *is_given)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_strmap fresh;
    size_t n = 0;

    hm_strmap_init(&fresh, &scratch);
    for (size_t i = 0; i < report->findings.n; i++) {
        if (!is_given[i]) {
            *hm_strmap_at(&fresh, report->findings.p[i].fingerprint) = (uint32_t)i + 1;
        }
    }
    uint32_t *now_at = hm_arena_new(&scratch, uint32_t, report->findings.n);
    struct hm_finding *gone = hm_arena_new(&scratch, struct hm_finding, report->findings.n);
    uint32_t *into = hm_arena_new(&scratch, uint32_t, report->findings.n);
    size_t n_gone = 0;
    for (size_t i = 0; i < report->findings.n; i++) {
        uint32_t *same = hm_strmap_at(&fresh, report->findings.p[i].fingerprint);
        if (is_given[i] && *same != 0) {
            gone[n_gone] = report->findings.p[i];
            into[n_gone++] = *same - 1;
            continue;
        }
        if (is_given[i]) {
            *same = (uint32_t)i + 1; /* two reports that say it are one, too */
        }
        now_at[i] = (uint32_t)n;
        report->findings.p[n++] = report->findings.p[i];
    }
    report->findings.n = n;
    for (size_t i = 0; i < n_gone; i++) {
        hm_finding_agree(&report->arena, &report->findings.p[now_at[into[i]]], &gone[i]);
        hm_account_of(report, gone[i].rule)->n_merged++;
        report->n_merged++;
    }
}

static void
identify(struct hm_report *report, unsigned jobs, bool is_unmerged)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    bool *is_given = hm_arena_new(&scratch, bool, report->findings.n);
    bool has_some = !is_unmerged && has_given(report);

    for (size_t i = 0; i < report->findings.n; i++) {
        is_given[i] = report->findings.p[i].fingerprint.n > 0;
    }
    hm_report_fingerprint(report, jobs);
    if (has_some) {
        drop_repeated(report, is_given);
    }
}

void
hm_report_prepare(struct hm_report *report, const struct hm_prepare_options *options)
{
    hm_report_across_find(report);
    hm_report_sort(report);
    fill_stages(report);
    bound_places(report);
    infer_places(report);
    hm_report_sort(report);
    hm_accounts_open(report);
    if (!options->is_unmerged) {
        hm_report_merge(report);
        hm_report_decide_levels(report);
        hm_report_sort(report);
        hm_report_note_silence(report);
    }
    if (report->origins.n > 0) {
        size_t n = report->findings.n;
        hm_report_place_origins(report);
        hm_accounts_add(report, n);
        hm_report_sort(report);
    }
    if (report->suppressions.n > 0) {
        size_t n = report->findings.n;
        hm_report_suppress(report, &options->suppress);
        hm_accounts_add(report, n);
        hm_report_sort(report);
    }
    hm_report_across_settle(report);
    hm_report_count_bases(report);
    if (options->settle != NULL) {
        options->settle(options->settle_ctx, report);
        hm_report_sort(report);
    }
    if (!options->is_unmerged) {
        hm_report_gather(report);
    }
    if (options->is_unwritten && !has_given(report)) {
        hm_accounts_close(report);
        return;
    }
    if (options->read != NULL) {
        hm_report_hash_lines(report, options->read, options->ctx);
    }
    hide_secret_lines(report);
    shorten_secret_lines(report);
    mask_all(report);
    hm_report_sort(report);
    identify(report, options->jobs, options->is_unmerged);
    hm_accounts_close(report);
    if (options->with_listings && options->read != NULL) {
        hm_report_list(report, options->read, options->ctx);
    }
}
