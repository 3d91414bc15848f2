/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/merge/merge.h"
#include "tests/rows.h"

static const struct hm_rule root = { .id = "HM3001",
                                     .concept = "runs-as-root",
                                     .on = HM_ON_STAGE,
                                     .same_as = HM_IDS("hadolint:DL3002", "trivy:DS-0002",
                                                       "kics:Last User Is 'root'") };
static const struct hm_rule pinned = { .id = "HM2005",
                                       .concept = "unpinned-package",
                                       .on = HM_ON_RUN,
                                       .same_as = HM_IDS("hadolint:DL3008", "trivy:DS-0099") };
static const struct hm_rule both = { .id = "HM3002",
                                     .concept = "last-user-is-root",
                                     .on = HM_ON_STAGE,
                                     .same_as = HM_IDS("hadolint:DL3002") };
static const struct hm_rule secret = { .id = "HM2001",
                                       .concept = "baked-in-secret",
                                       .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule *const catalogue[] = { &root, &pinned, &both, &secret };

static const struct hm_rule trivy_root = { .id = "AVD-DS-0002", .producer = "trivy" };
static const struct hm_rule hadolint_root = { .id = "DL3002", .producer = "hadolint" };
static const struct hm_rule kics_root = { .id = "67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae",
                                          .title = "Last User Is 'root'",
                                          .producer = "kics" };
static const struct hm_rule hadolint_pin = { .id = "DL3008", .producer = "hadolint" };
static const struct hm_rule trivy_pin = { .id = "DS099", .producer = "trivy" };
static const struct hm_rule other = { .id = "X1", .producer = "trivy" };
static const struct hm_rule cve = { .id = "CVE-2024-1", .producer = "trivy" };
static const struct hm_rule cve_grype = { .id = "CVE-2024-1", .producer = "grype" };
static const struct hm_rule trivy_secret = { .id = "aws-access-key-id",
                                             .producer = "trivy",
                                             .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule github_secret = { .id = "github-pat",
                                              .producer = "gitleaks",
                                              .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule any_secret = { .id = "KeywordDetector",
                                           .title = "Secret Keyword",
                                           .producer = "detect-secrets",
                                           .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule gitleaks_secret = { .id = "aws-token",
                                                .producer = "gitleaks",
                                                .practice = HM_PRACTICE_SECRETS };

struct given {
    const struct hm_rule *rule;
    const char *path;
    uint32_t line;
    uint32_t end_line;
    const char *stage;
    enum hm_severity severity;
};

/* One file: ARG; build: FROM 2, RUN 3-6, RUN 7; final: FROM 9, RUN 10, CMD 11. */
static const struct hm_lines stages[] = { { HM_STR("build"), 2, 7 }, { HM_STR("1"), 9, 11 } };
static const struct hm_lines instructions[] = {
    { .line = 1, .end_line = 1 },   { .line = 2, .end_line = 2 }, { .line = 3, .end_line = 6 },
    { .line = 7, .end_line = 7 },   { .line = 9, .end_line = 9 }, { .line = 10, .end_line = 10 },
    { .line = 11, .end_line = 11 },
};

static void
start(struct hm_report *report)
{
    *report = (struct hm_report){ .catalogue = catalogue, .n_catalogue = 4 };
    hm_vec_add(&report->arena, &report->outlines,
               ((struct hm_outline){ .path = HM_STR("D"),
                                     .stages = stages,
                                     .n_stages = 2,
                                     .instructions = instructions,
                                     .n_instructions = 7,
                                     .target = 1 }));
}

static struct hm_finding *
add(struct hm_report *report, struct given given)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = given.rule;
    finding->path = hm_str_c(given.path);
    finding->place.line = given.line;
    finding->place.end_line = given.end_line;
    finding->stage = hm_str_c(given.stage);
    finding->severity = given.severity;
    return finding;
}

static void
merge(struct hm_report *report)
{
    hm_report_sort(report);
    hm_report_merge(report);
    hm_report_sort(report);
}

static const struct {
    const char *name;
    struct given given[5];
    size_t n_left;
    const char *first; /* the id of the first finding left */
    size_t n_agreed;   /* with it */
} cases[] = {
    { "a foreign finding without a line joins ours",
      { { &root, "D", 11, 11, "1", HM_SEV_HIGH }, { .rule = &trivy_root, .path = "D" } },
      1,
      "HM3001",
      1 },
    { "one of another file does not",
      { { &root, "D", 11, 11, "1", HM_SEV_HIGH }, { .rule = &trivy_root, .path = "E" } },
      2,
      "HM3001",
      0 },
    { "one of the same stage joins where the rule is about stages",
      { { &root, "D", 11, 11, "1", HM_SEV_HIGH },
        { &hadolint_root, "D", 10, 10, "1", HM_SEV_LOW } },
      1,
      "HM3001",
      1 },
    { "one of another stage does not",
      { { &root, "D", 11, 11, "1", HM_SEV_HIGH },
        { &hadolint_root, "D", 7, 7, "build", HM_SEV_LOW } },
      2,
      "DL3002",
      0 },
    { "several tools join the same",
      { { &root, "D", 11, 11, "1", HM_SEV_HIGH },
        { .rule = &trivy_root, .path = "D" },
        { &hadolint_root, "D", 11, 11, "1", HM_SEV_LOW },
        { &kics_root, "D", 11, 11, "1", HM_SEV_LOW } },
      1,
      "HM3001",
      3 },
    { "other lines of one instruction are the same place",
      { { &pinned, "D", 5, 5, "build", HM_SEV_LOW },
        { &hadolint_pin, "D", 3, 3, "build", HM_SEV_LOW },
        { &trivy_pin, "D", 3, 6, "build", HM_SEV_LOW } },
      1,
      "HM2005",
      2 },
    { "another instruction of the stage is another fault",
      { { &pinned, "D", 5, 5, "build", HM_SEV_LOW },
        { &hadolint_pin, "D", 7, 7, "build", HM_SEV_LOW } },
      2,
      "HM2005",
      0 },
    { "what has no counterpart stays",
      { { &root, "D", 11, 11, "1", HM_SEV_HIGH }, { &other, "D", 11, 11, "1", HM_SEV_LOW } },
      2,
      "HM3001",
      0 },
    { "two foreign ones that stand for one rule of ours are one",
      { { &hadolint_pin, "D", 3, 3, "build", HM_SEV_LOW },
        { &trivy_pin, "D", 3, 6, "build", HM_SEV_MEDIUM } },
      1,
      "DL3008",
      1 },
    { "the same finding of two tasks of a tool is one, and no agreement",
      { { &other, "D", 3, 3, "build", HM_SEV_LOW }, { &other, "D", 3, 3, "build", HM_SEV_LOW } },
      1,
      "X1",
      0 },
    { "two places of one tool's rule stay two",
      { { &other, "D", 3, 3, "build", HM_SEV_LOW }, { &other, "D", 7, 7, "build", HM_SEV_LOW } },
      2,
      "X1",
      0 },
    { "our own findings never join each other",
      { { &root, "D", 11, 11, "1", HM_SEV_HIGH }, { &both, "D", 11, 11, "1", HM_SEV_HIGH } },
      2,
      "HM3001",
      0 },
    { "what stands for two of our rules joins both",
      { { &root, "D", 11, 11, "1", HM_SEV_HIGH },
        { &both, "D", 11, 11, "1", HM_SEV_HIGH },
        { &hadolint_root, "D", 11, 11, "1", HM_SEV_LOW } },
      2,
      "HM3001",
      1 },
    { "secrets of two tools in one line are one",
      { { &trivy_secret, "D", 3, 3, "", HM_SEV_HIGH },
        { &gitleaks_secret, "D", 3, 3, "", HM_SEV_HIGH } },
      1,
      "aws-access-key-id",
      1 },
    { "and join ours",
      { { &secret, "D", 3, 3, "build", HM_SEV_CRITICAL },
        { &gitleaks_secret, "D", 3, 3, "", HM_SEV_HIGH } },
      1,
      "HM2001",
      1 },
    { "secrets of two kinds in one line are two",
      { { &trivy_secret, "D", 3, 3, "", HM_SEV_HIGH },
        { &github_secret, "D", 3, 3, "", HM_SEV_HIGH } },
      2,
      "aws-access-key-id",
      0 },
    { "what says no kind is any",
      { { &trivy_secret, "D", 3, 3, "", HM_SEV_HIGH },
        { &any_secret, "D", 3, 3, "", HM_SEV_HIGH } },
      1,
      "KeywordDetector",
      1 },
    { "secrets of one instruction's other lines are others",
      { { &secret, "D", 3, 3, "build", HM_SEV_CRITICAL },
        { &gitleaks_secret, "D", 4, 4, "", HM_SEV_HIGH } },
      2,
      "HM2001",
      0 },
};

Test(merge, who_joins_whom)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_report report;
        size_t n = 0;
        start(&report);
        for (; n < 5 && cases[i].given[n].rule != NULL; n++) {
            add(&report, cases[i].given[n]);
        }
        merge(&report);
        const struct hm_finding *first = report.findings.p;
        cr_expect_eq(report.findings.n, cases[i].n_left, "%s: %zu left", cases[i].name,
                     report.findings.n);
        cr_expect_str_eq(first->rule->id, cases[i].first, "%s: %s", cases[i].name, first->rule->id);
        cr_expect_eq(first->agreed_by.n, cases[i].n_agreed, "%s: %zu agree", cases[i].name,
                     first->agreed_by.n);
        cr_expect_eq(report.n_merged, n - report.findings.n, "%s", cases[i].name);
        hm_report_done(&report);
    }
}

/* The result is the same whatever order the tools end in. */
Test(merge, order_of_arrival_does_not_matter)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_report report;
        start(&report);
        for (size_t n = 5; n > 0; n--) {
            if (cases[i].given[n - 1].rule != NULL) {
                add(&report, cases[i].given[n - 1]);
            }
        }
        merge(&report);
        cr_expect_eq(report.findings.n, cases[i].n_left, "%s", cases[i].name);
        cr_expect_str_eq(report.findings.p[0].rule->id, cases[i].first, "%s", cases[i].name);
        hm_report_done(&report);
    }
}

