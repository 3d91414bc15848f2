/* SPDX-License-Identifier: Apache-2.0 */
/* What the destinations demand of a SARIF file, on every golden case: none may be refused, and no
 * result dropped. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "adapters/report_in.h"
#include "tests/golden_report.h"

static const char *const cases[] = { "tests/golden/typical", "tests/golden/empty",
                                     "tests/golden/hostile", "tests/golden/incomplete" };

static json_t *
write_case(const char *folder)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    json_error_t error;

    golden_load(&golden, folder);
    hm_format_sarif(&golden.report, &(struct hm_format_options){ 0 }, &buf);
    golden_done(&golden);
    json_t *root = json_loadb(buf.p, buf.n, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(root, "%s: %s", folder, error.text);
    return root;
}

static const json_t *
get(const json_t *from, const char *path)
{
    struct hm_str rest = hm_str_c(path);
    struct hm_str piece;

    while (hm_str_split(&rest, '/', &piece)) {
        char key[64];
        uint64_t index = 0;
        (void)snprintf(key, sizeof key, "%.*s", HM_FMT(piece));
        from = hm_str_to_u64(piece, 1000000, &index) ? json_array_get(from, (size_t)index)
                                                     : json_object_get(from, key);
    }
    return from;
}

static struct hm_str
text_of(const json_t *from, const char *path)
{
    const json_t *value = get(from, path);

    cr_assert(json_is_string(value), "%s is no string", path);
    return hm_str_make(json_string_value(value), json_string_length(value));
}

static void
expect_text(const json_t *from, const char *path, size_t limit)
{
    struct hm_str text = text_of(from, path);

    cr_expect_gt(text.n, 0, "%s is empty", path);
    cr_expect_leq(hm_utf8_length(text), limit, "%s is too long", path);
}

static bool
is_uri(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && strchr("-._~:/?#[]@!$&'()*+,;=%", c) == NULL) {
            return false;
        }
    }
    return s.n > 0;
}

/* java.net.URI, GitHub and GitLab. */
static void
check_rule(const json_t *rule)
{
    expect_text(rule, "id", 1024);
    expect_text(rule, "name", 255);
    expect_text(rule, "shortDescription/text", 1024);
    expect_text(rule, "fullDescription/text", 1024);
    expect_text(rule, "help/text", SIZE_MAX);
    expect_text(rule, "defaultConfiguration/level", 7);
    cr_expect_leq(json_array_size(get(rule, "properties/tags")), 10);
    if (get(rule, "helpUri") != NULL) {
        cr_expect(is_uri(text_of(rule, "helpUri")));
        cr_expect_leq(text_of(rule, "helpUri").n, 2048);
    }
    if (get(rule, "properties/security-severity") != NULL) {
        char *end = NULL;
        double score = strtod(text_of(rule, "properties/security-severity").p, &end);
        cr_expect(*end == '\0' && score > 0.0 && score <= 10.0);
    }
}

static void
check_result(const json_t *result, const json_t *rules)
{
    const json_t *region = get(result, "locations/0/physicalLocation/region");
    size_t index = (size_t)json_integer_value(get(result, "ruleIndex"));
    const char *key = NULL;
    json_t *value = NULL;

    cr_expect(hm_str_is(text_of(json_array_get(rules, index), "id"), text_of(result, "ruleId")));
    expect_text(result, "message/text", 1024);
    struct hm_str message = text_of(result, "message/text");
    cr_expect(strchr(".!?", message.p[message.n - 1]) != NULL);
    cr_expect_not(hm_str_has(message, "]("));
    cr_expect(strstr("error warning note", text_of(result, "level").p) != NULL);
    cr_expect_eq(json_array_size(get(result, "locations")), 1);
    struct hm_str uri = text_of(result, "locations/0/physicalLocation/artifactLocation/uri");
    cr_expect(is_uri(uri));
    cr_expect(hm_str_starts(uri, "file:///") || !hm_str_has(uri, ":"));
    json_int_t line = json_integer_value(get(region, "startLine"));
    json_int_t end_line = json_integer_value(get(region, "endLine"));
    json_int_t column = json_integer_value(get(region, "startColumn"));
    json_int_t end_column = json_integer_value(get(region, "endColumn"));
    cr_expect(line >= 1 && end_line >= line && column >= 1 && end_column >= 1);
    cr_expect(end_line > line || end_column > column);
    /* DefectDojo reads the last part of such a key as a version number. */
    json_object_foreach ((json_t *)get(result, "partialFingerprints"), key, value) {
        const char *slash = strrchr(key, '/');
        cr_expect(slash == NULL || (slash[1] == 'v' && hm_is_digit(slash[2])));
    }
    expect_text(result, "partialFingerprints/primaryLocationLineHash", 40);
    cr_expect_null(get(result, "suppressions"));
    cr_expect_null(get(result, "kind"));
}

