/* SPDX-License-Identifier: Apache-2.0 */
/* GitLab's code quality report: an array of issues, a stable fingerprint each. */
#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/format.h"
#include "reports/json_out.h"
#include "reports/pick.h"

enum {
    TEXT_LIMIT = 1024,
};

static const char *
word(enum hm_severity severity)
{
    switch (severity) {
    case HM_SEV_CRITICAL:
        return "blocker";
    case HM_SEV_HIGH:
        return "critical";
    case HM_SEV_MEDIUM:
        return "major";
    case HM_SEV_LOW:
        return "minor";
    default:
        return "info";
    }
}

static void
location(struct hm_json_out *json, struct hm_str path, uint32_t line, uint32_t end_line)
{
    hm_json_out_object(json, "location");
    hm_json_out_str(json, "path", hm_pick_path(path));
    hm_json_out_object(json, "lines");
    hm_json_out_uint(json, "begin", line);
    hm_json_out_uint(json, "end", end_line < line ? line : end_line);
    hm_json_out_end_object(json);
    hm_json_out_end_object(json);
}

static void
issue(struct hm_json_out *json, struct hm_str id, struct hm_str text, const char *category,
      const char *severity)
{
    hm_auto_buf struct hm_buf description = { 0 };

    hm_escape_sentence(&description, text, TEXT_LIMIT);
    hm_json_out_object(json, NULL);
    hm_json_out_c(json, "type", "issue");
    hm_json_out_str(json, "check_name", id);
    hm_json_out_str(json, "description", hm_buf_str(&description));
    hm_json_out_array(json, "categories");
    hm_json_out_c(json, NULL, category);
    hm_json_out_end_array(json);
    hm_json_out_c(json, "severity", severity);
}

/* A report without it would say that what the tool found before is mended. */
static void
hole(struct hm_json_out *json, const struct hm_report *report, const struct hm_ledger_row *row,
     size_t number)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf fingerprint = { 0 };

    hm_row_text(&text, row);
    hm_buf_printf(&fingerprint, HM_HOLE_ID "-%zu", number);
    issue(json, HM_S(HM_HOLE_ID), hm_buf_str(&text), "Security", "blocker");
    hm_json_out_str(json, "fingerprint", hm_buf_str(&fingerprint));
    location(json, report->paths.n > 0 ? report->paths.p[0] : HM_S(""), 1, 1);
    hm_json_out_end_object(json);
}

static void
finding_issue(struct hm_json_out *json, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf id = { 0 };
    bool is_style = finding->rule->producer == NULL && finding->rule->profile == HM_PROFILE_HYGIENE;

    hm_pick_id(&id, finding->rule);
    issue(json, hm_buf_str(&id), hm_pick_message(finding), is_style ? "Style" : "Security",
          word(finding->severity));
    hm_json_out_str(json, "fingerprint", finding->fingerprint);
    location(json, finding->path, hm_pick_line(finding), finding->place.end_line);
    hm_json_out_end_object(json);
}

void
hm_format_codequality(const struct hm_report *report, const struct hm_format_options *options,
                      struct hm_buf *buf)
{
    struct hm_json_out json = { .buf = buf, .is_indented = options->is_indented };
    struct hm_arena arena = { 0 };
    struct hm_pick pick;
    size_t n_holes = 0;

    hm_pick_findings(&pick, &arena, report, NULL, 0);
    hm_json_out_array(&json, NULL);
    for (size_t i = 0; i < report->ledger.n; i++) {
        if (hm_row_is_hole(&report->ledger.p[i])) {
            hole(&json, report, &report->ledger.p[i], ++n_holes);
        }
    }
    for (size_t i = 0; i < pick.n; i++) {
        finding_issue(&json, pick.p[i]);
        hm_buf_drain(buf, HM_BUF_PIECE);
    }
    hm_json_out_end_array(&json);
    hm_buf_putc(buf, '\n');
    hm_arena_done(&arena);
}
