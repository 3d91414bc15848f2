/* SPDX-License-Identifier: Apache-2.0 */
/* Writes baselines, and keeps them from growing. */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/gate/report_file.h"
#include "reports/identity/baseline.h"

struct work {
    const struct hm_args *args;
    const char *file; /* the baseline */
    struct hm_report report;
};

/* --- the report --- */

/* A Dockerfile begins otherwise. */
static bool
is_report(const char *path)
{
    hm_auto_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    char first[4] = "";
    ssize_t n = fd < 0 ? -1 : read(fd, first, sizeof first);

    return n > 0 && (first[0] == '{' || (n == 4 && memcmp(first, "\xef\xbb\xbf{", 4) == 0));
}

/* Scans with the same options into a file of its own; the verdict is not asked for. */
static int
scan(struct work *work, const char *json)
{
    struct hm_args args = *work->args;
    struct hm_arena *arena = args.arena;
    static const enum hm_option_id ours[] = { HM_OPT_OUTPUT, HM_OPT_BASELINE, HM_OPT_GATE,
                                              HM_OPT_FAIL_ON, HM_OPT_RATCHET };

    args.command = HM_COMMAND_SCAN;
    args.operands.p += 1;
    args.operands.n -= 1;
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
        args.values[ours[i]] = (struct hm_values){ 0 };
    }
    hm_vec_add(arena, &args.values[HM_OPT_OUTPUT],
               hm_arena_c(arena, hm_arena_printf(arena, "json=%s", json)));
    hm_vec_add(arena, &args.values[HM_OPT_FAIL_ON], "none");
    if (!hm_args_has(&args, HM_OPT_QUIET)) {
        hm_vec_add(arena, &args.values[HM_OPT_QUIET], "");
    }
    return hm_cmd_scan(&args);
}

static int
scan_and_read(struct work *work)
{
    hm_auto_buf struct hm_buf dir = { 0 };
    struct hm_err err = { 0 };

    if (hm_make_temp_dir(&dir, &err) != HM_OK) {
        return hm_complain(&err);
    }
    struct hm_arena *arena = work->args->arena;
    const char *json = hm_arena_c(arena, hm_arena_printf(arena, "%s/report.json", dir.p));
    int exit_code = scan(work, json);
    bool is_made = exit_code == HM_EXIT_PASS || exit_code == HM_EXIT_INCOMPLETE;
    if (is_made && hm_report_file_read(json, &work->report, &err) != HM_OK) {
        exit_code = hm_complain(&err);
    }
    hm_remove_tree(dir.p);
    return exit_code;
}

static int
obtain(struct work *work)
{
    const struct hm_args *args = work->args;
    struct hm_err err = { 0 };

    if (args->operands.n != 2 || !is_report(args->operands.p[1])) {
        return scan_and_read(work);
    }
    if (hm_report_file_read(args->operands.p[1], &work->report, &err) != HM_OK) {
        return hm_complain(&err);
    }
    return hm_report_file_gap(&work->report).n > 0 ? HM_EXIT_INCOMPLETE : HM_EXIT_PASS;
}

/* --- the baseline --- */

static int
end_with(int exit_code, const struct hm_err *why)
{
    (void)hm_complain(why);
    return exit_code;
}

static int
put(const struct work *work, const struct hm_buf *text)
{
    struct hm_err err = { 0 };

    return hm_write_file(work->file, hm_buf_str(text), &err) == HM_OK ? HM_EXIT_PASS
                                                                      : hm_complain(&err);
}

static enum hm_status
read_baseline(struct work *work, struct hm_baseline *baseline, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_BASELINE_LIMIT };

    HM_TRY(hm_read_file(AT_FDCWD, work->file, HM_BASELINE_LIMIT, &text, reterr));
    return hm_baseline_read(&work->report.arena, hm_buf_str(&text), hm_str_c(work->file), baseline,
                            reterr);
}

/* What is not in an incomplete report may be there all the same. */
static int
shrink(struct work *work, int exit_code, bool is_written)
{
    struct hm_baseline baseline;
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_err err = { 0 };

    if (exit_code != HM_EXIT_PASS) {
        (void)hm_err_set(&err, HM_E_TOOL,
                         "the run is incomplete: what it did not find need not be gone");
        return end_with(exit_code, &err);
    }
    if (read_baseline(work, &baseline, &err) != HM_OK) {
        return hm_complain(&err);
    }
    hm_baseline_compare(&baseline, &work->report);
    size_t n_new = work->report.baseline.n_new + work->report.baseline.n_worse;
    size_t n_changed = hm_baseline_shrink(&baseline, &work->report, &text);
    if (!is_written) {
        (void)hm_err_set(&err, HM_E_MISMATCH,
                         "%s could shrink by %zu finding%s: `hullmark baseline write --ratchet`",
                         work->file, n_changed, n_changed == 1 ? "" : "s");
        return n_changed == 0 ? HM_EXIT_PASS : end_with(HM_EXIT_FAIL, &err);
    }
    int written = n_changed == 0 ? HM_EXIT_PASS : put(work, &text);
    if (written == HM_EXIT_PASS && n_new > 0) {
        (void)hm_err_set(&err, HM_E_MISMATCH,
                         "%zu finding%s new or worse, and not taken in: a baseline can only shrink",
                         n_new, n_new == 1 ? " is" : "s are");
        return end_with(HM_EXIT_FAIL, &err);
    }
    return written;
}

static int
write_new(struct work *work, int exit_code)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_err err = { 0 };

    hm_baseline_write(&work->report, &text);
    int written = put(work, &text);
    if (written == HM_EXIT_PASS && exit_code != HM_EXIT_PASS) {
        (void)hm_err_set(&err, HM_E_TOOL, "%s was written, but the run is incomplete: %.*s",
                         work->file, HM_FMT(work->report.verdict_reason));
        return end_with(exit_code, &err);
    }
    return written;
}

int
hm_cmd_baseline(const struct hm_args *args)
{
    const char *verb = args->operands.n == 0 ? "" : args->operands.p[0];
    bool is_check = strcmp(verb, "check") == 0;
    bool is_ratchet = hm_args_has(args, HM_OPT_RATCHET);
    const char *file = hm_args_text(args, is_check ? HM_OPT_BASELINE : HM_OPT_OUTPUT);
    struct work work = { .args = args, .file = file == NULL ? HM_BASELINE_NAME : file };

    if (!is_check && strcmp(verb, "write") != 0) {
        return hm_complain_usage(args, "say write or check");
    }
    if (!is_check && !is_ratchet && access(work.file, F_OK) == 0) {
        return hm_complain_usage(args,
                                 "%s is there: a baseline can only shrink, by --ratchet; to begin "
                                 "anew remove it first",
                                 work.file);
    }
    int exit_code = obtain(&work);
    if (exit_code == HM_EXIT_PASS || exit_code == HM_EXIT_INCOMPLETE) {
        bool is_read = work.report.catalogue != NULL;
        exit_code = !is_read                 ? HM_EXIT_INCOMPLETE
                    : is_check || is_ratchet ? shrink(&work, exit_code, !is_check)
                                             : write_new(&work, exit_code);
    }
    hm_report_done(&work.report);
    return exit_code;
}
