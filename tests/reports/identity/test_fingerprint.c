/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/identity/fingerprint.h"

/* --- filling a report --- */

static const struct hm_rule own = { .id = "HM3001", .concept = "runs-as-root" };
static const struct hm_rule foreign = { .id = "DS-0002", .producer = "trivy" };
static const struct hm_rule secret = { .id = "HM2001",
                                       .concept = "baked-in-secret",
                                       .practice = HM_PRACTICE_SECRETS };

static struct hm_finding *
add(struct hm_report *report, const struct hm_rule *rule, const char *path, uint32_t line)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = rule;
    finding->path = hm_str_c(path);
    finding->place.line = line;
    return finding;
}

struct files {
    int n_reads;
    const char *text; /**< of every file; NULL for a common one */
};

static bool
read_path(void *ctx, struct hm_str path, struct hm_buf *buf)
{
    struct files *files = ctx;

    files->n_reads++;
    if (hm_str_eq(path, "missing")) {
        return false;
    }
    hm_buf_puts(buf, files->text != NULL ? files->text : "FROM a\r\nRUN \xf0\x9f\x98\x80\n");
    return true;
}

Test(fingerprint, a_file_is_read_once_and_fills_what_was_open)
{
    struct hm_report report = { 0 };
    struct files files = { 0 };

    add(&report, &foreign, "a", 1);
    add(&report, &foreign, "a", 2);
    hm_report_hash_lines(&report, read_path, &files);
    const struct hm_finding *first = &report.findings.p[0];
    const struct hm_finding *second = &report.findings.p[1];
    cr_expect_eq(files.n_reads, 1);
    cr_expect(hm_str_eq(first->line_text, "FROM a"));
    cr_expect_eq(first->place.column, 1);
    cr_expect_eq(first->place.end_column, 7);
    cr_expect(hm_str_eq(second->line_text, "RUN \xf0\x9f\x98\x80"));
    cr_expect_eq(second->place.end_line, 2);
    cr_expect_eq(second->place.end_column, 7);
    cr_expect(hm_str_ends(second->line_hash, ":1"));
    hm_report_done(&report);
}

Test(fingerprint, what_a_finding_says_itself_stays)
{
    struct hm_report report = { 0 };
    struct files files = { 0 };
    struct hm_finding *finding = add(&report, &own, "a", 1);

    finding->place = (struct hm_place){ 1, 2, 1, 4 };
    finding->line_text = HM_S("FROM masked");
    hm_report_hash_lines(&report, read_path, &files);
    cr_expect_eq(report.findings.p[0].place.column, 2);
    cr_expect_eq(report.findings.p[0].place.end_column, 4);
    cr_expect(hm_str_eq(report.findings.p[0].line_text, "FROM masked"));
    hm_report_done(&report);
}

Test(fingerprint, a_secrets_line_is_neither_quoted_nor_hashed)
{
    struct hm_report report = { 0 };
    struct files files = { 0 };

    add(&report, &secret, "a", 1);
    hm_report_hash_lines(&report, read_path, &files);
    cr_expect_eq(report.findings.p[0].line_text.n, 0);
    cr_expect_eq(report.findings.p[0].line_hash.n, 0);
    hm_report_done(&report);
}

Test(fingerprint, a_line_before_a_secret_is_not_hashed_either)
{
    struct hm_report report = { 0 };
    struct files files = { .text = "USER x\nENV A_TOKEN=f9TzLm4wKq7\n" };

    add(&report, &own, "a", 1);
    hm_report_hash_lines(&report, read_path, &files);
    cr_expect_eq(report.findings.p[0].line_hash.n, 0);
    cr_expect(hm_str_eq(report.findings.p[0].line_text, "USER x"));
    hm_report_done(&report);
}

