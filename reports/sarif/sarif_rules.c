/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/sarif/sarif_rules.h"

#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/inert.h"
#include "reports/markdown_text.h"

enum {
    TAG_LIMIT = 10, /* what GitLab and GitHub keep */
};

static bool
is_score(struct hm_str s)
{
    size_t dot = hm_str_find(s, '.');
    uint64_t whole = 0;
    uint64_t part = 0;

    return hm_str_to_u64(hm_str_sub(s, 0, dot), 10, &whole) &&
           (dot == s.n ||
            (s.n - dot - 1 <= 3 && hm_str_to_u64(hm_str_from(s, dot + 1), 999, &part))) &&
           (whole < 10 || part == 0) && (whole > 0 || part > 0);
}

struct hm_str
hm_sarif_score(const struct hm_rule *rule, const struct hm_finding *finding)
{
    if (finding != NULL && is_score(finding->score)) {
        return finding->score;
    }
    struct hm_str own = hm_str_c(rule->score);
    enum hm_severity severity = finding == NULL ? rule->severity : finding->severity;
    if (is_score(own) && severity == rule->severity) {
        return own;
    }
    return hm_str_c(hm_severity_row(severity)->score);
}

const char *
hm_sarif_level(enum hm_severity severity)
{
    return severity == HM_SEV_NONE ? "note" : hm_severity_row(severity)->sarif;
}

/* A style rule makes no security alert. */
static bool
is_security(const struct hm_rule *rule)
{
    return rule->producer != NULL || rule->profile != HM_PROFILE_HYGIENE;
}

static void
text_object(struct hm_json_out *json, const char *key, struct hm_str text, bool is_prose)
{
    hm_auto_buf struct hm_buf sentence = { 0 };

    if (is_prose) {
        hm_inert_prose(&sentence, text, HM_SARIF_TEXT_LIMIT);
    } else {
        hm_escape_sentence(&sentence, text, HM_SARIF_TEXT_LIMIT);
    }
    hm_json_out_object(json, key);
    hm_json_out_str(json, "text", hm_buf_str(&sentence));
    hm_json_out_end_object(json);
}

static void
add_example(struct hm_buf *markdown, const struct hm_rule *rule, const char *heading,
            const char *content)
{
    if (content == NULL || content[0] == '\0') {
        return;
    }
    hm_buf_printf(markdown, "\n\n## %s\n\n", heading);
    hm_markdown_fence(markdown, hm_rule_language(rule, hm_str_c(content)), hm_str_c(content));
}

/* Foreign text is no Markdown of ours: it passes as it is, and only as text. */
static void
add_plain(struct hm_buf *buf, const struct hm_rule *rule, struct hm_str text)
{
    if (rule->producer == NULL) {
        hm_markdown_plain(buf, text);
    } else {
        hm_buf_add(buf, hm_str_trim(text));
    }
}

static void
help(struct hm_json_out *json, const struct hm_rule *rule, const struct hm_sarif_shape *shape)
{
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf markdown = { 0 };

    if (shape->has_short_help || (shape->is_prose && rule->producer != NULL)) {
        text_object(json, "help", hm_str_c(hm_rule_title(rule)), shape->is_prose);
        return;
    }
    add_plain(&text, rule, hm_str_c(rule->why));
    if (rule->fix != NULL && rule->fix[0] != '\0') {
        hm_buf_puts(&text, text.n > 0 ? "\n\n" : "");
        add_plain(&text, rule, hm_str_c(rule->fix));
    }
    if (text.n == 0) {
        hm_buf_puts(&text, hm_rule_title(rule));
    }
    hm_json_out_object(json, "help");
    hm_json_out_str(json, "text", hm_buf_str(&text));
    if (rule->producer == NULL) {
        hm_buf_puts(&markdown, rule->why == NULL ? "" : rule->why);
        if (rule->fix != NULL) {
            hm_buf_printf(&markdown, "\n\n## What to do\n\n%s", rule->fix);
        }
        add_example(&markdown, rule, "Flagged", rule->bad);
        add_example(&markdown, rule, "Not flagged", rule->good);
        hm_json_out_some(json, "markdown", hm_str_trim(hm_buf_str(&markdown)));
    }
    hm_json_out_end_object(json);
}

static void
tags(struct hm_json_out *json, const struct hm_rule *rule)
{
    const struct hm_practice_row *practice = hm_practice_row(rule->practice);
    hm_auto_buf struct hm_buf tag = { 0 };
    unsigned n = 0;

    hm_json_out_array(json, "tags");
    if (is_security(rule)) {
        hm_json_out_c(json, NULL, "security");
        n++;
    }
    if (practice != NULL) {
        hm_json_out_c(json, NULL, practice->slug);
        n++;
    }
    for (size_t i = 0; i < 4 && rule->cwe[i] != 0 && n + 2 <= TAG_LIMIT; i++) {
        hm_buf_clear(&tag);
        hm_buf_printf(&tag, "external/cwe/cwe-%03u", rule->cwe[i]);
        hm_json_out_str(json, NULL, hm_buf_str(&tag));
        hm_buf_clear(&tag);
        hm_buf_printf(&tag, "cwe-%u", rule->cwe[i]);
        hm_json_out_str(json, NULL, hm_buf_str(&tag));
        n += 2;
    }
    hm_json_out_end_array(json);
}

