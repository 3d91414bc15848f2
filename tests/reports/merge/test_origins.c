/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/origins.h"

#include <criterion/criterion.h>

#include "reports/merge/accounts.h"
#include "reports/merge/prepare.h"

static const struct hm_rule cve = { .id = "CVE-2024-1", .producer = "trivy" };
static const struct hm_rule secret = { .id = "github-pat",
                                       .producer = "trivy",
                                       .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule mismatch = { .id = "HM5001", .concept = "digest-mismatch" };
static const struct hm_rule vulnerable = { .id = "HM5003", .concept = "vulnerable-base-image" };
static const struct hm_rule *const catalogue[] = { &mismatch, &vulnerable };

#define IMAGE "ghcr.io/acme/app:1"
#define FILE_AT(n, name)                                                                           \
    .path = HM_STR("Dockerfile"), .place = { n, 1, n, 9 }, .stage = HM_STR(name)

static const struct hm_origin from = { .kind = HM_ORIGIN_BASE,
                                       FILE_AT(1, "build"),
                                       .what = HM_STR("alpine:3.10"),
                                       .name = HM_STR("docker.io/library/alpine") };
static const struct hm_origin proven = { .kind = HM_ORIGIN_BASE,
                                         .is_proven = true,
                                         FILE_AT(1, "build"),
                                         .what = HM_STR("alpine:3.10"),
                                         .name = HM_STR("docker.io/library/alpine") };
static const struct hm_origin renewed = { .kind = HM_ORIGIN_BASE,
                                          .is_base_renewed = true,
                                          FILE_AT(1, "build"),
                                          .what = HM_STR("alpine:3.10") };
static const struct hm_origin run = { .kind = HM_ORIGIN_INSTRUCTION,
                                      FILE_AT(7, "1"),
                                      .what = HM_STR("RUN") };
static const struct hm_origin other = { FILE_AT(5, "1"), .what = HM_STR("nobody says") };
static const struct hm_origin nowhere = { .what = HM_STR("nothing fits") };

static struct hm_report report;
static struct hm_layer_origin layers[2];

/* A report with one image whose layer "a" is of @p base and whose layer "b" a RUN made. */
static void
begin(const struct hm_origin *base, const struct hm_origin *rest)
{
    report = (struct hm_report){ .catalogue = catalogue, .n_catalogue = 2 };
    layers[0] = (struct hm_layer_origin){ HM_S("a"), base };
    layers[1] = (struct hm_layer_origin){ HM_S("b"), &run };
    hm_vec_add(&report.arena, &report.origins,
               ((struct hm_image_origins){
                   .target = HM_S(IMAGE), .layers = layers, .n_layers = 2, .other = rest }));
}

static void
end(void)
{
    hm_report_done(&report);
}

TestSuite(origins, .fini = end);

static struct hm_finding *
add(const struct hm_rule *rule, const char *layer)
{
    struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);

    finding->rule = rule;
    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = HM_S(IMAGE);
    finding->layer = hm_str_c(layer);
    finding->message = HM_S("It is so.");
    finding->severity = HM_SEV_MEDIUM;
    finding->is_inferred = true;
    finding->path = HM_S("elsewhere");
    return finding;
}

static struct hm_finding *
add_cve(const char *advisory, const char *package, const char *layer)
{
    struct hm_finding *finding = add(&cve, layer);

    finding->advisory = hm_str_c(advisory);
    finding->package = hm_str_c(package);
    return finding;
}

static void
expect_at(size_t i, uint32_t line, const char *message)
{
    const struct hm_finding *finding = &report.findings.p[i];

    cr_expect_eq(finding->place.line, line, "line %u", (unsigned)finding->place.line);
    cr_expect(hm_str_eq(finding->message, message), "%.*s", HM_FMT(finding->message));
}

Test(origins, a_bases_vulnerability_lies_on_from)
{
    begin(&from, &other);
    add_cve("CVE-2024-1", "musl", "a")->fixed_in = HM_S("2");
    hm_report_place_origins(&report);
    expect_at(0, 1,
              "It is so. The base image alpine:3.10 brought it, by the image's history: update the "
              "base.");
    cr_expect(hm_str_eq(report.findings.p[0].path, "Dockerfile"));
    cr_expect(hm_str_eq(report.findings.p[0].stage, "build"));
    cr_expect(report.findings.p[0].is_inferred);
}

Test(origins, what_diff_ids_prove_is_told_without_a_doubt)
{
    begin(&proven, &other);
    add_cve("CVE-2024-1", "musl", "a");
    hm_report_place_origins(&report);
    expect_at(0, 1, "It is so. The base image alpine:3.10 brought it.");
}

