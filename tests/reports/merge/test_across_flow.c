/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/across.h"

#include <criterion/criterion.h>

#include "plugin/rules/registry.h"

/* What a workflow that is not the one that pushes does to what is pushed, and when. */
struct flow_case {
    const char *rule;
    enum hm_act_kind kind;
    bool is_behind;
    enum hm_flow_start start;
    enum hm_severity severity;
    bool is_closed;
};

static const struct flow_case CASES[] = {
    { "HM8001", HM_ACT_SCAN, true, HM_FLOW_NEVER, HM_SEV_LOW, false },
    { "HM8001", HM_ACT_SCAN, false, HM_FLOW_BESIDE, HM_SEV_LOW, false },
    { "HM8001", HM_ACT_SCAN, false, HM_FLOW_BY_HAND, HM_SEV_MEDIUM, false },
    { "HM8001", HM_ACT_SCAN, false, HM_FLOW_NEVER, HM_SEV_MEDIUM, false },
    { "HM8001", HM_ACT_SIGN, true, HM_FLOW_NEVER, HM_SEV_MEDIUM, false },
    { "HM8002", HM_ACT_SIGN, true, HM_FLOW_NEVER, HM_SEV_LOW, true },
    { "HM8002", HM_ACT_SIGN, false, HM_FLOW_BESIDE, HM_SEV_INFO, false },
    { "HM8002", HM_ACT_SIGN, false, HM_FLOW_BY_HAND, HM_SEV_LOW, false },
    { "HM8002", HM_ACT_VERIFY, true, HM_FLOW_NEVER, HM_SEV_INFO, false },
    { "HM8002", HM_ACT_VERIFY, false, HM_FLOW_BESIDE, HM_SEV_LOW, false },
    { "HM8002", HM_ACT_SCAN, true, HM_FLOW_NEVER, HM_SEV_LOW, false },
    { "HM8003", HM_ACT_SIGN, true, HM_FLOW_NEVER, HM_SEV_LOW, false },
};

static const struct hm_rule *
rule_of(const char *id)
{
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);

    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i]->id, id) == 0) {
            return all[i];
        }
    }
    return NULL;
}

static const struct hm_str IMAGE = { "acme/web:1", 10 };
static const struct hm_str BUILD = { "Build", 5 };

static void
push_from(struct hm_report *report, const char *path, struct hm_str name)
{
    struct hm_flow *flow = hm_vec_push(&report->arena, &report->flows);
    struct hm_flow_image *image = hm_arena_new(&report->arena, struct hm_flow_image, 1);

    *image = (struct hm_flow_image){ .path = HM_S("a.yml"),
                                     .place = { .line = 3, .column = 5 },
                                     .names = { .list = &IMAGE, .n = 1 } };
    *flow =
        (struct hm_flow){ .path = hm_str_c(path), .name = name, .images = image, .n_images = 1 };
}

static struct hm_flow *
act_in(struct hm_report *report, const char *path, enum hm_act_kind kind)
{
    struct hm_flow *flow = hm_vec_push(&report->arena, &report->flows);
    struct hm_flow_act *act = hm_arena_new(&report->arena, struct hm_flow_act, 1);

    *act = (struct hm_flow_act){ .kind = kind,
                                 .tool = "tool",
                                 .path = hm_str_c(path),
                                 .place = { .line = 1, .column = 1 },
                                 .names = { .list = &IMAGE, .n = 1 } };
    *flow = (struct hm_flow){ .path = hm_str_c(path),
                              .name = HM_S("Other"),
                              .event = HM_S("schedule"),
                              .acts = act,
                              .n_acts = 1 };
    return flow;
}

static const struct hm_finding *
settle(struct hm_report *report, const char *id)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = rule_of(id);
    finding->severity = finding->rule->severity;
    finding->path = HM_S("a.yml");
    finding->place = (struct hm_place){ .line = 3, .column = 5 };
    finding->message = HM_S("It is so.");
    hm_report_across_settle(report);
    return &report->findings.p[0];
}