static void
properties(struct hm_json_out *json, const struct hm_rule *rule)
{
    const char *level = hm_severity_row(rule->severity)->sarif;
    bool is_note = strcmp(level, "error") != 0 && strcmp(level, "warning") != 0;

    hm_json_out_object(json, "properties");
    tags(json, rule);
    hm_json_out_c(json, "precision", rule->status == HM_RULE_PREVIEW ? "medium" : "high");
    hm_json_out_c(json, "problem.severity", is_note ? "recommendation" : level);
    if (is_security(rule)) {
        hm_json_out_str(json, "security-severity", hm_sarif_score(rule, NULL));
    }
    hm_json_out_c(json, "severity", hm_severity_row(rule->severity)->word);
    if (rule->producer != NULL) {
        hm_json_out_c(json, "producer", rule->producer);
    }
    if (rule->producer == NULL || rule->same_as != NULL) {
        hm_json_out_array(json, "sameAs");
        for (const char *const *id = rule->same_as; id != NULL && *id != NULL; id++) {
            hm_json_out_c(json, NULL, *id);
        }
        hm_json_out_end_array(json);
    }
    hm_json_out_some(json, "cis", hm_str_c(rule->cis));
    hm_json_out_end_object(json);
}

static void
one_rule(struct hm_json_out *json, const struct hm_rule *rule, const struct hm_sarif_shape *shape)
{
    hm_auto_buf struct hm_buf name = { 0 };
    hm_auto_buf struct hm_buf url = { 0 };
    hm_auto_buf struct hm_buf uri = { 0 };
    hm_auto_buf struct hm_buf why = { 0 };
    enum hm_severity own =
        rule->severity_before != HM_SEV_NONE ? rule->severity_before : rule->severity;

    hm_rule_name(rule, &name);
    hm_rule_url(rule, &url);
    add_plain(&why, rule, hm_markdown_first_paragraph(hm_str_c(rule->why)));
    struct hm_str title = hm_str_c(hm_rule_title(rule));
    hm_json_out_object(json, NULL);
    hm_json_out_c(json, "id", rule->id);
    /* SARIF1001: a name is not the id. Azure DevOps wants one all the same. */
    struct hm_str id = hm_str_c(rule->id);
    hm_json_out_str(json, "name",
                    hm_str_is(hm_buf_str(&name), id) ? HM_S("Rule") : hm_buf_str(&name));
    bool is_prose = shape->is_prose && rule->producer != NULL;
    text_object(json, "shortDescription", title, is_prose);
    text_object(json, "fullDescription", why.n > 0 ? hm_buf_str(&why) : title, is_prose);
    help(json, rule, shape);
    if (hm_escape_web_uri(&uri, hm_buf_str(&url))) {
        hm_json_out_str(json, "helpUri", hm_buf_str(&uri));
    }
    hm_json_out_object(json, "defaultConfiguration");
    hm_json_out_c(json, "level", hm_sarif_level(own));
    hm_json_out_end_object(json);
    properties(json, rule);
    hm_json_out_end_object(json);
}

void
hm_sarif_rules(struct hm_json_out *json, const struct hm_rule_table *table,
               const struct hm_sarif_shape *shape)
{
    hm_json_out_array(json, "rules");
    for (uint32_t i = 0; i < table->n; i++) {
        one_rule(json, table->rules[i], shape);
    }
    hm_json_out_end_array(json);
}

static void
override(struct hm_json_out *json, const struct hm_rule *rule, uint32_t index)
{
    hm_json_out_object(json, NULL);
    hm_json_out_object(json, "descriptor");
    hm_json_out_c(json, "id", rule->id);
    hm_json_out_uint(json, "index", index);
    hm_json_out_end_object(json);
    hm_json_out_object(json, "configuration");
    hm_json_out_c(json, "level", hm_sarif_level(rule->severity));
    hm_json_out_object(json, "properties");
    hm_json_out_c(json, "severity", hm_severity_row(rule->severity)->word);
    hm_json_out_c(json, "severityBefore", hm_severity_row(rule->severity_before)->word);
    hm_json_out_end_object(json);
    hm_json_out_end_object(json);
    hm_json_out_end_object(json);
}

void
hm_sarif_overrides(struct hm_json_out *json, const struct hm_rule_table *table)
{
    bool is_any = false;

    for (uint32_t i = 0; i < table->n; i++) {
        if (table->rules[i]->severity_before == HM_SEV_NONE) {
            continue;
        }
        if (!is_any) {
            hm_json_out_array(json, "ruleConfigurationOverrides");
            is_any = true;
        }
        override(json, table->rules[i], i);
    }
    if (is_any) {
        hm_json_out_end_array(json);
    }
}

void
hm_sarif_message(struct hm_json_out *json, struct hm_buf *scratch, struct hm_str text)
{
    hm_buf_clear(scratch);
    hm_escape_sentence(scratch, text, HM_SARIF_TEXT_LIMIT);
    hm_json_out_object(json, "message");
    hm_json_out_str(json, "text", hm_buf_str(scratch));
    hm_json_out_end_object(json);
}
