/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/driver/gate/gate.h"

static const struct hm_rule root_rule = { .id = "HM3001",
                                          .concept = "runs-as-root",
                                          .practice = HM_PRACTICE_NON_ROOT,
                                          .same_as = HM_IDS("hadolint:DL3002") };
static const struct hm_rule secret_rule = { .id = "HM2001", .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule eol_rule = { .id = "HM1006", .concept = "base-past-end-of-life" };
static const struct hm_rule cve_rule = { .id = "CVE-1", .producer = "trivy" };
static const struct hm_rule foreign_rule = { .id = "CVE-2", .producer = "snyk" };

static const struct hm_origin of_base = { .kind = HM_ORIGIN_BASE };

enum { NOW = 1795320000 };

static struct hm_finding *
add(struct hm_report *report, const struct hm_rule *rule, enum hm_severity severity)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = rule;
    finding->severity = severity;
    finding->path = HM_S("services/a/Dockerfile");
    if (rule->producer != NULL) {
        finding->advisory = hm_str_c(rule->id);
        finding->package = HM_S("openssl");
        finding->target = HM_S("ghcr.io/acme/app:1");
    }
    return finding;
}

static struct hm_ledger_row *
add_row(struct hm_report *report, const char *tool, const char *task)
{
    struct hm_ledger_row *row = hm_report_ledger(report);

    row->tool = hm_str_c(tool);
    row->task = hm_str_c(task);
    row->target = HM_S("ghcr.io/acme/app:1 (linux/amd64)");
    return row;
}

/* 0: root, critical; 1: secret, high; 2: CVE-1 of trivy, high, fixed, 9.8, unchanged; 3: CVE-1,
 * medium, no fix and no score; 4: CVE-2 of an imported file, high, with nothing known. */
static void
fill(struct hm_report *report)
{
    struct hm_finding *finding = add(report, &root_rule, HM_SEV_CRITICAL);

    finding->stage = HM_S("runtime");
    hm_vec_add(&report->arena, &finding->agreed_by,
               ((struct hm_agreement){ .tool = "checkov", .id = "CKV_DOCKER_8" }));
    add(report, &secret_rule, HM_SEV_HIGH);
    finding = add(report, &cve_rule, HM_SEV_HIGH);
    finding->fixed_in = HM_S("2");
    finding->score = HM_S("9.8");
    finding->baseline = HM_BASELINE_UNCHANGED;
    finding->origin = &of_base;
    finding = add(report, &cve_rule, HM_SEV_MEDIUM);
    finding->baseline = HM_BASELINE_WORSE;
    add(report, &foreign_rule, HM_SEV_HIGH);
    add_row(report, "snyk", "import");
    struct hm_ledger_row *row = add_row(report, "trivy", "image");
    row->data_date = HM_S("2026-11-12T00:00:00Z");
    report->started_at = HM_S("2026-11-22T00:00:00Z");
}

static const struct {
    const char *expression;
    const char *failing; /* findings by number */
    bool is_failed;
} cases[] = {
    { "critical", "0", true },
    { "high", "0124", true },
    { "severity = high", "124", true },
    { "severity:medium,critical", "03", true },
    { "severity != high", "03", true },
    { "severity < high", "3", true },
    { "high & fixable", "0124", true },
    { "high & vulnerability & fixable", "24", true },
    { "vulnerability & !fixable", "34", true },
    { "high & new", "014", true },
    { "new", "0134", true },
    { "!new", "2", true },
    { "secret", "1", true },
    { "practice:non-root", "0", true },
    { "practice:none", "234", true },
    { "rule:HM3001", "0", true },
    { "rule:DL3002", "0", true },
    { "rule:hadolint:DL3002", "0", true },
    { "rule:runs-as-root", "0", true },
    { "rule:CKV_DOCKER_8", "0", true },
    { "rule:checkov:ckv_docker_8", "0", true },
    { "rule:trivy:CVE-1", "23", true },
    { "tool:trivy", "23", true },
    { "tool:checkov,snyk", "04", true },
    { "tool != trivy", "014", true },
    { "path:services", "01234", true },
    { "path:other", "", false },
    { "path:services & medium", "01234", true },
    { "stage:run*", "0", true },
    { "image:ghcr.io/acme/*", "234", true },
    { "package:open*", "234", true },
    { "base & critical", "", false },
    { "base & high", "24", true },
    { "own & critical", "0", true },
    { "advisory:CVE-2", "4", true },
    { "score >= 9", "234", true },
    { "score < 9", "34", true },
    { "score >= 9 & high", "24", true },
    { "any", "01234", true },
    { "none", "", false },
    { "db-age > 7d", "", true },
    { "db-age > 10d", "", false },
    { "db-age >= 10d", "", true },
    { "db-age > 1w & critical", "0", true },
    { "db-age > 2w & critical", "", false },
    { "none | db-age > 7d", "", true },
    { "report-age > 1h", "", true },
    { "eol-base", "", false },
    { "unsigned", "", true },
    { "!unsigned", "", true },
    { "tool-failed", "", false },
    { "not-evaluated", "", false },
};

