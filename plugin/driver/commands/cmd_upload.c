/* SPDX-License-Identifier: Apache-2.0 */
/* A report that was made earlier on its way to a target, and what waits for another try. */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/gate/report_file.h"
#include "plugin/driver/upload/deliver.h"
#include "reports/format.h"

enum {
    REPORT_LIMIT = 256 * 1024 * 1024, /* bytes of a report that is read back from a file */
};

static int
say(const struct hm_args *args, const struct hm_upload_result *result)
{
    hm_auto_buf struct hm_buf out = { 0 };

    hm_buf_add(&out, hm_buf_str(&result->shown));
    if (!hm_args_has(args, HM_OPT_QUIET) && !hm_args_has(args, HM_OPT_DRY_RUN)) {
        hm_buf_printf(&out, "%.*s.\n", HM_FMT(result->text));
        for (size_t i = 0; i < result->notes.n; i++) {
            hm_buf_printf(&out, "%.*s.\n", HM_FMT(result->notes.p[i]));
        }
    }
    return hm_print(&out);
}

/* The bytes that the target gets for a file. A report of ours, which knows what was done, is
 * written as the target wants it; other tools' SARIF goes as it is. */
static enum hm_status
read_report(const char *path, const struct hm_upload *target, struct hm_report *report,
            struct hm_buf *bytes, struct hm_buf *said, struct hm_upload_request *request,
            struct hm_err *reterr)
{
    struct hm_str format = hm_str_c(target->format);
    struct hm_err err = { 0 };

    if (hm_str_eq(format, "sarif")) {
        HM_TRY(hm_read_file(AT_FDCWD, path, REPORT_LIMIT, bytes, reterr));
    } else {
        enum hm_status status = hm_report_file_read(path, report, &err);
        bool is_own = status == HM_OK && report->n_applied > 0;
        if (is_own) {
            request->verdict = hm_str_c(hm_verdict_word(report->verdict));
            request->reason = report->verdict_reason;
            request->started_at = report->started_at;
            HM_TRY(hm_format_write(hm_format_find(format), report,
                                   &(struct hm_format_options){ .said = said }, bytes, reterr));
        } else if (hm_str_starts(format, "sarif:")) {
            HM_TRY(hm_read_file(AT_FDCWD, path, REPORT_LIMIT, bytes, reterr));
        } else {
            return status != HM_OK
                       ? (*reterr = err, status)
                       : hm_err_set(reterr, HM_E_USAGE,
                                    "%s: %s is made of a report that hullmark wrote (-o sarif= or "
                                    "-o json=); `hullmark merge` makes one of others",
                                    path, target->name);
        }
    }
    request->report = hm_buf_str(bytes);
    return HM_OK;
}

/* Warnings stand on standard error, where a dry run's request does not. */
static void
warn(struct hm_str lines)
{
    struct hm_str line;

    while (hm_str_split(&lines, '\n', &line)) {
        if (line.n > 0) {
            hm_auto_buf struct hm_buf out = { 0 };
            hm_buf_printf(&out, "hullmark: warning: %.*s\n", HM_FMT(line));
            (void)!write(STDERR_FILENO, out.p, out.n);
        }
    }
}

static int
send_file(const struct hm_args *args, const char *path, const char *to)
{
    struct hm_report read = { 0 };
    hm_auto_buf struct hm_buf report = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    struct hm_upload_request request;
    struct hm_upload_result result = { 0 };
    struct hm_err err = { 0 };
    struct hm_err gap = { 0 };
    enum hm_status status = hm_deliver_request(args, to, &request, &err);

    if (status == HM_OK) {
        status =
            read_report(path, hm_upload_find(request.to), &read, &report, &said, &request, &err);
    }
    if (status == HM_OK) {
        struct hm_spool spool = hm_deliver_spool(args, &gap);
        status = hm_deliver(&spool, &request, &result, gap.status == HM_OK ? &gap : NULL, &err);
        hm_spool_close(&spool);
    }
    warn(hm_buf_str(&said));
    if (gap.text[0] != '\0') {
        hm_buf_clear(&said);
        hm_buf_printf(&said, "the report is not kept for another try: %s", gap.text);
        warn(hm_buf_str(&said));
    }
    int exit_code = status == HM_OK ? say(args, &result) : hm_complain(&err);
    hm_upload_result_done(&result);
    hm_report_done(&read);
    return exit_code;
}

/* --- what waits --- */

static void
tell(void *ctx, struct hm_str name, const struct hm_upload_result *result, const struct hm_err *err)
{
    const struct hm_args *args = ctx;
    hm_auto_buf struct hm_buf out = { 0 };

    if (err != NULL) {
        hm_buf_printf(&out, "hullmark: %.*s stays: %s\n", HM_FMT(name), err->text);
        (void)!write(STDERR_FILENO, out.p, out.n);
    } else if (hm_args_has(args, HM_OPT_DRY_RUN)) {
        hm_buf_add(&out, hm_buf_str(&result->shown));
        (void)!hm_print(&out);
    } else if (!hm_args_has(args, HM_OPT_QUIET)) {
        hm_buf_printf(&out, "%.*s: %.*s.\n", HM_FMT(name), HM_FMT(result->text));
        (void)!hm_print(&out);
    }
}

static int
send_waiting(const struct hm_args *args)
{
    struct hm_upload_request like;
    struct hm_deliver_count count = { 0 };
    struct hm_spool spool = { .fd = -1 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status = hm_deliver_like(args, &like, &err);

    if (status == HM_OK) {
        status = hm_spool_open(args->arena, hm_str_c(hm_args_text(args, HM_OPT_SPOOL_DIR)),
                               &(struct hm_env){ 0 }, &spool, &err);
    }
    if (status == HM_OK) {
        status = hm_deliver_waiting(&spool, &like, tell, (void *)(uintptr_t)args, &count, &err);
    }
    if (status == HM_OK && count.n_sent + count.n_left == 0 && !hm_args_has(args, HM_OPT_QUIET)) {
        hm_buf_printf(&out, "No report waits in %.*s.\n", HM_FMT(spool.path));
    } else if (count.n_left > 0) {
        (void)hm_err_set(&err, HM_E_NETWORK, "%zu of %zu reports still wait in %.*s", count.n_left,
                         count.n_sent + count.n_left, HM_FMT(spool.path));
        status = HM_E_NETWORK;
    }
    hm_spool_close(&spool);
    return status == HM_OK ? hm_print(&out) : hm_complain(&err);
}

int
hm_cmd_upload(const struct hm_args *args)
{
    const char *to = hm_args_text(args, HM_OPT_TO);

    if (hm_args_has(args, HM_OPT_SPOOL)) {
        return args->operands.n == 0 && to == NULL
                   ? send_waiting(args)
                   : hm_complain_usage(args, "--spool sends what waits, each to its own target: "
                                             "leave FILE and --to out");
    }
    if (args->operands.n != 1) {
        return hm_complain_usage(
            args, "name the report: a file that `hullmark scan -o sarif=FILE` wrote");
    }
    if (to == NULL) {
        return hm_complain_usage(args, "say where to: --to github, or --to https://...");
    }
    return send_file(args, args->operands.p[0], to);
}
