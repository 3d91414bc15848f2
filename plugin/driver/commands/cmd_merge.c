/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that were made earlier, ours and other tools', to one report and one verdict. */
#include "plugin/driver/commands/cmd.h"

#include <errno.h>

#include "adapters/collect.h"
#include "adapters/report_in.h"
#include "adapters/sarif_in.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/context/discover.h"
#include "plugin/driver/gate/report_file.h"
#include "plugin/driver/run.h"
#include "plugin/driver/parsed_input.h"

enum {
    OUTLINES_MAX = 2000, /* files that are parsed for their stages */
};

struct merging {
    struct hm_run run;
    bool has_own;            /* a report of ours was among them */
    struct hm_str timestamp; /* of the oldest of ours */
};

/* A rule that one of the reports left out was not applied. */
static void
narrow_applied(struct merging *merging, const struct hm_report *part)
{
    struct hm_report *report = &merging->run.report;
    const struct hm_rule **kept =
        hm_arena_new(&report->arena, const struct hm_rule *, part->n_applied + 1);
    size_t n = 0;

    for (size_t i = 0; i < part->n_applied; i++) {
        bool is_kept = !merging->has_own;
        for (size_t k = 0; k < report->n_applied && !is_kept; k++) {
            is_kept = report->applied[k] == part->applied[i];
        }
        if (is_kept) {
            kept[n++] = part->applied[i];
        }
    }
    report->applied = kept;
    report->n_applied = n;
}

/* What holds for the whole of a report of ours. */
static void
take_whole(struct merging *merging, const struct hm_report *part, struct hm_str name)
{
    struct hm_report *report = &merging->run.report;
    struct hm_str *oldest = &merging->timestamp;
    struct hm_str gap = hm_report_file_gap(part);

    narrow_applied(merging, part);
    merging->has_own = true;
    if (part->started_at.n > 0 &&
        (oldest->n == 0 || hm_str_compare(part->started_at, *oldest) < 0)) {
        *oldest = part->started_at;
    }
    if (gap.n > 0 && merging->run.gate.gap.n == 0) {
        merging->run.gate.gap =
            hm_arena_printf(&report->arena, "%.*s: %.*s", HM_FMT(name), HM_FMT(gap));
    }
    struct hm_ledger_row *row = hm_report_ledger(report);
    *row = (struct hm_ledger_row){
        .tool = HM_S("hullmark"),
        .version = hm_str_c(part->version),
        .task = HM_S("import"),
        .target = name,
        .state = HM_LEDGER_DONE,
        .is_required = true,
    };
}

static void
take(struct merging *merging, struct hm_report *part, struct hm_str name)
{
    struct hm_report *report = &merging->run.report;
    struct hm_arena *arena = &report->arena;

    for (size_t i = 0; i < part->findings.n; i++) {
        hm_vec_add(arena, &report->findings, part->findings.p[i]);
    }
    for (size_t i = 0; i < part->notes.n; i++) {
        hm_vec_add(arena, &report->notes, part->notes.p[i]);
    }
    for (size_t i = 0; i < part->ledger.n; i++) {
        part->ledger.p[i].is_allowed |=
            hm_str_eq(part->ledger.p[i].task, "import") &&
            hm_args_lists(merging->run.args, HM_OPT_ALLOW_INCOMPLETE, "import");
        hm_vec_add(arena, &report->ledger, part->ledger.p[i]);
    }
    for (size_t i = 0; i < part->evidence.n; i++) {
        hm_vec_add(arena, &report->evidence, part->evidence.p[i]);
    }
    for (size_t i = 0; i < part->not_evaluated.n; i++) {
        hm_vec_add(arena, &report->not_evaluated, part->not_evaluated.p[i]);
    }
    if (part->version != NULL) {
        take_whole(merging, part, name);
    }
    hm_arena_adopt(arena, &part->arena);
}

static void
read_one(struct merging *merging, const char *path)
{
    struct hm_report *report = &merging->run.report;
    bool is_allowed = hm_args_lists(merging->run.args, HM_OPT_ALLOW_INCOMPLETE, "import");
    struct hm_report part = { .catalogue = report->catalogue, .n_catalogue = report->n_catalogue };
    struct hm_str name = hm_collect_name(&report->arena, hm_str_c(path));
    hm_auto_buf struct hm_buf text = { .limit = HM_REPORT_IN_LIMIT };
    struct hm_err err = { 0 };
    enum hm_status status = hm_read_file(AT_FDCWD, path, HM_REPORT_IN_LIMIT, &text, &err);

    if (status == HM_OK) {
        status = hm_report_read(hm_buf_str(&text), false, name, hm_str_c(merging->run.inputs.cwd),
                                &part, &err);
    }
    if (status == HM_OK) {
        take(merging, &part, name);
        return;
    }
    struct hm_str why = hm_str_c(err.text);
    why = hm_str_starts(why, path) ? hm_str_from(why, strlen(path) + 2) : why;
    hm_sarif_import_failed(name, why, is_allowed, report);
    hm_report_done(&part);
}

