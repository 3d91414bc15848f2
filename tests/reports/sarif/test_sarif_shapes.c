/* SPDX-License-Identifier: Apache-2.0 */
/* What GitLab, Jenkins and DefectDojo make of a SARIF file. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "plugin/base/auto.h"
#include "tests/golden_report.h"

static json_t *
write_report(const struct hm_report *report, const char *format, struct hm_buf *buf,
             struct hm_buf *said)
{
    cr_assert_eq(hm_format_write(hm_format_find(hm_str_c(format)), report,
                                 &(struct hm_format_options){ .said = said }, buf, NULL),
                 HM_OK);
    json_t *root = json_loadb(buf->p, buf->n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(root);
    return root;
}

static const json_t *
results_of(const json_t *root)
{
    return json_object_get(json_array_get(json_object_get(root, "runs"), 0), "results");
}

static const char *
message_of(const json_t *result)
{
    return json_string_value(json_object_get(json_object_get(result, "message"), "text"));
}

Test(sarif_shapes, gitlab_takes_so_many_results_and_bytes)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 6000);
    hm_auto_json json_t *root = write_report(&golden.report, "sarif:gitlab", &buf, &said);
    cr_expect_leq(buf.n, 10u * 1024 * 1024);
    cr_expect_leq(json_array_size(results_of(root)), 5000);
    cr_expect(hm_str_has(hm_buf_str(&said), "the worst are kept: GitLab"));
    golden_done(&golden);
}

Test(sarif_shapes, a_file_that_is_too_large_for_gitlab_gets_fewer_results)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    static char path[3001];

    golden_load(&golden, "tests/golden/typical");
    memset(path, 'x', sizeof path - 1);
    golden.report.findings.p[0].path = hm_str_c(path);
    golden_multiply(&golden, 5000);
    hm_auto_json json_t *root = write_report(&golden.report, "sarif:gitlab", &buf, NULL);
    cr_expect_leq(buf.n, 10u * 1024 * 1024);
    cr_expect_lt(json_array_size(results_of(root)), 5000);
    cr_expect_gt(json_array_size(results_of(root)), 1000);
    golden_done(&golden);
}

Test(sarif_shapes, jenkins_can_tell_equal_findings_apart)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };

    golden_load(&golden, "tests/golden/typical");
    struct hm_finding first = golden.report.findings.p[0];
    hm_vec_add(&golden.report.arena, &golden.report.findings, first);
    size_t n = golden.report.findings.n;
    hm_auto_json json_t *root = write_report(&golden.report, "sarif:jenkins", &buf, NULL);
    cr_expect_eq(json_array_size(results_of(root)), n);
    cr_expect_str_neq(message_of(json_array_get(results_of(root), 0)),
                      message_of(json_array_get(results_of(root), n - 1)));
    golden_done(&golden);
}

Test(sarif_shapes, only_defectdojo_gets_suppressed_findings)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf jenkins = { 0 };
    hm_auto_buf struct hm_buf dojo = { 0 };

    golden_load(&golden, "tests/golden/suppressed");
    hm_auto_json json_t *without = write_report(&golden.report, "sarif:jenkins", &jenkins, NULL);
    hm_auto_json json_t *with = write_report(&golden.report, "sarif:defectdojo", &dojo, NULL);
    cr_expect_eq(json_array_size(results_of(with)), golden.report.findings.n);
    cr_expect_lt(json_array_size(results_of(without)), golden.report.findings.n);
    cr_expect_not(hm_str_has(hm_buf_str(&jenkins), "suppressions"));
    const json_t *fingerprints =
        json_object_get(json_array_get(results_of(with), 0), "fingerprints");
    cr_expect_eq(json_string_length(json_object_get(fingerprints, "hullmark/v1")), 32);
    golden_done(&golden);
}

/* --- DefectDojo, as dojo/tools/sarif/parser.py reads a file --- */