Test(merge, a_finding_without_a_line_takes_the_others)
{
    struct hm_report report;

    start(&report);
    add(&report, (struct given){ &root, "D", 0, 0, "", HM_SEV_MEDIUM });
    add(&report, (struct given){ &hadolint_root, "D", 11, 11, "1", HM_SEV_LOW });
    merge(&report);
    cr_assert_eq(report.findings.n, 1);
    cr_expect_eq(report.findings.p[0].place.line, 11);
    cr_expect(hm_str_eq(report.findings.p[0].stage, "1"));
    hm_report_done(&report);
}

Test(merge, a_place_with_a_column_is_the_better_one)
{
    static const struct hm_rule hadolint_quotes = { .id = "SC2086", .producer = "hadolint" };
    static const struct hm_rule quotes = { .id = "SC2086", .producer = "shellcheck" };
    struct hm_report report;

    start(&report);
    add(&report, (struct given){ &hadolint_quotes, "D", 3, 3, "build", HM_SEV_INFO });
    add(&report, (struct given){ &quotes, "D", 5, 5, "build", HM_SEV_INFO })->place.column = 7;
    merge(&report);
    cr_assert_eq(report.findings.n, 1);
    cr_expect_eq(report.findings.p[0].place.line, 5);
    cr_expect_eq(report.findings.p[0].place.column, 7);
    hm_report_done(&report);
}

