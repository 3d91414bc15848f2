/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/sarif/sarif_invocation.h"

#include "plugin/base/auto.h"
#include "reports/pick.h"
#include "reports/sarif/sarif_rules.h"

struct writer {
    struct hm_json_out *json;
    const struct hm_report *report;
    struct hm_buf scratch;
};

static bool
is_successful(const struct hm_report *report)
{
    for (size_t i = 0; i < report->ledger.n; i++) {
        if (hm_row_is_hole(&report->ledger.p[i])) {
            return false;
        }
    }
    return report->exit_code == 0 || report->exit_code == 1;
}

/* Where a note is about an image its path is a reference, so it is never written as a location. */
static void
notification(struct writer *w, const char *id, const char *level, struct hm_str tool_name,
             struct hm_str path, struct hm_str text)
{
    hm_auto_buf struct hm_buf whole = { 0 };

    if (tool_name.n > 0) {
        hm_buf_printf(&whole, "%.*s: ", HM_FMT(tool_name));
    }
    if (path.n > 0) {
        hm_buf_printf(&whole, "%.*s: ", HM_FMT(path));
    }
    hm_buf_add(&whole, text);
    hm_json_out_object(w->json, NULL);
    hm_json_out_object(w->json, "descriptor");
    hm_json_out_c(w->json, "id", id);
    hm_json_out_end_object(w->json);
    hm_json_out_c(w->json, "level", level);
    hm_sarif_message(w->json, &w->scratch, hm_buf_str(&whole));
    if (tool_name.n > 0 || path.n > 0) {
        hm_json_out_object(w->json, "properties");
        hm_json_out_some(w->json, "tool", tool_name);
        hm_json_out_some(w->json, "about", path);
        hm_json_out_end_object(w->json);
    }
    hm_json_out_end_object(w->json);
}

/* Whether a note already tells of this row, so that it is not told twice; of a hole no less than a
 * warning does. */
static bool
is_noted(const struct hm_report *report, const struct hm_ledger_row *row)
{
    bool is_bad = row->state == HM_LEDGER_FAILED || hm_row_is_hole(row);

    for (size_t i = 0; i < report->notes.n; i++) {
        const struct hm_note *note = &report->notes.p[i];
        if ((note->level >= HM_NOTE_WARNING || !is_bad) && hm_str_is(note->tool, row->tool) &&
            (note->path.n == 0 || hm_str_is(note->path, row->target))) {
            return true;
        }
    }
    return false;
}

static void
ledger_notification(struct writer *w, const struct hm_ledger_row *row)
{
    hm_auto_buf struct hm_buf text = { 0 };
    bool has_nothing = row->state == HM_LEDGER_NOT_APPLICABLE;

    hm_buf_printf(&text, has_nothing ? "%.*s had nothing to do" : "%.*s was not done",
                  HM_FMT(row->task));
    if (hm_ledger_lacks_code(row)) {
        hm_buf_printf(&text, " (exit code %d)", row->exit_code);
    }
    if (row->reason.n > 0) {
        hm_buf_printf(&text, ": %.*s", HM_FMT(row->reason));
    }
    notification(w,
                 row->state == HM_LEDGER_FAILED ? "tool-failed"
                 : has_nothing                  ? "tool-not-applicable"
                                                : "tool-skipped",
                 hm_row_is_hole(row)              ? "error"
                 : row->state == HM_LEDGER_FAILED ? "warning"
                                                  : "note",
                 row->tool, row->target, hm_buf_str(&text));
}

static void
notifications(struct writer *w)
{
    const struct hm_report *report = w->report;

    hm_json_out_array(w->json, "toolExecutionNotifications");
    for (size_t i = 0; i < report->notes.n; i++) {
        const struct hm_note *note = &report->notes.p[i];
        notification(w, note->id, hm_note_word(note->level), note->tool, note->path, note->text);
    }
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        if (row->state != HM_LEDGER_DONE && !is_noted(report, row)) {
            ledger_notification(w, row);
        }
    }
    hm_json_out_end_array(w->json);
}

void
hm_sarif_invocations(struct hm_json_out *json, const struct hm_report *report,
                     const struct hm_rule_table *rules)
{
    struct writer writer = { .json = json, .report = report };

    hm_json_out_array(json, "invocations");
    hm_json_out_object(json, NULL);
    hm_json_out_some(json, "commandLine", report->command);
    hm_json_out_some(json, "startTimeUtc", report->started_at);
    hm_json_out_some(json, "endTimeUtc", report->started_at);
    hm_json_out_int(json, "exitCode", report->exit_code);
    hm_json_out_some(json, "exitCodeDescription", report->verdict_reason);
    hm_json_out_bool(json, "executionSuccessful", is_successful(report));
    hm_sarif_overrides(json, rules);
    notifications(&writer);
    hm_json_out_end_object(json);
    hm_json_out_end_array(json);
    hm_buf_done(&writer.scratch);
}