Test(origins, an_instructions_vulnerability_lies_on_it)
{
    begin(&from, &other);
    add_cve("CVE-2024-1", "lodash", "b")->fixed_in = HM_S("2");
    hm_report_place_origins(&report);
    cr_assert_eq(report.findings.n, 1);
    expect_at(0, 7, "It is so. This RUN brought it, by the image's history: update it here.");
}

Test(origins, a_secret_lies_on_what_brought_it)
{
    begin(&from, &other);
    add(&secret, "b");
    hm_report_place_origins(&report);
    expect_at(0, 7, "It is so. This RUN brought it, by the image's history.");
}

Test(origins, what_is_not_known_is_said)
{
    begin(&from, &other);
    add_cve("CVE-2024-1", "x", "");
    add_cve("CVE-2024-1", "x", "z");
    hm_report_place_origins(&report);
    for (size_t i = 0; i < 2; i++) {
        expect_at(i, 5, "It is so. What brought it is not known: nobody says.");
    }
}

Test(origins, without_a_file_the_place_stays)
{
    begin(&nowhere, &nowhere);
    add_cve("CVE-2024-1", "x", "a");
    hm_report_place_origins(&report);
    expect_at(0, 0, "It is so. What brought it is not known: nothing fits.");
    cr_expect(hm_str_eq(report.findings.p[0].path, "elsewhere"));
}

Test(origins, what_is_about_the_image_as_a_whole_gets_its_file)
{
    begin(&from, &other);
    add(&mismatch, "");
    hm_report_place_origins(&report);
    expect_at(0, 5, "It is so.");
    cr_expect_null(report.findings.p[0].origin);
}

Test(origins, other_images_and_files_stay_where_they_are)
{
    begin(&from, &other);
    add_cve("CVE-2024-1", "x", "a")->target = HM_S("another");
    struct hm_finding *seen = add_cve("CVE-2024-1", "x", "a");
    seen->is_inferred = false;
    hm_report_place_origins(&report);
    expect_at(0, 0, "It is so.");
    expect_at(1, 0, "It is so.");
}

static void
tell_bases(void)
{
    size_t n = report.findings.n;

    hm_accounts_open(&report);
    hm_report_place_origins(&report);
    hm_accounts_add(&report, n);
    hm_report_count_bases(&report);
}

Test(origins, a_base_with_vulnerabilities_is_one_finding)
{
    begin(&from, &other);
    add_cve("CVE-2024-1", "musl", "a")->severity = HM_SEV_HIGH;
    add_cve("CVE-2024-2", "musl", "a")->fixed_in = HM_S("2");
    add_cve("CVE-2024-2", "musl", "a"); /* of another tool, unmerged */
    add_cve("CVE-2024-2", "libc", "a");
    add_cve("CVE-2024-3", "lodash", "b")->severity = HM_SEV_CRITICAL;
    add(&secret, "a");
    tell_bases();
    cr_assert_eq(report.findings.n, 7);
    const struct hm_finding *base = &report.findings.p[6];
    cr_expect(base->rule == &vulnerable);
    cr_expect_eq(base->severity, HM_SEV_HIGH);
    cr_expect(base->is_inferred);
    cr_expect(hm_str_eq(base->target, IMAGE));
    cr_expect(hm_str_eq(base->subject, "docker.io/library/alpine"));
    expect_at(6, 1,
              "alpine:3.10 brings 3 known vulnerabilities: 1 high, 2 medium; 1 is fixed in newer "
              "packages. That these are the base's is told by the image's history.");
}

Test(origins, what_mends_a_base_is_said_where_it_is_known)
{
    begin(&renewed, &other);
    add_cve("CVE-2024-1", "musl", "a");
    tell_bases();
    expect_at(1, 1,
              "alpine:3.10 brings 1 known vulnerability: 1 medium; 0 are fixed in newer packages. "
              "The image was built on other layers than the base has now: rebuild it on those "
              "first.");
}

Test(origins, of_a_base_as_it_is_another_tag_is_to_be_taken)
{
    begin(&proven, &other);
    add_cve("CVE-2024-1", "musl", "a");
    tell_bases();
    expect_at(1, 1,
              "alpine:3.10 brings 1 known vulnerability: 1 medium; 0 are fixed in newer packages. "
              "The image was built on the very base that was read: building it again mends "
              "nothing, another tag may.");
}

