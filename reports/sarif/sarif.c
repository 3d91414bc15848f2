/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF 2.1.0, shaped so that GitHub, GitLab, Jenkins, DefectDojo and Azure all take it: one run,
 * every rule in the driver, one physical location a result, no snippets (the file has them, and a
 * secret in a line stays where it is). */
#include "reports/sarif/sarif.h"

#include "reports/escape.h"
#include "reports/json_parts.h"
#include "reports/sarif/sarif_invocation.h"
#include "reports/sarif/sarif_rules.h"
#include "reports/strmap.h"

struct writer {
    struct hm_json_out *json;
    const struct hm_report *report;
    const struct hm_format_options *options;
    const struct hm_sarif_shape *shape;
    struct hm_str category;
    struct hm_arena arena;
    struct hm_rule_table rules;
    struct hm_buf scratch;
    struct hm_buf uri; /* of uri_path: findings of a file follow each other */
    struct hm_str uri_path;
    bool has_suppressed; /* some result is */
};

/* --- tool --- */

static bool
is_own(const struct hm_ledger_row *row)
{
    return hm_str_eq(row->tool, "hullmark");
}

static void
extension(struct writer *w, struct hm_strmap *seen, const struct hm_ledger_row *row)
{
    bool has_run = row->state == HM_LEDGER_DONE || row->state == HM_LEDGER_FAILED;

    if (is_own(row) || !has_run || row->version.n == 0) {
        return;
    }
    hm_buf_clear(&w->scratch);
    hm_buf_printf(&w->scratch, "%zu:%.*s%.*s", row->tool.n, HM_FMT(row->tool),
                  HM_FMT(row->version));
    uint32_t *is_seen = hm_strmap_at(seen, hm_buf_str(&w->scratch));
    if (*is_seen == 0) {
        *is_seen = 1;
        hm_json_out_object(w->json, NULL);
        hm_json_out_str(w->json, "name", row->tool);
        hm_json_out_str(w->json, "version", row->version);
        hm_json_out_end_object(w->json);
    }
}

/* The tools that ran. Their rules are the driver's: readers look for them nowhere else. */
static void
extensions(struct writer *w)
{
    struct hm_strmap seen;

    hm_strmap_init(&seen, &w->arena);
    hm_json_out_array(w->json, "extensions");
    for (size_t i = 0; i < w->report->ledger.n; i++) {
        extension(w, &seen, &w->report->ledger.p[i]);
    }
    hm_json_out_end_array(w->json);
}

static void
tool(struct writer *w)
{
    hm_json_out_object(w->json, "tool");
    hm_json_out_object(w->json, "driver");
    hm_json_out_c(w->json, "name", "hullmark");
    hm_json_out_c(w->json, "fullName", "hullmark container scanner");
    hm_json_out_c(w->json, "organization", "hullmark");
    hm_json_out_c(w->json, "semanticVersion", w->report->version);
    hm_json_out_c(w->json, "informationUri", HM_HOME_URL);
    hm_sarif_rules(w->json, &w->rules, w->shape);
    hm_json_out_end_object(w->json);
    extensions(w);
    hm_json_out_end_object(w->json);
}

/* --- locations --- */

static struct hm_str
uri_of(struct writer *w, struct hm_str path)
{
    if (w->uri_path.p != path.p || w->uri_path.n != path.n) {
        hm_buf_clear(&w->uri);
        hm_escape_path_uri(&w->uri, path);
        w->uri_path = path;
    }
    return hm_buf_str(&w->uri);
}

static void
region(struct writer *w, const struct hm_place *place)
{
    uint32_t line = place->line == 0 ? 1 : place->line;
    uint32_t column = place->column == 0 ? 1 : place->column;
    uint32_t end_line = place->end_line < line ? line : place->end_line;
    uint32_t end_column = place->end_column == 0 ? 1 : place->end_column;

    if (end_line == line && end_column <= column) {
        end_column = column + 1;
    }
    hm_json_out_object(w->json, "region");
    hm_json_out_uint(w->json, "startLine", line);
    hm_json_out_uint(w->json, "startColumn", column);
    hm_json_out_uint(w->json, "endLine", end_line);
    hm_json_out_uint(w->json, "endColumn", end_column);
    hm_json_out_end_object(w->json);
}

static void
logical_location(struct writer *w, struct hm_str name, struct hm_str full, const char *kind)
{
    hm_json_out_object(w->json, NULL);
    hm_json_out_str(w->json, "name", name);
    hm_json_out_str(w->json, "fullyQualifiedName", full);
    hm_json_out_c(w->json, "kind", kind);
    hm_json_out_end_object(w->json);
}

