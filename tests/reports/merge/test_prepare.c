/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/merge/prepare.h"

static const struct hm_rule own = { .id = "HM3001", .concept = "runs-as-root" };
static const struct hm_rule secret = { .id = "HM2001",
                                       .concept = "baked-in-secret",
                                       .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule cve = { .id = "CVE-2024-1", .producer = "trivy" };
static const struct hm_rule foreign = { .id = "DS-0002", .producer = "trivy" };
static const struct hm_rule same = { .id = "HM3001", .same_as = HM_IDS("trivy:DS-0002") };
static const struct hm_rule *const catalogue[] = { &same };

static const struct hm_lines two_stages[] = { { HM_STR("build"), 1, 4 }, { HM_STR("1"), 6, 9 } };
static const struct hm_lines instructions[] = { { .line = 1, .end_line = 1 },
                                                { .line = 2, .end_line = 4 },
                                                { .line = 6, .end_line = 6 } };

static void
add_outline(struct hm_report *report, const char *path, uint32_t target)
{
    hm_vec_add(&report->arena, &report->outlines,
               ((struct hm_outline){ .path = hm_str_c(path),
                                     .stages = two_stages,
                                     .n_stages = 2,
                                     .instructions = instructions,
                                     .n_instructions = 3,
                                     .target = target }));
}

static struct hm_finding *
add(struct hm_report *report, const struct hm_rule *rule, const char *path, uint32_t line,
    const char *text)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = rule;
    finding->path = hm_str_c(path);
    finding->place = (struct hm_place){ line, 1, line, 2 };
    finding->line_text = hm_str_c(text);
    finding->subject = hm_str_c(text);
    finding->message = HM_S("It is so.");
    return finding;
}

static void
prepare(struct hm_report *report)
{
    hm_report_prepare(report, &(struct hm_prepare_options){ 0 });
}

Test(prepare, an_images_finding_lies_on_the_from_of_the_target_stage)
{
    struct hm_report report = { 0 };

    add_outline(&report, "z/Dockerfile", 0);
    add_outline(&report, "Dockerfile.dev", HM_NONE);
    add_outline(&report, "Dockerfile.prod", 1);
    add(&report, &cve, "", 0, "")->target = HM_S("ghcr.io/acme/app:1");
    prepare(&report);
    const struct hm_finding *finding = report.findings.p;
    cr_expect(hm_str_eq(finding->path, "Dockerfile.prod"));
    cr_expect_eq(finding->place.line, 6);
    cr_expect(hm_str_eq(finding->stage, "1"));
    cr_expect(finding->is_inferred);
    hm_report_done(&report);
}

Test(prepare, numbers_that_are_no_line_are_bounded)
{
    struct hm_report report = { 0 };

    add(&report, &foreign, "Dockerfile", 3, "EXPOSE 22")->place.end_line = 4000000000U;
    prepare(&report);
    cr_expect_eq(report.findings.p[0].place.line, 3);
    cr_expect_lt(report.findings.p[0].place.end_line, INT32_MAX);
    hm_report_done(&report);
}

Test(prepare, of_two_secrets_in_a_line_neither_quotes_the_other)
{
    struct hm_report report = { 0 };

    add(&report, &secret, "Dockerfile", 1, "ENV A=****");
    add(&report, &secret, "Dockerfile", 1, "ENV A=hunter2 B=****")->place.column = 15;
    add(&report, &secret, "other", 1, "ENV A=1 B=****");
    prepare(&report);
    cr_expect(hm_str_eq(report.findings.p[0].line_text, "ENV A=****"));
    cr_expect(hm_str_eq(report.findings.p[1].line_text, "ENV A=****"));
    cr_expect(hm_str_eq(report.findings.p[2].line_text, "ENV A=1 B=****"));
    hm_report_done(&report);
}

Test(prepare, without_a_dockerfile_the_image_is_still_no_path)
{
    struct hm_report report = { 0 };

    add(&report, &cve, "", 0, "")->target = HM_S("ghcr.io/acme/app:1");
    prepare(&report);
    cr_expect(hm_str_eq(report.findings.p[0].path, "Dockerfile"));
    cr_expect_eq(report.findings.p[0].place.line, 1);
    cr_expect(report.findings.p[0].is_inferred);
    hm_report_done(&report);
}

Test(prepare, a_foreign_finding_gets_the_stage_of_its_line)
{
    struct hm_report report = { 0 };

    add_outline(&report, "Dockerfile", 1);
    add(&report, &foreign, "Dockerfile", 3, "");
    add(&report, &foreign, "Dockerfile", 5, "");
    prepare(&report);
    cr_expect(hm_str_eq(report.findings.p[0].stage, "build"));
    cr_expect_eq(report.findings.p[1].stage.n, 0);
    hm_report_done(&report);
}

Test(prepare, findings_are_joined_unless_told_otherwise)
{
    for (int is_unmerged = 0; is_unmerged < 2; is_unmerged++) {
        struct hm_report report = { .catalogue = catalogue, .n_catalogue = 1 };
        add(&report, &same, "Dockerfile", 3, "");
        add(&report, &foreign, "Dockerfile", 3, "");
        hm_report_prepare(&report, &(struct hm_prepare_options){ .is_unmerged = is_unmerged });
        cr_expect_eq(report.findings.n, is_unmerged ? 2 : 1);
        hm_report_done(&report);
    }
}

