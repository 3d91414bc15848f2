/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/across.h"

#include <criterion/criterion.h>

#include "plugin/rules/registry.h"
#include "tests/rows.h"

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
    deployment->noun = is_kubernetes ? "container" : "service";
    deployment->user_path = deployment->check_path = HM_S("run.yaml");
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

static void
apply_all(struct world *w)
{
    size_t n = 0;

    w->report.applied = hm_rules_all(&n);
    w->report.n_applied = n;
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

    apply_all(&w);
    product->exposed = (struct hm_port_list){ .list = { 80 }, .n = 1, .are_all_known = true };
    const struct hm_used_port ports[] = {
        { .by = "publishes", .number = 80 },
        { .by = "publishes", .number = 9090, .place = { .line = 7 } }
    };
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->ports = ports;
    deployment->n_ports = 2;
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

Test(across, protocols_of_ports_are_compared)
{
    struct world w;
    struct hm_product *product = begin(&w);
    const struct hm_used_port ports[] = { { .by = "publishes", .number = 53, .is_udp = true },
                                          { .by = "publishes", .number = 53 },
                                          { .by = "publishes", .number = 80 } };

    apply_all(&w);
    product->exposed = (struct hm_port_list){
        .list = { 53, 80 }, .are_udp = { true, true }, .n = 2, .are_all_known = true
    };
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->ports = ports;
    deployment->n_ports = 3;
    hm_report_across_find(&w.report);
    cr_assert_eq(w.report.findings.n, 2);
    cr_expect(hm_str_has(w.report.findings.p[0].message, "publishes port 53 of"));
    cr_expect(hm_str_has(w.report.findings.p[0].message, "exposes 53/udp and others"));
    hm_report_done(&w.report);
}

Test(across, a_pod_asks_for_a_port_that_nothing_exposes)
{
    struct world w;
    struct hm_product *product = begin(&w);
    const struct hm_used_port port = { .by = "livenessProbe",
                                       .number = 9090,
                                       .place = { .line = 12 } };

    apply_all(&w);
    product->exposed = (struct hm_port_list){ .list = { 80 }, .n = 1, .are_all_known = true };
    struct hm_deployment *deployment = run(&w, true, 3);
    deployment->ports = &port;
    deployment->n_ports = 1;
    hm_report_across_find(&w.report);
    cr_assert_eq(w.report.findings.n, 1);
    cr_expect_str_eq(w.report.findings.p[0].rule->id, "HM7078");
    cr_expect(hm_str_starts(w.report.findings.p[0].message,
                            "The livenessProbe of the container web of Pod/web asks port 9090"));
    hm_report_done(&w.report);
}

static const struct hm_image_volume data = { .path = { "/data", 5 }, .place = { .line = 4 } };

Test(across, a_volume_is_a_hole_in_a_read_only_root)
{
    struct world w;
    struct hm_product *product = begin(&w);
    const struct hm_str mounts[] = { HM_S("/data") };

    apply_all(&w);
    product->volumes = &data;
    product->n_volumes = 1;
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->are_mounts_known = true;
    deployment->is_read_only = HM_YES;
    deployment->read_only_place.line = 5;
    hm_report_across_find(&w.report);
    cr_assert_eq(w.report.findings.n, 1);
    cr_expect_str_eq(w.report.findings.p[0].rule->id, "HM6051");
    cr_expect_eq(w.report.findings.p[0].severity, HM_SEV_LOW);
    cr_expect_eq(w.report.findings.p[0].place.line, 5);
    cr_expect_eq(w.report.findings.p[0].related.p[0].place.line, 4);
    w.report.findings.n = 0;
    deployment->mounts = mounts;
    deployment->n_mounts = 1;
    hm_report_across_find(&w.report);
    cr_expect_eq(w.report.findings.n, 0);
    hm_report_done(&w.report);
}

Test(across, a_volume_of_a_writable_root_is_a_note)
{
    struct world w;
    struct hm_product *product = begin(&w);

    apply_all(&w);
    product->volumes = &data;
    product->n_volumes = 1;
    struct hm_deployment *deployment = run(&w, true, 3);
    deployment->are_mounts_known = true;
    deployment->is_read_only = HM_NO;
    hm_report_across_find(&w.report);
    cr_assert_eq(w.report.findings.n, 1);
    cr_expect_str_eq(w.report.findings.p[0].rule->id, "HM7079");
    cr_expect_eq(w.report.findings.p[0].severity, HM_SEV_INFO);
    w.report.findings.n = 0;
    deployment->is_for_work = true;
    hm_report_across_find(&w.report);
    cr_expect_eq(w.report.findings.n, 0, "tests want what is gone afterwards");
    deployment->is_for_work = false;
    deployment->are_mounts_known = false;
    hm_report_across_find(&w.report);
    cr_expect_eq(w.report.findings.n, 0, "something may be mounted");
    hm_report_done(&w.report);
}

/* What the image's user is, and whether the kubelet refuses it under runAsNonRoot. */
static const struct refusal {
    const char *user;
    enum hm_trit is_root;
    bool is_certain;
    bool is_number;
    bool is_refused;
} refusals[] = {
    { "root", HM_YES, true, false, true },   { "0", HM_YES, true, true, true },
    { "root", HM_YES, false, false, false }, /* Docker's default on a base that was not read */
    { "app", HM_NO, true, false, true },     { "10001", HM_NO, true, true, false },
    { "", HM_UNKNOWN, false, false, false },
};

ROWS_OF(across, pod_is_refused, refusals)

ParameterizedTest(size_t *index, across, pod_is_refused)
{
    const struct refusal *c = &refusals[*index];
    struct world w;
    struct hm_product *product = begin(&w);

    apply_all(&w);
    product->user = hm_str_c(c->user);
    product->is_root = c->is_root;
    product->is_certain = c->is_certain;
    product->is_user_number = c->is_number;
    struct hm_deployment *deployment = run(&w, true, 9);
    deployment->is_root = HM_NO;
    deployment->is_root_refused = true;
    hm_report_across_find(&w.report);
    cr_assert_eq(w.report.findings.n, c->is_refused);
    if (c->is_refused) {
        cr_expect_str_eq(w.report.findings.p[0].rule->id, "HM7080");
        cr_expect_eq(w.report.findings.p[0].related.n, 2);
    }
    hm_report_done(&w.report);
}

Test(across, a_service_whose_image_has_no_check_is_decided)
{
    struct world w;

    begin(&w)->has_healthcheck = HM_NO;
    (void)run(&w, false, 3);
    hm_vec_add(&w.report.arena, &w.report.not_evaluated,
               ((struct hm_not_evaluated){
                   .rule = rule_of("HM6023"), .path = HM_S("run.yaml"), .line = 3 }));
    hm_report_across_find(&w.report);
    cr_expect_eq(w.report.not_evaluated.n, 0);
    cr_assert_eq(w.report.findings.n, 1);
    cr_expect_str_eq(w.report.findings.p[0].rule->id, "HM6023");
    hm_report_done(&w.report);
}

Test(across, what_is_for_work_is_no_evidence)
{
    struct world w;

    (void)begin(&w);
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->is_root = HM_NO;
    deployment->is_user_for_work = true;
    cr_expect_eq(settle(&w, "HM3001", "Dockerfile", "0", 1)->severity, HM_SEV_CRITICAL);
    hm_report_done(&w.report);
}

Test(across, what_is_for_work_does_not_contradict)
{
    struct world w;

    (void)begin(&w);
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->is_root = HM_NO;
    deployment->is_user_for_work = true;
    run(&w, true, 9)->is_root = HM_NO;
    const struct hm_finding *finding = settle(&w, "HM3001", "Dockerfile", "0", 1);
    cr_expect_eq(finding->severity, HM_SEV_MEDIUM);
    cr_expect_eq(finding->related.n, 1);
    cr_expect_eq(finding->related.p[0].place.line, 0);
    hm_report_done(&w.report);
}

Test(across, root_at_work_is_still_root)
{
    struct world w;

    (void)begin(&w);
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->is_root = HM_YES;
    deployment->is_user_for_work = true;
    run(&w, true, 9)->is_root = HM_NO;
    cr_expect_eq(settle(&w, "HM3001", "Dockerfile", "0", 1)->severity, HM_SEV_CRITICAL);
    hm_report_done(&w.report);
}

Test(across, a_check_at_work_does_not_close)
{
    struct world w;

    (void)begin(&w);
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->is_checked = HM_YES;
    deployment->is_check_for_work = true;
    cr_expect_not(hm_finding_is_suppressed(settle(&w, "HM4015", "Dockerfile", "0", 1)));
    hm_report_done(&w.report);
}

Test(across, a_check_of_the_image_that_is_switched_off)
{
    struct world w;

    begin(&w)->has_healthcheck = HM_YES;
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->is_checked = HM_NO;
    deployment->check_place.line = 6;
    const struct hm_finding *finding = settle(&w, "HM6023", "run.yaml", "web", 6);
    cr_expect_eq(finding->severity, HM_SEV_MEDIUM);
    cr_expect_eq(finding->related.n, 1);
    hm_report_done(&w.report);
}

Test(across, root_over_a_user_of_the_image)
{
    struct world w;
    struct hm_product *product = begin(&w);

    product->is_root = HM_NO;
    product->user = HM_S("app");
    struct hm_deployment *deployment = run(&w, false, 3);
    deployment->user_place.line = 6;
    const struct hm_finding *finding = settle(&w, "HM6029", "run.yaml", "web", 6);
    cr_expect(hm_str_ends(finding->message, "Its image would be app: Dockerfile says so."));
    cr_expect_eq(finding->related.n, 1);
    hm_report_done(&w.report);
}

Test(across, a_health_check_that_kubernetes_does_not_look_at)
{
    struct world w;

    begin(&w)->has_healthcheck = HM_YES;
    (void)run(&w, true, 3);
    const struct hm_finding *finding = settle(&w, "HM7063", "run.yaml", "Pod/web", 3);
    cr_expect(hm_str_has(finding->message, "HEALTHCHECK"));
    cr_expect_eq(finding->severity, finding->rule->severity);
    hm_report_done(&w.report);
}

Test(across, a_writable_root_names_the_volumes)
{
    struct world w;
    struct hm_product *product = begin(&w);

    product->volumes = &data;
    product->n_volumes = 1;
    run(&w, true, 3)->are_mounts_known = true;
    const struct hm_finding *finding = settle(&w, "HM7031", "run.yaml", "Pod/web", 3);
    cr_expect(hm_str_has(finding->message, "writes to /data:"));
    hm_report_done(&w.report);
}

Test(across, a_line_of_several_containers_needs_all_of_them)
{
    struct world w;
    struct hm_product *product = begin(&w);

    product->is_root = HM_NO;
    product->user = HM_S("1000");
    product->is_user_number = true;
    run(&w, true, 3)->user_place.line = 2;
    struct hm_deployment *other = run(&w, true, 5);
    other->user_place.line = 2;
    other->image = HM_S("acme/other:1");
    cr_expect_not(hm_finding_is_suppressed(settle(&w, "HM7023", "run.yaml", "Pod/web", 2)));
    hm_report_done(&w.report);
}

/* --- accounts --- */

static struct hm_finding *
settle_account(struct world *w, const char *id, const char *account, enum hm_trit gives,
               const char *namespace)
{
    *w = (struct world){ 0 };
    struct hm_pod_account *pod = hm_vec_push(&w->report.arena, &w->report.pods);
    *pod = (struct hm_pod_account){ .path = HM_S("k8s/run.yaml"),
                                    .place = { .line = 4 },
                                    .part = HM_S("Pod/web"),
                                    .namespace = HM_S("shop"),
                                    .name = HM_S("web") };
    struct hm_kube_account *to = hm_vec_push(&w->report.arena, &w->report.kube_accounts);
    *to = (struct hm_kube_account){ .path = HM_S("k8s/account.yaml"),
                                    .place = { .line = 7 },
                                    .namespace = hm_str_c(namespace),
                                    .name = hm_str_c(account),
                                    .gives_token = gives };
    return settle(w, id, "k8s/run.yaml", "Pod/web", 4);
}

Test(across, an_account_of_another_file_gives_no_token)
{
    struct world w;
    const struct hm_finding *finding = settle_account(&w, "HM7051", "web", HM_NO, "shop");

    cr_assert_eq(finding->suppressed_by.n, 1);
    cr_expect(hm_str_eq(finding->suppressed_by.p[0]->path, "k8s/account.yaml"));
    cr_expect(hm_str_starts(finding->suppressed_by.p[0]->reason, "by deployment: "));
    hm_report_done(&w.report);
}

Test(across, an_account_of_another_file_gives_one)
{
    struct world w;
    const struct hm_finding *finding = settle_account(&w, "HM7051", "web", HM_YES, "shop");

    cr_expect_not(hm_finding_is_suppressed(finding));
    cr_expect(hm_str_has(finding->message, "does not forbid it"));
    hm_report_done(&w.report);
}

Test(across, accounts_of_other_names_and_namespaces_say_nothing)
{
    struct world w;

    cr_expect_not(hm_finding_is_suppressed(settle_account(&w, "HM7051", "other", HM_NO, "shop")));
    hm_report_done(&w.report);
    cr_expect_not(hm_finding_is_suppressed(settle_account(&w, "HM7051", "web", HM_NO, "test")));
    hm_report_done(&w.report);
    cr_expect_not(
        hm_finding_is_suppressed(settle_account(&w, "HM7051", "web", HM_UNKNOWN, "shop")));
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
