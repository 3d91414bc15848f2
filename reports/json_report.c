/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that a report holds. `formatVersion` changes when a member changes its meaning or
 * goes; new members may come at any time. */
#include "reports/format.h"
#include "reports/json_parts.h"
#include "reports/rule_table.h"
#include "plugin/base/auto.h"

static void
rules(struct hm_json_out *json, const struct hm_report *report)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_rule_table table;

    hm_rule_table_init(&table, &arena, report);
    hm_json_out_array(json, "rules");
    for (uint32_t i = 0; i < table.n; i++) {
        const struct hm_rule *rule = table.rules[i];
        const struct hm_practice_row *practice = hm_practice_row(rule->practice);
        hm_auto_buf struct hm_buf url = { 0 };

        hm_rule_url(rule, &url);
        hm_json_out_object(json, NULL);
        hm_json_out_c(json, "id", rule->id);
        hm_json_out_some(json, "concept", hm_str_c(rule->concept));
        hm_json_out_c(json, "tool", hm_rule_tool(rule));
        hm_json_out_some(json, "title", hm_str_c(rule->title));
        hm_json_out_c(json, "severity", hm_severity_row(rule->severity)->word);
        hm_json_out_some(json, "practice", hm_str_c(practice == NULL ? NULL : practice->slug));
        hm_json_out_array(json, "cwe");
        for (size_t k = 0; k < 4 && rule->cwe[k] != 0; k++) {
            hm_json_out_uint(json, NULL, rule->cwe[k]);
        }
        hm_json_out_end_array(json);
        hm_json_out_some(json, "url", hm_buf_str(&url));
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

static void
place(struct hm_json_out *json, const struct hm_place *at)
{
    if (at->line == 0) {
        return;
    }
    hm_json_out_object(json, "place");
    hm_json_out_uint(json, "line", at->line);
    hm_json_out_uint(json, "column", at->column);
    hm_json_out_uint(json, "endLine", at->end_line);
    hm_json_out_uint(json, "endColumn", at->end_column);
    hm_json_out_end_object(json);
}

static void
related(struct hm_json_out *json, const struct hm_finding *from)
{
    if (from->related.n == 0) {
        return;
    }
    hm_json_out_array(json, "related");
    for (size_t i = 0; i < from->related.n; i++) {
        hm_json_out_object(json, NULL);
        hm_json_out_str(json, "path", from->related.p[i].path);
        place(json, &from->related.p[i].place);
        hm_json_out_str(json, "message", from->related.p[i].message);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

static const char *
kind_of(enum hm_target_kind kind)
{
    return kind == HM_TARGET_FILE ? "file" : kind == HM_TARGET_IMAGE ? "image" : "repository";
}

static void
suppressions(struct hm_json_out *json, const struct hm_finding *from)
{
    hm_json_out_array(json, "suppressedBy");
    for (size_t i = 0; i < from->suppressed_by.n; i++) {
        const struct hm_suppression *by = from->suppressed_by.p[i];
        hm_json_out_object(json, NULL);
        hm_json_suppression(json, by);
        hm_json_out_c(json, "kind", by->is_external ? "external" : "inSource");
        hm_json_out_str(json, "path", by->path);
        hm_json_out_uint(json, "line", by->place.line);
        hm_json_out_some(json, "reason", by->reason);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

static void
ratings(struct hm_json_out *json, const struct hm_finding *from)
{
    if (from->n_ratings == 0) {
        return;
    }
    hm_json_out_array(json, "ratings");
    for (uint32_t i = 0; i < from->n_ratings; i++) {
        const struct hm_rating *rating = &from->ratings[i];
        hm_json_out_object(json, NULL);
        hm_json_out_c(json, "source", rating->source);
        if (rating->severity != HM_SEV_NONE) {
            hm_json_out_c(json, "severity", hm_severity_row(rating->severity)->word);
        }
        if (rating->tenths > 0) {
            hm_json_out_fixed(json, "score", rating->tenths / 10.0);
        }
        if (rating->is_vendors) {
            hm_json_out_bool(json, "vendor", true);
        }
        if (rating->is_exploited) {
            hm_json_out_bool(json, "exploited", true);
        }
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

static void
finding(struct hm_json_out *json, const struct hm_finding *from)
{
    hm_json_out_object(json, NULL);
    hm_json_out_c(json, "ruleId", from->rule->id);
    hm_json_out_c(json, "tool", hm_rule_tool(from->rule));
    hm_json_out_c(json, "severity", hm_severity_row(from->severity)->word);
    hm_json_out_some(json, "score", from->score);
    hm_json_out_str(json, "message", from->message);
    hm_json_out_c(json, "targetKind", kind_of(from->target_kind));
    hm_json_out_some(json, "target", from->target);
    hm_json_out_some(json, "path", from->path);
    place(json, &from->place);
    if (from->is_inferred) {
        hm_json_out_bool(json, "inferredLocation", true);
    }
    hm_json_out_some(json, "stage", from->stage);
    hm_json_out_some(json, "advisory", from->advisory);
    if (from->aliases.n > 0) {
        hm_json_out_array(json, "aliases");
        for (size_t i = 0; i < from->aliases.n; i++) {
            hm_json_out_str(json, NULL, from->aliases.p[i]);
        }
        hm_json_out_end_array(json);
    }
    hm_json_out_some(json, "package", from->package);
    hm_json_out_some(json, "installedVersion", from->version);
    hm_json_out_some(json, "fixedVersion", from->fixed_in);
    hm_json_out_some(json, "purl", from->purl);
    hm_json_out_some(json, "url", from->url);
    related(json, from);
    hm_json_images(json, from);
    hm_json_origin(json, from);
    hm_json_agreed_by(json, from);
    hm_json_opinions(json, from);
    ratings(json, from);
    suppressions(json, from);
    if (from->stated != NULL) {
        hm_json_vex(json, "vex", from->stated->vex);
    }
    hm_json_out_some(json, "baselineState", hm_str_c(hm_baseline_word(from->baseline)));
    hm_json_states(json, from);
    hm_json_out_some(json, "lineHash", from->line_hash);
    hm_json_out_some(json, "fingerprint", from->fingerprint);
    hm_json_out_end_object(json);
}

static void
findings(struct hm_json_out *json, size_t from, size_t to, const void *ctx)
{
    const struct hm_report *report = ctx;

    for (size_t i = from; i < to; i++) {
        finding(json, &report->findings.p[i]);
    }
}

static void
notes(struct hm_json_out *json, const struct hm_report *report)
{
    hm_json_out_array(json, "notes");
    for (size_t i = 0; i < report->notes.n; i++) {
        const struct hm_note *note = &report->notes.p[i];
        hm_json_out_object(json, NULL);
        hm_json_out_c(json, "level", hm_note_word(note->level));
        hm_json_out_c(json, "id", note->id);
        hm_json_out_some(json, "tool", note->tool);
        hm_json_out_some(json, "path", note->path);
        hm_json_out_str(json, "text", note->text);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

void
hm_format_json(const struct hm_report *report, const struct hm_format_options *options,
               struct hm_buf *buf)
{
    struct hm_json_out json = { .buf = buf, .is_indented = options->is_indented };

    hm_json_out_object(&json, NULL);
    hm_json_out_c(&json, "formatVersion", "1");
    hm_json_out_c(&json, "version", report->version);
    hm_json_out_some(&json, "startedAt", report->started_at);
    hm_json_out_some(&json, "command", report->command);
    hm_json_out_c(&json, "verdict", hm_verdict_word(report->verdict));
    hm_json_out_some(&json, "verdictReason", report->verdict_reason);
    hm_json_out_int(&json, "exitCode", report->exit_code);
    hm_json_gate(&json, report);
    hm_json_baseline(&json, report);
    hm_json_out_array(&json, "paths");
    for (size_t i = 0; i < report->paths.n; i++) {
        hm_json_out_str(&json, NULL, report->paths.p[i]);
    }
    hm_json_out_end_array(&json);
    rules(&json, report);
    hm_json_out_array(&json, "findings");
    hm_json_out_members(&json, report->findings.n, options->jobs, findings, report);
    hm_json_out_end_array(&json);
    hm_json_out_uint(&json, "mergedFindings", report->n_merged);
    hm_json_accounts(&json, report);
    notes(&json, report);
    hm_json_ledger(&json, report, options->with_timings);
    hm_json_evidence(&json, report);
    hm_json_not_evaluated(&json, report);
    hm_json_builds(&json, report);
    hm_json_not_applied(&json, report);
    hm_json_out_end_object(&json);
    hm_buf_putc(buf, '\n');
}