/* A layer or a package of the image. */
static void
part_location(struct writer *w, const struct hm_finding *finding, struct hm_str name,
              const char *kind)
{
    hm_buf_clear(&w->scratch);
    hm_buf_add(&w->scratch, finding->target);
    hm_buf_putc(&w->scratch, '#');
    hm_buf_add(&w->scratch, name);
    logical_location(w, name, hm_buf_str(&w->scratch), kind);
}

static void
logical_locations(struct writer *w, const struct hm_finding *finding)
{
    if (finding->stage.n == 0 && finding->target.n == 0) {
        return;
    }
    hm_json_out_array(w->json, "logicalLocations");
    if (finding->target.n > 0) {
        logical_location(w, finding->target, finding->target, "resource");
    }
    if (finding->target.n > 0 && finding->layer.n > 0) {
        part_location(w, finding, finding->layer, "layer");
    }
    if (finding->target.n > 0 && finding->package.n > 0) {
        part_location(w, finding, finding->package, "package");
    }
    if (finding->stage.n > 0) {
        hm_buf_clear(&w->scratch);
        hm_buf_add(&w->scratch, finding->path);
        hm_buf_putc(&w->scratch, '#');
        hm_buf_add(&w->scratch, finding->stage);
        logical_location(w, finding->stage, hm_buf_str(&w->scratch), "module");
    }
    hm_json_out_end_array(w->json);
}

static void
location(struct writer *w, const struct hm_finding *finding)
{
    /* An image without any file still needs a path for GitHub and Jenkins; its name is none. */
    struct hm_str path = finding->path.n > 0 ? finding->path : HM_S("Dockerfile");

    hm_json_out_array(w->json, "locations");
    hm_json_out_object(w->json, NULL);
    hm_json_out_object(w->json, "physicalLocation");
    hm_json_out_object(w->json, "artifactLocation");
    hm_json_out_str(w->json, "uri", uri_of(w, path));
    hm_json_out_end_object(w->json);
    region(w, &finding->place);
    hm_json_out_end_object(w->json);
    logical_locations(w, finding);
    hm_json_out_end_object(w->json);
    hm_json_out_end_array(w->json);
}

/* --- results --- */

/* The message names no place by its number, so ids are there for readers alone. */
static void
related_locations(struct writer *w, const struct hm_finding *finding)
{
    if (finding->related.n == 0) {
        return;
    }
    hm_json_out_array(w->json, "relatedLocations");
    for (size_t i = 0; i < finding->related.n; i++) {
        const struct hm_related *related = &finding->related.p[i];
        hm_json_out_object(w->json, NULL);
        hm_json_out_uint(w->json, "id", i + 1);
        hm_json_out_object(w->json, "physicalLocation");
        hm_json_out_object(w->json, "artifactLocation");
        hm_json_out_str(w->json, "uri", uri_of(w, related->path));
        hm_json_out_end_object(w->json);
        if (related->place.line > 0) {
            region(w, &related->place);
        }
        hm_json_out_end_object(w->json);
        hm_sarif_message(w->json, &w->scratch, related->message);
        hm_json_out_end_object(w->json);
    }
    hm_json_out_end_array(w->json);
}

static void
result_properties(struct writer *w, const struct hm_finding *finding)
{
    const struct hm_practice_row *practice = hm_practice_row(finding->rule->practice);
    struct hm_json_out *json = w->json;

    hm_json_out_object(json, "properties");
    hm_json_out_c(json, "severity", hm_severity_row(finding->severity)->word);
    if (finding->score.n > 0) {
        hm_json_out_str(json, "security-severity", hm_sarif_score(finding->rule, finding));
    }
    hm_json_out_c(json, "producer", hm_rule_tool(finding->rule));
    if (finding->agreed_by.n > 0) {
        hm_json_agreed_by(json, finding);
    }
    hm_json_opinions(json, finding);
    hm_json_out_some(json, "practice", hm_str_c(practice == NULL ? NULL : practice->slug));
    hm_json_out_some(json, "target", finding->target);
    hm_json_out_some(json, "advisory", finding->advisory);
    if (finding->aliases.n > 0) {
        hm_json_out_array(json, "aliases");
        for (size_t i = 0; i < finding->aliases.n; i++) {
            hm_json_out_str(json, NULL, finding->aliases.p[i]);
        }
        hm_json_out_end_array(json);
    }
    hm_json_out_some(json, "package", finding->package);
    hm_json_out_some(json, "installedVersion", finding->version);
    hm_json_out_some(json, "fixedVersion", finding->fixed_in);
    hm_json_out_some(json, "purl", finding->purl);
    hm_json_out_some(json, "url", finding->url);
    hm_json_images(json, finding);
    hm_json_origin(json, finding);
    if (finding->stated != NULL) {
        hm_json_vex(json, "vex", finding->stated->vex);
    }
    if (finding->is_inferred) {
        hm_json_out_bool(json, "inferredLocation", true);
    }
    hm_json_states(json, finding);
    hm_json_out_end_object(json);
}