Test(merge, agreement_names_tool_and_id_as_the_tool_wrote_it)
{
    struct hm_report report;

    start(&report);
    add(&report, (struct given){ &root, "D", 11, 11, "1", HM_SEV_MEDIUM });
    add(&report, (struct given){ .rule = &trivy_root, .path = "D" });
    merge(&report);
    cr_assert_eq(report.findings.p[0].agreed_by.n, 1);
    cr_expect_str_eq(report.findings.p[0].agreed_by.p[0].tool, "trivy");
    cr_expect_str_eq(report.findings.p[0].agreed_by.p[0].id, "AVD-DS-0002");
    hm_report_done(&report);
}

/* --- vulnerabilities --- */

static struct hm_finding *
add_cve(struct hm_report *report, const struct hm_rule *rule, const char *target,
        const char *package, const char *version)
{
    struct hm_finding *finding = add(report, (struct given){ .rule = rule, .path = "" });

    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = hm_str_c(target);
    finding->advisory = hm_str_c(rule->id);
    finding->package = hm_str_c(package);
    finding->version = hm_str_c(version);
    return finding;
}

Test(merge, a_vulnerability_that_two_tools_know_is_one)
{
    struct hm_report report;

    start(&report);
    add_cve(&report, &cve, "app", "zlib", "1");
    add_cve(&report, &cve_grype, "app", "zlib", "1")->fixed_in = HM_S("2");
    merge(&report);
    cr_assert_eq(report.findings.n, 1);
    cr_expect(hm_str_eq(report.findings.p[0].fixed_in, "2"));
    cr_expect_eq(report.findings.p[0].agreed_by.n, 1);
    hm_report_done(&report);
}

