/* SPDX-License-Identifier: Apache-2.0 */
/* Analyses that GitHub keeps apart: which there are, and which are left out. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "reports/upload/upload.h"
#include "tests/golden_report.h"

static json_t *
write_report(const struct hm_report *report, struct hm_buf *said)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_format_sarif_github(report, &(struct hm_format_options){ .said = said }, &buf);
    json_t *root = json_loadb(buf.p, buf.n, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(root);
    return root;
}

/* The run of a category, or NULL. */
static const json_t *
find_run(const json_t *root, const char *category)
{
    size_t i = 0;
    json_t *run = NULL;

    json_array_foreach (json_object_get(root, "runs"), i, run) {
        const json_t *id = json_object_get(json_object_get(run, "automationDetails"), "id");
        if (strcmp(json_string_value(id), category) == 0) {
            return run;
        }
    }
    return NULL;
}

static size_t
count_results(const json_t *run)
{
    return json_array_size(json_object_get(run, "results"));
}

static void
add_row(struct hm_report *report, const char *tool, const char *task, const char *target,
        enum hm_ledger_state state)
{
    struct hm_ledger_row *row = hm_report_ledger(report);

    *row = (struct hm_ledger_row){
        .tool = hm_str_c(tool), .task = hm_str_c(task), .target = hm_str_c(target), .state = state
    };
}

static const struct hm_rule ours = { .id = "HM3001", .severity = HM_SEV_CRITICAL };
static const struct hm_rule of_trivy = { .id = "DS-9",
                                         .severity = HM_SEV_LOW,
                                         .producer = "trivy" };
static const struct hm_rule cve = { .id = "CVE-1", .severity = HM_SEV_HIGH, .producer = "trivy" };

static struct hm_finding *
add(struct hm_report *report, const struct hm_rule *rule)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    *finding = (struct hm_finding){ .rule = rule,
                                    .path = HM_S("Dockerfile"),
                                    .place = { 1, 1, 1, 2 },
                                    .message = HM_S("Bad."),
                                    .severity = rule->severity };
    return finding;
}

static void
add_of_image(struct hm_report *report, struct hm_str target)
{
    struct hm_finding *finding = add(report, &cve);

    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = target;
    finding->advisory = HM_S("CVE-1");
}

Test(sarif_github, each_part_is_an_analysis)
{
    struct hm_report report = { .version = "1.0.0" };

    add_row(&report, "hullmark", "rules", ".", HM_LEDGER_DONE);
    add_row(&report, "trivy", "config", ".", HM_LEDGER_DONE);
    add_row(&report, "trivy", "fs", ".", HM_LEDGER_DONE);
    add_row(&report, "trivy", "image", "ghcr.io/acme/app:1.2@sha256:00", HM_LEDGER_DONE);
    (void)add(&report, &ours);
    (void)add(&report, &of_trivy);
    add(&report, &cve)->advisory = HM_S("CVE-1");
    add_of_image(&report, HM_S("ghcr.io/acme/app:1.2@sha256:00"));
    hm_auto_json json_t *root = write_report(&report, NULL);
    cr_expect_eq(json_array_size(json_object_get(root, "runs")), 4);
    cr_expect_eq(count_results(find_run(root, "hullmark/static/")), 1);
    cr_expect_eq(count_results(find_run(root, "hullmark/static/trivy/")), 1);
    cr_expect_eq(count_results(find_run(root, "hullmark/deps/")), 1);
    cr_expect_eq(count_results(find_run(root, "hullmark/image/ghcr.io/acme/app/")), 1);
    hm_report_done(&report);
}

Test(sarif_github, the_accounts_of_the_whole_are_in_the_first_analysis_alone)
{
    struct hm_report report = { .version = "1.0.0" };
    struct hm_account account = { .tool = "trivy", .n_found = 1, .n_reported = 1 };

    add_row(&report, "trivy", "config", ".", HM_LEDGER_DONE);
    add_row(&report, "trivy", "fs", ".", HM_LEDGER_DONE);
    hm_vec_add(&report.arena, &report.accounts, account);
    hm_auto_json json_t *root = write_report(&report, NULL);
    for (size_t i = 0; i < 2; i++) {
        const json_t *run = json_array_get(json_object_get(root, "runs"), i);
        const json_t *accounts = json_object_get(json_object_get(run, "properties"), "accounts");
        cr_expect_eq(json_array_size(accounts), i == 0);
    }
    hm_report_done(&report);
}