static void
expect_no_nulls(const json_t *value)
{
    const char *key = NULL;
    json_t *member = NULL;
    size_t i = 0;

    cr_expect_not(json_is_null(value));
    json_object_foreach ((json_t *)value, key, member) {
        expect_no_nulls(member);
    }
    json_array_foreach (value, i, member) {
        expect_no_nulls(member);
    }
}

ParameterizedTestParameters(sarif, every_destination_takes_it)
{
    static size_t indexes[] = { 0, 1, 2, 3 };

    return cr_make_param_array(size_t, indexes, sizeof indexes / sizeof indexes[0]);
}

ParameterizedTest(const size_t *index, sarif, every_destination_takes_it)
{
    hm_auto_json json_t *root = write_case(cases[*index]);
    const json_t *run = get(root, "runs/0");
    const json_t *rules = get(run, "tool/driver/rules");
    const json_t *row = NULL;
    size_t i = 0;

    cr_expect_eq(json_array_size(get(root, "runs")), 1);
    cr_expect(json_is_array(get(run, "results")));
    cr_expect(json_is_array(rules));
    cr_expect(hm_str_eq(text_of(run, "automationDetails/id"), "hullmark/"));
    expect_no_nulls(root);
    json_array_foreach (rules, i, row) {
        check_rule(row);
    }
    json_array_foreach (get(run, "results"), i, row) {
        check_result(row, rules);
    }
    json_array_foreach (get(run, "tool/extensions"), i, row) {
        cr_expect_null(get(row, "rules"));
    }
}

Test(sarif, identities_are_unique)
{
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        hm_auto_json json_t *root = write_case(cases[c]);
        hm_auto_json json_t *seen = json_object();
        const json_t *row = NULL;
        size_t i = 0;
        json_array_foreach (get(root, "runs/0/results"), i, row) {
            const char *id =
                json_string_value(json_object_get(get(row, "partialFingerprints"), "hullmark/v1"));
            cr_expect_null(json_object_get(seen, id), "%s", id);
            (void)json_object_set_new(seen, id, json_true());
        }
    }
}

static void
expect_invocation(const char *folder, bool is_successful, size_t n_notifications)
{
    hm_auto_json json_t *root = write_case(folder);
    const json_t *invocation = get(root, "runs/0/invocations/0");

    cr_expect_eq(json_is_true(get(invocation, "executionSuccessful")), is_successful, "%s", folder);
    cr_expect_eq(json_array_size(get(invocation, "toolExecutionNotifications")), n_notifications,
                 "%s: %zu", folder, json_array_size(get(invocation, "toolExecutionNotifications")));
    cr_expect_null(get(invocation, "toolConfigurationNotifications"));
}

Test(sarif, what_was_not_done_is_said)
{
    expect_invocation("tests/golden/empty", true, 0);
    expect_invocation("tests/golden/typical", false, 3);
    expect_invocation("tests/golden/incomplete", false, 3);
}

