/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/driver/config/levels.h"
#include "plugin/rules/registry.h"

static struct hm_arena arena;
static struct hm_args args;
static struct hm_config config;
static struct hm_levels levels;
static struct hm_selection selection;
static struct hm_report report;

static void
begin(void)
{
    args.arena = &arena;
    args.config = &config;
}

static void
end(void)
{
    hm_report_done(&report);
    hm_arena_done(&arena);
}

TestSuite(levels, .init = begin, .fini = end);

static void
configure(const char *text)
{
    struct hm_err err = { 0 };

    cr_assert_eq(hm_config_read_text(&args, ".hullmark.yaml", false, hm_str_c(text), &config, &err),
                 HM_OK, "%s", err.text);
    cr_assert_eq(hm_profile_pick(&arena, hm_str_c(NULL), &selection, &err), HM_OK);
    cr_assert_eq(hm_levels_init(&levels, &args, &selection, &err), HM_OK, "%s", err.text);
}

static const struct hm_rule *
selected(const char *id)
{
    for (size_t i = 0; i < selection.n; i++) {
        if (strcmp(selection.rules[i]->id, id) == 0) {
            return selection.rules[i];
        }
    }
    return NULL;
}

static struct hm_finding *
find(const char *id, const char *path)
{
    const struct hm_rule *rule = hm_rules_find(hm_str_c(id));
    struct hm_finding finding = { .rule = rule,
                                  .path = hm_str_c(path),
                                  .severity = rule->severity };

    hm_vec_add(&report.arena, &report.findings, finding);
    return &report.findings.p[report.findings.n - 1];
}

Test(levels, rules_leave_and_join_the_selection)
{
    cr_assert_null(hm_rules_find(HM_S("HM3001"))->producer);
    configure("rules: {HM3001: off, HM2131: high, HM1006: low}\n");
    cr_expect_null(selected("HM3001"));
    cr_assert_not_null(selected("HM2131"), "a level switches a rule on");
    cr_expect_eq(selected("HM2131")->severity, HM_SEV_HIGH);
    cr_expect_eq(selected("HM1006")->severity, HM_SEV_LOW);
}

Test(levels, the_later_name_of_a_rule_counts)
{
    configure("rules: {HM3001: off, runs-as-root: low}\n");
    cr_assert_not_null(selected("HM3001"));
    cr_expect_eq(selected("HM3001")->severity, HM_SEV_LOW);
}

Test(levels, an_override_is_about_its_paths)
{
    configure("overrides:\n"
              "  - {paths: 'old/**', rules: {HM3001: low}}\n"
              "  - {paths: 'old/gone', rules: {HM3001: off}}\n");
    find("HM3001", "Dockerfile");
    find("HM3001", "old/Dockerfile");
    find("HM3001", "old/gone/Dockerfile");
    hm_levels_narrow(&levels, &report);
    cr_assert_eq(report.findings.n, 3);
    hm_levels_settle(&levels, &report);
    cr_expect_eq(report.findings.p[0].severity, HM_SEV_CRITICAL);
    cr_expect_eq(report.findings.p[1].severity, HM_SEV_LOW);
    cr_expect_eq(report.findings.p[1].suppressed_by.n, 0);
    cr_assert_eq(report.findings.p[2].suppressed_by.n, 1);
    cr_expect_eq(report.findings.p[2].suppressed_by.p[0]->place.line, 3);
}

Test(levels, an_overrides_profile_replaces_the_runs)
{
    configure("overrides: [{paths: strict, profile: all}, {paths: plain, profile: hygiene}]\n");
    cr_assert_not_null(selected("HM2131"));
    find("HM2131", "Dockerfile");
    find("HM2131", "strict/Dockerfile");
    find("HM3001", "plain/Dockerfile");
    hm_levels_narrow(&levels, &report);
    cr_assert_eq(report.findings.n, 2);
    cr_expect(hm_str_eq(report.findings.p[0].path, "strict/Dockerfile"));
}

Test(levels, other_tools_follow_the_rules_that_they_stand_for)
{
    static const struct hm_rule foreign = { .id = "DL3002", .producer = "hadolint" };
    struct hm_finding finding = { .rule = &foreign, .severity = HM_SEV_HIGH };

    configure("rules: {HM3001: off}\n");
    hm_vec_add(&report.arena, &report.findings, finding);
    finding.advisory = HM_S("CVE-2026-1");
    hm_vec_add(&report.arena, &report.findings, finding);
    hm_levels_settle(&levels, &report);
    cr_expect_eq(report.findings.p[0].suppressed_by.n, 1);
    cr_expect_eq(report.findings.p[1].suppressed_by.n, 0, "an advisory is no rule");
}

Test(levels, what_is_newer_than_the_epoch_does_not_gate)
{
    configure("epoch: 0.0\nrules: {HM1006: high}\n");
    find("HM3001", "Dockerfile");
    find("HM1006", "Dockerfile");
    hm_levels_settle(&levels, &report);
    cr_expect_eq(report.findings.p[0].severity, HM_SEV_INFO);
    cr_expect(report.findings.p[0].is_ungated);
    cr_expect_eq(report.findings.p[1].severity, HM_SEV_HIGH, "whoever names a rule wants it");
    cr_expect_not(report.findings.p[1].is_ungated);
}

Test(levels, the_report_says_what_is_off)
{
    configure("rules: {HM3001: {level: off, reason: legacy}}\nepoch: 0.0\n");
    hm_levels_state(&levels, &report);
    cr_assert_eq(report.notes.n, 2);
    cr_expect(hm_str_eq(report.notes.p[0].text, "Line 1 switches HM3001 off: legacy."));
    cr_expect_eq(report.notes.p[0].level, HM_NOTE_WARNING);
}
