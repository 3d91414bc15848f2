/* SPDX-License-Identifier: Apache-2.0 */
/* Our own SARIF, read back. */
#include "adapters/sarif_in.h"
#include "reports/format.h"
#include "reports/merge/prepare.h"
#include "tests/rules/judge.h"

static const char dockerfile[] = "FROM golang:latest AS build\n"
                                 "ENV DB_PASSWORD=f9TzLm4wKq7\n"
                                 "RUN sudo make\n"
                                 "RUN sudo make\n"
                                 "\n"
                                 "FROM debian:12\n"
                                 "COPY --from=build /src/app /app\n"
                                 "EXPOSE 22\n"
                                 "CMD /app\n";

static bool
read_path(void *ctx, struct hm_str path, struct hm_buf *buf)
{
    (void)ctx;
    hm_buf_puts(buf, dockerfile);
    return hm_str_eq(path, "Dockerfile");
}

static void
add_fresh(struct hm_report *report, struct judged *judged)
{
    static const struct hm_rule cve = {
        .id = "CVE-2024-1", .title = "A fault", .producer = "trivy", .severity = HM_SEV_HIGH
    };
    static const struct hm_rule port = {
        .id = "DS-0004", .title = "A port", .producer = "trivy", .severity = HM_SEV_MEDIUM
    };
    static const struct hm_rule alone = { .id = "X1", .producer = "trivy" };
    static const struct hm_rating ratings[] = { { "nvd", HM_SEV_HIGH, 81, false, false } };
    struct hm_build build = { 0 };

    judge(judged, JUDGE_DOCKERFILE, hm_str_c(dockerfile), &build, report->catalogue,
          report->n_catalogue);
    hm_sink_outline(&judged->sink, &judged->file);
    for (size_t i = 0; i < judged->sink.findings.n; i++) {
        hm_vec_add(&report->arena, &report->findings, judged->sink.findings.p[i]);
    }
    hm_vec_add(&report->arena, &report->outlines, judged->sink.outlines.p[0]);
    for (int i = 0; i < 4; i++) {
        struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);
        finding->rule = i < 2 ? &cve : i == 2 ? &port : &alone;
        finding->severity = HM_SEV_HIGH;
        finding->message = HM_S("It is so.");
        if (i < 2) {
            finding->target_kind = HM_TARGET_IMAGE;
            finding->target = HM_S("ghcr.io/acme/app:1");
            finding->advisory = HM_S("CVE-2024-1");
            finding->package = i == 0 ? HM_S("a") : HM_S("b");
            finding->version = HM_S("1:1.0");
            finding->purl = i == 0 ? HM_S("pkg:deb/debian/a@1.0") : HM_S("pkg:npm/b@1.0");
            finding->ratings = ratings;
            finding->n_ratings = 1;
            hm_finding_add_alias(&report->arena, finding, HM_S("GHSA-aaaa-bbbb-cccc"));
        } else {
            finding->path = HM_S("Dockerfile");
            finding->place.line = i == 2 ? 8 : 7;
            hm_vec_add(&report->arena, &finding->related,
                       ((struct hm_related){ .path = HM_S("a b/.dockerignore"),
                                             .place = { 2, 1, 2, 5 },
                                             .message = HM_S("This lets it in.") }));
        }
    }
}

struct trip {
    struct hm_report report;
    struct judged judged;
    struct hm_rule_table rules;
};

static void
begin(struct trip *trip)
{
    *trip = (struct trip){ .report = { .version = "0.1.0" } };
    trip->report.catalogue = hm_rules_all(&trip->report.n_catalogue);
}

static void
import(struct trip *trip, const struct hm_buf *sarif)
{
    struct hm_sarif_options options = { .root = HM_S("/src"), .name = HM_S("old.sarif") };

    hm_sarif_import(hm_buf_str(sarif), &options, false, &trip->rules, &trip->report);
}

static void
prepare(struct trip *trip)
{
    hm_report_prepare(&trip->report, &(struct hm_prepare_options){ .read = read_path, .jobs = 1 });
}

static void
end(struct trip *trip)
{
    hm_report_done(&trip->report);
    hm_arena_done(&trip->judged.arena);
}

