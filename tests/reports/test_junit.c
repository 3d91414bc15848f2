/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "plugin/base/auto.h"
#include "reports/pick.h"
#include "tests/golden_report.h"

static const char *const cases[] = { "tests/golden/typical", "tests/golden/empty",
                                     "tests/golden/hostile", "tests/golden/incomplete",
                                     "tests/golden/suppressed" };

static size_t
count(struct hm_str text, const char *what)
{
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        n += hm_str_starts(hm_str_from(text, i), what);
    }
    return n;
}

static uint64_t
attribute(struct hm_str line, const char *name)
{
    uint64_t value = 0;

    for (size_t i = 0; i < line.n; i++) {
        struct hm_str rest = hm_str_from(line, i);
        if (hm_str_starts(rest, name)) {
            rest = hm_str_from(rest, strlen(name) + 2);
            (void)hm_str_to_u64(hm_str_sub(rest, 0, hm_str_find(rest, '"')), 100000, &value);
            return value;
        }
    }
    cr_assert_fail("%s is missing", name);
    return 0;
}

/* Each suite's own numbers are those of its cases. */
static void
check_suites(struct hm_str text)
{
    struct hm_str line;
    uint64_t left[4] = { 0 };

    while (hm_str_split(&text, '\n', &line)) {
        if (hm_str_starts(line, "  <testsuite ")) {
            left[0] = attribute(line, " tests");
            left[1] = attribute(line, " failures");
            left[2] = attribute(line, " errors");
            left[3] = attribute(line, " skipped");
        } else if (hm_str_starts(line, "    <testcase ")) {
            left[0]--;
            left[1] -= hm_str_has(line, "<failure ");
            left[2] -= hm_str_has(line, "<error ");
            left[3] -= hm_str_has(line, "<skipped ");
        } else if (hm_str_starts(line, "  </testsuite>")) {
            for (int i = 0; i < 4; i++) {
                cr_expect_eq(left[i], 0);
            }
        }
    }
}

ParameterizedTestParameters(junit, a_case_per_finding_and_task)
{
    static size_t indexes[] = { 0, 1, 2, 3, 4 };

    return cr_make_param_array(size_t, indexes, 5);
}

ParameterizedTest(size_t *index, junit, a_case_per_finding_and_task)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };

    golden_load(&golden, cases[*index]);
    hm_format_junit(&golden.report, &(struct hm_format_options){ 0 }, &buf);
    struct hm_str text = hm_buf_str(&buf);
    check_suites(text);
    cr_expect_eq(count(text, "<testcase "), golden.report.findings.n + golden.report.ledger.n +
                                                golden.report.not_evaluated.n + 1);
    cr_expect_eq(count(text, "<error "), hm_report_holes(&golden.report) +
                                             (golden.report.verdict == HM_VERDICT_INCOMPLETE));
    golden_done(&golden);
}

Test(junit, no_name_is_twice_in_a_suite_and_none_holds_a_line)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 3);
    hm_format_junit(&golden.report, &(struct hm_format_options){ 0 }, &buf);
    cr_expect(hm_str_has(hm_buf_str(&buf), " [4]\""));
    cr_expect_not(hm_str_has(hm_buf_str(&buf), " [5]\""));
    golden_done(&golden);
}

/* GitLab reads no file of more than 30 MB: the worst findings are kept, and a case says so. */
Test(junit, a_file_that_is_too_large_gets_fewer_cases)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    static char text[3001];
    size_t n_worst = 0;

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 12000);
    memset(text, 'x', sizeof text - 1);
    for (size_t i = 0; i < golden.report.findings.n; i++) {
        n_worst += i % 100 == 0;
        golden.report.findings.p[i].message = hm_str_c(text);
        golden.report.findings.p[i].severity = i % 100 == 0 ? HM_SEV_CRITICAL : HM_SEV_LOW;
    }
    hm_format_junit(&golden.report, &(struct hm_format_options){ .said = &said }, &buf);
    cr_expect_leq(buf.n, 30u * 1000 * 1000);
    cr_expect_geq(buf.n, 15u * 1000 * 1000);
    cr_expect(hm_str_ends(hm_buf_str(&buf), "</testsuites>\n"));
    cr_expect_eq(count(hm_buf_str(&buf), "<failure type=\"critical\""), n_worst);
    cr_expect_eq(count(hm_buf_str(&buf), "type=\"results-cut\""), 1);
    cr_expect(hm_str_has(hm_buf_str(&said), "left out of the JUnit report"));
    check_suites(hm_buf_str(&buf));
    golden_done(&golden);
}
