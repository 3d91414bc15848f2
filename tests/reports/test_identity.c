/* SPDX-License-Identifier: Apache-2.0 */
/* What a finding is known by tomorrow: tests/reports/identity/<case>/ holds a Dockerfile and, for
 * images, Trivy's report, before and after a change. */
#include "adapters/adapter.h"
#include "reports/merge/prepare.h"
#include "tests/rules/judge.h"

#define ROOT "tests/reports/identity"

enum change {
    SAME,    /* no hullmark/v1 changes */
    GROWS,   /* all that were there are there, and some are new */
    CHANGES, /* the control: some that were there are not */
};

static const struct {
    const char *folder;
    enum change change;
    const char *before; /* the image, or NULL */
    const char *after;
} cases[] = {
    { "reformatted", SAME, NULL, NULL },
    { "line-above", SAME, NULL, NULL },
    { "tag-bumped", SAME, NULL, NULL },
    { "third-duplicate", GROWS, NULL, NULL },
    { "other-instruction", CHANGES, NULL, NULL },
    { "other-stage", CHANGES, NULL, NULL },
    { "rebuilt", SAME, "ghcr.io/acme/app:1", "ghcr.io/acme/app:1" },
    { "rebuilt", SAME, "ghcr.io/acme/app:1", "ghcr.io/acme/app:2" },
    { "rebuilt", SAME, "ghcr.io:443/acme/app@sha256:aa", "ghcr.io:443/acme/app:2@sha256:bb" },
    { "rebuilt", CHANGES, "ghcr.io/acme/app:1", "ghcr.io/acme/other:1" },
    { "new-database", SAME, "app", "app" },
    { "another-vulnerable-package", GROWS, "app", "app" },
    { "cve-assigned", SAME, "app", "app" },
    { "other-package", CHANGES, "app", "app" },
};

struct side {
    struct judged judged;
    struct hm_report report;
    struct hm_rule_table rules;
    struct hm_buf dockerfile;
    struct hm_buf trivy;
};

static bool
read_text(const char *folder, const char *when, const char *what, struct hm_buf *ret)
{
    char path[300];

    snprintf(path, sizeof path, ROOT "/%s/%s.%s", folder, when, what);
    return hm_read_file(AT_FDCWD, path, (size_t)1 << 24, ret, NULL) == HM_OK;
}

static bool
read_path(void *ctx, struct hm_str path, struct hm_buf *buf)
{
    const struct side *side = ctx;

    hm_buf_add(buf, hm_buf_str(&side->dockerfile));
    return hm_str_eq(path, "Dockerfile");
}

static void
add_trivy(struct side *side, const char *target)
{
    const struct hm_adapter *adapter = hm_adapters_find(HM_S("trivy"));
    struct hm_tool_job job = { .adapter = adapter,
                               .task = HM_TASK_IMAGE,
                               .kind = HM_AT_LAYOUT,
                               .target = hm_str_c(target),
                               .location = HM_S("/layout") };
    struct hm_tool_run run = { .out = hm_buf_str(&side->trivy) };
    struct hm_collect out = { .arena = &side->report.arena,
                              .rules = &side->rules,
                              .producer = "trivy" };
    struct hm_err err = { 0 };

    cr_assert_eq(adapter->parse(&job, &run, &out, &err), HM_OK, "%s", err.text);
    cr_assert_gt(out.findings.n, 0);
    for (size_t i = 0; i < out.findings.n; i++) {
        hm_vec_add(&side->report.arena, &side->report.findings, out.findings.p[i]);
    }
}

/* What another tool says of a line, which our rules do not. */
static void
add_foreign(struct side *side)
{
    static const struct hm_rule foreign = { .id = "X9000", .producer = "hadolint" };

    for (uint32_t i = 0; i < side->judged.file.n_instructions; i++) {
        const struct hm_instruction *inst = &side->judged.file.instructions[i];
        if (inst->kind != HM_RUN && inst->kind != HM_FROM) {
            continue;
        }
        struct hm_finding *finding = hm_vec_push(&side->report.arena, &side->report.findings);
        finding->rule = &foreign;
        finding->path = HM_S("Dockerfile");
        finding->place.line = inst->line;
        finding->message = HM_S("It is so.");
        finding->severity = HM_SEV_LOW;
    }
}