/* Findings lie below the current folder: what is there gives lines, hashes and stages. */
static enum hm_status
open_folder(struct merging *merging, struct hm_err *reterr)
{
    struct hm_inputs *inputs = &merging->run.inputs;
    struct hm_arena *arena = &merging->run.report.arena;
    hm_auto_free char *cwd = realpath(".", NULL);

    if (cwd == NULL) {
        return hm_err_set(reterr, HM_E_IO, "the current folder: %s", strerror(errno));
    }
    inputs->cwd = hm_arena_c(arena, hm_str_c(cwd));
    struct hm_input_tree tree = { .location = inputs->cwd,
                                  .root = inputs->cwd,
                                  .target = HM_S("."),
                                  .prefix = HM_S(""),
                                  .folder = open(cwd, O_PATH | O_DIRECTORY | O_CLOEXEC) };
    hm_vec_add(arena, &inputs->trees, tree);
    return HM_OK;
}

static void
outline(struct hm_run *run, struct hm_str path)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_build build = { 0 };
    struct hm_parsed_input parsed;
    struct hm_sink sink = { .arena = &scratch, .kept = NULL };
    struct hm_arena kept = { 0 };
    struct hm_err err;

    if (hm_inputs_parse(&run->inputs, path, &build, &scratch, &parsed, &err) != HM_OK ||
        parsed.file.is_too_large) {
        return;
    }
    sink.kept = &kept;
    hm_sink_outline(&sink, &parsed.file);
    sink.outlines.p[sink.outlines.n - 1].text_hash = hm_str_hash(parsed.source.text);
    hm_report_take(&run->report, &sink);
}

static int
by_path(const void *left, const void *right)
{
    const struct hm_str *a = left;
    const struct hm_str *b = right;

    return hm_str_compare(*a, *b);
}

/* Each once, in the order of their names. */
static void
outline_files(struct hm_run *run)
{
    struct hm_arena *arena = &run->report.arena;
    HM_VEC(struct hm_str) paths = { 0 };
    struct hm_str last = HM_S("");
    size_t n = 0;

    for (size_t i = 0; i < run->report.findings.n; i++) {
        const struct hm_finding *finding = &run->report.findings.p[i];
        if (!hm_str_is(finding->path, last) && hm_name_kind(finding->path) == HM_NAME_DOCKERFILE) {
            last = finding->path;
            hm_vec_add(arena, &paths, last);
        }
    }
    hm_vec_sort(&paths, by_path);
    for (size_t i = 0; i < paths.n && n < OUTLINES_MAX; i++) {
        if (i == 0 || !hm_str_is(paths.p[i], paths.p[i - 1])) {
            outline(run, paths.p[i]);
            n++;
        }
    }
}

static enum hm_status
collect(struct merging *merging, struct hm_err *reterr)
{
    static const struct hm_rule *const none[] = { NULL };
    const struct hm_args *args = merging->run.args;
    struct hm_report *report = &merging->run.report;

    HM_TRY(open_folder(merging, reterr));
    report->applied = none;
    report->n_applied = 0;
    for (size_t i = 0; i < args->operands.n; i++) {
        read_one(merging, args->operands.p[i]);
    }
    if (merging->timestamp.n > 0) {
        report->started_at = merging->timestamp;
    }
    outline_files(&merging->run);
    hm_levels_narrow(&merging->run.levels, report);
    return HM_OK;
}

int
hm_cmd_merge(const struct hm_args *args)
{
    struct merging merging = { 0 };
    struct hm_err err = { 0 };

    if (args->operands.n == 0) {
        return hm_complain_usage(args, "name the reports: SARIF files, or hullmark's JSON");
    }
    enum hm_status status = hm_run_init(&merging.run, args, &err);
    if (status == HM_OK) {
        status = collect(&merging, &err);
    }
    int exit_code = status == HM_OK ? hm_run_conclude(&merging.run) : hm_complain(&err);
    hm_run_done(&merging.run);
    return exit_code;
}