Test(origins, a_rule_that_is_not_applied_raises_nothing)
{
    static const struct hm_rule *const applied[] = { &mismatch };

    begin(&from, &other);
    report.applied = applied;
    report.n_applied = 1;
    add_cve("CVE-2024-1", "musl", "a");
    tell_bases();
    cr_expect_eq(report.findings.n, 1);
}

Test(origins, a_vulnerable_base_is_at_least_high)
{
    static const struct {
        enum hm_severity theirs;
        enum hm_severity expected;
    } cases[] = {
        { HM_SEV_LOW, HM_SEV_HIGH },
        { HM_SEV_HIGH, HM_SEV_HIGH },
        { HM_SEV_CRITICAL, HM_SEV_CRITICAL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(&from, &other);
        add_cve("CVE-2024-1", "musl", "a")->severity = cases[i].theirs;
        tell_bases();
        cr_expect_eq(report.findings.p[1].severity, cases[i].expected);
        hm_report_done(&report);
    }
    report = (struct hm_report){ 0 };
}

static void
accept(struct hm_finding *finding)
{
    static const struct hm_suppression waiver = { .id = HM_STR("CVE-2024-2") };

    hm_vec_add(&report.arena, &finding->suppressed_by, &waiver);
}

Test(origins, what_is_accepted_is_not_counted)
{
    begin(&from, &other);
    add_cve("CVE-2024-1", "musl", "a");
    struct hm_finding *accepted = add_cve("CVE-2024-2", "musl", "a");
    accepted->severity = HM_SEV_CRITICAL;
    accept(accepted);
    tell_bases();
    cr_expect_eq(report.findings.p[2].severity, HM_SEV_HIGH);
    expect_at(2, 1,
              "alpine:3.10 brings 1 known vulnerability: 1 medium; 0 are fixed in newer packages. "
              "1 more is accepted. That these are the base's is told by the image's history.");
}

Test(origins, a_base_whose_every_vulnerability_is_accepted_raises_nothing)
{
    begin(&from, &other);
    accept(add_cve("CVE-2024-2", "musl", "a"));
    tell_bases();
    hm_accounts_close(&report);
    cr_expect_eq(report.findings.n, 1);
    cr_expect_eq(hm_account_of(&report, &vulnerable)->n_found, 0);
}

Test(origins, an_ignore_comment_at_from_reaches_the_base)
{
    begin(&from, &other);
    add_cve("CVE-2024-1", "musl", "a");
    hm_vec_add(&report.arena, &report.suppressions,
               ((struct hm_suppression){ .dialect = HM_SUPPRESS_HULLMARK,
                                         .id = HM_S("HM5003"),
                                         .path = HM_S("Dockerfile"),
                                         .scope = HM_S("Dockerfile"),
                                         .line = 1,
                                         .end_line = 1,
                                         .reason = HM_S("it is replaced next week") }));
    hm_report_prepare(&report, &(struct hm_prepare_options){ 0 });
    cr_assert_eq(report.findings.n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct hm_finding *finding = &report.findings.p[i];
        cr_expect_eq(hm_finding_is_suppressed(finding), finding->rule == &vulnerable);
    }
}

/* A base's tag, its digest, the line and other packages change; the fault is the same. */
Test(origins, identity_knows_neither_tag_nor_line_nor_count)
{
    struct hm_str first = { 0 };

    for (int i = 0; i < 2; i++) {
        struct hm_origin base = from;
        base.what = i == 0 ? HM_S("alpine:3.10") : HM_S("alpine:3.11@sha256:0");
        base.place.line = i == 0 ? 1 : 9;
        begin(&base, &other);
        report.origins.p[0].target = i == 0 ? HM_S(IMAGE) : HM_S("ghcr.io/acme/app:2");
        add_cve("CVE-2024-1", "musl", "a")->target = report.origins.p[0].target;
        if (i == 1) {
            add_cve("CVE-2024-2", "libc", "a")->target = report.origins.p[0].target;
        }
        hm_report_prepare(&report, &(struct hm_prepare_options){ 0 });
        for (size_t k = 0; k < report.findings.n; k++) {
            if (report.findings.p[k].rule == &vulnerable) {
                struct hm_str print = report.findings.p[k].fingerprint;
                cr_expect(i == 0 || hm_str_is(print, first));
                static char kept[64];
                memcpy(kept, print.p, print.n);
                first = hm_str_make(kept, print.n);
            }
        }
        cr_expect_eq(first.n, 32);
        if (i == 0) {
            hm_report_done(&report);
        }
    }
}