static void
load(struct side *side, const char *folder, const char *when, const char *target)
{
    struct hm_prepare_options options = { .read = read_path, .ctx = side, .jobs = 1 };
    struct hm_build build = { 0 };
    size_t n_rules = 0;
    const struct hm_rule *const *rules = hm_rules_all(&n_rules);

    *side = (struct side){ .report = { .catalogue = rules, .n_catalogue = n_rules } };
    cr_assert(read_text(folder, when, "Dockerfile", &side->dockerfile), "%s", folder);
    judge(&side->judged, JUDGE_DOCKERFILE, hm_buf_str(&side->dockerfile), &build, rules, n_rules);
    hm_sink_outline(&side->judged.sink, &side->judged.file);
    add_foreign(side);
    for (size_t i = 0; i < side->judged.sink.findings.n; i++) {
        hm_vec_add(&side->report.arena, &side->report.findings, side->judged.sink.findings.p[i]);
    }
    hm_vec_add(&side->report.arena, &side->report.outlines, side->judged.sink.outlines.p[0]);
    if (target != NULL) {
        cr_assert(read_text(folder, when, "trivy.json", &side->trivy), "%s", folder);
        add_trivy(side, target);
    }
    hm_report_prepare(&side->report, &options);
}

static void
unload(struct side *side)
{
    hm_report_done(&side->report);
    hm_arena_done(&side->judged.arena);
    hm_buf_done(&side->dockerfile);
    hm_buf_done(&side->trivy);
}

static const struct hm_finding *
find(const struct side *side, struct hm_str fingerprint)
{
    for (size_t i = 0; i < side->report.findings.n; i++) {
        if (hm_str_is(side->report.findings.p[i].fingerprint, fingerprint)) {
            return &side->report.findings.p[i];
        }
    }
    return NULL;
}

static void
name_missing(const struct side *from, const struct side *in, struct hm_buf *ret)
{
    for (size_t i = 0; i < from->report.findings.n; i++) {
        const struct hm_finding *finding = &from->report.findings.p[i];
        if (find(in, finding->fingerprint) == NULL) {
            hm_buf_printf(ret, " %s %.*s (%.*s | %.*s)", finding->rule->id,
                          HM_FMT(finding->package), HM_FMT(finding->stage),
                          HM_FMT(finding->subject));
        }
    }
}

Test(identity, corpus)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hm_auto_buf struct hm_buf gone = { 0 };
        hm_auto_buf struct hm_buf new = { 0 };
        struct side before, after;
        load(&before, cases[i].folder, "before", cases[i].before);
        load(&after, cases[i].folder, "after", cases[i].after);
        name_missing(&before, &after, &gone);
        name_missing(&after, &before, &new);
        cr_expect_eq(gone.n == 0, cases[i].change != CHANGES, "%s: gone%.*s", cases[i].folder,
                     HM_FMT(hm_buf_str(&gone)));
        cr_expect(cases[i].change == CHANGES || (new.n == 0) == (cases[i].change == SAME),
                  "%s: new%.*s", cases[i].folder, HM_FMT(hm_buf_str(&new)));
        unload(&before);
        unload(&after);
    }
}

Test(identity, no_two_findings_of_a_report_share_one)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct side side;
        load(&side, cases[i].folder, "after", cases[i].after);
        for (size_t k = 0; k < side.report.findings.n; k++) {
            const struct hm_finding *finding = &side.report.findings.p[k];
            cr_expect_eq(find(&side, finding->fingerprint), finding, "%s: %s", cases[i].folder,
                         finding->rule->id);
            cr_expect_eq(finding->fingerprint.n, 32);
        }
        unload(&side);
    }
}

/* Where nobody saw the line, the line's hash is the identity: another line changes nothing. */
Test(identity, of_inferred_places)
{
    struct side before, after;

    load(&before, "rebuilt", "before", "app:1");
    load(&after, "rebuilt", "after", "app:2");
    for (size_t i = 0; i < before.report.findings.n; i++) {
        const struct hm_finding *finding = &before.report.findings.p[i];
        const struct hm_finding *later = find(&after, finding->fingerprint);
        cr_assert_not_null(later);
        if (finding->is_inferred) {
            cr_expect(hm_str_is(finding->line_hash, later->line_hash));
            cr_expect(hm_str_is(hm_str_sub(finding->line_hash, 0, 16),
                                hm_str_sub(finding->fingerprint, 0, 16)));
        }
    }
    unload(&before);
    unload(&after);
}
