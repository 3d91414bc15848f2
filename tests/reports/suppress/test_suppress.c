/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/suppress/suppress.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "plugin/dockerfile/parse.h"
#include "plugin/rules/engine.h"
#include "plugin/rules/registry.h"
#include "reports/merge/prepare.h"

static const struct hm_rule trivy_root = { .id = "DS-0002",
                                           .producer = "trivy",
                                           .severity = HM_SEV_HIGH };
static const struct hm_rule trivy_other = { .id = "DS-0099",
                                            .producer = "trivy",
                                            .severity = HM_SEV_HIGH };
static const struct hm_rule trivy_secret = { .id = "github-pat",
                                             .producer = "trivy",
                                             .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule other_secret = { .id = "gh-token",
                                             .producer = "gitleaks",
                                             .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule trivy_cve = { .id = "CVE-2024-1", .producer = "trivy" };

static const struct hm_suppress_options TODAY = { .today = 20261122 };

/* Judges a Dockerfile by the whole catalogue. */
static void
judge(struct hm_report *report, const char *text)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_engine engine;
    struct hm_source source;
    struct hm_dockerfile file;
    struct hm_facts facts = { .have = HM_NEEDS_DOCKERFILE, .dockerfile = &file, .today = 20261122 };
    struct hm_sink sink = { .arena = &report->arena };

    report->catalogue = hm_rules_all(&report->n_catalogue);
    hm_source_init(&source, &arena, HM_S("Dockerfile"), hm_str_c(text));
    hm_dockerfile_parse(&arena, &source, NULL, &file);
    hm_engine_init(&engine, &arena, report->catalogue, report->n_catalogue);
    hm_engine_run(&engine, &facts, &sink);
    hm_sink_outline(&sink, &file);
    hm_sink_suppressions(&sink, file.suppressions);
    hm_report_take(report, &sink);
    hm_vec_add(&report->arena, &report->paths, HM_S("Dockerfile"));
}

static void
add(struct hm_report *report, const struct hm_rule *rule, uint32_t line)
{
    struct hm_finding finding = { .rule = rule,
                                  .path = HM_S("Dockerfile"),
                                  .place = { line, 1, line, 2 },
                                  .message = HM_S("x."),
                                  .severity = HM_SEV_HIGH };

    if (rule == &trivy_cve) {
        finding.advisory = HM_S("CVE-2024-1");
        finding.package = HM_S("p");
        hm_finding_add_alias(&report->arena, &finding, HM_S("GHSA-aaaa-bbbb-cccc"));
    }
    hm_vec_add(&report->arena, &report->findings, finding);
}

static void
add_external(struct hm_report *report, enum hm_suppression_dialect dialect, const char *id,
             const char *scope, const char *pattern)
{
    struct hm_suppression from = { .dialect = dialect,
                                   .is_external = true,
                                   .id = hm_str_c(id),
                                   .path = HM_S(".ignore"),
                                   .scope = hm_str_c(scope),
                                   .pattern = hm_str_c(pattern) };

    hm_vec_add(&report->arena, &report->suppressions, from);
}

static void
conclude(struct hm_report *report, const struct hm_suppress_options *options)
{
    struct hm_prepare_options prepare = { .suppress = *options };

    hm_report_prepare(report, &prepare);
}

/* The state of the findings of a rule: "none", "open", "suppressed", or "both". */
static const char *
state_of(const struct hm_report *report, const char *id)
{
    bool is_open = false;
    bool is_suppressed = false;

    for (size_t i = 0; i < report->findings.n; i++) {
        if (strcmp(report->findings.p[i].rule->id, id) == 0) {
            is_open = is_open || !hm_finding_is_suppressed(&report->findings.p[i]);
            is_suppressed = is_suppressed || hm_finding_is_suppressed(&report->findings.p[i]);
        }
    }
    return is_open && is_suppressed ? "both"
           : is_open                ? "open"
           : is_suppressed          ? "suppressed"
                                    : "none";
}

#define ROOT "FROM alpine:3.22\n%s\nUSER root\nCMD [\"a\"]\n"

/* A comment above USER root, and what becomes of HM3001. */
Test(suppress, one_fault_has_many_names)
{
    static const struct {
        const char *comment;
        const char *state;
    } rows[] = {
        { "# nothing", "open" },
        { "# hullmark ignore=HM3001", "suppressed" },
        { "# hullmark ignore=runs-as-root", "suppressed" },
        { "# hullmark ignore=hm3001 until=2026-11-22", "suppressed" },
        { "# hullmark ignore=hm3001 until=2026-11-21", "open" },
        { "# hullmark ignore=hadolint:DL3002", "suppressed" },
        { "# hullmark ignore=DL3002", "suppressed" },
        { "# hullmark ignore=trivy:DL3002", "open" },
        { "# hullmark ignore=AVD-DS-0002", "suppressed" },
        { "# hullmark ignore=HM3002", "open" },
        { "# hadolint ignore=DL3002", "suppressed" },
        { "# hadolint ignore=DL3006", "open" },
        { "# hadolint ignore=HM3001", "suppressed" },
        { "# tally ignore=hadolint/DL3002", "suppressed" },
        { "# tally ignore=all", "suppressed" },
        { "# tally ignore=dl3002", "open" },
        { "#trivy:ignore:DS002", "suppressed" },
        { "#trivy:ignore:avd-ds-*", "suppressed" },
        { "#trivy:ignore:*", "suppressed" },
        { "#trivy:ignore:KSV-*", "open" },
        { "#trivy:ignore:DS-0002:exp:2026-11-21", "open" },
        { "# checkov:skip=CKV_DOCKER_3:x", "suppressed" },
        { "# checkov:skip=ckv_docker_3:x", "open" },
        { "# kics-scan ignore-line", "suppressed" },
        { "# nosemgrep", "suppressed" },
        { "# nosemgrep: dockerfile.security.last-user-is-root", "suppressed" },
        { "# nosemgrep: other", "open" },
        { "# check=skip=all", "open" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        struct hm_str text = hm_arena_printf(&report.arena, ROOT, rows[i].comment);
        judge(&report, text.p);
        conclude(&report, &TODAY);
        cr_expect_str_eq(state_of(&report, "HM3001"), rows[i].state, "%s", rows[i].comment);
        hm_report_done(&report);
    }
}

Test(suppress, only_where_it_looks)
{
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n# hadolint ignore=DL3020\nADD a b\nADD c d\n");
    conclude(&report, &TODAY);
    cr_expect_str_eq(state_of(&report, "HM4001"), "both");
    hm_report_done(&report);
}

/* Semgrep reports a missing USER at ENTRYPOINT; ours lies on FROM. It is one fault. */
Test(suppress, a_stage_as_a_whole_is_met_by_another_tools_comment)
{
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n# nosemgrep: missing-user-entrypoint\nENTRYPOINT [\"a\"]\n");
    conclude(&report, &TODAY);
    cr_expect_str_eq(state_of(&report, "HM3001"), "suppressed");
    hm_report_done(&report);
}

Test(suppress, a_joined_finding_is_one_fault)
{
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n# hadolint ignore=DL3002\nUSER root\nCMD [\"a\"]\n");
    add(&report, &trivy_root, 3);
    conclude(&report, &TODAY);
    cr_expect_str_eq(state_of(&report, "HM3001"), "suppressed");
    cr_expect_eq(report.n_merged, 1);
    hm_report_done(&report);
}

Test(suppress, what_only_tools_say_must_be_named_for_each)
{
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n#trivy:ignore:github-pat\nRUN a\nUSER 5\n");
    add(&report, &trivy_secret, 3);
    add(&report, &other_secret, 3);
    conclude(&report, &TODAY);
    cr_expect_str_eq(state_of(&report, "gh-token"), "open");
    hm_report_done(&report);

    judge(&report, "FROM alpine:3.22\n#trivy:ignore:github-pat\nRUN a\nUSER 5\n");
    add(&report, &trivy_secret, 3);
    conclude(&report, &TODAY);
    cr_expect_str_eq(state_of(&report, "github-pat"), "suppressed");
    hm_report_done(&report);
}

Test(suppress, an_id_without_a_rule_of_ours)
{
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n#trivy:ignore:AVD-DS-0099\nUSER root\n");
    add(&report, &trivy_other, 3);
    conclude(&report, &TODAY);
    cr_expect_str_eq(state_of(&report, "DS-0099"), "suppressed");
    hm_report_done(&report);
}

Test(suppress, an_ignore_file)
{
    static const struct {
        enum hm_suppression_dialect dialect;
        const char *id;
        const char *scope;
        const char *pattern;
        const char *root;
        const char *cve;
    } rows[] = {
        { HM_SUPPRESS_TRIVY, "DS-0002", "", "", "suppressed", "open" },
        { HM_SUPPRESS_TRIVY, "CVE-2024-1", "", "", "open", "suppressed" },
        { HM_SUPPRESS_TRIVY, "GHSA-aaaa-bbbb-cccc", "", "", "open", "suppressed" },
        { HM_SUPPRESS_TRIVY, "DS-0002", "", "sub/*", "open", "open" },
        { HM_SUPPRESS_TRIVY, "DS-0002", "", "Docker*", "suppressed", "open" },
        { HM_SUPPRESS_HADOLINT, "DL3002", "", "", "suppressed", "open" },
        { HM_SUPPRESS_HADOLINT, "DL3002", "sub/", "", "open", "open" },
        { HM_SUPPRESS_CHECKOV, "CKV_DOCKER_*", "", "", "suppressed", "open" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        judge(&report, "FROM alpine:3.22\nUSER root\nCMD [\"a\"]\n");
        add(&report, &trivy_cve, 1);
        add_external(&report, rows[i].dialect, rows[i].id, rows[i].scope, rows[i].pattern);
        conclude(&report, &TODAY);
        cr_expect_str_eq(state_of(&report, "HM3001"), rows[i].root, "%zu", i);
        cr_expect_str_eq(state_of(&report, "CVE-2024-1"), rows[i].cve, "%zu", i);
        hm_report_done(&report);
    }
}

/* A comment on the second line, and which rule about suppressions speaks. */
Test(suppress, what_is_wrong_with_one_is_a_finding)
{
    static const struct {
        const char *comment;
        const char *id; /* NULL: none of them */
    } rows[] = {
        { "# hullmark ignore=HM3001 reason=x", NULL },
        { "# hullmark ignore=HM3001 reason=x until=2026-11-22", NULL },
        { "# hullmark ignore=HM3001 reason=x until=2026-11-21", "HM9013" },
        { "# hullmark ignore=HM3001", "HM9015" },
        { "# hullmark ignore=HM4011 reason=x", "HM9014" },
        { "# hullmark ignore=HM4005 reason=x", NULL }, /* without a context nobody looked */
        { "# hullmark ignore=HM5003 reason=x", NULL }, /* without an image nobody looked */
        { "# hullmark ignore=CVE-2024-1 reason=x", NULL },
        { "# hullmark ignore=HM0000 reason=x", "HM9012" },
        { "# hadolint ignore=DL4000 # x", "HM9014" },
        { "# hadolint ignore=DL9999 # x", "HM9012" },
        { "# hadolint ignore=SC2086 # x", NULL },
        { "# tally ignore=dl3002;reason=x", "HM9012" },
        { "#trivy:ignore:DS-0001", "HM9014" },
        { "#trivy:ignore:some-slug", NULL },
        { "# nosemgrep", NULL },
        { "# hullmark ignore=HM3001 until=tomorrow", "HM9010" },
        { "# hadolint ignroe=DL3002", "HM9011" },
    };
    static const char *const ids[] = { "HM9010", "HM9011", "HM9012", "HM9013",
                                       "HM9014", "HM9015", "HM9016" };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        struct hm_str text = hm_arena_printf(&report.arena, ROOT, rows[i].comment);
        judge(&report, text.p);
        conclude(&report, &TODAY);
        for (size_t k = 0; k < sizeof ids / sizeof ids[0]; k++) {
            bool is_expected = rows[i].id != NULL && strcmp(rows[i].id, ids[k]) == 0;
            cr_expect_str_eq(state_of(&report, ids[k]), is_expected ? "open" : "none", "%s: %s",
                             rows[i].comment, ids[k]);
        }
        hm_report_done(&report);
    }
}

Test(suppress, rules_that_were_not_applied_accuse_nothing)
{
    static const struct hm_rule *const applied[] = { &hm9014_unused_suppression,
                                                     &hm3001_runs_as_root };
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n# hullmark ignore=HM4011 reason=x\nUSER root\n");
    report.applied = applied;
    report.n_applied = 2;
    conclude(&report, &TODAY);
    cr_expect_str_eq(state_of(&report, "HM9014"), "none");
    hm_report_done(&report);
}

Test(suppress, some_things_cannot_be)
{
    static const struct hm_rule *const ours[] = { &hm5001_digest_mismatch,
                                                  &hm5004_wrong_signature };

    for (size_t i = 0; i < 2; i++) {
        struct hm_report report = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        hm_buf_printf(&text, "# hullmark global ignore=%s reason=x\nFROM alpine:3.22\nUSER 5\n",
                      ours[i]->id);
        judge(&report, text.p);
        add(&report, ours[i], 2);
        conclude(&report, &TODAY);
        cr_expect_str_eq(state_of(&report, ours[i]->id), "open");
        cr_expect_str_eq(state_of(&report, "HM9016"), "open");
        hm_report_done(&report);
    }
}

Test(suppress, switched_off_it_does_nothing_and_says_so)
{
    struct hm_suppress_options off = { .today = 20261122, .is_off = true };
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n# hullmark ignore=HM3001\nUSER root\n");
    conclude(&report, &off);
    cr_expect_str_eq(state_of(&report, "HM3001"), "open");
    cr_assert_eq(report.notes.n, 1);
    cr_expect_str_eq(report.notes.p[0].id, "ignores-off");
    hm_report_done(&report);
}

static bool
never(void *ctx, const struct hm_suppression *suppression)
{
    return ctx != NULL && suppression->is_external;
}

Test(suppress, a_policy_may_refuse)
{
    struct hm_suppress_options strict = { .today = 20261122, .may_hold = never };
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n# hullmark ignore=HM3001 reason=x\nUSER root\n");
    conclude(&report, &strict);
    cr_expect_str_eq(state_of(&report, "HM3001"), "open");
    cr_expect_str_eq(state_of(&report, "HM9020"), "open");
    hm_report_done(&report);
}

/* Without a day nothing that has an end holds. */
Test(suppress, an_unknown_day_is_after_every_end)
{
    struct hm_suppress_options unknown = { .today = 0 };
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\n# hullmark ignore=HM3001 until=2099-01-01\nUSER root\n");
    conclude(&report, &unknown);
    cr_expect_str_eq(state_of(&report, "HM3001"), "open");
    hm_report_done(&report);
}

/* --- waivers --- */

static struct hm_suppression *
waive(struct hm_report *report, const char *id)
{
    add_external(report, HM_SUPPRESS_WAIVER, id, "", "");
    struct hm_suppression *made = &report->suppressions.p[report->suppressions.n - 1];
    made->until = 20270131;
    made->reason = HM_S("r");
    made->place = (struct hm_place){ 3, 1, 3, 2 };
    return made;
}

/* A vulnerability of an image, as Trivy reports it. */
static void
add_vulnerability(struct hm_report *report, const char *image)
{
    add(report, &trivy_cve, 1);
    struct hm_finding *finding = &report->findings.p[report->findings.n - 1];
    finding->target_kind = HM_TARGET_IMAGE;
    finding->target = hm_str_c(image);
    finding->package = HM_S("left-pad");
    finding->version = HM_S("1.0.0");
    finding->purl = HM_S("pkg:npm/left-pad@1.0.0");
    finding->stage = HM_S("build");
}

static bool
is_accepted(struct hm_report *report)
{
    hm_report_sort(report);
    hm_report_suppress(report, &TODAY);
    for (size_t i = 0; i < report->findings.n; i++) {
        if (report->findings.p[i].rule == &trivy_cve) {
            return hm_finding_is_suppressed(&report->findings.p[i]);
        }
    }
    return false;
}

Test(suppress, a_waiver_covers_what_fits_all_that_it_names)
{
    static const struct {
        const char *id, *path, *image, *package, *stage;
        bool is_accepted;
    } rows[] = {
        { .id = "CVE-2024-1", .is_accepted = true },
        { .id = "GHSA-aaaa-bbbb-cccc", .is_accepted = true },
        { .id = "CVE-2024-2" },
        { .id = "CVE-2024-1", .path = "Dockerfile", .is_accepted = true },
        { .id = "CVE-2024-1", .path = "dockerfile" },
        { .id = "CVE-2024-1", .path = "a/**" },
        { .id = "CVE-2024-1", .image = "reg.example/acme/**", .is_accepted = true },
        { .id = "CVE-2024-1", .image = "reg.example/acme/app:1.*", .is_accepted = true },
        { .id = "CVE-2024-1", .image = "reg.example/other/**" },
        { .id = "CVE-2024-1", .package = "left-pad", .is_accepted = true },
        { .id = "CVE-2024-1", .package = "right-pad" },
        { .id = "CVE-2024-1", .package = "pkg:npm/left-pad", .is_accepted = true },
        { .id = "CVE-2024-1", .package = "pkg:npm/left-pad@1.0.0", .is_accepted = true },
        { .id = "CVE-2024-1", .package = "pkg:npm/left-pad@1.0.1" },
        { .id = "CVE-2024-1", .package = "pkg:pypi/left-pad" },
        { .id = "CVE-2024-1", .stage = "build", .is_accepted = true },
        { .id = "CVE-2024-1", .stage = "final" },
        { .id = "CVE-2024-1", .image = "reg.example/acme/**", .package = "right-pad" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        judge(&report, "FROM alpine:3.22\nUSER app\n");
        add_vulnerability(&report, "reg.example/acme/app:1.2");
        struct hm_suppression *made = waive(&report, rows[i].id);
        made->pattern = hm_str_c(rows[i].path);
        made->image = hm_str_c(rows[i].image);
        made->package = hm_str_c(rows[i].package);
        made->stage = hm_str_c(rows[i].stage);
        cr_expect_eq(is_accepted(&report), rows[i].is_accepted, "%zu", i);
        hm_report_done(&report);
    }
}

Test(suppress, an_image_without_a_reference_fits_no_pattern)
{
    struct hm_report report = { 0 };

    judge(&report, "FROM alpine:3.22\nUSER app\n");
    add_vulnerability(&report, "./layout");
    waive(&report, "CVE-2024-1")->image = HM_S("docker.io/**");
    cr_expect_not(is_accepted(&report));
    hm_report_done(&report);
}

static size_t
count_own(const struct hm_report *report, const char *id)
{
    size_t n = 0;

    for (size_t i = 0; i < report->findings.n; i++) {
        n += strcmp(report->findings.p[i].rule->id, id) == 0;
    }
    return n;
}

Test(suppress, what_is_wrong_with_a_waiver_is_a_finding)
{
    static const struct {
        const char *id, *path;
        uint32_t until;
        bool has_more_files;
        const char *finding; /* or NULL: none */
    } rows[] = {
        { .id = "HM3001", .path = "Dockerfile", .until = 20261121, .finding = "HM9013" },
        { .id = "HM2107", .path = "Dockerfile", .until = 20270131, .finding = "HM9014" },
        { .id = "HM2107", .path = "elsewhere", .until = 20270131 },
        { .id = "HM3001", .path = "Dockerfile", .until = 20270131, .has_more_files = true },
        { .id = "HM3001", .path = "", .until = 20270131 },
        { .id = "HM3001",
          .path = "",
          .until = 20270131,
          .has_more_files = true,
          .finding = "HM9017" },
        { .id = "HM3001", .path = "**", .until = 20270131, .finding = "HM9017" },
        { .id = "no-such", .path = "Dockerfile", .until = 20270131, .finding = "HM9012" },
        { .id = "HM5001", .path = "Dockerfile", .until = 20270131 },
    };
    static const char *const ids[] = { "HM9012", "HM9013", "HM9014", "HM9017" };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        judge(&report, "FROM alpine:3.22\nUSER root\n");
        if (rows[i].has_more_files) {
            hm_vec_add(&report.arena, &report.paths, HM_S("b/Dockerfile"));
        }
        struct hm_suppression *made = waive(&report, rows[i].id);
        made->pattern = hm_str_c(rows[i].path);
        made->until = rows[i].until;
        (void)is_accepted(&report);
        for (size_t k = 0; k < sizeof ids / sizeof ids[0]; k++) {
            size_t wanted = rows[i].finding != NULL && strcmp(rows[i].finding, ids[k]) == 0;
            cr_expect_eq(count_own(&report, ids[k]), wanted, "%zu: %s", i, ids[k]);
        }
        hm_report_done(&report);
    }
}

Test(suppress, a_waiver_of_an_advisory_is_unused_only_where_packages_were_looked_at)
{
    static const struct {
        bool has_tree, has_image;
        enum hm_ledger_state state;
        size_t n;
    } rows[] = {
        { false, false, HM_LEDGER_DONE, 0 },  { true, false, HM_LEDGER_DONE, 0 },
        { true, true, HM_LEDGER_DONE, 1 },    { true, true, HM_LEDGER_FAILED, 0 },
        { true, true, HM_LEDGER_SKIPPED, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        judge(&report, "FROM alpine:3.22\nUSER app\n");
        for (int k = 0; k < 2; k++) {
            if (k == 0 ? rows[i].has_tree : rows[i].has_image) {
                struct hm_ledger_row *row = hm_report_ledger(&report);
                row->tool = HM_S("trivy");
                row->task = k == 0 ? HM_S("fs") : HM_S("image");
                row->target = k == 0 ? HM_S(".") : HM_S("app:1");
                row->state = k == 0 ? HM_LEDGER_DONE : rows[i].state;
            }
        }
        (void)waive(&report, "CVE-2024-9");
        (void)is_accepted(&report);
        cr_expect_eq(count_own(&report, "HM9014"), rows[i].n, "%zu", i);
        hm_report_done(&report);
    }
}

/* --- VEX --- */

static const struct hm_evidence seen = {
    .kind = "digest",
    .subject = HM_STR("reg.example/acme/app:1.2"),
    .digest = HM_STR("sha256:1111111111111111111111111111111111111111111111111111111111111111"),
    .proof = HM_PROOF_VERIFIED,
};

static void
state(struct hm_report *report, enum hm_vex_status status, const char *product, const char *part,
      int64_t time)
{
    struct hm_arena *arena = &report->arena;
    struct hm_str *names = hm_arena_new(arena, struct hm_str, 2);
    struct hm_vex_product *made = hm_arena_new(arena, struct hm_vex_product, 1);
    struct hm_vex *vex = hm_arena_new(arena, struct hm_vex, 1);

    names[0] = hm_str_c(product);
    names[1] = hm_str_c(part);
    *made = (struct hm_vex_product){ .ids = names,
                                     .n_ids = 1,
                                     .parts = names + 1,
                                     .n_parts = part != NULL,
                                     .has_parts = part != NULL };
    *vex = (struct hm_vex){ .status = status,
                            .author = HM_S("acme"),
                            .time = time,
                            .order = (uint32_t)report->suppressions.n,
                            .products = made,
                            .n_products = 1 };
    add_external(report, HM_SUPPRESS_VEX, "CVE-2024-1", "", "");
    report->suppressions.p[report->suppressions.n - 1].vex = vex;
}

#define DIGEST "sha256%3A1111111111111111111111111111111111111111111111111111111111111111"

Test(suppress, a_statement_of_vex_is_about_a_product)
{
    static const struct {
        const char *product, *part;
        bool is_accepted;
    } rows[] = {
        { "pkg:oci/app@" DIGEST "?repository_url=reg.example/acme/app", NULL, true },
        { "pkg:oci/app@" DIGEST, "pkg:npm/left-pad@1.0.0", true },
        { "pkg:oci/app@" DIGEST, "pkg:npm/left-pad@1.0.1", false },
        { "pkg:oci/app@" DIGEST, "pkg:npm/right-pad", false },
        { "pkg:oci/app@sha256%3A2222", NULL, false },
        { "pkg:oci/app?repository_url=reg.example/acme", NULL, true },
        { "pkg:oci/app?repository_url=other.example/acme/app", NULL, false },
        { "pkg:oci/app?tag=1.2", NULL, true },
        { "pkg:oci/app?tag=1.3", NULL, false },
        { "pkg:oci/other", NULL, false },
        { "pkg:docker/acme/app@1.2", NULL, true },
        { "reg.example/acme/app", NULL, true },
        { "reg.example/acme/app:1.2", NULL, true },
        { "reg.example/acme/app:1.3", NULL, false },
        { "sha256:1111111111111111111111111111111111111111111111111111111111111111", NULL, true },
        { "sha256:2222222222222222222222222222222222222222222222222222222222222222", NULL, false },
        { "pkg:npm/left-pad@1.0.0", NULL, true },
        { "pkg:npm/left-pad@2.0.0", NULL, false },
        { "Dockerfile", NULL, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        judge(&report, "FROM alpine:3.22\nUSER app\n");
        add_vulnerability(&report, "reg.example/acme/app:1.2");
        hm_vec_add(&report.arena, &report.evidence, seen);
        state(&report, HM_VEX_NOT_AFFECTED, rows[i].product, rows[i].part, 1);
        cr_expect_eq(is_accepted(&report), rows[i].is_accepted, "%s", rows[i].product);
        cr_expect_eq(report.notes.n, !rows[i].is_accepted, "%s", rows[i].product);
        hm_report_done(&report);
    }
}

Test(suppress, the_last_statement_of_vex_counts)
{
    static const struct {
        enum hm_vex_status first, second;
        int64_t first_time, second_time;
        bool is_accepted;
    } rows[] = {
        { HM_VEX_NOT_AFFECTED, HM_VEX_AFFECTED, 1, 2, false },
        { HM_VEX_NOT_AFFECTED, HM_VEX_AFFECTED, 2, 1, true },
        { HM_VEX_UNDER_INVESTIGATION, HM_VEX_FIXED, 1, 2, true },
        { HM_VEX_AFFECTED, HM_VEX_UNDER_INVESTIGATION, 1, 2, false },
        { HM_VEX_NOT_AFFECTED, HM_VEX_AFFECTED, 1, 1, false }, /* the later of the file */
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        judge(&report, "FROM alpine:3.22\nUSER app\n");
        add_vulnerability(&report, "reg.example/acme/app:1.2");
        state(&report, rows[i].first, "pkg:oci/app", NULL, rows[i].first_time);
        state(&report, rows[i].second, "pkg:oci/app", NULL, rows[i].second_time);
        cr_expect_eq(is_accepted(&report), rows[i].is_accepted, "%zu", i);
        for (size_t k = 0; k < report.findings.n; k++) {
            cr_expect(report.findings.p[k].rule != &trivy_cve ||
                      report.findings.p[k].stated != NULL);
        }
        hm_report_done(&report);
    }
}