/* The level that it gives a result: of its rule's security-severity, else of words. */
static const char *
dojo_severity(const json_t *rule, const json_t *result)
{
    const json_t *score = json_object_get(json_object_get(rule, "properties"), "security-severity");
    const char *word = json_string_value(json_object_get(result, "level"));

    if (score != NULL) {
        double number = strtod(json_string_value(score), NULL);
        return number >= 9   ? "critical"
               : number >= 7 ? "high"
               : number >= 4 ? "medium"
               : number > 0  ? "low"
                             : "info";
    }
    return strcmp(word, "error") == 0 ? "high" : strcmp(word, "note") == 0 ? "info" : "medium";
}

/* A key with a slash is split there, and what is behind its "v" is read as a number. */
static bool
is_dojo_print(const char *key)
{
    const char *slash = strrchr(key, '/');
    uint64_t number = 0;

    return slash == NULL ||
           (slash[1] == 'v' && hm_str_to_u64(hm_str_c(slash + 2), UINT32_MAX, &number));
}

static void
check_dojo_result(const json_t *root, const json_t *result)
{
    const json_t *driver = json_object_get(
        json_object_get(json_array_get(json_object_get(root, "runs"), 0), "tool"), "driver");
    const json_t *rule =
        json_array_get(json_object_get(driver, "rules"),
                       (size_t)json_integer_value(json_object_get(result, "ruleIndex")));
    const json_t *locations = json_object_get(result, "locations");
    const json_t *place = json_object_get(json_array_get(locations, 0), "physicalLocation");
    const json_t *prints = json_object_get(result, "fingerprints");
    const json_t *bag = json_object_get(result, "properties");
    const char *key = NULL;
    json_t *value = NULL;

    cr_assert_str_eq(json_string_value(json_object_get(rule, "id")),
                     json_string_value(json_object_get(result, "ruleId")));
    cr_expect_null(json_object_get(result, "kind"), "what is no failure is left out there");
    cr_expect_null(json_object_get(result, "fixes"), "one without a description is a crash");
    cr_expect_eq(json_array_size(locations), 1, "each is a finding of its own");
    cr_expect_not_null(json_object_get(json_object_get(place, "artifactLocation"), "uri"),
                       "a crash");
    cr_expect_not_null(json_object_get(json_object_get(place, "region"), "startLine"), "a crash");
    cr_expect_gt(strlen(message_of(result)), 0);
    cr_expect_eq(json_object_size(prints), 1, "the first is the finding's identity");
    json_object_foreach ((json_t *)(uintptr_t)json_object_get(result, "partialFingerprints"), key,
                         value) {
        cr_expect(is_dojo_print(key), "%s", key);
    }
    const char *severity = json_string_value(json_object_get(bag, "severity"));
    const char *shown = dojo_severity(rule, result);
    bool is_style =
        json_object_get(json_object_get(rule, "properties"), "security-severity") == NULL;
    cr_expect(is_style || strcmp(shown, strcmp(severity, "info") == 0 ? "low" : severity) == 0,
              "%s: %s is shown as %s", json_string_value(json_object_get(result, "ruleId")),
              severity, shown);
}

/* Our own rules' levels, and those of others, as the report has them: none is another there. */
Test(sarif_shapes, defectdojo_reads_each_finding_as_it_is)
{
    static const char *const cases[] = { "tests/golden/typical", "tests/golden/hostile",
                                         "tests/golden/suppressed" };

    for (size_t c = 0; c < 3; c++) {
        struct golden_case golden;
        hm_auto_buf struct hm_buf buf = { 0 };
        size_t i = 0;
        json_t *result = NULL;
        golden_load(&golden, cases[c]);
        for (size_t k = 0; k < golden.report.findings.n; k++) {
            golden.report.findings.p[k].severity =
                (enum hm_severity)(HM_SEV_LOW + k % (HM_SEV_CRITICAL - HM_SEV_LOW + 1));
            golden.report.findings.p[k].score = HM_S("");
        }
        hm_auto_json json_t *root = write_report(&golden.report, "sarif:defectdojo", &buf, NULL);
        cr_expect_eq(json_array_size(results_of(root)), golden.report.findings.n);
        json_array_foreach ((json_t *)(uintptr_t)results_of(root), i, result) {
            check_dojo_result(root, result);
        }
        golden_done(&golden);
    }
}
