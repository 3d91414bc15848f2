/* SPDX-License-Identifier: Apache-2.0 */
/* What GitLab, Jenkins and DefectDojo make of a SARIF file. */
#include <criterion/criterion.h>
#include <jansson.h>

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
