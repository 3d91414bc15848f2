/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "adapters/report_in.h"

#define HEAD(verdict) "{\"formatVersion\":\"1\",\"version\":\"0.1.0\",\"verdict\":\"" verdict "\","
#define TAIL "\"rules\":[],\"notes\":[],\"evidence\":[],\"notEvaluated\":[]}"
#define ROW(state) "{\"tool\":\"trivy\",\"task\":\"fs\",\"target\":\".\",\"state\":\"" state "\"}"
#define FINDING(more) "{\"ruleId\":\"X1\",\"tool\":\"trivy\",\"targetKind\":\"file\"" more "}"

static const struct {
    const char *text;
    bool is_good;
} documents[] = {
    { HEAD("pass") "\"ledger\":[],\"findings\":[]," TAIL, true },
    { HEAD("maybe") "\"ledger\":[],\"findings\":[]," TAIL, false },
    { HEAD("pass") "\"findings\":[]," TAIL, false },
    { HEAD("pass") "\"ledger\":[" ROW("done") "],\"findings\":[]," TAIL, true },
    { HEAD("pass") "\"ledger\":[" ROW("perhaps") "],\"findings\":[]," TAIL, false },
    { HEAD("pass") "\"ledger\":[],\"findings\":[" FINDING(",\"severity\":\"high\","
                                                          "\"fingerprint\":\"a\"") "]," TAIL,
      true },
    { HEAD("pass") "\"ledger\":[],\"findings\":[" FINDING(",\"severity\":\"high\"") "]," TAIL,
      false },
    { HEAD("pass") "\"ledger\":[],\"findings\":[" FINDING(",\"severity\":\"hihg\","
                                                          "\"fingerprint\":\"a\"") "]," TAIL,
      false },
    { "{\"formatVersion\":\"2\"}", false },
    { "{\"version\":\"2.1.0\",\"runs\":[]}", false },
    { "{}", false },
    { "[]", false },
    { "{\"formatVersion\":\"1\"", false },
};

Test(report_in, is_strict)
{
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        struct hm_report report = { 0 };
        struct hm_err err = { 0 };
        enum hm_status status = hm_report_read(hm_str_c(documents[i].text), false, HM_S("a.json"),
                                               HM_S("/"), &report, &err);
        cr_expect_eq(status == HM_OK, documents[i].is_good, "%s: %s", documents[i].text, err.text);
        hm_report_done(&report);
    }
}

Test(report_in, our_sarif_without_its_properties_is_no_whole_report)
{
    struct hm_report report = { 0 };
    struct hm_str text = HM_S("{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":"
                              "\"hullmark\"}},\"results\":[]}]}");

    cr_expect_neq(hm_report_read(text, false, HM_S("a.sarif"), HM_S("/"), &report, NULL), HM_OK);
    hm_report_done(&report);
}

Test(report_in, a_run_of_another_tool_is_an_import)
{
    struct hm_report report = { 0 };
    struct hm_str text = HM_S("{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":"
                              "\"Checkov\"}},\"results\":[]}]}");

    cr_assert_eq(hm_report_read(text, false, HM_S("a.sarif"), HM_S("/"), &report, NULL), HM_OK);
    cr_assert_eq(report.ledger.n, 1);
    cr_expect(hm_str_eq(report.ledger.p[0].task, "import"));
    cr_expect(hm_str_eq(report.ledger.p[0].tool, "checkov"));
    hm_report_done(&report);
}

#define NOT_APPLIED(ids)                                                                           \
    HEAD("pass") "\"ledger\":[],\"findings\":[],\"rulesNotApplied\":[" ids "]," TAIL

static const struct hm_rule rule_a = { .id = "HM1001" };
static const struct hm_rule rule_b = { .id = "HM1006" };
static const struct hm_rule *const catalogue[] = { &rule_a, &rule_b };

static const struct {
    const char *text;
    size_t n;
} applied[] = {
    { NOT_APPLIED(""), 2 },
    { NOT_APPLIED("\"HM1006\""), 1 },
    { NOT_APPLIED("\"HM1006\",\"HM9999\",\"HM1001\""), 0 },
    { HEAD("pass") "\"ledger\":[],\"findings\":[]," TAIL, 0 },
    { "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"x\"}},\"results\":[]}]}",
      0 },
};