Test(sarif, a_finding_that_two_tools_made_is_one_result_that_names_both)
{
    hm_auto_json json_t *root = write_case("tests/golden/typical");
    const json_t *row = NULL;
    size_t n = 0;
    size_t i = 0;

    json_array_foreach (get(root, "runs/0/results"), i, row) {
        if (hm_str_eq(text_of(row, "ruleId"), "HM3001")) {
            n++;
            cr_expect(hm_str_eq(text_of(row, "properties/agreedBy/0/tool"), "trivy"));
            cr_expect(hm_str_eq(text_of(row, "properties/agreedBy/0/id"), "DS-0002"));
        }
        cr_expect_not(hm_str_eq(text_of(row, "ruleId"), "DS-0002"));
    }
    cr_expect_eq(n, 1);
}

Test(sarif, options_reach_the_run)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_format_options options = { .category = HM_STR("hullmark/image"),
                                         .repository = HM_STR("https://example.org/acme/app"),
                                         .revision = HM_STR("abc"),
                                         .branch = HM_STR("main") };

    golden_load(&golden, "tests/golden/empty");
    hm_format_sarif(&golden.report, &options, &buf);
    golden_done(&golden);
    hm_auto_json json_t *root = json_loadb(buf.p, buf.n, 0, NULL);
    const json_t *run = get(root, "runs/0");
    cr_expect(hm_str_eq(text_of(run, "automationDetails/id"), "hullmark/image/"));
    cr_expect(hm_str_eq(text_of(run, "versionControlProvenance/0/revisionId"), "abc"));
}

static size_t
count_notifications(const struct hm_report *report, const char *id, const char *level)
{
    struct hm_format_options options = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    const json_t *row = NULL;
    size_t n = 0;
    size_t i = 0;

    hm_format_sarif(report, &options, &buf);
    hm_auto_json json_t *root = json_loadb(buf.p, buf.n, 0, NULL);
    json_array_foreach (get(root, "runs/0/invocations/0/toolExecutionNotifications"), i, row) {
        n +=
            hm_str_eq(text_of(row, "descriptor/id"), id) && hm_str_eq(text_of(row, "level"), level);
    }
    return n;
}

Test(sarif, every_row_of_the_ledger_that_is_not_done_is_told_once)
{
    static const struct {
        enum hm_ledger_state state;
        bool is_required;
        const char *id;
        const char *level;
    } rows[] = {
        { HM_LEDGER_SKIPPED, false, "tool-skipped", "note" },
        { HM_LEDGER_SKIPPED, true, "tool-skipped", "error" },
        { HM_LEDGER_NOT_APPLICABLE, false, "tool-not-applicable", "note" },
        { HM_LEDGER_FAILED, false, "tool-failed", "error" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        struct hm_ledger_row *row = hm_report_ledger(&report);
        row->tool = HM_S("trivy");
        row->task = HM_S("fs");
        row->target = HM_S(".");
        row->state = rows[i].state;
        row->is_required = rows[i].is_required;
        cr_expect_eq(count_notifications(&report, rows[i].id, rows[i].level), 1, "%zu", i);
        hm_report_note(&report, HM_NOTE_WARNING, "tool-missing", HM_S("trivy"), HM_S("."), "x.");
        cr_expect_eq(count_notifications(&report, rows[i].id, rows[i].level), 0, "%zu", i);
        hm_report_done(&report);
    }
}

/* One finding with an ignore file besides. */
static void
make_related(struct hm_report *report)
{
    static const struct hm_rule rule = { .id = "HM4005", .severity = HM_SEV_HIGH };
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    report->version = "1";
    *finding = (struct hm_finding){ .rule = &rule,
                                    .path = HM_S("Dockerfile"),
                                    .place = { 3, 1, 3, 9 },
                                    .severity = HM_SEV_HIGH,
                                    .message = HM_S("It takes .env."),
                                    .fingerprint = HM_S("f") };
    hm_vec_add(&report->arena, &finding->related,
               ((struct hm_related){ .path = HM_S("a b/.dockerignore"),
                                     .place = { 2, 1, 2, 5 },
                                     .message = HM_S("This lets it in.") }));
    hm_vec_add(&report->arena, &finding->related,
               ((struct hm_related){ .path = HM_S(".env"), .message = HM_S("It holds values.") }));
}

Test(sarif, names_related_places)
{
    struct hm_report report = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };

    make_related(&report);
    hm_format_sarif(&report, &(struct hm_format_options){ 0 }, &buf);
    hm_auto_json json_t *root = json_loadb(buf.p, buf.n, 0, NULL);
    const json_t *list = get(root, "runs/0/results/0/relatedLocations");
    cr_assert_eq(json_array_size(list), 2);
    cr_expect(
        hm_str_eq(text_of(list, "0/physicalLocation/artifactLocation/uri"), "a%20b/.dockerignore"));
    cr_expect_eq(json_integer_value(get(list, "0/physicalLocation/region/startLine")), 2);
    cr_expect(hm_str_eq(text_of(list, "0/message/text"), "This lets it in."));
    cr_expect_null(get(list, "1/physicalLocation/region"));
    hm_report_done(&report);
}