Test(sarif_github, a_scanner_that_failed_closes_no_alert)
{
    struct hm_report report = { .version = "1.0.0" };
    hm_auto_buf struct hm_buf said = { 0 };

    add_row(&report, "hullmark", "rules", ".", HM_LEDGER_DONE);
    add_row(&report, "trivy", "config", ".", HM_LEDGER_FAILED);
    add_row(&report, "trivy", "fs", ".", HM_LEDGER_FAILED);
    add_row(&report, "trivy", "image", "app:1", HM_LEDGER_FAILED);
    add_row(&report, "trivy", "image", "other:1", HM_LEDGER_DONE);
    (void)add(&report, &ours);
    hm_auto_json json_t *root = write_report(&report, &said);
    cr_expect_eq(json_array_size(json_object_get(root, "runs")), 2);
    cr_expect_eq(count_results(find_run(root, "hullmark/static/")), 1);
    cr_expect_not_null(find_run(root, "hullmark/image/other/"));
    cr_expect(hm_str_has(hm_buf_str(&said), "hullmark/image/app/ is left out"));
    cr_expect(hm_str_has(hm_buf_str(&said), "hullmark/deps/ is left out"));
    hm_report_done(&report);
}

Test(sarif_github, what_was_not_asked_for_is_no_analysis)
{
    struct hm_report report = { .version = "1.0.0" };

    add_row(&report, "trivy", "image", "app:1", HM_LEDGER_DONE);
    add_row(&report, "trivy", "fs", ".", HM_LEDGER_SKIPPED);
    hm_auto_json json_t *root = write_report(&report, NULL);
    cr_expect_eq(json_array_size(json_object_get(root, "runs")), 1);
    cr_expect_not_null(find_run(root, "hullmark/image/app/"));
    hm_report_done(&report);
}

Test(sarif_github, many_tools_and_images_are_at_most_twenty_runs)
{
    struct hm_report report = { .version = "1.0.0" };
    size_t n = 0;
    size_t i = 0;
    json_t *run = NULL;

    add_row(&report, "hullmark", "rules", ".", HM_LEDGER_DONE);
    add_row(&report, "trivy", "fs", ".", HM_LEDGER_DONE);
    for (unsigned k = 0; k < 40; k++) {
        add_of_image(&report, hm_arena_printf(&report.arena, "app%02u:1", k));
        add_row(&report, hm_arena_printf(&report.arena, "tool%02u", k).p, "config", ".",
                HM_LEDGER_DONE);
    }
    hm_auto_json json_t *root = write_report(&report, NULL);
    cr_expect_leq(json_array_size(json_object_get(root, "runs")), 20);
    json_array_foreach (json_object_get(root, "runs"), i, run) {
        n += count_results(run);
    }
    cr_expect_eq(n, 40);
    hm_report_done(&report);
}

Test(sarif_github, the_worst_five_thousand_of_an_analysis_are_kept)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf said = { 0 };
    bool has_last = false;
    size_t i = 0;
    json_t *item = NULL;

    golden_load(&golden, "tests/golden/typical");
    struct hm_finding *first = &golden.report.findings.p[0];
    first->rule = &ours;
    first->target_kind = HM_TARGET_FILE;
    first->advisory = HM_S("");
    golden_multiply(&golden, 6000);
    hm_auto_json json_t *root = write_report(&golden.report, &said);
    const json_t *run = find_run(root, "hullmark/static/");
    cr_expect_eq(count_results(run), 5000);
    json_array_foreach (json_object_get(run, "results"), i, item) {
        const json_t *text = json_object_get(json_object_get(item, "message"), "text");
        has_last = has_last || strcmp(json_string_value(text), "Copy 5999 of 6000.") == 0;
    }
    cr_expect(has_last);
    cr_expect(hm_str_has(hm_buf_str(&said), "hullmark/static/ are left out"));
    const json_t *invocation = json_array_get(json_object_get(run, "invocations"), 0);
    json_array_foreach (json_object_get(invocation, "toolExecutionNotifications"), i, item) {
        const json_t *id = json_object_get(json_object_get(item, "descriptor"), "id");
        has_last = has_last && strcmp(json_string_value(id), "results-cut") != 0;
    }
    cr_expect_not(has_last, "the file does not say that it is cut");
    golden_done(&golden);
}

static const struct hm_rule mismatch = { .id = "HM5001",
                                         .severity = HM_SEV_CRITICAL,
                                         .practice = HM_PRACTICE_SIGNED };

/* What was scanned of the image waits for the scan to be whole; a digest that is wrong does not. */
Test(sarif_github, a_proof_waits_for_no_scan)
{
    struct hm_report report = { .version = "1.0.0" };
    hm_auto_buf struct hm_buf said = { 0 };

    add_row(&report, "hullmark", "digest", "app:1", HM_LEDGER_DONE);
    add_row(&report, "trivy", "image", "app:1", HM_LEDGER_FAILED);
    struct hm_finding *finding = add(&report, &mismatch);
    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = HM_S("app:1");
    hm_auto_json json_t *root = write_report(&report, &said);
    cr_expect_eq(json_array_size(json_object_get(root, "runs")), 1);
    cr_expect_eq(count_results(find_run(root, "hullmark/proof/")), 1);
    cr_expect(hm_str_has(hm_buf_str(&said), "hullmark/image/app/ is left out"));
    hm_report_done(&report);
}

