/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/run.h"

#include <time.h>

#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "plugin/base/io.h"
#include "plugin/driver/images/kustomized.h"
#include "plugin/driver/change/ci.h"
#include "plugin/driver/commands/cmd.h"
#include "plugin/driver/tools/coverage.h"
#include "plugin/driver/examine.h"
#include "plugin/driver/gate/gate_options.h"
#include "plugin/driver/images/image_layers.h"
#include "plugin/driver/gate/report_file.h"
#include "plugin/driver/upload/send.h"
#include "plugin/driver/images/servers.h"
#include "plugin/driver/config/values.h"
#include "plugin/driver/suppress/vex_files.h"
#include "reports/merge/prepare.h"

struct hm_str
hm_run_timestamp(struct hm_arena *arena, int64_t now)
{
    time_t seconds = (time_t)now;
    struct tm parts;
    char text[32];

    if (gmtime_r(&seconds, &parts) == NULL) {
        return hm_str_make(NULL, 0);
    }
    size_t n = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return hm_arena_str(arena, hm_str_make(text, n));
}

enum hm_status
hm_run_clock(int64_t *ret_now, struct hm_err *reterr)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    uint64_t now = 0;

    if (epoch == NULL || epoch[0] == '\0') {
        *ret_now = (int64_t)time(NULL);
        return HM_OK;
    }
    if (!hm_str_to_u64(hm_str_c(epoch), INT32_MAX * UINT64_C(64), &now)) {
        return hm_err_set(reterr, HM_E_USAGE,
                          "SOURCE_DATE_EPOCH is no number of seconds since 1970: \"%s\"", epoch);
    }
    *ret_now = (int64_t)now;
    return HM_OK;
}

int64_t
hm_run_wall_clock(void)
{
    return (int64_t)time(NULL);
}

uint32_t
hm_run_day(int64_t now, int64_t clock)
{
    return hm_day_of(now > clock ? now : clock);
}

/* All that were asked for, with commas between them. */
static struct hm_str
read_platforms(const struct hm_args *args)
{
    hm_auto_buf struct hm_buf list = { 0 };

    for (size_t i = 0; i < args->values[HM_OPT_PLATFORM].n; i++) {
        const char *value = args->values[HM_OPT_PLATFORM].p[i];
        if (strcmp(value, "all") == 0) {
            return HM_S("all");
        }
        hm_buf_printf(&list, "%s%s", i > 0 ? "," : "", value);
    }
    return hm_arena_str(args->arena, hm_buf_str(&list));
}

static enum hm_status
check_platforms(const struct hm_args *args, struct hm_err *reterr)
{
    struct hm_err err = { 0 };

    for (size_t i = 0; i < args->values[HM_OPT_PLATFORM].n; i++) {
        struct hm_str value = hm_str_c(args->values[HM_OPT_PLATFORM].p[i]);
        if (hm_value_row(HM_VALUE_PLATFORM)->check(args->arena, value, &err) != HM_OK) {
            return hm_err_set(reterr, HM_E_USAGE, "%s: %s, not \"%.*s\"",
                              hm_args_where(args, HM_OPT_PLATFORM), err.text, HM_FMT(value));
        }
    }
    return HM_OK;
}

enum hm_status
hm_run_init(struct hm_run *run, const struct hm_args *args, struct hm_err *reterr)
{
    unsigned timeout_s = 0;

    *run = (struct hm_run){ .args = args, .report.version = HM_VERSION };
    enum hm_status status = hm_run_clock(&run->now, reterr);
    run->today = hm_run_day(run->now, hm_run_wall_clock());
    if (status == HM_OK) {
        status = hm_gate_options_read(args, run->now, &run->gate, reterr);
    }
    if (status == HM_OK) {
        status = check_platforms(args, reterr);
    }
    if (status == HM_OK) {
        status = hm_report_file_baseline(args, &run->report.arena, &run->baseline,
                                         &run->has_baseline, reterr);
    }
    if (status == HM_OK) {
        status = hm_outputs_init(args, &run->outputs, reterr);
    }
    if (status == HM_OK) {
        status = hm_tools_init(&run->tools, args, run->now, reterr);
    }
    if (status == HM_OK) {
        status = hm_args_number(args, HM_OPT_JOBS, 1, 256, 0, &run->jobs, reterr);
    }
    if (status == HM_OK) {
        status = hm_profile_select(args, &run->selection, reterr);
    }
    if (status == HM_OK) {
        status = hm_levels_init(&run->levels, args, &run->selection, reterr);
    }
    if (status == HM_OK) {
        status = hm_signatures_init(&run->signatures, args, args->config, run->today, reterr);
    }
    if (status == HM_OK) {
        status = hm_args_number(args, HM_OPT_TIMEOUT, 1, 86400, 600, &timeout_s, reterr);
    }
    if (status == HM_OK && hm_option_is_of(&hm_options[HM_OPT_WAIVERS], args->command)) {
        status = hm_waivers_read(args, run->today, &run->waivers, reterr);
    }
    if (status == HM_OK && hm_option_is_of(&hm_options[HM_OPT_VEX], args->command)) {
        status = hm_vex_files_read(args, &run->report, reterr);
    }
    if (status == HM_OK) {
        status = hm_send_check(args, reterr);
    }
    run->outputs.options.jobs = run->jobs;
    run->report.catalogue = run->levels.catalogue;
    run->report.n_catalogue = run->levels.n;
    if (status == HM_OK) {
        hm_levels_state(&run->levels, &run->report);
    }
    run->report.started_at = hm_run_timestamp(&run->report.arena, run->now);
    run->image_options = (struct hm_image_options){
        .platform = read_platforms(args),
        .is_offline = hm_args_has(args, HM_OPT_OFFLINE),
        .ca_file = hm_str_c(hm_args_text(args, HM_OPT_CA_FILE)),
        .deadline = hm_clock_ms() + timeout_s * INT64_C(1000),
        .stop = &hm_stop_signal,
        .workers = run->jobs,
    };
    if (status == HM_OK) {
        status = hm_servers_read(args, &run->image_options, &run->report, reterr);
    }
    return status;
}