static void
write_first(struct trip *first, struct hm_buf *sarif)
{
    begin(first);
    add_fresh(&first->report, &first->judged);
    prepare(first);
    cr_assert_eq(hm_format_write(hm_format_find(HM_S("sarif")), &first->report,
                                 &(struct hm_format_options){ 0 }, sarif, NULL),
                 HM_OK);
}

static const struct hm_finding *
find(const struct hm_report *report, struct hm_str fingerprint)
{
    for (size_t i = 0; i < report->findings.n; i++) {
        if (hm_str_is(report->findings.p[i].fingerprint, fingerprint)) {
            return &report->findings.p[i];
        }
    }
    return NULL;
}

static void
expect_same(const struct hm_report *a, const struct hm_report *b)
{
    cr_expect_eq(a->findings.n, b->findings.n, "%zu and %zu", a->findings.n, b->findings.n);
    for (size_t i = 0; i < a->findings.n; i++) {
        const struct hm_finding *x = &a->findings.p[i];
        const struct hm_finding *y = find(b, x->fingerprint);
        cr_assert_not_null(y, "%s", x->rule->id);
        cr_expect_str_eq(x->rule->id, y->rule->id);
        cr_expect_str_eq(hm_rule_tool(x->rule), hm_rule_tool(y->rule));
        cr_expect_eq(x->severity, y->severity, "%s", x->rule->id);
        cr_expect(hm_str_is(x->score, y->score), "%s", x->rule->id);
        cr_expect(hm_str_is(x->path, y->path), "%s", x->rule->id);
        cr_expect_eq(memcmp(&x->place, &y->place, sizeof x->place), 0, "%s: %u.%u and %u.%u",
                     x->rule->id, x->place.line, x->place.column, y->place.line, y->place.column);
        cr_expect(hm_str_is(x->line_hash, y->line_hash), "%s", x->rule->id);
        cr_expect(hm_str_is(x->stage, y->stage), "%s", x->rule->id);
        cr_expect(hm_str_is(x->target, y->target), "%s", x->rule->id);
        cr_expect(hm_str_is(x->advisory, y->advisory), "%s", x->rule->id);
        cr_expect(hm_str_is(x->package, y->package), "%s", x->rule->id);
        cr_expect(hm_str_is(x->version, y->version), "%s", x->rule->id);
        cr_expect_eq(x->aliases.n, y->aliases.n, "%s", x->rule->id);
        cr_expect_eq(x->agreed_by.n, y->agreed_by.n, "%s", x->rule->id);
        cr_expect_eq(x->is_inferred, y->is_inferred, "%s", x->rule->id);
        cr_assert_eq(x->related.n, y->related.n, "%s", x->rule->id);
        for (size_t k = 0; k < x->related.n; k++) {
            cr_expect(hm_str_is(x->related.p[k].path, y->related.p[k].path));
            cr_expect(hm_str_is(x->related.p[k].message, y->related.p[k].message));
            cr_expect_eq(memcmp(&x->related.p[k].place, &y->related.p[k].place,
                                sizeof x->related.p[k].place),
                         0);
        }
    }
}

Test(round_trip, what_was_written_is_read_back)
{
    hm_auto_buf struct hm_buf sarif = { 0 };
    struct trip first, second;

    write_first(&first, &sarif);
    cr_assert_gt(first.report.findings.n, 6);
    begin(&second);
    import(&second, &sarif);
    prepare(&second);
    expect_same(&first.report, &second.report);
    end(&first);
    end(&second);
}

Test(round_trip, a_report_beside_a_fresh_scan_doubles_nothing)
{
    hm_auto_buf struct hm_buf sarif = { 0 };
    struct trip first, second;

    write_first(&first, &sarif);
    begin(&second);
    add_fresh(&second.report, &second.judged);
    import(&second, &sarif);
    import(&second, &sarif);
    size_t n_found = second.report.findings.n;
    prepare(&second);
    expect_same(&first.report, &second.report);
    cr_expect_eq(n_found, second.report.findings.n + second.report.n_merged);
    for (size_t i = 0; i < second.report.accounts.n; i++) {
        const struct hm_account *account = &second.report.accounts.p[i];
        cr_expect_eq(account->n_found,
                     account->n_merged + account->n_suppressed + account->n_reported, "%s",
                     account->tool);
    }
    end(&first);
    end(&second);
}
