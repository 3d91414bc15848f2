/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/rule_table.h"

static void
add(struct hm_report *report, const struct hm_rule *rule)
{
    hm_vec_push(&report->arena, &report->findings)->rule = rule;
}

Test(rule_table, each_id_is_there_once_in_order)
{
    static const struct hm_rule b = { .id = "HM2" };
    static const struct hm_rule a = { .id = "HM1" };
    static const struct hm_rule trivy = { .id = "CVE-1", .producer = "trivy" };
    static const struct hm_rule grype = { .id = "CVE-1", .producer = "grype" };
    static const struct hm_rule undecided = { .id = "HM0" };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_report report = { 0 };
    struct hm_rule_table table;

    add(&report, &b);
    add(&report, &a);
    add(&report, &b);
    add(&report, &trivy);
    add(&report, &grype);
    hm_vec_push(&report.arena, &report.not_evaluated)->rule = &undecided;
    hm_rule_table_init(&table, &arena, &report);
    cr_assert_eq(table.n, 4);
    cr_expect_str_eq(table.rules[0]->id, "CVE-1");
    cr_expect_str_eq(table.rules[1]->id, "HM0");
    cr_expect_eq(hm_rule_table_index(&table, &trivy), 0);
    cr_expect_eq(hm_rule_table_index(&table, &grype), 0);
    cr_expect_eq(hm_rule_table_index(&table, &undecided), 1);
    cr_expect_eq(hm_rule_table_index(&table, &a), 2);
    cr_expect_eq(hm_rule_table_index(&table, &b), 3);
    hm_report_done(&report);
}

Test(rule_table, thousands_of_rules)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_report report = { 0 };
    struct hm_rule_table table;

    for (unsigned i = 0; i < 5000; i++) {
        struct hm_rule *rule = hm_arena_new(&arena, struct hm_rule, 1);
        rule->id = hm_arena_printf(&arena, "CVE-%u", i % 2500).p;
        add(&report, rule);
    }
    hm_rule_table_init(&table, &arena, &report);
    cr_expect_eq(table.n, 2500);
    for (size_t i = 0; i < report.findings.n; i++) {
        const struct hm_rule *rule = report.findings.p[i].rule;
        cr_assert_str_eq(table.rules[hm_rule_table_index(&table, rule)]->id, rule->id);
    }
    hm_report_done(&report);
}

Test(rule_table, an_empty_report)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_report report = { 0 };
    struct hm_rule_table table;

    hm_rule_table_init(&table, &arena, &report);
    cr_expect_eq(table.n, 0);
}