Test(report_in, what_was_not_applied_is_not_taken_for_silent)
{
    for (size_t i = 0; i < sizeof applied / sizeof applied[0]; i++) {
        struct hm_report report = { .catalogue = catalogue, .n_catalogue = 2 };
        cr_assert_eq(
            hm_report_read(hm_str_c(applied[i].text), false, HM_S("a"), HM_S("/"), &report, NULL),
            HM_OK);
        cr_expect_not_null(report.applied);
        cr_expect_eq(report.n_applied, applied[i].n, "%s", applied[i].text);
        hm_report_done(&report);
    }
}

#define OWN_RUN                                                                                    \
    "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"hullmark\"}},"             \
    "\"invocations\":[{\"executionSuccessful\":false,\"exitCode\":3,"                              \
    "\"toolExecutionNotifications\":[{\"descriptor\":{\"id\":\"image-unread\"},\"level\":"         \
    "\"error\","                                                                                   \
    "\"message\":{\"text\":\"trivy: a:1: It is not there.\"},"                                     \
    "\"properties\":{\"tool\":\"trivy\",\"about\":\"a:1\"}},"                                      \
    "{\"descriptor\":{\"id\":\"tool-skipped\"},\"level\":\"note\","                                \
    "\"message\":{\"text\":\"cosign: signature was not done.\"}}]}],"                              \
    "\"properties\":{\"verdict\":\"incomplete\",\"ledger\":[],\"evidence\":[],\"notEvaluated\":[]" \
    ","                                                                                            \
    "\"builds\":[{\"dockerfile\":\"Dockerfile\",\"by\":\"compose\",\"name\":\"web\","              \
    "\"file\":\"compose.yaml\",\"line\":3,\"context\":\".\",\"contextBy\":\"compose\","            \
    "\"target\":\"run\",\"images\":[\"a:1\",\"a:2\"]}]},"                                          \
    "\"results\":[{\"ruleId\":\"HM1001\",\"message\":{\"text\":\"m\"},\"locations\":[{"            \
    "\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"Dockerfile\"}}}],"                      \
    "\"properties\":{\"severity\":\"high\",\"images\":[\"a:1\",\"a:2\"]}}]}]}"

static struct hm_report own;

static void
read_own(void)
{
    struct hm_err err = { 0 };

    own = (struct hm_report){ .catalogue = catalogue, .n_catalogue = 2 };
    cr_assert_eq(hm_report_read(HM_S(OWN_RUN), false, HM_S("a"), HM_S("/"), &own, &err), HM_OK,
                 "%s", err.text);
}

static void
done_own(void)
{
    hm_report_done(&own);
}

Test(report_in, findings_know_their_images, .init = read_own, .fini = done_own)
{
    cr_assert_eq(own.findings.n, 1);
    cr_assert_eq(own.findings.p[0].images.n, 2);
    cr_expect(hm_str_eq(own.findings.p[0].images.p[1], "a:2"));
}

Test(report_in, builds_are_read_back, .init = read_own, .fini = done_own)
{
    cr_assert_eq(own.builds.n, 1);
    const struct hm_report_build *row = &own.builds.p[0];
    cr_expect_eq(row->use.by, HM_BUILD_BY_COMPOSE);
    cr_expect(hm_str_eq(row->use.name, "web"));
    cr_expect(hm_str_eq(row->use.said_in, "compose.yaml"));
    cr_expect(hm_str_eq(row->use.target, "run"));
    cr_expect(hm_str_eq(row->root, "."));
    cr_expect_eq(row->use.line, 3);
    cr_expect_eq(row->use.n_images, 2);
}

Test(report_in, notes_keep_level_and_words, .init = read_own, .fini = done_own)
{
    cr_assert_eq(own.notes.n, 1); /* the other one is the ledger's */
    cr_expect_eq(own.notes.p[0].level, HM_NOTE_ERROR);
    cr_expect(hm_str_eq(own.notes.p[0].tool, "trivy"));
    cr_expect(hm_str_eq(own.notes.p[0].path, "a:1"));
    cr_expect(hm_str_eq(own.notes.p[0].text, "It is not there."));
}

Test(report_in, what_was_incomplete_stays_so, .init = read_own, .fini = done_own)
{
    cr_expect_eq(own.exit_code, 3);
    cr_expect_eq(own.verdict, HM_VERDICT_INCOMPLETE);
}
