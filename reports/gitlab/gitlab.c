/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/gitlab/gitlab.h"

#include "plugin/base/auto.h"
#include "reports/escape.h"
#include "reports/inert.h"
#include "reports/markdown_text.h"

#define VERSION "15.2.1"
#define SCHEMAS                                                                                    \
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v" VERSION      \
    "/dist/"

enum {
    IDENTIFIERS = 20, /* what GitLab keeps of a vulnerability */
    NAME_LIMIT = 255,
    TEXT_LIMIT = 4000,
    SOLUTION_LIMIT = 6000,
    TIME_LENGTH = sizeof "2026-11-22T04:00:00" - 1,
};

/* --- identifiers --- */

static const struct {
    const char *prefix;
    const char *type;
    const char *url; /* before the id, or NULL */
} advisories[] = {
    { "CVE-", "cve", "https://nvd.nist.gov/vuln/detail/" },
    { "GHSA-", "ghsa", "https://github.com/advisories/" },
    { "RHSA-", "rhsa", "https://access.redhat.com/errata/" },
    { "ELSA-", "elsa", "https://linux.oracle.com/errata/" },
    { "USN-", "usn", "https://ubuntu.com/security/notices/" },
    { "OSV-", "osv", "https://osv.dev/vulnerability/" },
};

static void
identifier(struct hm_json_out *json, const char *type, struct hm_str name, struct hm_str value,
           struct hm_str url)
{
    hm_auto_buf struct hm_buf uri = { 0 };
    hm_auto_buf struct hm_buf line = { 0 };

    hm_inert_line(&line, name);
    hm_json_out_object(json, NULL);
    hm_json_out_c(json, "type", type);
    hm_json_out_str(json, "name", hm_buf_str(&line));
    hm_json_out_str(json, "value", value);
    if (hm_escape_web_uri(&uri, url)) {
        hm_json_out_str(json, "url", hm_buf_str(&uri));
    }
    hm_json_out_end_object(json);
}

static void
advisory(struct hm_json_out *json, struct hm_str id)
{
    hm_auto_buf struct hm_buf url = { 0 };
    const char *type = "advisory";

    for (size_t i = 0; i < sizeof advisories / sizeof advisories[0]; i++) {
        if (hm_str_starts(id, advisories[i].prefix)) {
            type = advisories[i].type;
            hm_buf_printf(&url, "%s%.*s", advisories[i].url, HM_FMT(id));
        }
    }
    identifier(json, type, id, id, hm_buf_str(&url));
}

static void
tool_rule(struct hm_json_out *json, const char *tool, const char *id, struct hm_str url)
{
    hm_auto_buf struct hm_buf type = { 0 };
    hm_auto_buf struct hm_buf name = { 0 };

    hm_buf_printf(&type, "%s_rule_id", tool);
    hm_buf_printf(&name, "%s %s", tool, id);
    identifier(json, type.p, hm_buf_str(&name), hm_str_c(id), url);
}

/* The first is part of the identity: the advisory, else the rule, whoever else agrees. */
static void
identifiers(struct hm_json_out *json, const struct hm_finding *finding)
{
    const struct hm_rule *rule = finding->rule;
    hm_auto_buf struct hm_buf url = { 0 };
    size_t n = 1;

    hm_json_out_array(json, "identifiers");
    if (finding->advisory.n > 0) {
        advisory(json, finding->advisory);
        for (size_t i = 0; i < finding->aliases.n && n < IDENTIFIERS; i++, n++) {
            advisory(json, finding->aliases.p[i]);
        }
    } else {
        hm_rule_url(rule, &url);
        tool_rule(json, hm_rule_tool(rule), rule->id, hm_buf_str(&url));
        for (size_t i = 0; i < finding->agreed_by.n && n < IDENTIFIERS; i++, n++) {
            tool_rule(json, finding->agreed_by.p[i].tool, finding->agreed_by.p[i].id, HM_S(""));
        }
    }
    for (size_t i = 0; i < 4 && rule->cwe[i] != 0 && n < IDENTIFIERS; i++, n++) {
        char name[32];
        char address[96];
        (void)snprintf(name, sizeof name, "CWE-%u", rule->cwe[i]);
        (void)snprintf(address, sizeof address, "https://cwe.mitre.org/data/definitions/%u.html",
                       rule->cwe[i]);
        identifier(json, "cwe", hm_str_c(name), hm_str_c(name + 4), hm_str_c(address));
    }
    hm_json_out_end_array(json);
}

/* --- vulnerabilities --- */