Test(sarif, related_places_come_back_from_our_json)
{
    struct hm_report report = { 0 };
    struct hm_report back = { 0 };
    struct hm_err err = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };

    make_related(&report);
    hm_format_json(&report, &(struct hm_format_options){ 0 }, &buf);
    cr_assert_eq(
        hm_report_read(hm_buf_str(&buf), false, HM_S("report.json"), HM_S("/"), &back, &err), HM_OK,
        "%s", err.text);
    cr_assert_eq(back.findings.n, 1);
    cr_assert_eq(back.findings.p[0].related.n, 2);
    cr_expect(hm_str_eq(back.findings.p[0].related.p[0].path, "a b/.dockerignore"));
    cr_expect_eq(back.findings.p[0].related.p[0].place.line, 2);
    cr_expect(hm_str_eq(back.findings.p[0].related.p[1].message, "It holds values."));
    hm_report_done(&report);
    hm_report_done(&back);
}

/* The rule says its own level, the invocation the one that it had in this run. */
Test(sarif, writes_levels_that_the_configuration_changed)
{
    static const struct hm_rule raised = { .id = "HM1",
                                           .severity = HM_SEV_CRITICAL,
                                           .severity_before = HM_SEV_LOW };
    static const struct hm_rule plain = { .id = "HM0", .severity = HM_SEV_LOW };
    const struct hm_rule *const rules[] = { &raised, &plain };
    struct hm_report report = { .version = "1" };
    hm_auto_buf struct hm_buf buf = { 0 };

    for (size_t i = 0; i < 2; i++) {
        struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
        *finding = (struct hm_finding){ .rule = rules[i],
                                        .path = HM_S("Dockerfile"),
                                        .severity = rules[i]->severity };
    }
    hm_format_sarif(&report, &(struct hm_format_options){ 0 }, &buf);
    hm_auto_json json_t *root = json_loadb(buf.p, buf.n, 0, NULL);
    const json_t *list = get(root, "runs/0/invocations/0/ruleConfigurationOverrides");
    cr_assert_eq(json_array_size(list), 1);
    cr_expect(hm_str_eq(text_of(list, "0/descriptor/id"), "HM1"));
    cr_expect_eq(json_integer_value(get(list, "0/descriptor/index")), 1);
    cr_expect(hm_str_eq(text_of(list, "0/configuration/level"), "error"));
    const json_t *rule = get(root, "runs/0/tool/driver/rules/1");
    cr_expect(hm_str_eq(text_of(rule, "defaultConfiguration/level"), "note"));
    cr_expect(hm_str_eq(text_of(root, "runs/0/results/0/level"), "error"));
    hm_report_done(&report);
}