Test(fingerprint, findings_of_a_source_are_hashed_in_any_order)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_report report = { 0 };
    struct files files = { .text = "FROM a\nRUN b\nRUN c\n" };
    struct hm_finding findings[3];
    struct hm_source source;

    for (uint32_t i = 0; i < 3; i++) {
        findings[2 - i] = *add(&report, &own, "a", i + 1);
    }
    hm_source_init(&source, &arena, HM_S("a"), hm_str_c(files.text));
    hm_findings_hash_lines(&arena, &source, findings, 3);
    hm_report_hash_lines(&report, read_path, &files);
    for (uint32_t i = 0; i < 3; i++) {
        cr_expect(findings[2 - i].is_hashed);
        cr_expect(hm_str_is(findings[2 - i].line_hash, report.findings.p[i].line_hash));
        cr_expect(hm_str_is(findings[2 - i].line_text, report.findings.p[i].line_text));
    }
    files.n_reads = 0;
    hm_report_hash_lines(&report, read_path, &files);
    cr_expect_eq(files.n_reads, 0);
    hm_report_done(&report);
}

Test(fingerprint, files_without_need_are_not_read)
{
    struct hm_report report = { 0 };
    struct files files = { 0 };

    add(&report, &own, "", 0);
    add(&report, &own, "a", 0);
    add(&report, &own, "b", 1)->is_inferred = true;
    hm_report_hash_lines(&report, read_path, &files);
    cr_expect_eq(files.n_reads, 0);
    hm_report_done(&report);
}

Test(fingerprint, a_missing_file_leaves_the_rest)
{
    struct hm_report report = { 0 };
    struct files files = { 0 };

    add(&report, &own, "a", 1);
    add(&report, &own, "missing", 1);
    add(&report, &own, "z", 9);
    hm_report_hash_lines(&report, read_path, &files);
    hm_report_fingerprint(&report, 1);
    cr_expect_gt(report.findings.p[0].line_hash.n, 0);
    struct hm_str id = hm_str_sub(report.findings.p[1].fingerprint, 0, 16);
    cr_expect(hm_str_is(hm_str_sub(report.findings.p[1].line_hash, 0, 16), id));
    cr_expect(hm_str_ends(report.findings.p[2].line_hash, ":1"));
    hm_report_done(&report);
}

/* --- hullmark/v1 --- */

static struct hm_str
id_of(struct hm_arena *arena, struct hm_finding finding)
{
    struct hm_report report = { 0 };

    hm_vec_add(&report.arena, &report.findings, finding);
    hm_report_fingerprint(&report, 1);
    struct hm_str id = hm_arena_str(arena, report.findings.p[0].fingerprint);
    hm_report_done(&report);
    return id;
}

static const struct hm_finding base = {
    .rule = &own,
    .path = HM_STR("Dockerfile"),
    .place = { 7, 1, 7, 9 },
    .stage = HM_STR("build"),
    .subject = HM_STR("USER root"),
    .message = HM_STR("It runs as root."),
};

static const struct hm_finding vulnerability = {
    .rule = &foreign,
    .target_kind = HM_TARGET_IMAGE,
    .target = HM_STR("ghcr.io:443/acme/app:1.2@sha256:abcd"),
    .path = HM_STR("Dockerfile"),
    .is_inferred = true,
    .advisory = HM_STR("CVE-2024-1"),
    .package = HM_STR("zlib"),
    .version = HM_STR("1.0"),
};

Test(fingerprint, it_has_a_fixed_shape)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_str id = id_of(&arena, base);

    cr_expect_eq(id.n, 32);
    cr_expect(hm_str_is(id, id_of(&arena, base)));
    /* Pinned: when this changes, every stored alert is a new one. */
    cr_expect(hm_str_eq(id, "4477d1c6c2274a2bc38f9df530b293a0"), "%.*s", HM_FMT(id));
}

