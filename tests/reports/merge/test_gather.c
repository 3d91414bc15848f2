/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/gather.h"

#include <criterion/criterion.h>

#include "reports/merge/accounts.h"

static const struct hm_rule unsigned_image = { .id = "HM5002", .concept = "unsigned-image" };
static const struct hm_rule wrong = { .id = "HM5004", .concept = "wrong-signature" };
static const struct hm_suppression accepted = { .id = HM_STR("HM5002") };

static struct hm_report report;

static void
end(void)
{
    hm_report_done(&report);
}

TestSuite(gather, .fini = end);

static struct hm_finding *
add(const struct hm_rule *rule, const char *fault, uint32_t line)
{
    struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);

    finding->rule = rule;
    finding->severity = HM_SEV_HIGH;
    finding->path = HM_S("Dockerfile");
    finding->place.line = line;
    finding->fault = hm_str_c(fault);
    finding->message = HM_S("a: there is none.");
    return finding;
}

Test(gather, joins_the_places_of_one_fault)
{
    add(&unsigned_image, "a", 1);
    add(&unsigned_image, "b", 2);
    add(&unsigned_image, "a", 3);
    add(&wrong, "a", 4);
    add(&unsigned_image, "a", 5)->message = HM_S("a: elsewhere.");
    hm_accounts_open(&report);
    hm_report_gather(&report);
    hm_accounts_close(&report);
    cr_assert_eq(report.findings.n, 3);
    const struct hm_finding *first = &report.findings.p[0];
    cr_expect_eq(first->place.line, 1);
    cr_assert_eq(first->related.n, 2);
    cr_expect_eq(first->related.p[0].place.line, 3);
    cr_expect(hm_str_eq(first->related.p[0].message, "The same holds here."));
    cr_expect(hm_str_eq(first->related.p[1].message, "a: elsewhere."));
    cr_expect_eq(report.accounts.p[0].n_found, 5);
    cr_expect_eq(report.accounts.p[0].n_merged, 2);
}

Test(gather, leaves_findings_of_no_fault_alone)
{
    add(&unsigned_image, "", 1);
    add(&unsigned_image, "", 2);
    hm_report_gather(&report);
    cr_expect_eq(report.findings.n, 2);
}

Test(gather, leaves_what_is_accepted_at_its_place)
{
    struct hm_finding *first = add(&unsigned_image, "a", 1);

    hm_vec_add(&report.arena, &first->suppressed_by, &accepted);
    add(&unsigned_image, "a", 2);
    add(&unsigned_image, "a", 3);
    hm_report_gather(&report);
    cr_assert_eq(report.findings.n, 2);
    cr_expect_eq(report.findings.p[0].related.n, 0);
    cr_assert_eq(report.findings.p[1].related.n, 1);
    cr_expect_eq(report.findings.p[1].related.p[0].place.line, 3);
}

Test(gather, leaves_another_level_alone)
{
    add(&unsigned_image, "a", 1);
    add(&unsigned_image, "a", 2)->severity = HM_SEV_LOW;
    hm_report_gather(&report);
    cr_expect_eq(report.findings.n, 2);
}

Test(gather, counts_the_places_that_are_too_many)
{
    for (uint32_t i = 1; i <= HM_RELATED_LIMIT + 4; i++) {
        add(&unsigned_image, "a", i);
    }
    hm_report_gather(&report);
    cr_assert_eq(report.findings.n, 1);
    const struct hm_finding *first = &report.findings.p[0];
    cr_assert_eq(first->related.n, HM_RELATED_LIMIT);
    cr_expect(hm_str_eq(first->related.p[HM_RELATED_LIMIT - 1].message,
                        "The same holds here, and in 3 more places."));
}
