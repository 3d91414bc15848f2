/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/golden_report.h"

static size_t
count(struct hm_str text, const char *front)
{
    struct hm_str line;
    size_t n = 0;

    while (hm_str_split(&text, '\n', &line)) {
        n += hm_str_starts(line, front);
    }
    return n;
}

Test(annotations, ten_of_each_level_the_worst_first_and_the_cut_is_stated)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 1000);
    hm_format_github(&golden.report, &(struct hm_format_options){ .said = &said }, &buf);
    struct hm_str text = hm_buf_str(&buf);
    cr_expect_eq(count(text, "::error "), 10);
    cr_expect_eq(count(text, "::warning "), 10);
    cr_expect_eq(count(text, "::notice "), 10);
    cr_expect_eq(count(text, "::"), 30);
    cr_expect_not(hm_str_has(text, "(high)"), "critical ones come first");
    cr_expect(hm_str_has(text, " are not annotated: "));
    cr_expect(hm_str_has(hm_buf_str(&said), " errors, "), "%.*s", HM_FMT(hm_buf_str(&said)));
    golden_done(&golden);
}

Test(annotations, nothing_is_said_of_a_cut_without_one)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };

    golden_load(&golden, "tests/golden/suppressed");
    hm_format_github(&golden.report, &(struct hm_format_options){ .said = &said }, &buf);
    cr_expect_eq(said.n, 0);
    cr_expect_not(hm_str_has(hm_buf_str(&buf), "not annotated"));
    golden_done(&golden);
}

Test(annotations, what_was_not_done_comes_first)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf buf = { 0 };

    golden_load(&golden, "tests/golden/incomplete");
    hm_format_github(&golden.report, &(struct hm_format_options){ 0 }, &buf);
    cr_expect(hm_str_starts(hm_buf_str(&buf), "::error title=hullmark is incomplete::"));
    golden_done(&golden);
}
