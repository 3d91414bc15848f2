/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/merge/level.h"
#include "reports/merge/merge.h"

/* --- vulnerabilities --- */

static const struct {
    const char *name;
    struct hm_rating ratings[5];
    enum hm_severity reported;
    enum hm_severity level;
    const char *score;
    const char *reason;
} vulnerabilities[] = {
    { "the distributor's word counts for its package",
      { { "debian", HM_SEV_LOW, 0, true, false }, { "nvd", HM_SEV_HIGH, 78, false, false } },
      HM_SEV_LOW,
      HM_SEV_LOW,
      "",
      "low: Debian; NVD says high (7.8)" },
    { "also where a tool took another's",
      { { "nvd", HM_SEV_HIGH, 78, false, false }, { "debian", HM_SEV_LOW, 0, true, false } },
      HM_SEV_HIGH,
      HM_SEV_LOW,
      "",
      "low: Debian; NVD says high (7.8)" },
    { "the highest score for all others",
      { { "ghsa", HM_SEV_HIGH, 75, false, false }, { "nvd", HM_SEV_CRITICAL, 98, false, false } },
      HM_SEV_HIGH,
      HM_SEV_CRITICAL,
      "9.8",
      "critical: NVD 9.8; GitHub says high (7.5)" },
    { "another distributor's word is only a word",
      { { "debian", HM_SEV_LOW, 0, false, false }, { "nvd", HM_SEV_HIGH, 81, false, false } },
      HM_SEV_HIGH,
      HM_SEV_HIGH,
      "8.1",
      "high: NVD 8.1; Debian says low" },
    { "a score outweighs a level",
      { { "snyk", HM_SEV_CRITICAL, 0, false, false }, { "nvd", HM_SEV_MEDIUM, 53, false, false } },
      HM_SEV_CRITICAL,
      HM_SEV_MEDIUM,
      "5.3",
      "medium: NVD 5.3; snyk says critical" },
    { "without a score the highest level",
      { { "a", HM_SEV_LOW, 0, false, false }, { "b", HM_SEV_MEDIUM, 0, false, false } },
      HM_SEV_LOW,
      HM_SEV_MEDIUM,
      "",
      "medium: b; a says low" },
    { "a distributor who does not rate says nothing",
      { { "alpine", HM_SEV_NONE, 0, true, false }, { "nvd", HM_SEV_HIGH, 75, false, false } },
      HM_SEV_HIGH,
      HM_SEV_HIGH,
      "7.5",
      "high: NVD 7.5" },
    { "what is exploited is high at least",
      { { "debian", HM_SEV_LOW, 0, true, false }, { "kev", HM_SEV_NONE, 0, false, true } },
      HM_SEV_LOW,
      HM_SEV_HIGH,
      "",
      "high: known to be exploited; Debian says low" },
    { "and stays worse where it is",
      { { "nvd", HM_SEV_CRITICAL, 98, false, false }, { "kev", HM_SEV_NONE, 0, false, true } },
      HM_SEV_CRITICAL,
      HM_SEV_CRITICAL,
      "9.8",
      "critical: NVD 9.8" },
    { "a score within the band goes with the distributor's level",
      { { "debian", HM_SEV_HIGH, 0, true, false }, { "nvd", HM_SEV_HIGH, 75, false, false } },
      HM_SEV_HIGH,
      HM_SEV_HIGH,
      "7.5",
      "high: Debian" },
};

Test(level, of_vulnerabilities)
{
    static const struct hm_rule rule = { .id = "CVE-1", .producer = "trivy" };

    for (size_t i = 0; i < sizeof vulnerabilities / sizeof vulnerabilities[0]; i++) {
        hm_auto_buf struct hm_buf reason = { 0 };
        struct hm_report report = { 0 };
        struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
        uint32_t n = 0;
        while (n < 5 && vulnerabilities[i].ratings[n].source != NULL) {
            n++;
        }
        *finding = (struct hm_finding){ .rule = &rule,
                                        .advisory = HM_S("CVE-1"),
                                        .severity = vulnerabilities[i].reported,
                                        .ratings = vulnerabilities[i].ratings,
                                        .n_ratings = n };
        hm_report_decide_levels(&report);
        finding = report.findings.p;
        hm_level_reason(finding, &reason);
        cr_expect_eq(finding->severity, vulnerabilities[i].level, "%s: %s", vulnerabilities[i].name,
                     hm_severity_row(finding->severity)->word);
        cr_expect(hm_str_eq(finding->score, vulnerabilities[i].score), "%s: %.*s",
                  vulnerabilities[i].name, HM_FMT(finding->score));
        cr_expect(hm_str_eq(hm_buf_str(&reason), vulnerabilities[i].reason), "%s: %.*s",
                  vulnerabilities[i].name, HM_FMT(hm_buf_str(&reason)));
        hm_report_done(&report);
    }
}