Test(across_flow, weighs_what_another_workflow_does)
{
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct hm_report report = { 0 };
        push_from(&report, "a.yml", BUILD);
        struct hm_flow *other = act_in(&report, "b.yml", CASES[i].kind);
        other->start = CASES[i].start;
        other->follows = &BUILD;
        other->n_follows = CASES[i].is_behind;
        const struct hm_finding *finding = settle(&report, CASES[i].rule);
        cr_expect_eq(finding->severity, CASES[i].severity, "%zu", i);
        cr_expect_eq(hm_finding_is_suppressed(finding), CASES[i].is_closed, "%zu", i);
        hm_arena_done(&report.arena);
    }
}

Test(across_flow, workflows_follow_each_other)
{
    static const struct hm_str tests = { "Tests", 5 };
    struct hm_report report = { 0 };

    push_from(&report, "a.yml", BUILD);
    struct hm_flow *other = act_in(&report, "b.yml", HM_ACT_SIGN);
    other->follows = &tests;
    other->n_follows = 1;
    struct hm_flow *middle = hm_vec_push(&report.arena, &report.flows);
    *middle = (struct hm_flow){ .path = HM_S("c.yml"), .name = tests, .n_follows = 1 };
    middle->follows = &BUILD;
    cr_expect(hm_finding_is_suppressed(settle(&report, "HM8002")));
    hm_arena_done(&report.arena);
}

Test(across_flow, workflows_that_wait_for_each_other_end)
{
    static const struct hm_str names[] = { { "Other", 5 }, { "Tests", 5 } };
    struct hm_report report = { 0 };

    push_from(&report, "a.yml", BUILD);
    struct hm_flow *other = act_in(&report, "b.yml", HM_ACT_SIGN);
    other->follows = names;
    other->n_follows = 2;
    struct hm_flow *middle = hm_vec_push(&report.arena, &report.flows);
    *middle = (struct hm_flow){ .path = HM_S("c.yml"), .name = names[1], .n_follows = 2 };
    middle->follows = names;
    cr_expect_not(hm_finding_is_suppressed(settle(&report, "HM8002")));
    hm_arena_done(&report.arena);
}

Test(across_flow, all_who_push_by_the_same_lines_are_looked_after)
{
    struct hm_report report = { 0 };

    push_from(&report, "a.yml", BUILD);
    push_from(&report, "c.yml", HM_S("Release"));
    struct hm_flow *other = act_in(&report, "b.yml", HM_ACT_SIGN);
    other->follows = &BUILD;
    other->n_follows = 1;
    cr_expect_not(hm_finding_is_suppressed(settle(&report, "HM8002")));
    hm_arena_done(&report.arena);
}

Test(across_flow, another_repository_is_no_other_workflow)
{
    struct hm_report report = { 0 };

    push_from(&report, "a.yml", BUILD);
    struct hm_flow *other = act_in(&report, "sub/b.yml", HM_ACT_SIGN);
    other->folder = HM_S("sub/");
    other->follows = &BUILD;
    other->n_follows = 1;
    cr_expect_not(hm_finding_is_suppressed(settle(&report, "HM8002")));
    hm_arena_done(&report.arena);
}

Test(across_flow, a_digest_that_is_used_behind_is_kept)
{
    static const struct hm_str named = { "acme/web@${D}", 13 };
    struct hm_report report = { 0 };

    push_from(&report, "a.yml", BUILD);
    struct hm_flow *other = act_in(&report, "b.yml", HM_ACT_DEPLOY);
    struct hm_flow_act act = other->acts[0];
    act.has_digest = true;
    act.names.list = &named;
    other->acts = &act;
    other->follows = &BUILD;
    other->n_follows = 1;
    cr_expect(hm_finding_is_suppressed(settle(&report, "HM8003")));
    hm_arena_done(&report.arena);
}