/* The fingerprint as a UUID of version 8, which says that it was made in a way of our own. */
static void
uuid(struct hm_json_out *json, struct hm_str hex)
{
    static const char variants[] = "89ab";
    char text[37];
    size_t n = 0;

    for (size_t i = 0; i < 32; i++) {
        char c = i < hex.n ? hex.p[i] : '0';
        if (i == 8 || i == 12 || i == 16 || i == 20) {
            text[n++] = '-';
        }
        text[n++] = i == 12 ? '8' : i == 16 ? variants[(unsigned char)c % 4] : c;
    }
    hm_json_out_str(json, "id", hm_str_make(text, n));
}

static void
prose(struct hm_json_out *json, const char *key, struct hm_str text, size_t limit)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_inert_prose(&buf, text, limit);
    hm_json_out_some(json, key, hm_buf_str(&buf));
}

/* GitLab compares names: nothing in them depends on the place. */
static void
name(struct hm_json_out *json, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (finding->advisory.n > 0) {
        hm_buf_printf(&text, "%.*s in %.*s", HM_FMT(finding->advisory), HM_FMT(finding->package));
    } else {
        hm_buf_puts(&text, hm_rule_title(finding->rule));
    }
    prose(json, "name", hm_buf_str(&text), NAME_LIMIT);
}

static void
solution(struct hm_json_out *json, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf text = { 0 };

    if (finding->fixed_in.n > 0) {
        hm_buf_printf(&text, "Upgrade %.*s to %.*s", HM_FMT(finding->package),
                      HM_FMT(finding->fixed_in));
    } else if (finding->rule->producer == NULL && finding->rule->fix != NULL) {
        hm_markdown_plain(&text, hm_str_c(finding->rule->fix));
    }
    prose(json, "solution", hm_buf_str(&text), SOLUTION_LIMIT);
}

static void
links(struct hm_json_out *json, const struct hm_finding *finding)
{
    hm_auto_buf struct hm_buf uri = { 0 };

    if (hm_escape_web_uri(&uri, finding->url)) {
        hm_json_out_array(json, "links");
        hm_json_out_object(json, NULL);
        hm_json_out_str(json, "url", hm_buf_str(&uri));
        hm_json_out_end_object(json);
        hm_json_out_end_array(json);
    }
}

/* Where a line alone would tell a finding from others, a new line above would make it a new one.
 * "hash" is one of the algorithms that GitLab knows: it compares such values for equality, and
 * ignores algorithms that it does not know. */
static void
tracking(struct hm_json_out *json, const struct hm_finding *finding)
{
    hm_json_out_object(json, "tracking");
    hm_json_out_c(json, "type", "source");
    hm_json_out_array(json, "items");
    hm_json_out_object(json, NULL);
    hm_gitlab_lines(json, finding);
    hm_json_out_array(json, "signatures");
    hm_json_out_object(json, NULL);
    hm_json_out_c(json, "algorithm", "hash");
    hm_json_out_str(json, "value", finding->fingerprint);
    hm_json_out_end_object(json);
    hm_json_out_end_array(json);
    hm_json_out_end_object(json);
    hm_json_out_end_array(json);
    hm_json_out_end_object(json);
}

void
hm_gitlab_lines(struct hm_json_out *json, const struct hm_finding *finding)
{
    uint32_t line = hm_pick_line(finding);

    hm_json_out_str(json, "file", hm_pick_path(finding->path));
    hm_json_out_uint(json, "start_line", line);
    hm_json_out_uint(json, "end_line",
                     finding->place.end_line < line ? line : finding->place.end_line);
}

static void
vulnerability(struct hm_json_out *json, const struct hm_gitlab *kind,
              const struct hm_finding *finding, const struct hm_format_options *options)
{
    const struct hm_severity_row *row = hm_severity_row(finding->severity);

    hm_json_out_object(json, NULL);
    uuid(json, finding->fingerprint);
    name(json, finding);
    prose(json, "description", hm_pick_message(finding), TEXT_LIMIT);
    hm_json_out_c(json, "severity", finding->severity == HM_SEV_NONE ? "Unknown" : row->gitlab);
    solution(json, finding);
    identifiers(json, finding);
    links(json, finding);
    kind->location(json, finding, options);
    if (finding->target_kind != HM_TARGET_IMAGE) {
        tracking(json, finding);
    }
    hm_json_out_end_object(json);
}

/* --- scan --- */

static void
program(struct hm_json_out *json, const char *key, const struct hm_report *report)
{
    hm_json_out_object(json, key);
    hm_json_out_c(json, "id", "hullmark");
    hm_json_out_c(json, "name", "hullmark");
    hm_json_out_c(json, "url", HM_HOME_URL);
    hm_json_out_c(json, "version", report->version);
    hm_json_out_object(json, "vendor");
    hm_json_out_c(json, "name", "hullmark");
    hm_json_out_end_object(json);
    hm_json_out_end_object(json);
}

