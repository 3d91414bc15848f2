/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/send.h"

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/driver/commands/cmd.h"
#include "plugin/driver/gate/report_file.h"
#include "reports/format.h"
#include "reports/upload/upload.h"

enum {
    REPORT_LIMIT = 256 * 1024 * 1024, /* bytes of a report that is read back from a file */
    DEADLINE_S = 600,
};

/* What the options and the environment say about any upload. */
static enum hm_status
read_request(const struct hm_args *args, const char *to, struct hm_upload_request *ret_request,
             struct hm_err *reterr)
{
    size_t n_files = args->values[HM_OPT_HEADER_FILE].n;
    struct hm_str *files = hm_arena_new(args->arena, struct hm_str, n_files);
    const char *method = hm_args_text(args, HM_OPT_METHOD);
    struct hm_str target = hm_str_c(to);
    unsigned seconds = 0;
    enum hm_status status =
        hm_args_number(args, HM_OPT_TIMEOUT, 1, 86400, DEADLINE_S, &seconds, reterr);

    if (status != HM_OK) {
        return status;
    }
    if (method != NULL) {
        bool is_put = strcmp(method, "PUT") == 0;
        if (!is_put && strcmp(method, "POST") != 0) {
            return hm_err_set(reterr, HM_E_USAGE, "--method takes POST or PUT, not \"%s\"", method);
        }
        target = hm_arena_printf(args->arena, "%s:%s", is_put ? "put" : "post", to);
    }
    if (hm_upload_find(target) == NULL) {
        return hm_err_set(
            reterr, HM_E_USAGE,
            "\"%s\" is no target of an upload; there are github, github-comment, "
            "gitlab-note, gitlab-status, defectdojo, and URLs (https, or http on this "
            "machine; post: in front of one sends it by POST)",
            to);
    }
    for (size_t i = 0; i < n_files; i++) {
        files[i] = hm_str_c(args->values[HM_OPT_HEADER_FILE].p[i]);
    }
    *ret_request = (struct hm_upload_request){
        .to = target,
        .header_files = files,
        .n_header_files = n_files,
        .ca_file = hm_str_c(hm_args_text(args, HM_OPT_CA_FILE)),
        .is_dry_run = hm_args_has(args, HM_OPT_DRY_RUN),
        .is_offline = hm_args_has(args, HM_OPT_OFFLINE),
        .deadline = hm_clock_ms() + seconds * INT64_C(1000),
        .stop = &hm_stop_signal,
    };
    return HM_OK;
}

enum hm_status
hm_send_check(const struct hm_args *args, struct hm_err *reterr)
{
    for (size_t i = 0; i < args->values[HM_OPT_UPLOAD].n; i++) {
        struct hm_upload_request request;
        enum hm_status status =
            read_request(args, args->values[HM_OPT_UPLOAD].p[i], &request, reterr);
        if (status != HM_OK) {
            (void)hm_err_prefix(reterr, "--upload");
            return status;
        }
    }
    return HM_OK;
}

/* What the target's limits left out of the report that it gets. */
static void
note_lines(struct hm_report *report, struct hm_str lines)
{
    struct hm_str line;

    while (hm_str_split(&lines, '\n', &line)) {
        if (line.n > 0) {
            hm_report_note(report, HM_NOTE_WARNING, "upload-cut", HM_S("upload"), HM_S(""), "%.*s.",
                           HM_FMT(line));
        }
    }
}

static bool
send_one(const struct hm_args *args, const char *to, struct hm_report *report)
{
    const struct hm_upload *target = hm_upload_find(hm_str_c(to));
    hm_auto_buf struct hm_buf sarif = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    struct hm_upload_request request;
    struct hm_upload_result result = { 0 };
    struct hm_err err = { 0 };
    struct hm_str path = hm_str_make(NULL, 0);
    enum hm_status status = read_request(args, to, &request, &err);

    if (status == HM_OK && target != NULL) {
        status = hm_format_write(hm_format_find(hm_str_c(target->format)), report,
                                 &(struct hm_format_options){ .said = &said }, &sarif, &err);
        note_lines(report, hm_buf_str(&said));
    }
    if (status == HM_OK) {
        request.report = hm_buf_str(&sarif);
        request.started_at = report->started_at;
        request.verdict = hm_str_c(hm_verdict_word(report->verdict));
        request.reason = report->verdict_reason;
        status = hm_upload_send(&request, &result, &err);
    }
    for (size_t i = 0; i < result.notes.n; i++) {
        hm_report_note(report, HM_NOTE_INFO, "upload", HM_S("upload"), path, "%.*s.",
                       HM_FMT(result.notes.p[i]));
    }
    if (status == HM_OK) {
        hm_report_note(report, HM_NOTE_INFO, "upload-done", HM_S("upload"), path, "%.*s.",
                       HM_FMT(result.text));
    } else {
        hm_report_note(report, HM_NOTE_ERROR, "upload-failed", HM_S("upload"), path,
                       "The report was not delivered: %s.", err.text);
    }
    hm_upload_result_done(&result);
    return status == HM_OK;
}

bool
hm_send_report(const struct hm_args *args, struct hm_report *report)
{
    bool is_sent = true;

    if (!hm_args_has(args, HM_OPT_UPLOAD)) {
        return true;
    }
    for (size_t i = 0; i < args->values[HM_OPT_UPLOAD].n; i++) {
        is_sent &= send_one(args, args->values[HM_OPT_UPLOAD].p[i], report);
    }
    return is_sent;
}

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
            struct hm_buf *bytes, struct hm_upload_request *request, struct hm_err *reterr)
{
    struct hm_str format = hm_str_c(target->format);
    hm_auto_buf struct hm_buf said = { 0 };
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
                                   &(struct hm_format_options){ .said = &said }, bytes, reterr));
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

int
hm_cmd_upload(const struct hm_args *args)
{
    struct hm_report read = { 0 };
    hm_auto_buf struct hm_buf report = { 0 };
    struct hm_upload_request request;
    struct hm_upload_result result = { 0 };
    struct hm_err err = { 0 };
    const char *to = hm_args_text(args, HM_OPT_TO);

    if (args->operands.n != 1) {
        return hm_complain_usage(
            args, "name the report: a file that `hullmark scan -o sarif=FILE` wrote");
    }
    if (to == NULL) {
        return hm_complain_usage(args, "say where to: --to github, or --to https://...");
    }
    enum hm_status status = read_request(args, to, &request, &err);
    if (status == HM_OK) {
        status = read_report(args->operands.p[0], hm_upload_find(request.to), &read, &report,
                             &request, &err);
    }
    if (status == HM_OK) {
        status = hm_upload_send(&request, &result, &err);
    }
    int exit_code = status == HM_OK ? say(args, &result) : hm_complain(&err);
    hm_upload_result_done(&result);
    hm_report_done(&read);
    return exit_code;
}
