/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/model/severity.h"

Test(severity, words_are_read_without_case)
{
    cr_expect_eq(hm_severity_parse(HM_S("critical")), HM_SEV_CRITICAL);
    cr_expect_eq(hm_severity_parse(HM_S("HIGH")), HM_SEV_HIGH);
    cr_expect_eq(hm_severity_parse(HM_S("Info")), HM_SEV_INFO);
    cr_expect_eq(hm_severity_parse(HM_S("none")), HM_SEV_NONE);
    cr_expect_eq(hm_severity_parse(HM_S("hig")), HM_SEV_NONE);
    cr_expect_eq(hm_severity_parse(HM_S("")), HM_SEV_NONE);
}

Test(severity, every_level_reads_back)
{
    for (int i = HM_SEV_NONE + 1; i < HM_SEV_COUNT; i++) {
        const struct hm_severity_row *row = hm_severity_row((enum hm_severity)i);
        cr_expect_eq(hm_severity_parse(hm_str_c(row->word)), (enum hm_severity)i);
        cr_expect(strcmp(row->sarif, "error") == 0 || strcmp(row->sarif, "warning") == 0 ||
                  strcmp(row->sarif, "note") == 0);
    }
}

Test(severity, levels_out_of_range_are_none)
{
    cr_expect_str_eq(hm_severity_row(HM_SEV_COUNT)->word, "none");
    cr_expect_str_eq(hm_severity_row((enum hm_severity) - 1)->word, "none");
}

/* The default scores lie in the bands that GitHub shows. */
Test(severity, scores_agree_with_their_levels)
{
    for (int i = HM_SEV_LOW; i < HM_SEV_COUNT; i++) {
        double score = strtod(hm_severity_row((enum hm_severity)i)->score, NULL);
        cr_expect_eq(hm_severity_of_score(score), (enum hm_severity)i);
    }
}

static const struct {
    double score;
    enum hm_severity severity;
} scores[] = {
    { 10.0, HM_SEV_CRITICAL }, { 9.0, HM_SEV_CRITICAL }, { 8.9, HM_SEV_HIGH }, { 7.0, HM_SEV_HIGH },
    { 6.9, HM_SEV_MEDIUM },    { 4.0, HM_SEV_MEDIUM },   { 3.9, HM_SEV_LOW },  { 0.1, HM_SEV_LOW },
    { 0.0, HM_SEV_INFO },      { -1.0, HM_SEV_INFO },
};

Test(severity, bands)
{
    for (size_t i = 0; i < sizeof scores / sizeof scores[0]; i++) {
        cr_expect_eq(hm_severity_of_score(scores[i].score), scores[i].severity, "%f",
                     scores[i].score);
    }
}

Test(severity, the_first_six_practices_are_critical)
{
    cr_expect_null(hm_practice_row(HM_PRACTICE_NONE));
    cr_expect_null(hm_practice_row(HM_PRACTICE_COUNT));
    for (int i = 1; i < HM_PRACTICE_COUNT; i++) {
        const struct hm_practice_row *row = hm_practice_row((enum hm_practice)i);
        cr_assert_not_null(row);
        cr_expect_not_null(row->slug, "practice %d has no row", i);
        cr_expect_eq(row->is_critical, i <= 6, "%s", row->slug);
    }
}