Test(merge, a_vulnerability_shows_the_rule_that_is_named_by_the_cve)
{
    static const struct hm_rule ghsa = { .id = "GHSA-1", .producer = "grype" };
    struct hm_report report;

    start(&report);
    struct hm_finding *first = add_cve(&report, &ghsa, "app", "zlib", "1");
    first->severity = HM_SEV_CRITICAL;
    hm_finding_add_alias(&report.arena, first, HM_S("CVE-2024-1"));
    add_cve(&report, &cve, "app", "zlib", "1")->severity = HM_SEV_HIGH;
    merge(&report);
    cr_assert_eq(report.findings.n, 1);
    cr_expect_eq(report.findings.p[0].rule, &cve);
    cr_assert_eq(report.findings.p[0].agreed_by.n, 1);
    cr_expect_str_eq(report.findings.p[0].agreed_by.p[0].id, "GHSA-1");
    cr_expect_eq(report.findings.p[0].agreed_by.p[0].severity, HM_SEV_CRITICAL);
    hm_report_done(&report);
}

Test(merge, both_rules_of_ours_name_the_tool)
{
    struct hm_report report;

    start(&report);
    add(&report, (struct given){ &root, "D", 11, 11, "1", HM_SEV_HIGH });
    add(&report, (struct given){ &both, "D", 11, 11, "1", HM_SEV_HIGH });
    add(&report, (struct given){ &hadolint_root, "D", 11, 11, "1", HM_SEV_LOW });
    merge(&report);
    cr_assert_eq(report.findings.n, 2);
    cr_expect_eq(report.n_merged, 1);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(report.findings.p[i].agreed_by.n, 1);
        cr_expect_str_eq(report.findings.p[i].agreed_by.p[0].id, "DL3002");
    }
    hm_report_done(&report);
}

/* "TOOL ID PURL NAME ALIAS…": what tools say of one target; then what is left, "ID=ALIAS,ALIAS". */
static const struct {
    const char *name;
    const char *given[4];
    const char *left;
} alias_cases[] = {
    { "an alias joins",
      { "trivy CVE-2024-1 - a", "grype GHSA-1 - a CVE-2024-1" },
      "CVE-2024-1=GHSA-1" },
    { "whichever of them says it",
      { "trivy CVE-2024-1 - a GHSA-1", "grype GHSA-1 - a" },
      "CVE-2024-1=GHSA-1" },
    { "a chain joins",
      { "a RUSTSEC-1 - a GHSA-1", "b GHSA-1 - a CVE-2024-1", "c CVE-2024-1 - a" },
      "CVE-2024-1=GHSA-1,RUSTSEC-1" },
    { "a chain joins by what is said of another package",
      { "a RUSTSEC-1 - a", "b GHSA-1 - b RUSTSEC-1", "c GHSA-1 - a" },
      "GHSA-1=RUSTSEC-1 GHSA-1=RUSTSEC-1" },
    { "two CVEs are two faults, whoever links them",
      { "a CVE-2024-1 - a GHSA-1", "b CVE-2024-2 - a GHSA-1" },
      "CVE-2024-1=GHSA-1 CVE-2024-2=GHSA-1" },
    { "another package is another fault",
      { "a CVE-2024-1 - a", "b GHSA-1 - b CVE-2024-1" },
      "CVE-2024-1= GHSA-1=CVE-2024-1" },
    { "the purl says which package it is",
      { "a CVE-2024-1 pkg:npm/%40x/a@1?arch=1 a", "b CVE-2024-1 pkg:npm/@x/a @x/a" },
      "CVE-2024-1=" },
    { "other purls are other packages of one name",
      { "a CVE-2024-1 pkg:npm/a@1 a", "b CVE-2024-1 pkg:pypi/a@1 a" },
      "CVE-2024-1= CVE-2024-1=" },
    { "a distribution's name is none of a package's",
      { "a CVE-2024-1 pkg:rpm/amazon/a@1 a", "b CVE-2024-1 pkg:rpm/amzn/a@1?epoch=1 a" },
      "CVE-2024-1=" },
    { "an epoch that one tool leaves out",
      { "a CVE-2024-1 pkg:rpm/redhat/a@1?epoch=1 a", "b CVE-2024-1 pkg:rpm/redhat/a@1:1 a" },
      "CVE-2024-1=" },
    { "without a purl the name says it",
      { "a CVE-2024-1 - a", "b CVE-2024-1 pkg:npm/a@1 a", "c CVE-2024-1 pkg:npm/a@1 a",
        "d CVE-2024-1 pkg:pypi/a@1 a" },
      "CVE-2024-1= CVE-2024-1=" },
};

