/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/merge/silence.h"

static void
no_check(const struct hm_visit *at, struct hm_sink *out)
{
    (void)at;
    (void)out;
}

static const struct hm_rule root = { .id = "HM3001",
                                     .same_as = HM_IDS("hadolint:DL3002", "trivy:DS-0002"),
                                     .check = no_check };
static const struct hm_rule *const catalogue[] = { &root };
static const struct hm_rule trivy_root = { .id = "DS-0002", .producer = "trivy" };
static const struct hm_rule trivy_cve = { .id = "CVE-1", .producer = "trivy" };
static const struct hm_rule trivy_other = { .id = "DS-0099", .producer = "trivy" };

/* A line of the ledger: "TOOL TASK TARGET STATE", '+' behind it for one with a database. */
static const struct {
    const char *name;
    const struct hm_rule *rule;
    const char *agrees; /* a tool */
    const char *target; /* an image; else the finding is in a/Dockerfile */
    const char *ledger[4];
    bool is_judged;
    bool is_undecided;
    const char *silent;
} cases[] = {
    { "who completed, has a rule and did not say it",
      &root,
      NULL,
      NULL,
      { "trivy config . done", "hadolint config . done" },
      false,
      false,
      "hadolint trivy" },
    { "who agrees is not silent",
      &root,
      "trivy",
      NULL,
      { "trivy config . done", "hadolint config . done" },
      false,
      false,
      "hadolint" },
    { "who failed did not look", &root, NULL, NULL, { "trivy config . failed" }, false, false, "" },
    { "who failed at this file did not look",
      &root,
      NULL,
      NULL,
      { "trivy config . done", "trivy config a/Dockerfile failed" },
      false,
      false,
      "" },
    { "who looked elsewhere did not look",
      &root,
      NULL,
      NULL,
      { "trivy config b done" },
      false,
      false,
      "" },
    { "a folder that only begins alike is another",
      &root,
      NULL,
      NULL,
      { "trivy config a/D done" },
      false,
      false,
      "" },
    { "who has no rule cannot say it",
      &root,
      NULL,
      NULL,
      { "dockle image . done" },
      false,
      false,
      "" },
    { "what an import looked at is not known",
      &root,
      NULL,
      NULL,
      { "trivy import x.sarif done" },
      false,
      false,
      "" },
    { "we are silent where we judged the file",
      &trivy_root,
      NULL,
      NULL,
      { NULL },
      true,
      false,
      "hullmark" },
    { "not where it was left undecided", &trivy_root, NULL, NULL, { NULL }, true, true, "" },
    { "not where we did not judge it", &trivy_root, NULL, NULL, { NULL }, false, false, "" },
    { "not of what we have no rule for",
      &trivy_other,
      NULL,
      NULL,
      { "hadolint config . done" },
      true,
      false,
      "" },
    { "of a vulnerability those with a database",
      &trivy_cve,
      NULL,
      "app",
      { "trivy image app done+", "grype image app done+", "dockle image app done" },
      false,
      false,
      "grype" },
    { "of this image", &trivy_cve, NULL, "app", { "grype image other done+" }, false, false, "" },
};

static void
add_row(struct hm_report *report, const char *text)
{
    struct hm_str words[4] = { { 0 } };
    struct hm_str rest = hm_str_c(text);
    struct hm_ledger_row *row = hm_report_ledger(report);

    for (size_t i = 0; i < 4 && hm_str_split(&rest, ' ', &words[i]); i++) {
    }
    row->tool = words[0];
    row->task = words[1];
    row->target = words[2];
    row->state = hm_str_starts(words[3], "done") ? HM_LEDGER_DONE : HM_LEDGER_FAILED;
    row->data_date = hm_str_ends(words[3], "+") ? HM_S("2026-11-22T00:00:00Z") : HM_S("");
}

Test(silence, who_is_silent)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_report report = { .catalogue = catalogue, .n_catalogue = 1 };
        hm_auto_buf struct hm_buf silent = { 0 };
        struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
        finding->rule = cases[i].rule;
        finding->path = HM_S("a/Dockerfile");
        finding->target = hm_str_c(cases[i].target);
        finding->advisory = cases[i].rule == &trivy_cve ? HM_S("CVE-1") : HM_S("");
        if (cases[i].agrees != NULL) {
            hm_vec_add(&report.arena, &finding->agreed_by,
                       ((struct hm_agreement){ .tool = cases[i].agrees, .id = "x" }));
        }
        for (size_t k = 0; k < 4 && cases[i].ledger[k] != NULL; k++) {
            add_row(&report, cases[i].ledger[k]);
        }
        if (cases[i].is_judged) {
            hm_vec_add(&report.arena, &report.paths, HM_S("a/Dockerfile"));
        }
        if (cases[i].is_undecided) {
            hm_vec_add(&report.arena, &report.not_evaluated,
                       ((struct hm_not_evaluated){ .rule = &root, .path = HM_S("a/Dockerfile") }));
        }
        hm_report_sort(&report);
        hm_report_note_silence(&report);
        for (uint32_t k = 0; k < report.findings.p[0].n_silent; k++) {
            hm_buf_printf(&silent, "%s%s", k == 0 ? "" : " ", report.findings.p[0].silent[k]);
        }
        cr_expect(hm_str_eq(hm_buf_str(&silent), cases[i].silent), "%s: %.*s", cases[i].name,
                  HM_FMT(hm_buf_str(&silent)));
        hm_report_done(&report);
    }
}
