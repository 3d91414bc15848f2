/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/suppression.h"

#include <criterion/criterion.h>

Test(suppression, days_of_the_calendar)
{
    static const struct {
        const char *text;
        uint32_t day; /* 0: none */
    } rows[] = {
        { "2027-01-31", 20270131 }, { "2028-02-29", 20280229 }, { "2027-02-29", 0 },
        { "2000-02-29", 20000229 }, { "2100-02-29", 0 },        { "2027-13-01", 0 },
        { "2027-00-01", 0 },        { "2027-01-00", 0 },        { "2027-1-31", 0 },
        { "2027-01-3", 0 },         { "2027/01/31", 0 },        { "", 0 },
        { "2027-01-311", 0 },       { "+027-01-31", 0 },        { "0000-01-01", 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t day = 0;
        bool is_day = hm_day_parse(hm_str_c(rows[i].text), &day);
        cr_expect_eq(is_day, rows[i].day != 0, "%s", rows[i].text);
        cr_expect_eq(day, rows[i].day, "%s", rows[i].text);
    }
}

Test(suppression, wildcards)
{
    static const struct {
        const char *pattern;
        const char *text;
        bool fits;
    } rows[] = {
        { "DS-*", "ds-0002", true }, { "*", "", true },         { "DS-*", "KSV-1", false },
        { "a?c", "abc", true },      { "a?c", "ac", false },    { "*b*", "abc", true },
        { "a*a", "aba", true },      { "a*a", "ab", false },    { "", "", true },
        { "", "a", false },          { "**/x", "a/b/x", true }, { "a*b*c", "aXbYbZc", true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        cr_expect_eq(hm_wildcard_match(hm_str_c(rows[i].pattern), hm_str_c(rows[i].text)),
                     rows[i].fits, "%s %s", rows[i].pattern, rows[i].text);
    }
}