static void
add_told(struct hm_report *report, const char *given)
{
    struct hm_str words[5] = { { 0 } };
    struct hm_str rest = hm_str_c(given);
    struct hm_rule *rule = hm_arena_new(&report->arena, struct hm_rule, 1);

    for (size_t i = 0; i < 5 && hm_str_split(&rest, ' ', &words[i]); i++) {
    }
    rule->producer = hm_arena_c(&report->arena, words[0]);
    rule->id = hm_arena_c(&report->arena, words[1]);
    struct hm_finding *finding =
        add_cve(report, rule, "app", hm_arena_c(&report->arena, words[3]), "1");
    finding->purl = hm_str_eq(words[2], "-") ? HM_S("") : words[2];
    if (words[4].n > 0) {
        hm_finding_add_alias(&report->arena, finding, words[4]);
    }
}

Test(merge, aliases)
{
    for (size_t i = 0; i < sizeof alias_cases / sizeof alias_cases[0]; i++) {
        for (size_t turn = 0; turn < 2; turn++) {
            hm_auto_buf struct hm_buf left = { 0 };
            struct hm_report report;
            start(&report);
            for (size_t k = 0; k < 4; k++) {
                const char *given = alias_cases[i].given[turn == 0 ? k : 3 - k];
                if (given != NULL) {
                    add_told(&report, given);
                }
            }
            merge(&report);
            for (size_t k = 0; k < report.findings.n; k++) {
                const struct hm_finding *finding = &report.findings.p[k];
                hm_buf_printf(&left, "%s%.*s=", k == 0 ? "" : " ", HM_FMT(finding->advisory));
                for (size_t a = 0; a < finding->aliases.n; a++) {
                    hm_buf_printf(&left, "%s%.*s", a == 0 ? "" : ",",
                                  HM_FMT(finding->aliases.p[a]));
                }
            }
            cr_expect(hm_str_eq(hm_buf_str(&left), alias_cases[i].left), "%s: %.*s",
                      alias_cases[i].name, HM_FMT(hm_buf_str(&left)));
            hm_report_done(&report);
        }
    }
}

Test(merge, packages_versions_and_targets_keep_vulnerabilities_apart)
{
    struct hm_report report;

    start(&report);
    add_cve(&report, &cve, "app", "zlib", "1");
    add_cve(&report, &cve, "app", "zlib", "2");
    add_cve(&report, &cve, "app", "zlib1g", "1");
    add_cve(&report, &cve, "other", "zlib", "1");
    add_cve(&report, &cve, "app", "zlib1", "");
    merge(&report);
    cr_expect_eq(report.findings.n, 5);
    cr_expect_eq(report.n_merged, 0);
    hm_report_done(&report);
}

Test(merge, a_vulnerability_in_two_lock_files_is_two)
{
    struct hm_report report;

    start(&report);
    for (int i = 0; i < 2; i++) {
        struct hm_finding *finding = add_cve(&report, &cve, "", "lodash", "4");
        finding->target_kind = HM_TARGET_FILE;
        finding->path = i == 0 ? HM_S("a/package-lock.json") : HM_S("b/package-lock.json");
    }
    merge(&report);
    cr_expect_eq(report.findings.n, 2);
    hm_report_done(&report);
}

Test(merge, what_trivy_says_of_the_first_character_is_said_of_the_file)
{
    static const struct hm_place firsts[] = { { 1, 0, 1, 0 }, { 1, 1, 1, 9 } };

    for (size_t i = 0; i < 2; i++) {
        struct hm_report report;
        start(&report);
        add(&report, (struct given){ &root, "D", 11, 11, "1", HM_SEV_CRITICAL });
        add(&report, (struct given){ &trivy_root, "D", 1, 1, "", HM_SEV_HIGH })->place = firsts[i];
        merge(&report);
        cr_expect_eq(report.findings.n, i + 1);
        hm_report_done(&report);
    }
}