/* What a base image was resolved to before is what the same name means here. */
static void
pin_images(struct hm_run *run)
{
    struct hm_arena *arena = &run->report.arena;

    for (size_t i = 0; i < run->images.entries.n; i++) {
        struct hm_image_entry *entry = &run->images.entries.p[i];
        struct hm_image_ref ref;
        if (entry->target.kind != HM_IMAGE_REGISTRY ||
            hm_image_ref_parse(arena, entry->name, &ref, NULL) != HM_OK) {
            continue;
        }
        const struct hm_reference *known = hm_references_find(&run->signatures.references, &ref);
        if (known != NULL && known->digest.n > 0 && ref.digest.n == 0) {
            entry->target.text = hm_reference_pinned(arena, known, known->digest);
        }
    }
}

enum hm_status
hm_run_images(struct hm_run *run, struct hm_err *reterr)
{
    run->images.are_scanned = run->args->command == HM_COMMAND_SCAN;
    pin_images(run);
    run->images.lock = run->tools.options.lock;
    run->images.is_locked = run->tools.options.is_locked;
    run->images.progress = &run->tools.progress;
    hm_images_verify(&run->images, &run->image_options, &run->report);
    if (hm_outputs_want_listings(&run->outputs)) {
        hm_image_layers_tell(&run->images, &run->report);
    }
    enum hm_status status = hm_tools_start_images(&run->tools, &run->images, reterr);
    if (status == HM_OK) {
        status = hm_signatures_start(&run->signatures, &run->tools, &run->images,
                                     &run->image_options, &run->report, reterr);
    }
    hm_tools_wait(&run->tools, run->signatures.runner);
    hm_tools_finish(&run->tools, &run->report);
    hm_signatures_finish(&run->signatures, &run->report);
    if (run->args->command == HM_COMMAND_SCAN) {
        bool is_asked = hm_signatures_are_asked(&run->signatures) || run->signatures.has_given;
        hm_coverage_fill(&run->tools, &run->inputs, &run->images, is_asked, &run->report);
        hm_bills_account(&run->tools.bills, &run->report);
    }
    return status;
}

static bool
read_path(void *ctx, struct hm_str path, struct hm_buf *buf)
{
    struct hm_err err;

    return hm_inputs_read(ctx, path, buf, &err) == HM_OK;
}

bool
hm_run_is_written(const struct hm_run *run)
{
    return run->outputs.list.n > 0 || hm_args_has(run->args, HM_OPT_UPLOAD);
}

/* Sends and writes the report; what cannot be written makes the run incomplete, whatever the gate
 * said. */
static int
deliver(struct hm_run *run)
{
    struct hm_err err = { 0 };
    int exit_code = run->report.exit_code;

    if (!hm_send_report(run->args, &run->report) && exit_code == HM_EXIT_PASS &&
        hm_args_lists(run->args, HM_OPT_REQUIRE, "upload")) {
        exit_code = HM_EXIT_INCOMPLETE;
    }
    enum hm_status status = hm_outputs_write(&run->outputs, &run->report, &err);
    if (status != HM_OK && hm_complain(&err) != HM_EXIT_PASS && exit_code == HM_EXIT_PASS) {
        exit_code = HM_EXIT_INCOMPLETE;
    }
    for (size_t i = 0; i < run->report.documents.n && hm_args_has(run->args, HM_OPT_SBOM); i++) {
        status =
            hm_write_file(hm_args_text(run->args, HM_OPT_SBOM), run->report.documents.p[i], &err);
        if (status != HM_OK && hm_complain(&err) != HM_EXIT_PASS && exit_code == HM_EXIT_PASS) {
            exit_code = HM_EXIT_INCOMPLETE;
        }
    }
    return exit_code;
}