Test(prepare, a_secrets_line_is_quoted_by_nobody)
{
    struct hm_report report = { 0 };

    add(&report, &own, "a", 1, "RUN one");
    add(&report, &own, "a", 2, "ENV X=hush");
    add(&report, &secret, "a", 2, "");
    add(&report, &foreign, "a", 2, "ENV X=hush");
    add(&report, &own, "a", 3, "RUN two");
    add(&report, &own, "b", 2, "RUN three");
    prepare(&report);
    for (size_t i = 0; i < report.findings.n; i++) {
        const struct hm_finding *finding = &report.findings.p[i];
        bool is_hidden = finding->place.line == 2 && hm_str_eq(finding->path, "a");
        cr_expect_eq(finding->line_text.n == 0, is_hidden, "%zu", i);
        cr_expect_eq(finding->subject.n == 0, is_hidden, "%zu", i);
    }
    hm_report_done(&report);
}

Test(prepare, nor_are_the_other_lines_of_its_instruction)
{
    struct hm_report report = { 0 };

    add_outline(&report, "a", 1);
    add(&report, &own, "a", 1, "FROM x");
    add(&report, &own, "a", 2, "RUN a \\");
    add(&report, &secret, "a", 3, "");
    add(&report, &own, "a", 4, "  hush");
    add(&report, &own, "a", 6, "FROM y");
    prepare(&report);
    cr_expect(hm_str_eq(report.findings.p[0].line_text, "FROM x"));
    cr_expect_eq(report.findings.p[1].line_text.n, 0);
    cr_expect_eq(report.findings.p[3].line_text.n, 0);
    cr_expect(hm_str_eq(report.findings.p[4].line_text, "FROM y"));
    hm_report_done(&report);
}

Test(prepare, every_text_is_masked)
{
    struct hm_report report = { 0 };
    struct hm_str leak = HM_S("https://me:hunter2@ghcr.io/v2");
    struct hm_finding *finding = add(&report, &own, "a", 1, leak.p);

    finding->message = leak;
    finding->url = leak;
    hm_report_ledger(&report)->reason = leak;
    hm_vec_push(&report.arena, &report.evidence)->detail = leak;
    hm_vec_add(&report.arena, &report.not_evaluated,
               ((struct hm_not_evaluated){ .rule = &own, .reason = leak }));
    report.command = leak;
    report.verdict_reason = leak;
    prepare(&report);
    const struct hm_str texts[] = {
        report.findings.p[0].message,
        report.findings.p[0].line_text,
        report.findings.p[0].subject,
        report.findings.p[0].url,
        report.ledger.p[0].reason,
        report.evidence.p[0].detail,
        report.not_evaluated.p[0].reason,
        report.command,
        report.verdict_reason,
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cr_expect_not(hm_str_has(texts[i], "hunter2"), "%zu: %.*s", i, HM_FMT(texts[i]));
        cr_expect(hm_str_has(texts[i], "****"), "%zu: %.*s", i, HM_FMT(texts[i]));
    }
    hm_report_done(&report);
}

Test(prepare, a_masked_finding_is_masked_again_where_it_takes_over_a_text)
{
    struct hm_report report = { .catalogue = catalogue, .n_catalogue = 1 };

    add_outline(&report, "Dockerfile", 1);
    add(&report, &same, "Dockerfile", 3, "")->is_masked = true;
    add(&report, &foreign, "Dockerfile", 3, "")->url = HM_S("https://me:hunter2@ghcr.io/v2");
    prepare(&report);
    cr_assert_eq(report.findings.n, 1);
    cr_expect(hm_str_eq(report.findings.p[0].url, "https://me:****@ghcr.io/v2"));
    hm_report_done(&report);
}

Test(prepare, for_a_verdict_alone_nothing_is_made)
{
    struct hm_report report = { .catalogue = catalogue, .n_catalogue = 1 };

    add_outline(&report, "Dockerfile", 1);
    add(&report, &same, "Dockerfile", 3, "");
    add(&report, &foreign, "Dockerfile", 3, "");
    hm_report_prepare(&report, &(struct hm_prepare_options){ .is_unwritten = true });
    cr_assert_eq(report.findings.n, 1);
    cr_expect_eq(report.findings.p[0].fingerprint.n, 0);
    hm_report_done(&report);
}

Test(prepare, it_can_be_done_twice)
{
    struct hm_report report = { .catalogue = catalogue, .n_catalogue = 1 };

    add_outline(&report, "Dockerfile", 1);
    add(&report, &same, "Dockerfile", 3, "");
    add(&report, &foreign, "Dockerfile", 3, "");
    add(&report, &cve, "", 0, "")->target = HM_S("app");
    prepare(&report);
    struct hm_str id = report.findings.p[0].fingerprint;
    prepare(&report);
    cr_expect_eq(report.findings.n, 2);
    cr_expect_eq(report.n_merged, 1);
    cr_expect(hm_str_is(report.findings.p[0].fingerprint, id));
    hm_report_done(&report);
}