static const struct hm_rule dockle_root = { .id = "CIS-DI-0001", .producer = "dockle" };

static const struct hm_rule knows_dockle = { .id = "HM3001",
                                             .on = HM_ON_STAGE,
                                             .same_as = HM_IDS("dockle:CIS-DI-0001") };

static const struct {
    const char *name;
    const char *path; /* of the file that the image was built from, or NULL */
    const char *stage;
    size_t n_left;
} built_cases[] = {
    { "of the stage that it was built from", "D", "1", 1 },
    { "of another stage", "D", "build", 2 },
    { "of another file", "E", "1", 2 },
    { "of nobody knows what", "", "", 2 },
    { "of an image that was held against no file", NULL, "", 2 },
};

ROWS_OF(merge, what_is_said_of_an_image, built_cases)

ParameterizedTest(size_t *index, merge, what_is_said_of_an_image)
{
    static const struct hm_rule *const rules[] = { &knows_dockle };
    struct hm_report report;

    start(&report);
    report.catalogue = rules;
    report.n_catalogue = 1;
    struct hm_origin place = { .stage = hm_str_c(built_cases[*index].stage) };
    if (built_cases[*index].path != NULL) {
        place.path = hm_str_c(built_cases[*index].path);
        hm_vec_add(&report.arena, &report.origins,
                   ((struct hm_image_origins){ .target = HM_S("acme/app:1"), .other = &place }));
    }
    add(&report, (struct given){ &knows_dockle, "D", 11, 11, "1", HM_SEV_CRITICAL });
    struct hm_finding *finding =
        add(&report, (struct given){ &dockle_root, "D", 2, 2, "build", HM_SEV_MEDIUM });
    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = HM_S("acme/app:1");
    finding->is_inferred = true;
    merge(&report);
    cr_expect_eq(report.findings.n, built_cases[*index].n_left, "%s", built_cases[*index].name);
    hm_report_done(&report);
}

Test(merge, many_findings_of_one_rule_and_file_take_no_time)
{
    struct hm_report report = { .catalogue = catalogue, .n_catalogue = 4 };
    const uint32_t n = 50000;

    for (uint32_t i = 1; i <= n; i++) {
        add(&report, (struct given){ &pinned, "E", i, i, "", HM_SEV_LOW });
        add(&report, (struct given){ &hadolint_pin, "E", i, i, "", HM_SEV_LOW });
    }
    merge(&report);
    cr_expect_eq(report.findings.n, n);
    cr_expect_eq(report.n_merged, n);
    hm_report_done(&report);
}

Test(merge, an_empty_report)
{
    struct hm_report report = { 0 };

    merge(&report);
    cr_expect_eq(report.findings.n, 0);
    hm_report_done(&report);
}

/* Where the other tool sees it is said once, when that is another place of the file. */
Test(merge, names_the_place_that_was_not_taken)
{
    static const struct {
        uint32_t line;
        uint32_t end_line;
        size_t n_related;
    } rows[] = { { 10, 10, 1 }, { 11, 11, 0 }, { 9, 11, 0 }, { 0, 0, 0 } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report;
        start(&report);
        (void)add(&report, (struct given){ &root, "D", 11, 11, "1", HM_SEV_HIGH });
        for (int k = 0; k < 2; k++) {
            (void)add(&report, (struct given){ &hadolint_root, "D", rows[i].line, rows[i].end_line,
                                               "1", HM_SEV_LOW });
        }
        merge(&report);
        cr_assert_eq(report.findings.n, 1, "row %zu", i);
        const struct hm_finding *kept = &report.findings.p[0];
        cr_expect_eq(kept->place.line, 11, "row %zu", i);
        cr_assert_eq(kept->related.n, rows[i].n_related, "row %zu", i);
        if (kept->related.n > 0) {
            cr_expect_eq(kept->related.p[0].place.line, 10);
            cr_expect(hm_str_eq(kept->related.p[0].path, "D"));
            cr_expect(hm_str_eq(kept->related.p[0].message, "This is where hadolint sees it."));
        }
        hm_report_done(&report);
    }
}
