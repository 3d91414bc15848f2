/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/change/known.h"

#include "plugin/driver/suppress/ignores.h"
#include "plugin/driver/suppress/waivers.h"
#include "reports/merge/prepare.h"

/* The waivers as they were; those that are no longer right by today's terms were none then. */
static void
read_waivers(struct hm_known *known, const struct hm_known_request *request)
{
    const char *name = hm_args_text(request->args, HM_OPT_WAIVERS);
    struct hm_str path = name == NULL ? HM_S(HM_WAIVERS_NAME) : hm_str_c(name);
    struct hm_waiver_terms terms = { .today = request->today, .max_days = HM_WAIVER_DAYS_MAX };
    struct hm_waivers waivers = { 0 };
    struct hm_str inside, text;
    struct hm_err err;

    if (!hm_change_locate(request->change, path, &inside) ||
        hm_change_read(request->change, inside, HM_WAIVERS_SIZE, &text, &err) != HM_OK ||
        hm_waivers_parse(request->args->arena, path, text, &terms, &waivers, &err) != HM_OK) {
        return;
    }
    for (size_t i = 0; i < waivers.list.n; i++) {
        hm_vec_add(&known->report.arena, &known->report.suppressions, waivers.list.p[i]);
    }
}

/* A file that was renamed is known by its new name. */
static void
rename_paths(struct hm_known *known, const struct hm_change *change)
{
    struct hm_report *report = &known->report;

    for (size_t i = 0; i < report->findings.n; i++) {
        report->findings.p[i].path = hm_change_new_path(change, report->findings.p[i].path);
    }
    for (size_t i = 0; i < report->outlines.n; i++) {
        report->outlines.p[i].path = hm_change_new_path(change, report->outlines.p[i].path);
    }
    for (size_t i = 0; i < report->paths.n; i++) {
        report->paths.p[i] = hm_change_new_path(change, report->paths.p[i]);
    }
    for (size_t i = 0; i < report->suppressions.n; i++) {
        struct hm_suppression *from = &report->suppressions.p[i];
        from->path = hm_change_new_path(change, from->path);
        from->scope = from->is_external ? from->scope : from->path;
    }
}

static void
judge(struct hm_known *known, const struct hm_known_request *request)
{
    struct hm_report *report = &known->report;
    struct hm_examination examination = *request->examination;
    struct hm_texts texts = { 0 };

    known->trusted = (struct hm_trusted){ .given = request->trusted->given };
    hm_trusted_read(&known->trusted, request->args, &known->inputs, report);
    examination.trusted = &known->trusted;
    examination.is_unwritten = true;
    examination.with_listings = false;
    examination.wanted = (struct hm_texts_wanted){ 0 };
    hm_examine_files(&examination, &known->inputs, report, &texts);
    hm_ignores_read(&known->inputs, report);
    hm_levels_narrow(request->levels, report);
    hm_profile_set_levels(request->selection, report);
}

static void
tell_gaps(const struct hm_report *base, struct hm_report *report)
{
    for (size_t i = 0; i < base->notes.n; i++) {
        const struct hm_note *note = &base->notes.p[i];
        if (note->level == HM_NOTE_ERROR) {
            hm_report_note(report, HM_NOTE_WARNING, "base-gap", HM_S("hullmark"), note->path,
                           "In the base revision: %.*s", HM_FMT(note->text));
        }
    }
}

enum hm_status
hm_known_find(struct hm_known *known, const struct hm_known_request *request,
              struct hm_report *report, struct hm_err *reterr)
{
    const struct hm_report *now = request->report;
    struct hm_args args;
    struct hm_prepare_options options = {
        .suppress = { .is_off = hm_args_has(request->args, HM_OPT_NO_IGNORES),
                      .today = request->today },
        .settle = hm_levels_settle,
        .settle_ctx = request->levels,
        .jobs = request->examination->jobs,
    };

    *known = (struct hm_known){ .report = { .version = now->version,
                                            .catalogue = now->catalogue,
                                            .n_catalogue = now->n_catalogue,
                                            .applied = now->applied,
                                            .n_applied = now->n_applied } };
    known->inputs.cwd = request->change->cwd;
    if (hm_change_args(request->change, request->args, &args) > 0) {
        HM_TRY(hm_inputs_find_from(&args, request->change->cwd, true, &known->report,
                                   &known->inputs, reterr));
        known->has_inputs = true;
        if (request->levels->is_excluding) {
            hm_inputs_exclude(&known->inputs, &request->levels->excluded, "--exclude",
                              &known->report);
        }
        judge(known, request);
    }
    read_waivers(known, request);
    rename_paths(known, request->change);
    tell_gaps(&known->report, report);
    hm_report_prepare(&known->report, &options);
    return HM_OK;
}

void
hm_known_done(struct hm_known *known)
{
    hm_inputs_done(&known->inputs);
    hm_report_done(&known->report);
}

void
hm_known_compare(const struct hm_known *known, const struct hm_change *change,
                 const struct hm_baseline *stored, struct hm_report *report)
{
    struct hm_baseline baseline;
    size_t n_foreign = 0;

    hm_baseline_of(&report->arena, &known->report, change->name, &baseline);
    if (stored != NULL) {
        hm_baseline_join(&report->arena, &baseline, stored);
    }
    hm_baseline_compare(&baseline, report);
    for (size_t i = 0; i < report->findings.n; i++) {
        const struct hm_finding *finding = &report->findings.p[i];
        n_foreign += finding->rule->producer != NULL && finding->baseline == HM_BASELINE_NEW &&
                     !hm_finding_is_suppressed(finding);
    }
    if (n_foreign > 0) {
        hm_report_note(
            report, HM_NOTE_WARNING, "not-compared", HM_S("hullmark"), HM_S(""),
            "%zu finding%s of other tools count%s as new: only what hullmark's own rules "
            "say of files can be computed for %.*s.",
            n_foreign, n_foreign == 1 ? "" : "s", n_foreign == 1 ? "s" : "",
            HM_FMT(hm_str_sub(change->name, 0, 100)));
    }
}