/* GitLab believes a result's rank before its rule's score: said where the two differ. */
static void
rank(struct writer *w, const struct hm_finding *finding, const struct hm_rule *rule)
{
    struct hm_str score = hm_sarif_score(finding->rule, finding);
    size_t dot = hm_str_find(score, '.');
    uint64_t whole = 0;
    uint64_t tenth = 0;

    if (hm_str_is(score, hm_sarif_score(rule, NULL)) ||
        !hm_str_to_u64(hm_str_sub(score, 0, dot), 10, &whole)) {
        return;
    }
    (void)hm_str_to_u64(hm_str_sub(score, dot + 1, 1), 9, &tenth);
    hm_json_out_uint(w->json, "rank", 10 * whole + tenth);
}

/* A waiver's reason with who answers for it and until when: readers show this text alone. */
static struct hm_str
justification(struct writer *w, const struct hm_suppression *from)
{
    char day[16];

    if (from->dialect != HM_SUPPRESS_WAIVER) {
        return from->reason;
    }
    hm_buf_clear(&w->scratch);
    hm_buf_printf(&w->scratch, "%.*s (", HM_FMT(from->reason));
    if (from->owner.n > 0) {
        hm_buf_printf(&w->scratch, "%.*s, ", HM_FMT(from->owner));
    }
    hm_buf_printf(&w->scratch, "until %s)", hm_day_text(from->until, day));
    return hm_buf_str(&w->scratch);
}

static void
suppression(struct writer *w, const struct hm_suppression *from)
{
    struct hm_json_out *json = w->json;

    hm_json_out_object(json, NULL);
    hm_json_out_c(json, "kind", from->is_external ? "external" : "inSource");
    hm_json_out_c(json, "status", "accepted");
    hm_json_out_some(json, "justification", justification(w, from));
    if (from->path.n > 0) {
        hm_json_out_object(json, "location");
        hm_json_out_object(json, "physicalLocation");
        hm_json_out_object(json, "artifactLocation");
        hm_json_out_str(json, "uri", uri_of(w, from->path));
        hm_json_out_end_object(json);
        region(w, &from->place);
        hm_json_out_end_object(json);
        hm_json_out_end_object(json);
    }
    hm_json_out_object(json, "properties");
    hm_json_suppression(json, from);
    hm_json_out_end_object(json);
    hm_json_out_end_object(json);
}

/* Once one result says that it is suppressed, the others must say that they are not. */
static void
suppressions(struct writer *w, const struct hm_finding *finding)
{
    if (!w->has_suppressed) {
        return;
    }
    hm_json_out_array(w->json, "suppressions");
    for (size_t i = 0; i < finding->suppressed_by.n; i++) {
        suppression(w, finding->suppressed_by.p[i]);
    }
    hm_json_out_end_array(w->json);
}

static void
result(struct writer *w, const struct hm_finding *finding)
{
    uint32_t index = hm_rule_table_index(&w->rules, finding->rule);

    hm_json_out_object(w->json, NULL);
    hm_json_out_c(w->json, "ruleId", finding->rule->id);
    hm_json_out_uint(w->json, "ruleIndex", index);
    hm_json_out_c(w->json, "level", hm_sarif_level(finding->severity));
    rank(w, finding, w->rules.rules[index]);
    hm_sarif_message(w->json, &w->scratch,
                     finding->message.n > 0 ? finding->message
                                            : hm_str_c(hm_rule_title(finding->rule)));
    location(w, finding);
    related_locations(w, finding);
    hm_json_out_object(w->json, "partialFingerprints");
    hm_json_out_some(w->json, "primaryLocationLineHash", finding->line_hash);
    hm_json_out_some(w->json, "hullmark/v1", finding->fingerprint);
    hm_json_out_end_object(w->json);
    if (w->shape->has_fingerprints) {
        hm_json_out_object(w->json, "fingerprints");
        hm_json_out_str(w->json, "hullmark/v1", finding->fingerprint);
        hm_json_out_end_object(w->json);
    }
    suppressions(w, finding);
    hm_json_out_some(w->json, "baselineState", hm_str_c(hm_baseline_word(finding->baseline)));
    result_properties(w, finding);
    hm_json_out_end_object(w->json);
}

