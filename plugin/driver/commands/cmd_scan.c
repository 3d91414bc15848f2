/* SPDX-License-Identifier: Apache-2.0 */
/* The main job: sources to facts to findings to one report and a verdict. */
#include "plugin/driver/commands/cmd.h"

#include "plugin/driver/images/base_images.h"
#include "plugin/driver/build_options.h"
#include "plugin/driver/builds/image_map.h"
#include "plugin/driver/builds/refused_ignores.h"
#include "plugin/driver/examine.h"
#include "plugin/driver/suppress/ignores.h"
#include "plugin/driver/tools/imports.h"
#include "plugin/driver/images/image_origins.h"
#include "plugin/driver/run.h"
#include "plugin/driver/tracked.h"

/* What only this command asks for. */
struct scan {
    struct hm_build build;
    struct hm_base_images bases;
    struct hm_trusted trusted;
};

static enum hm_status
read_request(const struct hm_args *args, struct hm_run *run, struct scan *scan,
             struct hm_err *reterr)
{
    enum hm_status status = hm_run_init(run, args, reterr);

    if (status == HM_OK) {
        status = hm_build_read(args, &scan->build, reterr);
    }
    if (status == HM_OK) {
        status = hm_image_map_check(args, reterr);
    }
    if (status == HM_OK) {
        status = hm_images_find(args, &run->images, reterr);
    }
    if (status == HM_OK) {
        status = hm_base_images_init(&scan->bases, args, reterr);
    }
    if (status == HM_OK) {
        status = hm_trusted_init(&scan->trusted, args, reterr);
    }
    return status;
}

/* What the base of a change had, judged as what is there now. */
static enum hm_status
find_known(struct hm_run *run, const struct scan *scan, const struct hm_examination *examination,
           struct hm_err *reterr)
{
    const struct hm_change *change = run->args->change;
    struct hm_known_request request = { .change = change,
                                        .args = run->args,
                                        .examination = examination,
                                        .trusted = &scan->trusted,
                                        .selection = &run->selection,
                                        .levels = &run->levels,
                                        .report = &run->report,
                                        .today = run->today };

    if (change == NULL) {
        return HM_OK;
    }
    hm_change_state(change, &run->report);
    run->has_known = change->is_known;
    return change->is_known ? hm_known_find(&run->known, &request, &run->report, reterr) : HM_OK;
}

/* The static rules run while the tools look at the folders; images are hashed before tools see
 * them. */
static enum hm_status
collect(struct hm_run *run, struct scan *scan, struct hm_err *reterr)
{
    const struct hm_args *args = run->args;
    struct hm_engine engine;
    struct hm_texts texts = { 0 };
    struct hm_examination examination = { .engine = &engine,
                                          .build = &scan->build,
                                          .trusted = &scan->trusted,
                                          .now = run->now,
                                          .jobs = run->jobs,
                                          .is_unwritten = !hm_run_is_written(run),
                                          .with_listings = hm_outputs_want_listings(&run->outputs),
                                          .wanted = hm_tools_wanted_texts(&run->tools) };
    bool has_others = run->images.entries.n > 0 || hm_bills_are_named(args);
    enum hm_status status = hm_inputs_find(args, has_others, &run->report, &run->inputs, reterr);

    if (status == HM_OK && run->levels.is_excluding) {
        hm_inputs_exclude(&run->inputs, &run->levels.excluded, hm_args_where(args, HM_OPT_EXCLUDE),
                          &run->report);
    }
    if (status == HM_OK) {
        run->tools.n_images = run->images.entries.n;
        hm_bills_read(args, run->inputs.cwd, &run->report, &run->tools.bills);
        status = hm_tools_start_trees(&run->tools, &run->inputs, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    scan->bases.tags.lock = run->tools.options.lock;
    scan->bases.tags.is_locked = run->tools.options.is_locked;
    bool needs_references =
        hm_signatures_are_asked(&run->signatures) || hm_str_eq(run->image_options.platform, "all");
    hm_base_images_read(&scan->bases, &run->inputs, &run->image_options,
                        needs_references ? &run->signatures.references : NULL, &scan->build,
                        &run->report);
    hm_signatures_find(&run->signatures, &run->inputs, &scan->build, &run->report);
    run->report.applied = run->selection.rules;
    run->report.n_applied = run->selection.n;
    hm_engine_init(&engine, args->arena, run->selection.rules, run->selection.n);
    status = find_known(run, scan, &examination, reterr);
    if (status != HM_OK) {
        return status;
    }
    hm_trusted_read(&scan->trusted, args, &run->inputs, &run->report);
    if (run->has_known) {
        hm_judge_trusted(&run->known, &run->inputs, &scan->trusted, &run->report);
    }
    hm_examine_files(&examination, &run->inputs, &run->report, &texts);
    hm_tracked_find(&run->inputs, run->levels.is_excluding ? &run->levels.excluded : NULL,
                    &run->report);
    hm_refused_ignores_find(&run->inputs, &run->report);
    hm_ignores_read(&run->inputs, &run->report);
    hm_imports_read(args, &run->inputs, &run->report);
    hm_levels_narrow(&run->levels, &run->report);
    hm_profile_set_levels(&run->selection, &run->report);
    status = hm_tools_start_texts(&run->tools, &run->inputs, &texts, &run->report, reterr);
    if (status == HM_OK) {
        status = hm_run_images(run, reterr);
    }
    if (status == HM_OK) {
        hm_image_origins_find(&run->images, &run->inputs, &scan->build, &run->report);
    }
    return status;
}

int
hm_cmd_scan(const struct hm_args *args)
{
    struct hm_run run;
    struct scan scan = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = read_request(args, &run, &scan, &err);

    if (status == HM_OK) {
        status = collect(&run, &scan, &err);
    }
    int exit_code = status == HM_OK ? hm_run_conclude(&run) : hm_complain(&err);
    hm_run_done(&run);
    return exit_code;
}
