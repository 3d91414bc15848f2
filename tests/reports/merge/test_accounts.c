/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "reports/merge/accounts.h"
#include "reports/merge/prepare.h"

static const struct hm_rule root = { .id = "HM3001",
                                     .concept = "runs-as-root",
                                     .on = HM_ON_STAGE,
                                     .same_as = HM_IDS("hadolint:DL3002", "trivy:DS-0002") };
static const struct hm_rule pinned = { .id = "HM2005",
                                       .concept = "unpinned-package",
                                       .on = HM_ON_RUN,
                                       .same_as = HM_IDS("hadolint:DL3008") };
static const struct hm_rule *const catalogue[] = { &root, &pinned };
static const struct hm_rule foreign[] = {
    { .id = "DS-0002", .producer = "trivy" },
    { .id = "DL3002", .producer = "hadolint" },
    { .id = "DL3008", .producer = "hadolint" },
    { .id = "DS-0099", .producer = "trivy" },
    { .id = "CVE-2024-1", .producer = "trivy" },
    { .id = "GHSA-1", .producer = "grype" },
    { .id = "aws-key", .producer = "gitleaks", .practice = HM_PRACTICE_SECRETS },
    { .id = "github-pat", .producer = "trivy", .practice = HM_PRACTICE_SECRETS },
};

/* The same numbers on every machine. */
static uint32_t
next(uint32_t *state, uint32_t below)
{
    *state = *state * 1664525 + 1013904223;
    return (*state >> 16) % below;
}

static const struct hm_rule *
some_rule(uint32_t *state)
{
    uint32_t n = next(state, 10);

    return n < 2 ? catalogue[n] : &foreign[n - 2];
}

static void
add_some(struct hm_report *report, uint32_t *state)
{
    static const char *const paths[] = { "Dockerfile", "a/Dockerfile" };
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = some_rule(state);
    finding->path = hm_str_c(paths[next(state, 2)]);
    finding->place.line = next(state, 6);
    finding->severity = (enum hm_severity)(1 + next(state, 5));
    if (hm_str_starts(hm_str_c(finding->rule->id), "CVE") ||
        hm_str_starts(hm_str_c(finding->rule->id), "GHSA")) {
        finding->advisory = hm_str_c(finding->rule->id);
        finding->package = next(state, 2) == 0 ? HM_S("a") : HM_S("b");
        finding->version = HM_S("1");
        finding->purl = next(state, 2) == 0 ? HM_S("pkg:npm/a@1") : HM_S("");
        if (next(state, 2) == 0) {
            hm_finding_add_alias(&report->arena, finding, HM_S("CVE-2024-1"));
        }
    }
}

static void
add_ignore(struct hm_report *report, uint32_t *state)
{
    struct hm_suppression *added = hm_vec_push(&report->arena, &report->suppressions);

    *added = (struct hm_suppression){ .id = next(state, 2) == 0 ? HM_S("HM3001") : HM_S("HM2005"),
                                      .path = HM_S("Dockerfile"),
                                      .place = { 1, 1, 1, 9 },
                                      .reason = HM_S("so") };
}

static size_t
count(const struct hm_report *report, const char *tool)
{
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        n += strcmp(hm_rule_tool(report->findings.p[i].rule), tool) == 0;
    }
    return n;
}

/* Whatever is made of it, nothing is lost: each tool's findings are in the report, or in another
 * finding that names the tool. */
Test(accounts, what_went_in_is_there_or_joined)
{
    static const char *const tools[] = { "gitleaks", "grype", "hadolint", "hullmark", "trivy" };

    for (uint32_t seed = 1; seed <= 300; seed++) {
        struct hm_report report = { .catalogue = catalogue, .n_catalogue = 2 };
        struct hm_prepare_options options = { .is_unmerged = seed % 5 == 0,
                                              .suppress = { .today = 20261122 },
                                              .jobs = 1 };
        size_t went_in[5] = { 0 };
        uint32_t state = seed;
        size_t n_merged = 0;
        for (uint32_t n = next(&state, 40); n > 0; n--) {
            add_some(&report, &state);
        }
        for (uint32_t n = next(&state, 3); n > 0; n--) {
            add_ignore(&report, &state);
        }
        for (size_t i = 0; i < 5; i++) {
            went_in[i] = count(&report, tools[i]);
        }
        hm_report_prepare(&report, &options);
        for (size_t i = 0; i < report.accounts.n; i++) {
            const struct hm_account *account = &report.accounts.p[i];
            size_t at = 0;
            while (strcmp(tools[at], account->tool) != 0) {
                at++;
            }
            cr_expect_eq(account->n_found, went_in[at], "seed %u: %s", seed, account->tool);
            cr_expect_eq(account->n_found,
                         account->n_merged + account->n_suppressed + account->n_reported,
                         "seed %u: %s", seed, account->tool);
            cr_expect_eq(account->n_suppressed + account->n_reported, count(&report, account->tool),
                         "seed %u: %s", seed, account->tool);
            n_merged += account->n_merged;
            went_in[at] = 0;
        }
        for (size_t i = 0; i < 5; i++) {
            cr_expect_eq(went_in[i], 0, "seed %u: %s has no account", seed, tools[i]);
        }
        cr_expect_eq(n_merged, report.n_merged, "seed %u", seed);
        cr_expect(!options.is_unmerged || n_merged == 0);
        hm_report_done(&report);
    }
}

Test(accounts, of_a_merge_and_without_it)
{
    for (int is_unmerged = 0; is_unmerged < 2; is_unmerged++) {
        struct hm_report report = { .catalogue = catalogue, .n_catalogue = 2 };
        const struct hm_rule *given[] = { &root, &foreign[0], &foreign[1] };
        for (size_t i = 0; i < 3; i++) {
            struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
            finding->rule = given[i];
            finding->path = HM_S("Dockerfile");
            finding->place.line = 1;
        }
        hm_report_prepare(&report, &(struct hm_prepare_options){ .is_unmerged = is_unmerged == 1 });
        cr_assert_eq(report.accounts.n, 3);
        cr_expect_str_eq(report.accounts.p[0].tool, "hadolint");
        cr_expect_eq(report.accounts.p[0].n_merged, is_unmerged == 1 ? 0 : 1);
        cr_expect_eq(report.accounts.p[0].n_reported, is_unmerged == 1 ? 1 : 0);
        cr_expect_eq(report.accounts.p[1].n_reported, 1);
        cr_expect_eq(report.findings.n, is_unmerged == 1 ? 3 : 1);
        hm_report_done(&report);
    }
}