/* Some of them, besides other threads: all but the place to write to is only read. */
static void
results(struct hm_json_out *json, size_t from, size_t to, const void *ctx)
{
    struct writer w = *(const struct writer *)ctx;

    w.json = json;
    w.scratch = (struct hm_buf){ 0 };
    w.uri = (struct hm_buf){ 0 };
    w.uri_path = hm_str_make(NULL, 0);
    for (size_t i = from; i < to; i++) {
        result(&w, &w.report->findings.p[i]);
    }
    hm_buf_done(&w.scratch);
    hm_buf_done(&w.uri);
}

/* --- run --- */

static void
version_control(struct writer *w)
{
    const struct hm_format_options *options = w->options;

    hm_buf_clear(&w->scratch);
    if (!hm_escape_web_uri(&w->scratch, options->repository)) {
        return;
    }
    hm_json_out_array(w->json, "versionControlProvenance");
    hm_json_out_object(w->json, NULL);
    hm_json_out_str(w->json, "repositoryUri", hm_buf_str(&w->scratch));
    hm_json_out_some(w->json, "revisionId", options->revision);
    hm_json_out_some(w->json, "branch", options->branch);
    hm_json_out_end_object(w->json);
    hm_json_out_end_array(w->json);
}

static void
run_properties(struct writer *w)
{
    const struct hm_report *report = w->report;
    struct hm_json_out *json = w->json;

    hm_json_out_object(json, "properties");
    hm_json_out_c(json, "verdict", hm_verdict_word(report->verdict));
    hm_json_out_some(json, "verdictReason", report->verdict_reason);
    hm_json_gate(json, report);
    hm_json_baseline(json, report);
    hm_json_out_uint(json, "mergedFindings", report->n_merged);
    hm_json_accounts(json, report);
    hm_json_ledger(json, report, w->options->with_timings);
    hm_json_evidence(json, report);
    hm_json_not_evaluated(json, report);
    hm_json_builds(json, report);
    hm_json_not_applied(json, report);
    hm_json_out_end_object(json);
}

static void
run(struct writer *w)
{
    struct hm_json_out *json = w->json;
    const struct hm_format_options *options = w->options;

    hm_json_out_object(json, NULL);
    tool(w);
    hm_buf_clear(&w->scratch);
    hm_buf_add(&w->scratch, w->category);
    hm_buf_putc(&w->scratch, '/');
    hm_json_out_object(json, "automationDetails");
    hm_json_out_str(json, "id", hm_buf_str(&w->scratch));
    hm_json_out_end_object(json);
    hm_sarif_invocations(json, w->report, &w->rules);
    version_control(w);
    hm_json_out_c(json, "columnKind", "utf16CodeUnits");
    hm_json_out_array(json, "results");
    hm_json_out_members(json, w->report->findings.n, options->jobs, results, w);
    hm_json_out_end_array(json);
    run_properties(w);
    hm_json_out_end_object(json);
}

static void
write_run(struct hm_json_out *json, const struct hm_sarif_run *from,
          const struct hm_sarif_shape *shape, const struct hm_format_options *options)
{
    struct writer w = {
        .json = json,
        .report = from->report,
        .options = options,
        .shape = shape,
        .category = from->category,
    };

    for (size_t i = 0; i < w.report->findings.n; i++) {
        w.has_suppressed = w.has_suppressed || hm_finding_is_suppressed(&w.report->findings.p[i]);
    }
    hm_rule_table_init(&w.rules, &w.arena, w.report);
    run(&w);
    hm_buf_done(&w.scratch);
    hm_buf_done(&w.uri);
    hm_arena_done(&w.arena);
}

void
hm_sarif_write(const struct hm_sarif_run *runs, size_t n, const struct hm_sarif_shape *shape,
               const struct hm_format_options *options, struct hm_buf *buf)
{
    struct hm_json_out json = { .buf = buf, .is_indented = options->is_indented };

    hm_json_out_object(&json, NULL);
    hm_json_out_c(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    hm_json_out_c(&json, "version", "2.1.0");
    hm_json_out_array(&json, "runs");
    for (size_t i = 0; i < n; i++) {
        write_run(&json, &runs[i], shape, options);
    }
    hm_json_out_end_array(&json);
    hm_json_out_end_object(&json);
    hm_buf_putc(buf, '\n');
}

void
hm_format_sarif(const struct hm_report *report, const struct hm_format_options *options,
                struct hm_buf *buf)
{
    struct hm_sarif_run one = { report,
                                options->category.n > 0 ? options->category : HM_S("hullmark") };

    hm_sarif_write(&one, 1, &(struct hm_sarif_shape){ 0 }, options, buf);
}
