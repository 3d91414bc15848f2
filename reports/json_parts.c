/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_parts.h"

#include "plugin/base/auto.h"
#include "reports/identity/baseline.h"
#include "reports/merge/level.h"

void
hm_json_ledger(struct hm_json_out *json, const struct hm_report *report, bool with_timings)
{
    hm_json_out_array(json, "ledger");
    for (size_t i = 0; i < report->ledger.n; i++) {
        const struct hm_ledger_row *row = &report->ledger.p[i];
        hm_json_out_object(json, NULL);
        hm_json_out_str(json, "tool", row->tool);
        hm_json_out_some(json, "version", row->version);
        hm_json_out_str(json, "task", row->task);
        hm_json_out_str(json, "target", row->target);
        hm_json_out_c(json, "state", hm_ledger_word(row->state));
        if (row->has_exit_code) {
            hm_json_out_int(json, "exitCode", row->exit_code);
        }
        hm_json_out_bool(json, "required", row->is_required);
        hm_json_out_bool(json, "allowed", row->is_allowed);
        hm_json_out_some(json, "reason", row->reason);
        hm_json_out_some(json, "dataDate", row->data_date);
        hm_json_out_some(json, "pin", hm_str_c(row->pin));
        hm_json_out_some(json, "sha256", row->sha256);
        if (row->is_online) {
            hm_json_out_bool(json, "networkLeft", true);
        }
        if (row->is_exposed) {
            hm_json_out_bool(json, "othersVisible", true);
        }
        if (with_timings) {
            hm_json_out_fixed(json, "seconds", row->seconds);
        }
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

void
hm_json_evidence(struct hm_json_out *json, const struct hm_report *report)
{
    hm_json_out_array(json, "evidence");
    for (size_t i = 0; i < report->evidence.n; i++) {
        const struct hm_evidence *evidence = &report->evidence.p[i];
        hm_json_out_object(json, NULL);
        hm_json_out_c(json, "kind", evidence->kind);
        hm_json_out_str(json, "subject", evidence->subject);
        hm_json_out_some(json, "digest", evidence->digest);
        hm_json_out_c(json, "proof", hm_proof_word(evidence->proof));
        hm_json_out_some(json, "detail", evidence->detail);
        hm_json_out_uint(json, "bytes", evidence->bytes);
        hm_json_out_uint(json, "blobs", evidence->blobs);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

void
hm_json_not_evaluated(struct hm_json_out *json, const struct hm_report *report)
{
    hm_json_out_array(json, "notEvaluated");
    for (size_t i = 0; i < report->not_evaluated.n; i++) {
        const struct hm_not_evaluated *row = &report->not_evaluated.p[i];
        hm_json_out_object(json, NULL);
        hm_json_out_c(json, "ruleId", row->rule->id);
        hm_json_out_str(json, "path", row->path);
        if (row->line > 0) {
            hm_json_out_uint(json, "line", row->line);
        }
        hm_json_out_str(json, "reason", row->reason);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

void
hm_json_accounts(struct hm_json_out *json, const struct hm_report *report)
{
    hm_json_out_array(json, "accounts");
    for (size_t i = 0; i < report->accounts.n; i++) {
        const struct hm_account *account = &report->accounts.p[i];
        hm_json_out_object(json, NULL);
        hm_json_out_c(json, "tool", account->tool);
        hm_json_out_uint(json, "found", account->n_found);
        hm_json_out_uint(json, "merged", account->n_merged);
        hm_json_out_uint(json, "suppressed", account->n_suppressed);
        hm_json_out_uint(json, "reported", account->n_reported);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

void
hm_json_agreed_by(struct hm_json_out *json, const struct hm_finding *finding)
{
    hm_json_out_array(json, "agreedBy");
    for (size_t i = 0; i < finding->agreed_by.n; i++) {
        const struct hm_agreement *other = &finding->agreed_by.p[i];
        hm_json_out_object(json, NULL);
        hm_json_out_c(json, "tool", other->tool);
        hm_json_out_c(json, "id", other->id);
        if (other->severity != HM_SEV_NONE) {
            hm_json_out_c(json, "severity", hm_severity_row(other->severity)->word);
        }
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}

void
hm_json_opinions(struct hm_json_out *json, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf reason = { 0 };

    hm_level_reason(finding, &reason);
    hm_json_out_some(json, "severityReason", hm_buf_str(&reason));
    if (finding->claimed != HM_SEV_NONE) {
        hm_json_out_c(json, "claimedSeverity", hm_severity_row(finding->claimed)->word);
    }
    if (finding->n_silent > 0) {
        hm_json_out_array(json, "silentTools");
        for (uint32_t i = 0; i < finding->n_silent; i++) {
            hm_json_out_c(json, NULL, finding->silent[i]);
        }
        hm_json_out_end_array(json);
    }
}

void
hm_json_vex(struct hm_json_out *json, const char *key, const struct hm_vex *vex)
{
    hm_json_out_object(json, key);
    hm_json_out_c(json, "status", hm_vex_word(vex->status));
    hm_json_out_some(json, "justification", vex->justification);
    hm_json_out_some(json, "impact", vex->impact);
    hm_json_out_some(json, "action", vex->action);
    hm_json_out_some(json, "author", vex->author);
    hm_json_out_some(json, "document", vex->document);
    hm_json_out_end_object(json);
}

void
hm_json_suppression(struct hm_json_out *json, const struct hm_suppression *from)
{
    char day[16];

    hm_json_out_c(json, "dialect", hm_suppression_word(from->dialect));
    hm_json_out_str(json, "id", from->id);
    if (from->until != 0) {
        hm_json_out_c(json, "until", hm_day_text(from->until, day));
    }
    hm_json_out_some(json, "owner", from->owner);
    if (from->vex != NULL) {
        hm_json_vex(json, "vex", from->vex);
    }
}

static const char *
origin_word(enum hm_origin_kind kind)
{
    switch (kind) {
    case HM_ORIGIN_BASE:
        return "base";
    case HM_ORIGIN_INSTRUCTION:
        return "instruction";
    case HM_ORIGIN_UNKNOWN:
        break;
    }
    return "unknown";
}

void
hm_json_origin(struct hm_json_out *json, const struct hm_finding *finding)
{
    const struct hm_origin *origin = finding->origin;

    hm_json_out_some(json, "layer", finding->layer);
    if (origin == NULL) {
        return;
    }
    hm_json_out_object(json, "origin");
    hm_json_out_c(json, "kind", origin_word(origin->kind));
    if (origin->kind == HM_ORIGIN_UNKNOWN) {
        hm_json_out_str(json, "reason", origin->what);
    } else {
        hm_json_out_c(json, "by", origin->is_proven ? "diff-ids" : "history");
        hm_json_out_str(json, origin->kind == HM_ORIGIN_BASE ? "image" : "instruction",
                        origin->what);
    }
    hm_json_out_end_object(json);
}

/* --- the gate --- */

static void
example(struct hm_json_out *json, const struct hm_finding *finding)
{
    hm_json_out_object(json, NULL);
    hm_json_out_c(json, "tool", hm_rule_tool(finding->rule));
    hm_json_out_c(json, "ruleId", finding->rule->id);
    hm_json_out_c(json, "severity", hm_severity_row(finding->severity)->word);
    hm_json_out_some(json, "path", finding->path);
    if (finding->place.line > 0) {
        hm_json_out_uint(json, "line", finding->place.line);
    }
    hm_json_out_some(json, "target", finding->target);
    hm_json_out_some(json, "package", finding->package);
    hm_json_out_some(json, "fingerprint", finding->fingerprint);
    hm_json_out_end_object(json);
}

static void
clause(struct hm_json_out *json, const struct hm_report *report, const struct hm_gate_clause *from)
{
    hm_json_out_object(json, NULL);
    hm_json_out_str(json, "clause", from->text);
    hm_json_out_bool(json, "fails", from->holds);
    if (from->is_about_run) {
        hm_json_out_some(json, "reason", from->reason);
        hm_json_out_bool(json, "unknown", from->is_unknown);
    } else {
        hm_json_out_uint(json, "findings", from->n);
        hm_json_out_uint(json, "unknown", from->n_unknown);
        hm_json_out_array(json, "examples");
        for (uint32_t i = 0; i < from->n_examples; i++) {
            example(json, &report->findings.p[from->examples[i]]);
        }
        hm_json_out_end_array(json);
    }
    hm_json_out_end_object(json);
}

void
hm_json_gate(struct hm_json_out *json, const struct hm_report *report)
{
    const struct hm_gate_decision *gate = &report->gate;
    char rules[HM_RULE_SET_SIZE];

    if (gate->expression.n == 0) {
        return;
    }
    hm_baseline_rule_set(report, rules);
    hm_json_out_object(json, "gate");
    hm_json_out_c(json, "ruleSet", rules);
    hm_json_out_str(json, "expression", gate->expression);
    hm_json_out_bool(json, "failed", gate->is_failed);
    hm_json_out_uint(json, "findings", gate->n_failing);
    hm_json_out_array(json, "clauses");
    for (size_t i = 0; i < gate->n_clauses; i++) {
        clause(json, report, &gate->clauses[i]);
    }
    hm_json_out_end_array(json);
    hm_json_out_end_object(json);
}

static bool
is_applied(const struct hm_report *report, const char *id)
{
    for (size_t i = 0; i < report->n_applied; i++) {
        if (strcmp(report->applied[i]->id, id) == 0) {
            return true;
        }
    }
    return report->applied == NULL;
}

void
hm_json_not_applied(struct hm_json_out *json, const struct hm_report *report)
{
    hm_json_out_array(json, "rulesNotApplied");
    for (size_t i = 0; i < report->n_catalogue; i++) {
        if (!is_applied(report, report->catalogue[i]->id)) {
            hm_json_out_c(json, NULL, report->catalogue[i]->id);
        }
    }
    hm_json_out_end_array(json);
}

void
hm_json_baseline(struct hm_json_out *json, const struct hm_report *report)
{
    const struct hm_baseline_summary *baseline = &report->baseline;

    if (baseline->name.n == 0) {
        return;
    }
    hm_json_out_object(json, "baseline");
    hm_json_out_str(json, "file", baseline->name);
    hm_json_out_uint(json, "new", baseline->n_new);
    hm_json_out_uint(json, "unchanged", baseline->n_unchanged);
    hm_json_out_uint(json, "eased", baseline->n_eased);
    hm_json_out_uint(json, "worse", baseline->n_worse);
    hm_json_out_array(json, "absent");
    for (size_t i = 0; i < baseline->absent.n; i++) {
        const struct hm_baseline_absent *row = &baseline->absent.p[i];
        hm_json_out_object(json, NULL);
        hm_json_out_str(json, "id", row->identity);
        hm_json_out_some(json, "tool", row->tool);
        hm_json_out_some(json, "rule", row->rule);
        hm_json_out_some(json, "path", row->path);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
    hm_json_out_end_object(json);
}

const char *
hm_baseline_word(enum hm_baseline_state state)
{
    switch (state) {
    case HM_BASELINE_NEW:
        return "new";
    case HM_BASELINE_UNCHANGED:
        return "unchanged";
    case HM_BASELINE_EASED:
    case HM_BASELINE_WORSE:
        return "updated";
    case HM_BASELINE_NONE:
        break;
    }
    return NULL;
}

void
hm_json_states(struct hm_json_out *json, const struct hm_finding *finding)
{
    if (finding->is_failing) {
        hm_json_out_bool(json, "failsGate", true);
    }
    if (finding->is_ungated) {
        hm_json_out_bool(json, "ungated", true);
    }
    if (finding->baseline == HM_BASELINE_WORSE) {
        hm_json_out_bool(json, "worseThanBaseline", true);
    }
}

static void
names(struct hm_json_out *json, const char *key, const struct hm_str *list, size_t n)
{
    if (n > 0) {
        hm_json_out_array(json, key);
        for (size_t i = 0; i < n; i++) {
            hm_json_out_str(json, NULL, list[i]);
        }
        hm_json_out_end_array(json);
    }
}

void
hm_json_images(struct hm_json_out *json, const struct hm_finding *finding)
{
    names(json, "images", finding->images.p, finding->images.n);
}

void
hm_json_builds(struct hm_json_out *json, const struct hm_report *report)
{
    if (report->builds.n == 0) {
        return;
    }
    hm_json_out_array(json, "builds");
    for (size_t i = 0; i < report->builds.n; i++) {
        const struct hm_report_build *row = &report->builds.p[i];
        hm_json_out_object(json, NULL);
        hm_json_out_str(json, "dockerfile", row->use.dockerfile);
        hm_json_out_c(json, "by", hm_build_by_word(row->use.by));
        hm_json_out_some(json, "name", row->use.name);
        hm_json_out_some(json, "file", row->use.said_in);
        if (row->use.line > 0) {
            hm_json_out_uint(json, "line", row->use.line);
        }
        hm_json_out_some(json, "context", row->root);
        hm_json_out_c(json, "contextBy", hm_build_by_word(row->root_by));
        hm_json_out_some(json, "target", row->use.target);
        names(json, "images", row->use.images, row->use.n_images);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_array(json);
}
