/* SPDX-License-Identifier: Apache-2.0 */
/* What GitLab demands of security reports beyond their schemas, on every golden case. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <jansson.h>

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/gitlab/gitlab.h"
#include "tests/golden_report.h"

static const char *const cases[] = { "tests/golden/typical", "tests/golden/empty",
                                     "tests/golden/hostile", "tests/golden/incomplete",
                                     "tests/golden/suppressed" };
static const char *const formats[] = { "gitlab-container-scanning", "gitlab-sast",
                                       "gitlab-secret-detection" };

static json_t *
write_report(const struct hm_report *report, const char *format)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    json_error_t error;

    cr_assert_eq(hm_format_write(hm_format_find(hm_str_c(format)), report,
                                 &(struct hm_format_options){ 0 }, &buf, NULL),
                 HM_OK);
    json_t *root = json_loadb(buf.p, buf.n, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(root, "%s: %s", format, error.text);
    return root;
}

static struct hm_str
text_of(const json_t *from, const char *key, size_t limit)
{
    const json_t *value = json_object_get(from, key);

    cr_assert(json_is_string(value), "%s is missing", key);
    struct hm_str text = hm_str_make(json_string_value(value), json_string_length(value));
    cr_expect_gt(text.n, 0, "%s is empty", key);
    cr_expect_leq(hm_utf8_length(text), limit, "%s is too long", key);
    return text;
}

static void
check_identifiers(const json_t *identifiers)
{
    size_t i = 0;
    json_t *identifier = NULL;

    cr_expect_gt(json_array_size(identifiers), 0);
    cr_expect_leq(json_array_size(identifiers), 20);
    json_array_foreach ((json_t *)(uintptr_t)identifiers, i, identifier) {
        const char *url = json_string_value(json_object_get(identifier, "url"));
        (void)text_of(identifier, "type", 255);
        (void)text_of(identifier, "name", SIZE_MAX);
        (void)text_of(identifier, "value", SIZE_MAX);
        cr_expect(url == NULL || strncmp(url, "http", 4) == 0);
    }
}

static void
check_vulnerability(const json_t *vulnerability, json_t *seen)
{
    struct hm_str id = text_of(vulnerability, "id", 36);

    cr_expect_eq(id.n, 36);
    cr_expect_null(json_object_get(seen, id.p), "%s is there twice", id.p);
    cr_expect_eq(json_object_set_new(seen, id.p, json_true()), 0);
    (void)text_of(vulnerability, "name", 255);
    (void)text_of(vulnerability, "description", 1048576);
    cr_expect(json_object_get(vulnerability, "solution") == NULL ||
              text_of(vulnerability, "solution", 7000).n > 0);
    cr_expect_not_null(
        strstr("Info Unknown Low Medium High Critical", text_of(vulnerability, "severity", 8).p));
    check_identifiers(json_object_get(vulnerability, "identifiers"));
    cr_expect(json_is_object(json_object_get(vulnerability, "location")));
}

ParameterizedTestParameters(gitlab, each_finding_is_in_one_of_the_reports)
{
    static size_t indexes[] = { 0, 1, 2, 3, 4 };

    return cr_make_param_array(size_t, indexes, 5);
}

ParameterizedTest(size_t *index, gitlab, each_finding_is_in_one_of_the_reports)
{
    struct golden_case golden;
    hm_auto_json json_t *seen = json_object();
    size_t n_open = 0;

    golden_load(&golden, cases[*index]);
    for (size_t i = 0; i < golden.report.findings.n; i++) {
        n_open += !hm_finding_is_suppressed(&golden.report.findings.p[i]);
    }
    for (size_t k = 0; k < sizeof formats / sizeof formats[0]; k++) {
        hm_auto_json json_t *root = write_report(&golden.report, formats[k]);
        const json_t *scan = json_object_get(root, "scan");
        size_t i = 0;
        json_t *item = NULL;
        cr_expect_eq(text_of(scan, "start_time", 19).n, 19);
        json_array_foreach (json_object_get(scan, "messages"), i, item) {
            (void)text_of(item, "value", SIZE_MAX);
        }
        json_array_foreach (json_object_get(root, "vulnerabilities"), i, item) {
            check_vulnerability(item, seen);
        }
    }
    cr_expect_eq(json_object_size(seen), n_open);
    golden_done(&golden);
}

static void
expect_status(const struct hm_report *report, const char *format, const char *status)
{
    hm_auto_json json_t *root = write_report(report, format);

    cr_expect_str_eq(json_string_value(json_object_get(json_object_get(root, "scan"), "status")),
                     status, "%s", format);
}

static struct hm_ledger_row *
add_done(struct hm_report *report, const char *tool, const char *task)
{
    struct hm_ledger_row *row = hm_report_ledger(report);

    *row = (struct hm_ledger_row){
        .tool = hm_str_c(tool), .task = hm_str_c(task), .target = HM_S("x"), .state = HM_LEDGER_DONE
    };
    return row;
}

static const struct {
    const char *tool;
    const char *task;
    enum hm_ledger_state state;
    const char *statuses[3]; /* of formats */
} tasks[] = {
    { "hullmark", "rules", HM_LEDGER_DONE, { "failure", "success", "success" } },
    { "hullmark", "rules", HM_LEDGER_NOT_APPLICABLE, { "failure", "success", "success" } },
    { "hullmark", "rules", HM_LEDGER_SKIPPED, { "failure", "failure", "failure" } },
    { "trivy", "config", HM_LEDGER_DONE, { "failure", "success", "failure" } },
    { "hadolint", "config", HM_LEDGER_DONE, { "failure", "success", "failure" } },
    { "trivy", "fs", HM_LEDGER_DONE, { "failure", "failure", "success" } },
    { "trivy", "image", HM_LEDGER_DONE, { "success", "failure", "success" } },
    { "trivy", "image", HM_LEDGER_NOT_APPLICABLE, { "failure", "failure", "failure" } },
    { "grype", "image", HM_LEDGER_DONE, { "success", "failure", "failure" } },
    { "hullmark", "digest", HM_LEDGER_DONE, { "failure", "failure", "failure" } },
    { "cosign", "signature", HM_LEDGER_DONE, { "failure", "failure", "failure" } },
    { "import", "import", HM_LEDGER_DONE, { "failure", "failure", "failure" } },
};

