/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/across.h"

#include <criterion/criterion.h>

#include "plugin/rules/registry.h"

/* One Dockerfile, built by one target of bake, and what runs it. */
struct world {
    struct hm_report report;
    struct hm_build_use use;
    const struct hm_build_use *uses[1];
    struct hm_str image;
    const struct hm_rule *rule;
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

static struct hm_product *
begin(struct world *w)
{
    *w = (struct world){ .image = HM_S("acme/web:1"), .uses = { &w->use } };
    w->use = (struct hm_build_use){ .by = HM_BUILD_BY_BAKE, .images = &w->image, .n_images = 1 };
    struct hm_product *product = hm_vec_push(&w->report.arena, &w->report.products);
    product->path = HM_S("Dockerfile");
    product->stage = HM_S("0");
    product->uses = w->uses;
    product->n_uses = 1;
    return product;
}

static struct hm_deployment *
run(struct world *w, bool is_kubernetes, uint32_t line)
{
    struct hm_deployment *deployment = hm_vec_push(&w->report.arena, &w->report.deployments);

    deployment->is_kubernetes = is_kubernetes;
    deployment->is_whole = true;
    deployment->path = HM_S("run.yaml");
    deployment->part = is_kubernetes ? HM_S("Pod/web") : HM_S("web");
    deployment->name = HM_S("web");
    deployment->image = HM_S("acme/web:1");
    deployment->place.line = line;
    deployment->is_root = HM_UNKNOWN;
    deployment->is_checked = HM_UNKNOWN;
    return deployment;
}

static struct hm_finding *
settle(struct world *w, const char *id, const char *path, const char *stage, uint32_t line)
{
    struct hm_finding *finding = hm_vec_push(&w->report.arena, &w->report.findings);

    finding->rule = rule_of(id);
    finding->severity = finding->rule->severity;
    finding->path = hm_str_c(path);
    finding->stage = hm_str_c(stage);
    finding->place.line = line;
    finding->message = HM_S("It is so.");
    hm_report_across_settle(&w->report);
    return &w->report.findings.p[0];
}

Test(across, root_that_nobody_runs_as_root_is_lowered)
{
    struct world w;

    (void)begin(&w);
    run(&w, false, 3)->is_root = HM_NO;
    run(&w, true, 9)->is_root = HM_NO;
    const struct hm_finding *finding = settle(&w, "HM3001", "Dockerfile", "0", 1);
    cr_expect_eq(finding->severity, HM_SEV_MEDIUM);
    cr_expect_eq(finding->related.n, 2);
    cr_expect_not(hm_finding_is_suppressed(finding));
    cr_expect(hm_str_has(finding->message, "another user"));
    hm_report_done(&w.report);
}

Test(across, one_that_leaves_it_to_the_image_is_enough)
{
    struct world w;

    (void)begin(&w);
    run(&w, false, 3)->is_root = HM_NO;
    (void)run(&w, true, 9);
    cr_expect_eq(settle(&w, "HM3001", "Dockerfile", "0", 1)->severity, HM_SEV_CRITICAL);
    hm_report_done(&w.report);
}

Test(across, one_of_which_not_all_is_known_proves_nothing)
{
    struct world w;

    (void)begin(&w);
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->is_root = HM_NO;
    deployment->is_whole = false;
    cr_expect_eq(settle(&w, "HM3001", "Dockerfile", "0", 1)->severity, HM_SEV_CRITICAL);
    hm_report_done(&w.report);
}

Test(across, a_build_that_nobody_runs_keeps_its_root)
{
    struct world w;

    (void)begin(&w);
    struct hm_product *other = hm_vec_push(&w.report.arena, &w.report.products);
    other->path = HM_S("Dockerfile");
    other->stage = HM_S("0");
    run(&w, false, 3)->is_root = HM_NO;
    cr_expect_eq(settle(&w, "HM3001", "Dockerfile", "0", 1)->severity, HM_SEV_CRITICAL);
    hm_report_done(&w.report);
}

Test(across, another_stage_is_left_alone)
{
    struct world w;

    (void)begin(&w);
    run(&w, false, 3)->is_root = HM_NO;
    cr_expect_eq(settle(&w, "HM3001", "Dockerfile", "1", 1)->severity, HM_SEV_CRITICAL);
    hm_report_done(&w.report);
}

Test(across, checks_of_all_who_run_it_close_a_missing_healthcheck)
{
    struct world w;

    (void)begin(&w);
    run(&w, false, 3)->is_checked = HM_YES;
    const struct hm_finding *finding = settle(&w, "HM4015", "Dockerfile", "0", 1);
    cr_assert_eq(finding->suppressed_by.n, 1);
    cr_expect_eq(finding->suppressed_by.p[0]->dialect, HM_SUPPRESS_DEPLOYMENT);
    cr_expect(hm_str_starts(finding->suppressed_by.p[0]->reason, "by deployment: "));
    cr_expect(hm_str_eq(finding->suppressed_by.p[0]->path, "run.yaml"));
    hm_report_done(&w.report);
}

Test(across, a_pod_whose_image_is_root)
{
    struct world w;
    struct hm_product *product = begin(&w);

    product->is_root = HM_YES;
    product->is_certain = true;
    (void)run(&w, true, 9);
    const struct hm_finding *finding = settle(&w, "HM7023", "run.yaml", "Pod/web", 9);
    cr_expect_eq(finding->severity, HM_SEV_HIGH);
    cr_expect_eq(finding->related.n, 1);
    hm_report_done(&w.report);
}

Test(across, a_base_that_was_not_read_makes_no_root)
{
    struct world w;

    begin(&w)->is_root = HM_YES;
    (void)run(&w, true, 9);
    const struct hm_finding *finding = settle(&w, "HM7023", "run.yaml", "Pod/web", 9);
    cr_expect_eq(finding->severity, HM_SEV_MEDIUM);
    cr_expect_not(hm_finding_is_suppressed(finding));
    hm_report_done(&w.report);
}

Test(across, a_pod_whose_image_has_a_user_by_number)
{
    struct world w;
    struct hm_product *product = begin(&w);

    product->is_root = HM_NO;
    product->user = HM_S("app");
    (void)run(&w, true, 9);
    cr_expect_not(hm_finding_is_suppressed(settle(&w, "HM7023", "run.yaml", "Pod/web", 9)),
                  "a name may be any number");
    w.report.findings.n = 0;
    product->is_user_number = true;
    cr_expect(hm_finding_is_suppressed(settle(&w, "HM7023", "run.yaml", "Pod/web", 9)));
    hm_report_done(&w.report);
}

Test(across, what_the_image_decides_is_decided)
{
    struct world w;

    begin(&w)->has_healthcheck = HM_YES;
    (void)run(&w, false, 3);
    for (uint32_t line = 3; line < 5; line++) {
        hm_vec_add(&w.report.arena, &w.report.not_evaluated,
                   ((struct hm_not_evaluated){
                       .rule = rule_of("HM6023"), .path = HM_S("run.yaml"), .line = line }));
    }
    hm_report_across_settle(&w.report);
    cr_assert_eq(w.report.not_evaluated.n, 1);
    cr_expect_eq(w.report.not_evaluated.p[0].line, 4);
    hm_report_done(&w.report);
}

Test(across, ports_that_nothing_exposes)
{
    struct world w;
    struct hm_product *product = begin(&w);
    size_t n = 0;

    w.report.applied = hm_rules_all(&n);
    w.report.n_applied = n;
    product->exposed = (struct hm_port_list){ .list = { 80 }, .n = 1, .are_all_known = true };
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->published = (struct hm_port_list){ .list = { 80, 9090 }, .n = 2 };
    deployment->port_places[1].line = 7;
    hm_report_across_find(&w.report);
    cr_assert_eq(w.report.findings.n, 1);
    cr_expect_eq(w.report.findings.p[0].place.line, 7);
    cr_expect(hm_str_has(w.report.findings.p[0].message, "9090"));
    w.report.findings.n = 0;
    product->exposed.n = 0;
    hm_report_across_find(&w.report);
    cr_expect_eq(w.report.findings.n, 0, "the base may expose it");
    hm_report_done(&w.report);
}

Test(across, findings_of_a_dockerfile_get_the_images_of_its_builds)
{
    struct world w;

    (void)begin(&w);
    struct hm_report_build *build = hm_vec_push(&w.report.arena, &w.report.builds);
    build->use = w.use;
    build->use.dockerfile = HM_S("Dockerfile");
    const struct hm_finding *finding = settle(&w, "HM4015", "Dockerfile", "0", 1);
    cr_assert_eq(finding->images.n, 1);
    cr_expect(hm_str_eq(finding->images.p[0], "acme/web:1"));
    hm_report_done(&w.report);
}
