/* SPDX-License-Identifier: Apache-2.0 */
/* SonarQube's generic issue import (10.3 and later): rules with their impact, and issues. */
#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/format.h"
#include "reports/json_out.h"
#include "reports/pick.h"
#include "reports/strmap.h"

enum {
    TEXT_LIMIT = 4000,
};

/* A rule as SonarQube has it: its severity is the rule's own, no issue has another. */
struct rule {
    struct hm_str id;
    const struct hm_rule *rule; /* NULL: what was not done */
    enum hm_severity severity;
};

struct writer {
    struct hm_json_out *json;
    const struct hm_report *report;
    struct hm_arena arena;
    struct hm_pick pick;
    struct hm_strmap seen; /* id → index in rules + 1 */
    HM_VEC(struct rule) rules;
};

static const char *
impact(enum hm_severity severity)
{
    return severity >= HM_SEV_HIGH ? "HIGH" : severity == HM_SEV_MEDIUM ? "MEDIUM" : "LOW";
}

static struct hm_str
rule_id(struct writer *w, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf id = { 0 };

    hm_pick_id(&id, finding->rule);
    if (strcmp(impact(finding->severity), impact(finding->rule->severity)) != 0) {
        hm_buf_printf(&id, ":%s", hm_severity_row(finding->severity)->word);
    }
    return hm_arena_str(&w->arena, hm_buf_str(&id));
}

static void
add_rule(struct writer *w, struct rule rule)
{
    uint32_t *index = hm_strmap_at(&w->seen, rule.id);

    if (*index == 0) {
        hm_vec_add(&w->arena, &w->rules, rule);
        *index = (uint32_t)w->rules.n;
    }
}

static void
write_rule(struct writer *w, const struct rule *rule)
{
    struct hm_json_out *json = w->json;
    bool is_style = rule->rule != NULL && rule->rule->producer == NULL &&
                    rule->rule->profile == HM_PROFILE_HYGIENE;
    hm_auto_buf struct hm_buf name = { 0 };

    hm_escape_sentence(&name,
                       rule->rule == NULL ? HM_S("Something that was asked for was not done")
                                          : hm_str_c(hm_rule_title(rule->rule)),
                       200);
    hm_json_out_object(json, NULL);
    hm_json_out_str(json, "id", rule->id);
    hm_json_out_str(json, "name", hm_buf_str(&name));
    hm_json_out_c(json, "engineId", "hullmark");
    hm_json_out_c(json, "cleanCodeAttribute", is_style ? "CONVENTIONAL" : "TRUSTWORTHY");
    hm_json_out_array(json, "impacts");
    hm_json_out_object(json, NULL);
    hm_json_out_c(json, "softwareQuality", is_style ? "MAINTAINABILITY" : "SECURITY");
    hm_json_out_c(json, "severity", impact(rule->severity));
    hm_json_out_end_object(json);
    hm_json_out_end_array(json);
    hm_json_out_end_object(json);
}

/* Lines alone: a column behind the end of a line makes SonarQube refuse the whole report. */
static void
issue(struct writer *w, struct hm_str id, struct hm_str text, struct hm_str path, uint32_t line)
{
    struct hm_json_out *json = w->json;
    hm_auto_buf struct hm_buf message = { 0 };

    hm_escape_sentence(&message, text, TEXT_LIMIT);
    hm_json_out_object(json, NULL);
    hm_json_out_str(json, "ruleId", id);
    hm_json_out_object(json, "primaryLocation");
    hm_json_out_str(json, "message", hm_buf_str(&message));
    hm_json_out_str(json, "filePath", hm_pick_path(path));
    if (line > 0) {
        hm_json_out_object(json, "textRange");
        hm_json_out_uint(json, "startLine", line);
        hm_json_out_end_object(json);
    }
    hm_json_out_end_object(json);
    hm_json_out_end_object(json);
}

static void
issues(struct writer *w)
{
    hm_json_out_array(w->json, "issues");
    for (size_t i = 0; i < w->report->ledger.n; i++) {
        const struct hm_ledger_row *row = &w->report->ledger.p[i];
        hm_auto_buf struct hm_buf text = { 0 };
        if (hm_row_is_hole(row)) {
            hm_row_text(&text, row);
            issue(w, HM_S(HM_HOLE_ID), hm_buf_str(&text),
                  w->report->paths.n > 0 ? w->report->paths.p[0] : HM_S(""), 0);
        }
    }
    for (size_t i = 0; i < w->pick.n; i++) {
        const struct hm_finding *finding = w->pick.p[i];
        issue(w, rule_id(w, finding), hm_pick_message(finding), finding->path, finding->place.line);
        hm_buf_drain(w->json->buf, HM_BUF_PIECE);
    }
    hm_json_out_end_array(w->json);
}

void
hm_format_sonar(const struct hm_report *report, const struct hm_format_options *options,
                struct hm_buf *buf)
{
    struct hm_json_out json = { .buf = buf, .is_indented = options->is_indented };
    struct writer w = { .json = &json, .report = report };

    hm_pick_findings(&w.pick, &w.arena, report, NULL, 0);
    hm_strmap_init(&w.seen, &w.arena);
    if (hm_report_holes(report) > 0) {
        add_rule(&w, (struct rule){ .id = HM_S(HM_HOLE_ID), .severity = HM_SEV_HIGH });
    }
    for (size_t i = 0; i < w.pick.n; i++) {
        add_rule(&w, (struct rule){ .id = rule_id(&w, w.pick.p[i]),
                                    .rule = w.pick.p[i]->rule,
                                    .severity = w.pick.p[i]->severity });
    }
    hm_json_out_object(&json, NULL);
    hm_json_out_array(&json, "rules");
    for (size_t i = 0; i < w.rules.n; i++) {
        write_rule(&w, &w.rules.p[i]);
    }
    hm_json_out_end_array(&json);
    issues(&w);
    hm_json_out_end_object(&json);
    hm_buf_putc(buf, '\n');
    hm_arena_done(&w.arena);
}
