/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/text/text_rules.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

static const struct hm_rule socket = { .id = "HM6002",
                                       .title = "The socket is mounted",
                                       .needs = HM_NEEDS_SERVICES };
static const struct hm_rule limit = { .id = "HM6019",
                                      .title = "No limit on memory",
                                      .needs = HM_NEEDS_SERVICES };
static const struct hm_rule root = { .id = "HM3001",
                                     .title = "Runs as root",
                                     .needs = HM_NEEDS_DOCKERFILE };

static void
found(struct hm_report *report, const struct hm_rule *rule, const char *stage, unsigned line,
      enum hm_severity severity)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    *finding = (struct hm_finding){ .rule = rule,
                                    .path = HM_S("compose.yaml"),
                                    .stage = hm_str_c(stage),
                                    .place = { .line = line },
                                    .severity = severity };
}

static void
fill(struct hm_report *report, unsigned n)
{
    static const char *const services[] = { "web", "db", "cache" };

    for (unsigned i = 0; i < n; i++) {
        found(report, &limit, services[i % 3], 2 + i, HM_SEV_MEDIUM);
    }
    found(report, &root, "builder", 40, HM_SEV_CRITICAL);
    found(report, &root, "final", 41, HM_SEV_CRITICAL);
    found(report, &socket, "web", 50, HM_SEV_CRITICAL);
}

Test(text_rules, the_worst_is_first_and_counted_in_services_or_files)
{
    struct hm_report report = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_text text = { .buf = &buf };

    fill(&report, 12);
    hm_text_rules(&text, &report, false);
    cr_expect_str_eq(
        buf.p, "By rule, what to mend first on top\n"
               "  critical  HM3001  2 in 1 file       Runs as root (first compose.yaml:40)\n"
               "  critical  HM6002  in 1 service      The socket is mounted (compose.yaml:50)\n"
               "  medium    HM6019  12 in 3 services  No limit on memory (first "
               "compose.yaml:2)\n");
    hm_arena_done(&report.arena);
}

Test(text_rules, few_findings_have_no_table)
{
    struct hm_report report = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_text text = { .buf = &buf };

    fill(&report, HM_TEXT_RULES_FROM - 4);
    hm_text_rules(&text, &report, false);
    cr_expect_eq(buf.n, 0);
    hm_arena_done(&report.arena);
}

Test(text_rules, rows_past_the_limit_are_counted_unless_verbose)
{
    static struct hm_rule rules[20];
    static char ids[20][8];
    struct hm_report report = { 0 };
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_text text = { .buf = &buf };

    for (unsigned i = 0; i < 20; i++) {
        (void)snprintf(ids[i], sizeof ids[i], "HM%04u", i);
        rules[i] = (struct hm_rule){ .id = ids[i], .title = "A rule" };
        found(&report, &rules[i], "", i + 1, HM_SEV_LOW);
    }
    hm_text_rules(&text, &report, false);
    cr_expect(hm_str_has(hm_buf_str(&buf), "  8 more rules; --verbose lists them\n"), "%s", buf.p);
    hm_buf_clear(&buf);
    hm_text_rules(&text, &report, true);
    cr_expect(hm_str_has(hm_buf_str(&buf), "HM0019"), "%s", buf.p);
    hm_arena_done(&report.arena);
}
