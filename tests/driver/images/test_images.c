/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/images.h"

#include <criterion/criterion.h>

#define DIGEST_A "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct hm_report report;

static void
end(void)
{
    hm_report_done(&report);
}

static struct hm_finding *
judge(const char *found, const struct hm_err *error)
{
    struct hm_image_ref ref = { 0 };
    const struct hm_tag_comparison comparison = {
        .ref = &ref,
        .found = hm_str_c(found),
        .error = error,
    };

    cr_assert_eq(hm_image_ref_parse(&report.arena, HM_S("alpine:3.22@" DIGEST_A), &ref, NULL),
                 HM_OK);
    return hm_images_judge_tag(&comparison, HM_S("alpine"), &report);
}

Test(images, a_tag_that_points_to_its_digest, .fini = end)
{
    cr_assert_null(judge(DIGEST_A, NULL));
    cr_assert_eq(report.findings.n + report.notes.n, 0u);
}

Test(images, a_tag_that_points_elsewhere, .fini = end)
{
    const struct hm_finding *finding = judge(DIGEST_B, NULL);

    cr_assert_not_null(finding);
    cr_assert_str_eq(finding->rule->id, "HM5005");
    cr_assert(hm_str_has(finding->message, DIGEST_B));
    cr_assert(hm_str_eq(finding->target, "alpine"));
    cr_assert_eq(report.notes.n, 0u);
}

Test(images, a_tag_that_could_not_be_asked_for, .fini = end)
{
    struct hm_err err = { 0 };

    (void)hm_err_set(&err, HM_E_NETWORK, "no connection");
    cr_assert_null(judge("", &err));
    cr_assert_eq(report.findings.n, 0u);
    cr_assert_eq(report.notes.n, 1u);
    cr_assert_eq(report.notes.p[0].level, HM_NOTE_WARNING);
}

Test(images, a_tag_whose_digest_is_of_another_algorithm, .fini = end)
{
    cr_assert_null(judge("sha512:" DIGEST_B, NULL));
    cr_assert_eq(report.findings.n, 0u);
    cr_assert_eq(report.notes.n, 1u);
}