static void
message(struct hm_json_out *json, const char *level, struct hm_str text)
{
    hm_auto_buf struct hm_buf line = { 0 };

    hm_inert_prose(&line, text, TEXT_LIMIT);
    if (line.n > 0) {
        hm_json_out_object(json, NULL);
        hm_json_out_c(json, "level", level);
        hm_json_out_str(json, "value", hm_buf_str(&line));
        hm_json_out_end_object(json);
    }
}

static bool
is_open(const struct hm_gitlab *kind, const struct hm_ledger_row *row)
{
    return hm_row_is_hole(row) && (kind->has_task == NULL || kind->has_task(row));
}

/* What was imported is no empty list: its tool has looked. That a folder has no Dockerfile was
 * looked for as well. */
static bool
has_looked(const struct hm_gitlab *kind, const struct hm_ledger_row *row,
           const struct hm_pick *pick)
{
    bool is_rules = hm_str_eq(row->task, "rules");

    if (row->state != HM_LEDGER_DONE && (row->state != HM_LEDGER_NOT_APPLICABLE || !is_rules)) {
        return false;
    }
    return kind->looks(row) || (hm_str_eq(row->task, "import") && pick->n > 0);
}

static bool
is_looked_for(const struct hm_gitlab *kind, const struct hm_report *report,
              const struct hm_pick *pick)
{
    for (size_t i = 0; i < report->ledger.n; i++) {
        if (has_looked(kind, &report->ledger.p[i], pick)) {
            return true;
        }
    }
    return false;
}

static void
messages(struct hm_json_out *json, const struct hm_gitlab *kind, const struct hm_report *report,
         const struct hm_pick *pick)
{
    hm_auto_buf struct hm_buf text = { 0 };
    size_t n_others = report->findings.n - pick->n - pick->n_suppressed;

    hm_json_out_array(json, "messages");
    for (size_t i = 0; i < report->ledger.n; i++) {
        if (is_open(kind, &report->ledger.p[i])) {
            hm_buf_clear(&text);
            hm_row_text(&text, &report->ledger.p[i]);
            message(json, "fatal", hm_buf_str(&text));
        }
    }
    if (!is_looked_for(kind, report, pick)) {
        message(json, "fatal", hm_str_c(kind->unasked));
    }
    hm_buf_clear(&text);
    if (pick->n_suppressed > 0) {
        hm_buf_printf(&text, "%zu suppressed findings are left out. ", pick->n_suppressed);
    }
    if (n_others > 0) {
        hm_buf_printf(&text, "%zu findings of other kinds are in other reports.", n_others);
    }
    message(json, "info", hm_buf_str(&text));
    hm_json_out_end_array(json);
}

static void
scan(struct hm_json_out *json, const struct hm_gitlab *kind, const struct hm_report *report,
     const struct hm_pick *pick)
{
    struct hm_str time = report->started_at.n < TIME_LENGTH
                             ? HM_S("1970-01-01T00:00:00")
                             : hm_str_sub(report->started_at, 0, TIME_LENGTH);
    bool is_failed = !is_looked_for(kind, report, pick);

    for (size_t i = 0; i < report->ledger.n; i++) {
        is_failed = is_failed || is_open(kind, &report->ledger.p[i]);
    }
    hm_json_out_object(json, "scan");
    program(json, "analyzer", report);
    program(json, "scanner", report);
    hm_json_out_c(json, "type", kind->type);
    hm_json_out_str(json, "start_time", time);
    hm_json_out_str(json, "end_time", time);
    hm_json_out_c(json, "status", is_failed ? "failure" : "success");
    messages(json, kind, report, pick);
    hm_json_out_end_object(json);
}

void
hm_gitlab_write(const struct hm_gitlab *kind, const struct hm_report *report,
                const struct hm_format_options *options, struct hm_buf *buf)
{
    struct hm_json_out json = { .buf = buf, .is_indented = options->is_indented };
    struct hm_arena arena = { 0 };
    struct hm_pick pick;

    hm_pick_findings(&pick, &arena, report, kind->takes, 0);
    hm_json_out_object(&json, NULL);
    hm_json_out_c(&json, "version", VERSION);
    struct hm_str schema = hm_arena_printf(&arena, SCHEMAS "%s-report-format.json", kind->schema);
    hm_json_out_str(&json, "schema", schema);
    scan(&json, kind, report, &pick);
    hm_json_out_array(&json, "vulnerabilities");
    for (size_t i = 0; i < pick.n; i++) {
        vulnerability(&json, kind, pick.p[i], options);
        hm_buf_drain(buf, HM_BUF_PIECE);
    }
    hm_json_out_end_array(&json);
    hm_json_out_end_object(&json);
    hm_buf_putc(buf, '\n');
    hm_arena_done(&arena);
}
