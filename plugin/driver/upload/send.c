/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/upload/send.h"

#include "plugin/base/auto.h"
#include "plugin/driver/upload/deliver.h"
#include "reports/format.h"

enum hm_status
hm_send_check(const struct hm_args *args, struct hm_err *reterr)
{
    for (size_t i = 0; i < args->values[HM_OPT_UPLOAD].n; i++) {
        struct hm_upload_request request;
        enum hm_status status =
            hm_deliver_request(args, args->values[HM_OPT_UPLOAD].p[i], &request, reterr);
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

/* Not kept: should this process be killed, nobody sends the report once more. */
static void
note_gap(struct hm_report *report, const struct hm_err *gap)
{
    if (gap->text[0] != '\0') {
        hm_report_note(report, HM_NOTE_WARNING, "upload-not-kept", HM_S("upload"), HM_S(""),
                       "The report is not kept for another try: %s.", gap->text);
    }
}

static bool
send_one(const struct hm_args *args, const char *to, struct hm_spool *spool,
         struct hm_report *report)
{
    const struct hm_upload *target = hm_upload_find(hm_str_c(to));
    hm_auto_buf struct hm_buf sarif = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    struct hm_upload_request request;
    struct hm_upload_result result = { 0 };
    struct hm_err err = { 0 };
    struct hm_err gap = { 0 };
    struct hm_str path = hm_str_make(NULL, 0);
    enum hm_status status = hm_deliver_request(args, to, &request, &err);

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
        status = hm_deliver(spool, &request, &result, &gap, &err);
    }
    for (size_t i = 0; i < result.notes.n; i++) {
        hm_report_note(report, HM_NOTE_INFO, "upload", HM_S("upload"), path, "%.*s.",
                       HM_FMT(result.notes.p[i]));
    }
    note_gap(report, &gap);
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
    struct hm_err gap = { 0 };
    bool is_sent = true;

    if (!hm_args_has(args, HM_OPT_UPLOAD)) {
        return true;
    }
    struct hm_spool spool = hm_deliver_spool(args, &gap);
    note_gap(report, &gap);
    for (size_t i = 0; i < args->values[HM_OPT_UPLOAD].n; i++) {
        is_sent &= send_one(args, args->values[HM_OPT_UPLOAD].p[i], &spool, report);
    }
    hm_spool_close(&spool);
    return is_sent;
}