/* --- faults of files --- */

static void
no_check(const struct hm_visit *at, struct hm_sink *out)
{
    (void)at;
    (void)out;
}

static const struct hm_rule sudo_rule = { .id = "HM2114",
                                          .severity = HM_SEV_LOW,
                                          .on = HM_ON_RUN,
                                          .same_as = HM_IDS("trivy:DS-0010", "hadolint:DL3004"),
                                          .check = no_check };
static const struct hm_rule style_rule = { .id = "HM4012",
                                           .severity = HM_SEV_LOW,
                                           .profile = HM_PROFILE_HYGIENE,
                                           .on = HM_ON_RUN,
                                           .same_as = HM_IDS("trivy:DS-0026"),
                                           .check = no_check };
static const struct hm_rule *const catalogue[] = { &sudo_rule, &style_rule };
static const struct hm_rule *const applied[] = { &sudo_rule };
static const struct hm_rule trivy_sudo = { .id = "DS-0010",
                                           .producer = "trivy",
                                           .severity = HM_SEV_CRITICAL };
static const struct hm_rule hadolint_sudo = { .id = "DL3004",
                                              .producer = "hadolint",
                                              .severity = HM_SEV_MEDIUM };
static const struct hm_rule trivy_style = { .id = "DS-0026",
                                            .producer = "trivy",
                                            .severity = HM_SEV_HIGH };
static const struct hm_rule trivy_alone = { .id = "DS-0099",
                                            .producer = "trivy",
                                            .severity = HM_SEV_HIGH };

static const struct {
    const char *name;
    const struct hm_rule *given[3];
    enum hm_severity level;
    const char *reason;
} files[] = {
    { "another tool's level does not raise ours",
      { &sudo_rule, &trivy_sudo, &hadolint_sudo },
      HM_SEV_LOW,
      "low: hullmark; hadolint says medium; trivy says critical" },
    { "nothing is said where all agree", { &sudo_rule }, HM_SEV_LOW, "" },
    { "where ours stayed silent its level is the most",
      { &trivy_sudo },
      HM_SEV_LOW,
      "low: HM2114 has it so; trivy says critical" },
    { "where ours is not applied its level is the finding's",
      { &trivy_style },
      HM_SEV_LOW,
      "low: HM4012 has it so; trivy says high" },
    { "what no rule of ours is about keeps its level", { &trivy_alone }, HM_SEV_HIGH, "" },
};

Test(level, of_faults_in_files)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        hm_auto_buf struct hm_buf reason = { 0 };
        struct hm_report report = {
            .catalogue = catalogue, .n_catalogue = 2, .applied = applied, .n_applied = 1
        };
        for (size_t k = 0; k < 3 && files[i].given[k] != NULL; k++) {
            struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
            finding->rule = files[i].given[k];
            finding->path = HM_S("Dockerfile");
            finding->place.line = 3;
            finding->severity = finding->rule->severity;
        }
        hm_report_sort(&report);
        hm_report_merge(&report);
        hm_report_decide_levels(&report);
        cr_assert_eq(report.findings.n, 1, "%s", files[i].name);
        hm_level_reason(report.findings.p, &reason);
        cr_expect_eq(report.findings.p[0].severity, files[i].level, "%s", files[i].name);
        cr_expect(hm_str_eq(hm_buf_str(&reason), files[i].reason), "%s: %.*s", files[i].name,
                  HM_FMT(hm_buf_str(&reason)));
        cr_expect_eq(hm_level_is_disputed(report.findings.p), files[i].reason[0] != '\0');
        hm_report_done(&report);
    }
}

/* Some readers take the level from the rule. */
Test(level, a_foreign_rule_has_the_worst_of_its_findings)
{
    static const struct hm_rating low = { "debian", HM_SEV_LOW, 0, true, false };
    static const struct hm_rating high = { "nvd", HM_SEV_HIGH, 81, false, false };
    static const struct hm_rule rule = { .id = "CVE-1",
                                         .producer = "trivy",
                                         .severity = HM_SEV_MEDIUM };
    struct hm_report report = { 0 };

    for (int i = 0; i < 2; i++) {
        struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
        *finding = (struct hm_finding){ .rule = &rule,
                                        .advisory = HM_S("CVE-1"),
                                        .severity = HM_SEV_MEDIUM,
                                        .ratings = i == 0 ? &low : &high,
                                        .n_ratings = 1 };
    }
    hm_report_decide_levels(&report);
    cr_expect_eq(report.findings.p[0].severity, HM_SEV_LOW);
    cr_expect_eq(report.findings.p[1].severity, HM_SEV_HIGH);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(report.findings.p[i].rule->severity, HM_SEV_HIGH);
        cr_expect_str_eq(report.findings.p[i].rule->score, "8.1");
    }
    cr_expect_eq(rule.severity, HM_SEV_MEDIUM);
    hm_report_done(&report);
}