/* A signal ended the run early: what is in the report is right, but not all there would be. */
static void
admit_signal(struct hm_report *report, int number)
{
    hm_report_note(report, HM_NOTE_ERROR, "terminated", HM_S("hullmark"), HM_S(""),
                   "The run was ended by signal %d (%s); this is what was found until then.",
                   number, strsignal(number));
    if (report->verdict == HM_VERDICT_PASS) {
        report->verdict = HM_VERDICT_INCOMPLETE;
        report->verdict_reason = HM_S("the run was ended by a signal");
    }
    report->exit_code = 128 + number;
}

/* Commit and repository, for formats that have a place for them. */
static void
state_source(struct hm_run *run)
{
    struct hm_format_options *options = &run->outputs.options;
    struct hm_env env = { 0 };
    struct hm_ci ci;
    bool is_wanted = false;

    for (size_t i = 0; i < run->outputs.list.n; i++) {
        struct hm_str name = hm_str_c(run->outputs.list.p[i].format->name);
        is_wanted |= hm_str_starts(name, "sarif") || hm_str_eq(name, "gitlab-secret-detection");
    }
    if (!is_wanted || run->args->command != HM_COMMAND_SCAN) {
        return;
    }
    hm_ci_read(&run->report.arena, &env, &ci);
    hm_ci_ask_git(&run->report.arena, &env, &ci);
    options->revision = ci.revision;
    options->repository = ci.repository;
    options->branch = ci.branch;
}

/* --new-since: what the base revision had is known, and no more. */
static bool
is_compared(const struct hm_run *run)
{
    return run->has_known && run->args->change->is_asked;
}

/* A change cannot loosen its own judge: suppressions, baseline, configuration and lock. */
static void
hold_change(struct hm_run *run, struct hm_suppress_options *suppress)
{
    const struct hm_change *change = run->args->change;

    hm_judge_init(&run->judge, change, &run->known, &run->inputs);
    suppress->may_hold = hm_judge_may_hold;
    suppress->ctx = &run->judge;
    if (run->has_baseline) {
        hm_judge_baseline(change, hm_args_text(run->args, HM_OPT_BASELINE), &run->baseline,
                          &run->report);
    }
    for (size_t i = 0; i < change->loosenings.n; i++) {
        const struct hm_loosening *at = &change->loosenings.p[i];
        hm_judge_find(&run->report, at->rule, at->path, at->line, at->subject, "%.*s",
                      HM_FMT(at->text));
    }
}

static void
settle(void *ctx, struct hm_report *report)
{
    struct hm_run *run = ctx;

    hm_kustomized_settle(&run->inputs, report);
    hm_levels_settle(&run->levels, report);
}

int
hm_run_conclude(struct hm_run *run)
{
    struct hm_prepare_options options = {
        .is_unmerged = hm_args_has(run->args, HM_OPT_NO_MERGE),
        .read = read_path,
        .ctx = &run->inputs,
        .suppress = { .is_off = hm_args_has(run->args, HM_OPT_NO_IGNORES), .today = run->today },
        .settle = settle,
        .settle_ctx = run,
        .is_unwritten = !hm_run_is_written(run) && !hm_args_has(run->args, HM_OPT_BASELINE) &&
                        !is_compared(run),
        .with_listings = hm_outputs_want_listings(&run->outputs),
        .jobs = run->jobs,
    };

    for (size_t i = 0; i < run->waivers.list.n; i++) {
        hm_vec_add(&run->report.arena, &run->report.suppressions, run->waivers.list.p[i]);
    }
    if (run->has_known) {
        hold_change(run, &options.suppress);
    }
    hm_report_prepare(&run->report, &options);
    if (is_compared(run)) {
        hm_known_compare(&run->known, run->args->change, run->has_baseline ? &run->baseline : NULL,
                         &run->report);
    } else if (run->has_baseline) {
        hm_baseline_compare(&run->baseline, &run->report);
    }
    hm_policy_decide(&run->report, &run->gate);
    if (hm_stop_signal != 0) {
        admit_signal(&run->report, hm_stop_signal);
    }
    state_source(run);
    return deliver(run);
}

void
hm_run_done(struct hm_run *run)
{
    hm_tools_done(&run->tools);
    hm_inputs_done(&run->inputs);
    hm_images_done(&run->images);
    hm_judge_done(&run->judge);
    hm_known_done(&run->known);
    hm_report_done(&run->report);
}