/* GitLab takes what an empty list of a successful scan does not hold for resolved. */
Test(gitlab, a_report_for_which_nothing_was_searched_is_a_failure)
{
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        struct hm_report report = { .version = "1" };
        add_done(&report, tasks[i].tool, tasks[i].task)->state = tasks[i].state;
        for (size_t k = 0; k < 3; k++) {
            hm_auto_json json_t *root = write_report(&report, formats[k]);
            const json_t *scan = json_object_get(root, "scan");
            const json_t *message = json_array_get(json_object_get(scan, "messages"), 0);
            const char *status = json_string_value(json_object_get(scan, "status"));
            cr_expect_str_eq(status, tasks[i].statuses[k], "%s %s: %s", tasks[i].tool,
                             tasks[i].task, formats[k]);
            cr_expect_eq(json_object_get(message, "value") == NULL, status[0] == 's',
                         "a failure without a word on what to do");
        }
        hm_report_done(&report);
    }
}

Test(gitlab, what_was_imported_was_searched_for)
{
    struct hm_report report = { .version = "1" };
    struct hm_rule rule = { .id = "CVE-1", .producer = "trivy", .severity = HM_SEV_HIGH };
    struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);

    *finding = (struct hm_finding){ .rule = &rule,
                                    .target_kind = HM_TARGET_IMAGE,
                                    .target = HM_S("app"),
                                    .advisory = HM_S("CVE-1"),
                                    .package = HM_S("p") };
    (void)add_done(&report, "trivy", "import");
    expect_status(&report, "gitlab-container-scanning", "success");
    expect_status(&report, "gitlab-secret-detection", "failure");
    hm_report_done(&report);
}

Test(gitlab, a_scanner_that_failed_is_a_failure_of_what_rests_on_it)
{
    struct hm_report report = { .version = "1", .started_at = HM_S("2026-11-22T04:00:00Z") };
    struct hm_ledger_row *row = hm_report_ledger(&report);

    *row = (struct hm_ledger_row){ .tool = HM_S("trivy"),
                                   .task = HM_S("config"),
                                   .target = HM_S("."),
                                   .state = HM_LEDGER_FAILED };
    (void)add_done(&report, "hullmark", "rules");
    (void)add_done(&report, "grype", "image");
    row = &report.ledger.p[0];
    expect_status(&report, "gitlab-container-scanning", "success");
    expect_status(&report, "gitlab-sast", "failure");
    row->task = HM_S("image");
    expect_status(&report, "gitlab-container-scanning", "failure");
    row->is_allowed = true;
    expect_status(&report, "gitlab-container-scanning", "success");
    hm_report_done(&report);
}

static const struct {
    const char *purl;
    const char *os;
} systems[] = {
    { "pkg:deb/debian/openssl@3.0?arch=amd64&distro=debian-12.4", "debian 12.4" },
    { "pkg:apk/alpine/musl@1.2?distro=3.19.1", "alpine 3.19.1" },
    { "pkg:deb/x/y@1?distro=debian-12/../<x>", "debian 12" },
    { "pkg:npm/left-pad@1.3.0", "unknown" },
    { "", "unknown" },
};

Test(gitlab, the_operating_system_is_the_packages_own)
{
    for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
        struct hm_report report = { .version = "1" };
        struct hm_rule rule = { .id = "CVE-1", .producer = "trivy", .severity = HM_SEV_HIGH };
        struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
        *finding = (struct hm_finding){ .rule = &rule,
                                        .target_kind = HM_TARGET_IMAGE,
                                        .target = HM_S("app"),
                                        .advisory = HM_S("CVE-1"),
                                        .package = HM_S("p"),
                                        .purl = hm_str_c(systems[i].purl) };
        hm_auto_json json_t *root = write_report(&report, "gitlab-container-scanning");
        const json_t *first = json_array_get(json_object_get(root, "vulnerabilities"), 0);
        cr_expect_str_eq(json_string_value(json_object_get(json_object_get(first, "location"),
                                                           "operating_system")),
                         systems[i].os);
        hm_report_done(&report);
    }
}