Test(gate_decide, fails_for_what_it_says)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_report report = { 0 };
        struct hm_gate_expression expression;
        struct hm_err err = { 0 };
        char failing[8] = "";
        size_t n = 0;
        fill(&report);
        cr_assert_eq(
            hm_gate_parse(&report.arena, hm_str_c(cases[i].expression), &expression, NULL, &err),
            HM_OK, "%s", err.text);
        hm_gate_decide(&expression, &report, NOW + 7200);
        for (size_t k = 0; k < report.findings.n; k++) {
            if (report.findings.p[k].is_failing) {
                failing[n++] = (char)('0' + k);
            }
        }
        cr_expect_str_eq(failing, cases[i].failing, "%s: %s", cases[i].expression, failing);
        cr_expect_eq(report.gate.n_failing, n);
        cr_expect_eq(report.gate.is_failed, cases[i].is_failed, "%s", cases[i].expression);
        hm_report_done(&report);
    }
}

static void
decide(struct hm_report *report, const char *text)
{
    struct hm_gate_expression expression;

    cr_assert_eq(hm_gate_parse(&report->arena, hm_str_c(text), &expression, NULL, NULL), HM_OK);
    hm_gate_decide(&expression, report, NOW);
}

Test(gate_decide, what_is_suppressed_does_not_count)
{
    static const struct hm_suppression by = { .id = HM_STR("HM3001") };
    struct hm_report report = { 0 };

    fill(&report);
    hm_vec_add(&report.arena, &report.findings.p[0].suppressed_by, &by);
    decide(&report, "critical");
    cr_expect_not(report.gate.is_failed);
    hm_report_done(&report);
}

Test(gate_decide, explains_clauses_about_findings)
{
    struct hm_report report = { 0 };

    fill(&report);
    decide(&report, "medium & fixable | none");
    cr_assert_eq(report.gate.n_clauses, 2);
    const struct hm_gate_clause *clause = &report.gate.clauses[0];
    cr_expect(hm_str_eq(clause->text, "medium & fixable"));
    cr_expect_eq(clause->n, 4);
    cr_expect_eq(clause->n_unknown, 1);
    cr_expect_eq(clause->n_examples, 4);
    cr_expect_eq(clause->examples[0], 0);
    cr_expect_eq(clause->examples[1], 1);
    cr_expect_eq(clause->examples[3], 4);
    cr_expect_not(report.gate.clauses[1].holds);
    hm_report_done(&report);
}

Test(gate_decide, names_the_worst)
{
    struct hm_report report = { 0 };

    for (int i = 0; i < 9; i++) {
        add(&report, &root_rule, i < 7 ? HM_SEV_LOW : HM_SEV_HIGH);
    }
    decide(&report, "any");
    const struct hm_gate_clause *clause = &report.gate.clauses[0];
    cr_expect_eq(clause->n, 9);
    cr_assert_eq(clause->n_examples, HM_GATE_EXAMPLES);
    cr_expect_eq(clause->examples[0], 7);
    cr_expect_eq(clause->examples[1], 8);
    cr_expect_eq(clause->examples[2], 0);
    cr_expect_eq(clause->examples[4], 2);
    hm_report_done(&report);
}