#define SAME(from, change)                                                                         \
    do {                                                                                           \
        struct hm_finding other = from;                                                            \
        other.change;                                                                              \
        cr_expect(hm_str_is(id_of(&arena, from), id_of(&arena, other)), "%s", #change);            \
    } while (0)
#define DIFFERENT(from, change)                                                                    \
    do {                                                                                           \
        struct hm_finding other = from;                                                            \
        other.change;                                                                              \
        cr_expect_not(hm_str_is(id_of(&arena, from), id_of(&arena, other)), "%s", #change);        \
    } while (0)

Test(fingerprint, it_does_not_depend_on_what_changes_without_the_fault)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    SAME(base, place.line = 99);
    SAME(base, message = HM_S("Other words."));
    SAME(base, severity = HM_SEV_LOW);
    SAME(base, line_text = HM_S("  USER root"));
    SAME(vulnerability, version = HM_S("1.1"));
    SAME(vulnerability, target = HM_S("ghcr.io:443/acme/app:2.0"));
    SAME(vulnerability, target = HM_S("ghcr.io:443/acme/app"));
    SAME(vulnerability, path = HM_S("docker/Dockerfile"));
    SAME(vulnerability, score = HM_S("9.8"));
    SAME(vulnerability, fixed_in = HM_S("1.2"));
}

Test(fingerprint, it_depends_on_what_makes_another_fault)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    DIFFERENT(base, rule = &secret);
    DIFFERENT(base, rule = &foreign);
    DIFFERENT(base, path = HM_S("Dockerfile.dev"));
    DIFFERENT(base, stage = HM_S("final"));
    DIFFERENT(base, subject = HM_S("USER 0"));
    DIFFERENT(vulnerability, package = HM_S("openssl"));
    DIFFERENT(vulnerability, advisory = HM_S("CVE-2024-2"));
    DIFFERENT(vulnerability, target = HM_S("ghcr.io:443/acme/other:1.2"));
}

Test(fingerprint, where_an_image_lies_on_disk_says_nothing)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_finding layout = vulnerability;

    layout.target = HM_S("/tmp/a1b2/layout");
    SAME(layout, target = HM_S("./out/layout"));
}

Test(fingerprint, parts_do_not_run_into_each_other)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_finding other = base;

    other.stage = HM_S("buildUSER");
    other.subject = HM_S(" root");
    cr_expect_not(hm_str_is(id_of(&arena, base), id_of(&arena, other)));
}

Test(fingerprint, equals_are_told_apart_by_their_order)
{
    struct hm_report report = { 0 };

    for (int i = 0; i < 3; i++) {
        hm_vec_add(&report.arena, &report.findings, base);
    }
    hm_report_fingerprint(&report, 1);
    const struct hm_finding *p = report.findings.p;
    cr_expect(hm_str_is(p[0].fingerprint, id_of(&report.arena, base)));
    cr_expect(hm_str_eq(p[1].fingerprint, "c1409301231c97c12750c57f29b0a07c"), "%.*s",
              HM_FMT(p[1].fingerprint));
    cr_expect_not(hm_str_is(p[1].fingerprint, p[2].fingerprint));
    hm_report_done(&report);
}

Test(fingerprint, they_do_not_depend_on_how_many_make_them)
{
    struct hm_report reports[2] = { 0 };

    for (uint32_t i = 0; i < 2000; i++) {
        struct hm_finding finding = base;
        for (size_t r = 0; r < 2; r++) {
            finding.subject = hm_arena_printf(&reports[r].arena, "RUN %u", (unsigned)(i % 700));
            hm_vec_add(&reports[r].arena, &reports[r].findings, finding);
        }
    }
    hm_report_fingerprint(&reports[0], 1);
    hm_report_fingerprint(&reports[1], 3);
    for (size_t i = 0; i < 2000; i++) {
        cr_assert(
            hm_str_is(reports[0].findings.p[i].fingerprint, reports[1].findings.p[i].fingerprint));
    }
    hm_report_done(&reports[0]);
    hm_report_done(&reports[1]);
}

Test(fingerprint, an_inferred_place_has_the_identity_as_its_line_hash)
{
    struct hm_report report = { 0 };

    hm_vec_add(&report.arena, &report.findings, vulnerability);
    report.findings.p[0].line_hash = HM_S("1234:1");
    hm_report_fingerprint(&report, 1);
    const struct hm_finding *made = &report.findings.p[0];
    struct hm_str want = hm_arena_printf(&report.arena, "%.16s:1", made->fingerprint.p);
    cr_expect(hm_str_is(made->line_hash, want));
    hm_report_done(&report);
}