/* Of two images one is wrong and one could not be read: the first is said. Where nothing was found,
 * what was not looked for closes no alert. */
Test(sarif_github, a_proof_that_failed_is_sent_with_what_it_found)
{
    for (size_t i = 0; i < 2; i++) {
        struct hm_report report = { .version = "1.0.0" };
        hm_auto_buf struct hm_buf said = { 0 };
        add_row(&report, "hullmark", "digest", "app:1", HM_LEDGER_DONE);
        add_row(&report, "hullmark", "digest", "other:1", HM_LEDGER_FAILED);
        if (i == 1) {
            struct hm_finding *finding = add(&report, &mismatch);
            finding->target_kind = HM_TARGET_IMAGE;
            finding->target = HM_S("app:1");
        }
        hm_auto_json json_t *root = write_report(&report, &said);
        cr_expect_eq(count_results(find_run(root, "hullmark/proof/")), i);
        cr_expect_eq(hm_str_has(hm_buf_str(&said), "hullmark/proof/ is left out"), i == 0);
        hm_report_done(&report);
    }
}

static void
list_rules(const json_t *run, struct hm_buf *buf)
{
    const json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
    const json_t *rules = json_object_get(driver, "rules");
    size_t i = 0;
    json_t *result = NULL;

    json_array_foreach (json_object_get(run, "results"), i, result) {
        size_t index = (size_t)json_integer_value(json_object_get(result, "ruleIndex"));
        const json_t *rule = json_array_get(rules, index);
        const json_t *bag = json_object_get(rule, "properties");
        cr_expect_str_eq(json_string_value(json_object_get(rule, "id")),
                         json_string_value(json_object_get(result, "ruleId")));
        hm_buf_printf(buf, "%s %s\n", json_string_value(json_object_get(rule, "id")),
                      json_string_value(json_object_get(bag, "security-severity")));
    }
}

/* GitHub shows a rule's level. Ours have one, from which a finding differs by a name of its own;
 * another tool's has that of its worst finding here. */
Test(sarif_github, rules_have_the_level_of_their_findings)
{
    struct hm_report report = { .version = "1.0.0" };
    hm_auto_buf struct hm_buf rules = { 0 };

    add_row(&report, "hullmark", "rules", ".", HM_LEDGER_DONE);
    (void)add(&report, &ours);
    add(&report, &ours)->severity = HM_SEV_LOW;
    add(&report, &of_trivy)->severity = HM_SEV_LOW;
    add(&report, &of_trivy)->severity = HM_SEV_MEDIUM;
    hm_auto_json json_t *root = write_report(&report, NULL);
    list_rules(find_run(root, "hullmark/static/"), &rules);
    list_rules(find_run(root, "hullmark/static/trivy/"), &rules);
    cr_expect_str_eq(rules.p, "HM3001 9.5\nHM3001:low 2.0\nDS-9 5.5\nDS-9 5.5\n", "%s", rules.p);
    hm_report_done(&report);
}

static const char *
noise(struct hm_arena *arena, uint64_t *state, size_t n)
{
    char *p = hm_arena_alloc(arena, n + 1);

    for (size_t i = 0; i < n; i++) {
        *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407U;
        p[i] = (char)('!' + (*state >> 33) % 93);
    }
    p[n] = '\0';
    return p;
}

/* Text that cannot be packed: five analyses of 5,000 would be 15 MiB. */
Test(sarif_github, a_report_that_is_too_large_when_it_is_packed_gets_fewer_results)
{
    struct hm_report report = { .version = "1.0.0" };
    hm_auto_buf struct hm_buf buf = { 0 };
    hm_auto_buf struct hm_buf packed = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    uint64_t state = 1;

    for (unsigned k = 0; k < 20000; k++) {
        struct hm_str image = hm_arena_printf(&report.arena, "app%u:1", k % 5);
        add_of_image(&report, image);
        struct hm_finding *last = &report.findings.p[report.findings.n - 1];
        last->message = hm_str_c(noise(&report.arena, &state, 900));
        last->severity = k < 100 ? HM_SEV_CRITICAL : HM_SEV_LOW;
    }
    hm_format_sarif_github(&report, &(struct hm_format_options){ .said = &said }, &buf);
    hm_upload_gzip(hm_buf_str(&buf), &packed);
    cr_expect_leq(packed.n, 10u * 1024 * 1024);
    cr_expect_geq(packed.n, 4u * 1024 * 1024);
    cr_expect(hm_str_has(hm_buf_str(&said), "hullmark/image/app0/ are left out, the worst"));
    size_t n = 0;
    for (const char *p = buf.p; (p = strstr(p, "\"level\":\"error\",\"message\"")) != NULL; p++) {
        n++;
    }
    cr_expect_eq(n, 100, "the worst are kept: %zu", n);
    hm_report_done(&report);
}