static const char *
reason_of(struct hm_report *report, const char *text)
{
    decide(report, text);
    return hm_arena_c(&report->arena, report->gate.clauses[0].reason);
}

Test(gate_decide, says_why_the_run_fails)
{
    struct hm_report report = { 0 };

    fill(&report);
    cr_expect_str_eq(reason_of(&report, "db-age > 7d"), "the database of trivy was 10 days old");
    cr_expect_not(report.gate.clauses[0].is_unknown);
    cr_expect_str_eq(reason_of(&report, "unsigned"),
                     "nobody looked at the signature of ghcr.io/acme/app:1");
    cr_expect(report.gate.clauses[0].is_unknown);
    hm_report_done(&report);
}

Test(gate_decide, a_database_without_a_date_is_not_a_young_one)
{
    struct hm_report report = { .started_at = HM_S("2026-11-22T00:00:00Z") };

    cr_expect_str_eq(reason_of(&report, "db-age > 7d"),
                     "no tool that judges by a vulnerability database was run");
    cr_expect(report.gate.is_failed && report.gate.clauses[0].is_unknown);
    add_row(&report, "trivy", "fs");
    cr_expect_str_eq(reason_of(&report, "db-age > 7d"),
                     "trivy did not say how old its database is");
    cr_expect(report.gate.is_failed && report.gate.clauses[0].is_unknown);
    cr_expect_str_eq(reason_of(&report, "db-age < 7d"),
                     "trivy did not say how old its database is");
    cr_expect(report.gate.is_failed);
    hm_report_done(&report);
}

static void
add_evidence(struct hm_report *report, const char *kind, enum hm_proof proof)
{
    struct hm_evidence *row = hm_vec_push(&report->arena, &report->evidence);

    row->kind = kind;
    row->subject = HM_S("ghcr.io/acme/app:1");
    row->proof = proof;
}

Test(gate_decide, only_a_proof_is_a_signature)
{
    static const struct {
        enum hm_proof proof;
        bool is_failed;
    } rows[] = {
        { HM_PROOF_VERIFIED, false }, { HM_PROOF_ACCEPTED, false },    { HM_PROOF_WRONG, true },
        { HM_PROOF_ABSENT, true },    { HM_PROOF_UNVERIFIABLE, true }, { HM_PROOF_STATED, true },
        { HM_PROOF_UNCOVERED, true },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        fill(&report);
        add_evidence(&report, "signature", rows[i].proof);
        decide(&report, "unsigned");
        cr_expect_eq(report.gate.is_failed, rows[i].is_failed, "%s", hm_proof_word(rows[i].proof));
        decide(&report, "unverified");
        cr_expect(report.gate.is_failed, "a signature is no digest");
        hm_report_done(&report);
    }
}

Test(gate_decide, a_base_past_its_end_of_life)
{
    struct hm_report report = { 0 };
    static const struct hm_rule *const applied[] = { &root_rule };

    decide(&report, "eol-base");
    cr_expect_not(report.gate.is_failed);
    report.applied = applied;
    report.n_applied = 1;
    decide(&report, "eol-base");
    cr_expect(report.gate.is_failed && report.gate.clauses[0].is_unknown);
    report.applied = NULL;
    report.n_applied = 0;
    hm_vec_push(&report.arena, &report.not_evaluated)->rule = &eol_rule;
    decide(&report, "eol-base");
    cr_expect(report.gate.is_failed && report.gate.clauses[0].is_unknown);
    add(&report, &eol_rule, HM_SEV_HIGH)->place.line = 3;
    cr_expect_str_eq(reason_of(&report, "eol-base"),
                     "the base image in services/a/Dockerfile:3 is past its end of life");
    cr_expect_not(report.gate.clauses[0].is_unknown);
    hm_report_done(&report);
}

Test(gate_decide, a_tool_that_failed)
{
    struct hm_report report = { 0 };

    add_row(&report, "grype", "image")->state = HM_LEDGER_FAILED;
    cr_expect_str_eq(reason_of(&report, "tool-failed:GRYPE"),
                     "grype (image) failed for ghcr.io/acme/app:1 (linux/amd64)");
    decide(&report, "tool-failed:trivy");
    cr_expect_not(report.gate.is_failed);
    hm_report_done(&report);
}
