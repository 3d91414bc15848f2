/* SPDX-License-Identifier: Apache-2.0 */
/* The table of formats, and what every format must hold to whatever the report says. */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/golden_report.h"

Test(format, names_are_found)
{
    size_t n = 0;
    const struct hm_format *formats = hm_formats(&n);

    cr_expect_geq(n, 9);
    for (size_t i = 0; i < n; i++) {
        cr_expect_eq(hm_format_find(hm_str_c(formats[i].name)), &formats[i]);
        cr_expect_gt(strlen(formats[i].summary), 0);
        cr_expect_gt(strlen(formats[i].file), 0);
        cr_expect_gt(strlen(formats[i].about), 0);
        cr_expect(formats[i].setup == NULL || strstr(formats[i].setup, formats[i].name) != NULL,
                  "%s: its lines for CI do not ask for it", formats[i].name);
    }
    cr_expect_null(hm_format_find(HM_S("SARIF")));
    cr_expect_null(hm_format_find(HM_S("")));
}

Test(format, a_report_that_does_not_fit_is_an_error)
{
    struct golden_case golden;
    size_t n = 0;
    const struct hm_format *formats = hm_formats(&n);

    golden_load(&golden, "tests/golden/typical");
    for (size_t i = 0; i < n; i++) {
        hm_auto_buf struct hm_buf buf = { .limit = 100 };
        struct hm_err err = { 0 };
        cr_expect_eq(hm_format_write(&formats[i], &golden.report, &(struct hm_format_options){ 0 },
                                     &buf, &err),
                     HM_E_LIMIT, "%s", formats[i].name);
        cr_expect(strstr(err.text, "100 bytes") != NULL, "%s", err.text);
    }
    golden_done(&golden);
}

Test(format, the_same_report_gives_the_same_bytes)
{
    size_t n = 0;
    const struct hm_format *formats = hm_formats(&n);

    for (size_t i = 0; i < n; i++) {
        struct hm_buf made[2] = { 0 };
        for (int k = 0; k < 2; k++) {
            struct golden_case golden;
            golden_load(&golden, "tests/golden/typical");
            formats[i].write(&golden.report, &(struct hm_format_options){ 0 }, &made[k]);
            golden_done(&golden);
        }
        cr_expect(hm_str_is(hm_buf_str(&made[0]), hm_buf_str(&made[1])), "%s", formats[i].name);
        hm_buf_done(&made[0]);
        hm_buf_done(&made[1]);
    }
}

/* --- a report whose every field is an attack --- */

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void
expect_harmless(const char *name, struct hm_str text)
{
    bool is_line_start = true;

    cr_expect_not(hm_str_has(text, "hunter2secret"), "%s shows a password", name);
    cr_expect_not(hm_str_has(text, "AKIAABCDEFGH12345678"), "%s shows a key", name);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        cr_assert((c >= 0x20 && c != 0x7f) || c == '\n', "%s: control %02x at %zu", name, c, i);
        is_line_start = is_line_start && is_blank(text.p[i]);
        cr_assert_not(is_line_start && hm_str_starts(hm_str_from(text, i + 1), "::"),
                      "%s: a command at %zu", name, i);
        is_line_start = c == '\n' || is_line_start;
        cr_assert_not(c == '\n' && hm_str_starts(hm_str_from(text, i + 1), "::"),
                      "%s: a command at %zu", name, i);
    }
    cr_expect_not(hm_str_has(text, "\xe2\x80\xae"), "%s turns text round", name);
    cr_expect_not(hm_str_has(text, "\xc2\x9b"), "%s holds a C1 control", name);
}

Test(format, nothing_hostile_gets_through)
{
    struct golden_case golden;
    size_t n = 0;
    const struct hm_format *formats = hm_formats(&n);

    golden_load(&golden, "tests/golden/hostile");
    for (size_t i = 0; i < n; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_format_options options = { .is_verbose = true };
        if (strcmp(formats[i].name, "github") == 0) {
            continue; /* it is commands: tests/reports/test_hostile.c tells ours from others */
        }
        formats[i].write(&golden.report, &options, &buf);
        expect_harmless(formats[i].name, hm_buf_str(&buf));
        if (formats[i].is_text) {
            cr_expect_not(hm_str_has(hm_buf_str(&buf), "##["), "%s", formats[i].name);
            cr_expect_not(hm_str_has(hm_buf_str(&buf), "##vso["), "%s", formats[i].name);
        }
    }
    golden_done(&golden);
}

Test(format, text_without_notes)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf with = { 0 };
    hm_auto_buf struct hm_buf without = { 0 };

    golden_load(&golden, "tests/golden/typical");
    hm_format_text(&golden.report, &(struct hm_format_options){ 0 }, &with);
    hm_format_text(&golden.report, &(struct hm_format_options){ .without_notes = true }, &without);
    cr_expect(hm_str_has(hm_buf_str(&with), "The context"));
    cr_expect_not(hm_str_has(hm_buf_str(&without), "The context"));
    golden_done(&golden);
}
