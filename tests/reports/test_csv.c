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
cells(struct hm_str line)
{
    bool is_quoted = false;
    size_t n = 1;

    for (size_t i = 0; i < line.n; i++) {
        is_quoted ^= line.p[i] == '"';
        n += line.p[i] == ',' && !is_quoted;
    }
    cr_expect_not(is_quoted, "%.*s", HM_FMT(line));
    return n;
}

ParameterizedTestParameters(csv, a_row_per_finding)
{
    static size_t indexes[] = { 0, 1, 2, 3, 4 };

    return cr_make_param_array(size_t, indexes, 5);
}

ParameterizedTest(size_t *index, csv, a_row_per_finding)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_str line;
    size_t n = 0;

    golden_load(&golden, cases[*index]);
    hm_format_csv(&golden.report, &(struct hm_format_options){ 0 }, &buf);
    struct hm_str rest = hm_buf_str(&buf);
    while (hm_str_split(&rest, '\n', &line) && line.n > 0) {
        cr_expect_eq(cells(line), 22, "%.*s", HM_FMT(line));
        n++;
    }
    cr_expect_eq(n, 1 + golden.report.findings.n + hm_report_holes(&golden.report));
    golden_done(&golden);
}
