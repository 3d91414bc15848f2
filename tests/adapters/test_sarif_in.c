/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "adapters/sarif_in.h"
#include "adapters/sarif_parts.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/rules/registry.h"
#include "reports/merge/prepare.h"

#define DOCUMENT(run) "{\"version\":\"2.1.0\",\"runs\":[{" run "}]}"
#define TOOL(name) "\"tool\":{\"driver\":{\"name\":\"" name "\"}}"
#define RESULT(more) "\"results\":[{\"ruleId\":\"R1\",\"message\":{\"text\":\"It is so\"}" more "}]"
#define AT(uri) ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{" uri "}}}]"
#define AT_LINES                                                                                   \
    ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"a/b\"},"               \
    "\"region\":{\"startLine\":3,\"startColumn\":2,\"endLine\":4,\"endColumn\":5}}}]"

/* A line for each finding, and for each run what is wrong with it. */
static void
summarize(const struct hm_sarif_document *document, struct hm_buf *out)
{
    for (size_t i = 0; i < document->runs.n; i++) {
        const struct hm_sarif_run *run = &document->runs.p[i];
        for (size_t k = 0; k < run->found.findings.n; k++) {
            const struct hm_finding *f = &run->found.findings.p[k];
            hm_buf_printf(out, "%s:%s %s", f->rule->producer, f->rule->id,
                          hm_severity_row(f->severity)->word);
            if (f->path.n > 0) {
                hm_buf_printf(out, " %.*s", HM_FMT(f->path));
            }
            if (f->place.line > 0) {
                hm_buf_printf(out, ":%u.%u-%u.%u", f->place.line, f->place.column,
                              f->place.end_line, f->place.end_column);
            }
            if (f->target.n > 0) {
                hm_buf_printf(out, " in %.*s", HM_FMT(f->target));
            }
            if (f->advisory.n > 0) {
                hm_buf_printf(out, " %.*s %.*s %.*s [%.*s]", HM_FMT(f->advisory),
                              HM_FMT(f->package), HM_FMT(f->version), HM_FMT(f->fixed_in));
            }
            if (hm_finding_is_suppressed(f)) {
                hm_buf_printf(out, " suppressed(%.*s)", HM_FMT(f->suppressed_by.p[0]->reason));
            }
            hm_buf_printf(out, " %.*s\n", HM_FMT(f->message));
        }
        if (run->n_undecided > 0) {
            hm_buf_printf(out, "undecided %zu\n", run->n_undecided);
        }
        if (run->failure.n > 0) {
            hm_buf_printf(out, "failed: %.*s\n", HM_FMT(run->failure));
        }
        for (size_t k = 0; k < run->found.notes.n; k++) {
            hm_buf_printf(out, "note: %.*s\n", HM_FMT(run->found.notes.p[k].text));
        }
    }
}

static const struct {
    const char *document;
    const char *says; /* the summary, or "error: …" */
} cases[] = {
    /* Levels. */
    { DOCUMENT(TOOL("T") "," RESULT("")), "t:R1 medium It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"level\":\"error\"")), "t:R1 high It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"level\":\"note\"")), "t:R1 low It is so.\n" },
    { DOCUMENT(TOOL("Checkov") "," RESULT(",\"level\":\"error\"")),
      "checkov:R1 medium It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"level\":\"fatal\"")),
      "error: runs[0].results[0]: its level is none that is known" },
    { DOCUMENT(
          "\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"R1\",\"defaultConfiguration\":"
          "{\"level\":\"error\"}}]}}," RESULT("")),
      "t:R1 high It is so.\n" },
    { DOCUMENT(
          "\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"R1\",\"defaultConfiguration\":"
          "{\"level\":\"error\"},\"properties\":{\"security-severity\":\"9.8\"}}]}}," RESULT("")),
      "t:R1 critical It is so.\n" },
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"R1\",\"properties\":"
               "{\"security-severity\":\"0.0\"}}]}}," RESULT(",\"level\":\"note\"")),
      "t:R1 low It is so.\n" },
    { DOCUMENT(TOOL("T") ",\"invocations\":[{\"executionSuccessful\":true,"
                         "\"ruleConfigurationOverrides\":[{\"descriptor\":{\"id\":\"R1\"},"
                         "\"configuration\":{\"level\":\"note\"}}]}]," RESULT("")),
      "t:R1 low It is so.\n" },
    /* Rules: by index, hierarchical, in an extension; and what names none. */
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"A\"},{\"id\":\"B\","
               "\"defaultConfiguration\":{\"level\":\"error\"}}]}},\"results\":[{\"ruleIndex\":1,"
               "\"message\":{\"text\":\"x.\"}}]"),
      "t:B high x.\n" },
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"A\","
               "\"defaultConfiguration\":{\"level\":\"error\"}}]}},\"results\":[{\"ruleId\":\"A/"
               "1\",\"ruleIndex\":-1,\"message\":{\"text\":\"x.\"}}]"),
      "t:A/1 high x.\n" },
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"CodeQL\"},\"extensions\":[{\"name\":\"e0\"},"
               "{\"name\":\"e1\",\"rules\":[{\"id\":\"js/x\",\"properties\":{\"security-severity\":"
               "\"7.5\"}}]}]},\"results\":[{\"ruleId\":\"js/x\",\"rule\":{\"id\":\"js/x\","
               "\"index\":0,\"toolComponent\":{\"index\":1}},\"message\":{\"text\":\"x.\"}}]"),
      "codeql:js/x high x.\n" },
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"A\"}]}},\"results\":["
               "{\"ruleIndex\":1,\"message\":{\"text\":\"x.\"}}]"),
      "error: runs[0].results[0]: there is no rule of this index" },
    { DOCUMENT(TOOL("T") ",\"results\":[{\"message\":{\"text\":\"x.\"}}]"),
      "error: runs[0].results[0]: it names no rule" },
    { DOCUMENT(TOOL("shellcheck") ",\"results\":[{\"ruleId\":\"2086\",\"message\":{\"text\":"
                                  "\"x.\"}}]"),
      "shellcheck:SC2086 low x.\n" },
    { DOCUMENT(TOOL("shellcheck") ",\"results\":[{\"ruleId\":\"SC2086\",\"message\":{\"text\":"
                                  "\"x.\"}}]"),
      "shellcheck:SC2086 low x.\n" },
    { DOCUMENT(TOOL("T") ",\"results\":[{\"ruleId\":\"2086\",\"message\":{\"text\":\"x.\"}}]"),
      "t:2086 medium x.\n" },
    /* Snyk says in the description which advisory it is. */
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"Snyk Open Source\",\"rules\":[{\"id\":\"SNYK-JS-"
               "LODASH-1040724\",\"fullDescription\":{\"text\":\"(CVE-2021-23337) "
               "lodash@4.17.20\"}}]}},\"results\":[{\"ruleId\":\"SNYK-JS-LODASH-1040724\","
               "\"level\":\"error\",\"message\":{\"text\":\"x.\"}}]"),
      "snyk:SNYK-JS-LODASH-1040724 high CVE-2021-23337 lodash 4.17.20 [] lodash 4.17.20 has "
      "CVE-2021-23337.\n" },
    { DOCUMENT(
          "\"tool\":{\"driver\":{\"name\":\"Snyk Container\",\"rules\":[{\"id\":\"SNYK-"
          "DEBIAN12-ZLIB-1\",\"fullDescription\":{\"text\":\"(CVE-2023-45853) "
          "zlib/zlib1g@1:1.2.13.dfsg-1\"}}]}},\"results\":[{\"ruleId\":\"SNYK-DEBIAN12-ZLIB-1\","
          "\"level\":\"error\",\"message\":{\"text\":\"x.\"}}]"),
      "snyk:SNYK-DEBIAN12-ZLIB-1 high CVE-2023-45853 zlib1g 1:1.2.13.dfsg-1 [] zlib1g "
      "1:1.2.13.dfsg-1 has CVE-2023-45853.\n" },
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"Snyk\",\"rules\":[{\"id\":\"SNYK-JS-A-1\","
               "\"fullDescription\":{\"text\":\"(CVE-2021-1,CVE-2021-2) a@1\"}}]}},\"results\":[{"
               "\"ruleId\":\"SNYK-JS-A-1\",\"level\":\"error\",\"message\":{\"text\":\"x.\"}}]"),
      "snyk:SNYK-JS-A-1 high x.\n" },
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"Snyk\",\"rules\":[{\"id\":\"SNYK-JS-A-1\","
               "\"fullDescription\":{\"text\":\"(\"}}]}},\"results\":[{"
               "\"ruleId\":\"SNYK-JS-A-1\",\"level\":\"error\",\"message\":{\"text\":\"x.\"}}]"),
      "snyk:SNYK-JS-A-1 high x.\n" },
    /* Messages. */
    { DOCUMENT("\"tool\":{\"driver\":{\"name\":\"T\",\"rules\":[{\"id\":\"A\",\"messageStrings\":{"
               "\"m\":{\"text\":\"{0} of {{1}} {7}\"}}}]}},\"results\":[{\"ruleId\":\"A\","
               "\"message\":{\"id\":\"m\",\"arguments\":[\"one\"]}}]"),
      "t:A medium one of {1} {7}.\n" },
    { DOCUMENT(TOOL("T") ",\"results\":[{\"ruleId\":\"A\"}]"),
      "error: runs[0].results[0].message: missing" },
    /* Places. */
    { DOCUMENT(TOOL("T") "," RESULT(AT_LINES)), "t:R1 medium a/b:3.2-4.5 It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(AT("\"uri\":\"file:///src/d%20e/f\""))),
      "t:R1 medium d e/f It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(AT("\"uri\":\"/src/x\""))), "t:R1 medium x It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(AT("\"uri\":\"../../etc/passwd\""))),
      "t:R1 medium It is so. It was reported for ../../etc/passwd, which is not below this "
      "folder.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(AT("\"uri\":\"file:///srcs/x\""))),
      "t:R1 medium It is so. It was reported for file:///srcs/x, which is not below this "
      "folder.\n" },
    { DOCUMENT(TOOL("T") ",\"originalUriBaseIds\":{\"R\":{\"uri\":\"file:///src/sub\"}}," RESULT(
          AT("\"uri\":\"x\",\"uriBaseId\":\"R\""))),
      "t:R1 medium sub/x It is so.\n" },
    { DOCUMENT(TOOL("T") ",\"originalUriBaseIds\":{\"R\":{\"uri\":\"sub/\",\"uriBaseId\":\"P\"},"
                         "\"P\":{\"uri\":\"file:///src/top/\"}}," RESULT(
                             AT("\"uri\":\"x\",\"uriBaseId\":\"R\""))),
      "t:R1 medium top/sub/x It is so.\n" },
    { DOCUMENT(
          TOOL("T") ",\"originalUriBaseIds\":{\"R\":{\"uri\":\"a\",\"uriBaseId\":\"R\"}}," RESULT(
              AT("\"uri\":\"x\",\"uriBaseId\":\"R\""))),
      "error: runs[0].originalUriBaseIds: bases of bases of bases" },
    { DOCUMENT(TOOL("T") "," RESULT(AT("\"uri\":\"x\",\"uriBaseId\":\"%SRCROOT%\""))),
      "t:R1 medium x It is so.\n" },
    { DOCUMENT(
          TOOL("T") ",\"artifacts\":[{\"location\":{\"uri\":\"y\"}}]," RESULT(AT("\"index\":0"))),
      "t:R1 medium y It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(AT("\"index\":0"))),
      "error: runs[0].results[0].locations[0].physicalLocation.artifactLocation: there is no "
      "artifact of this index" },
    /* What is no finding, and what nobody knows. */
    { DOCUMENT(TOOL("T") "," RESULT(",\"kind\":\"pass\"")), "" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"kind\":\"notApplicable\"")), "" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"level\":\"none\"")), "" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"baselineState\":\"absent\"")), "" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"kind\":\"open\"")), "undecided 1\n" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"kind\":\"maybe\"")),
      "error: runs[0].results[0]: its kind is none that is known" },
    /* Suppressions. */
    { DOCUMENT(TOOL("T") "," RESULT(
          ",\"suppressions\":[{\"kind\":\"inSource\",\"justification\":\"known\"}]")),
      "t:R1 medium suppressed(known) It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"suppressions\":[{\"kind\":\"external\"},{\"kind\":"
                                    "\"external\",\"status\":\"underReview\"}]")),
      "t:R1 medium It is so.\n" },
    { DOCUMENT(TOOL("T") "," RESULT(",\"suppressions\":[]")), "t:R1 medium It is so.\n" },
    /* Runs that are none. */
    { DOCUMENT(TOOL("T")), "failed: it holds no results, not even an empty list of them\n" },
    { DOCUMENT(TOOL("T") ",\"results\":[]"), "" },
    { DOCUMENT(TOOL("T") ",\"results\":[],\"invocations\":[{\"executionSuccessful\":false,"
                         "\"exitCodeDescription\":\"out of memory\"}]"),
      "failed: it says that it did not succeed: out of memory\n" },
    { DOCUMENT(TOOL("T") ",\"results\":[],\"invocations\":[{\"executionSuccessful\":true,"
                         "\"toolExecutionNotifications\":[{\"level\":\"error\",\"message\":"
                         "{\"text\":\"cannot parse x\"}}]}]"),
      "note: t reported an error of its own: cannot parse x.\n" },
    { "[]", "error: the document: an array where an object is expected" },
    { "{\"version\":\"2.0.0\",\"runs\":[]}",
      "error: the document: its version is not 2.1.0, the only one that is read" },
    { "{\"version\":\"2.1.0\",\"runs\":[]}", "error: runs: there is no run in it" },
    { "{\"version\":\"2.1.0\"}", "error: runs: missing" },
    { DOCUMENT("\"results\":[]"), "error: runs[0].tool: missing" },
    { DOCUMENT(TOOL("T") ",\"externalPropertyFileReferences\":{\"results\":[{}]}"),
      "error: runs[0].externalPropertyFileReferences: parts of it lie in other files" },
    { DOCUMENT(TOOL("T") ",\"results\":{}"),
      "error: runs[0].results: an object where an array is expected" },
};

enum { N_CASES = sizeof cases / sizeof cases[0] };

ParameterizedTestParameters(sarif_in, says)
{
    static size_t index[N_CASES];

    for (size_t i = 0; i < N_CASES; i++) {
        index[i] = i;
    }
    return cr_make_param_array(size_t, index, N_CASES);
}

static void
read_into(struct hm_arena *arena, struct hm_str text, struct hm_buf *out)
{
    struct hm_sarif_options options = { .root = HM_S("/src"), .name = HM_S("x.sarif") };
    struct hm_sarif_document document = { 0 };
    struct hm_rule_table rules = { 0 };
    struct hm_err err = { 0 };

    if (hm_sarif_read(text, &options, arena, &rules, &document, &err) == HM_OK) {
        summarize(&document, out);
        hm_sarif_document_done(&document);
    } else {
        hm_buf_printf(out, "error: %s", err.text);
    }
}

ParameterizedTest(const size_t *i, sarif_in, says)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };

    read_into(&arena, hm_str_c(cases[*i].document), &out);
    cr_expect_str_eq(out.n == 0 ? "" : out.p, cases[*i].says, "%zu: %s", *i, out.p);
}

#define LATE_RULES                                                                                 \
    "\"tool\":{\"extensions\":[{\"rules\":[{\"id\":\"E1\",\"properties\":{\"security-severity\":"  \
    "\"9.5\"}}],\"name\":\"more\"}],\"driver\":{\"rules\":[{\"messageStrings\":{\"m\":{\"text\":"  \
    "\"Told {0}\"}},\"help\":{\"markdown\":\"unread\",\"text\":\"read\"},\"id\":\"R1\","           \
    "\"defaultConfiguration\":{\"level\":\"error\"}}],\"name\":\"T\"}}"
#define LATE_BASES                                                                                 \
    "\"artifacts\":[{\"contents\":{\"text\":\"long\"},\"location\":{\"uri\":\"a/"                  \
    "b\",\"uriBaseId\":"                                                                           \
    "\"B\"}}],\"originalUriBaseIds\":{\"B\":{\"uri\":\"file:///src/c/\"}},\"invocations\":[{"      \
    "\"executionSuccessful\":true,\"ruleConfigurationOverrides\":[{\"descriptor\":{\"id\":\"E2\"}" \
    ","                                                                                            \
    "\"configuration\":{\"level\":\"note\"}}]}]"
#define LATE_RESULTS                                                                               \
    "\"results\":[{\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"index\":0}}}],"   \
    "\"codeFlows\":[{}],\"message\":{\"id\":\"m\",\"arguments\":[\"so\"]},\"ruleIndex\":0},"       \
    "{\"message\":{\"text\":\"More\"},\"rule\":{\"index\":0,\"toolComponent\":{\"index\":0}}},"    \
    "{\"message\":{\"text\":\"Less\"},\"ruleId\":\"E2\"}]"

/* What results are read by stands behind them, in front of them, or around them. */
Test(sarif_in, reads_members_in_any_order)
{
    static const char *const runs[] = {
        LATE_RULES "," LATE_BASES "," LATE_RESULTS,
        LATE_RESULTS "," LATE_BASES "," LATE_RULES,
        LATE_BASES "," LATE_RESULTS "," LATE_RULES,
    };

    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        hm_auto_buf struct hm_buf out = { 0 };
        hm_buf_printf(&text, "{\"runs\":[{%s},{%s}],\"version\":\"2.1.0\"}", runs[i], runs[2 - i]);
        read_into(&arena, hm_buf_str(&text), &out);
        cr_expect_str_eq(out.p,
                         "t:R1 high c/a/b Told so.\nt:E1 critical More.\nt:E2 low Less.\n"
                         "t:R1 high c/a/b Told so.\nt:E1 critical More.\nt:E2 low Less.\n",
                         "%zu: %s", i, out.p);
    }
}

/* A copy that breaks off anywhere is an error, never a part of the findings. */
Test(sarif_in, refuses_a_document_that_breaks_off)
{
    static const char whole[] =
        "{\"runs\":[{" LATE_RESULTS "," LATE_RULES "}],\"version\":\"2.1.0\"}";

    for (size_t n = 0; n < sizeof whole - 1; n++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf out = { 0 };
        read_into(&arena, hm_str_make(whole, n), &out);
        cr_expect(hm_str_starts(hm_buf_str(&out), "error: "), "%zu: %s", n, out.p);
    }
}

/* What real programs wrote, and what is read from it. */
Test(sarif_in, reads_what_tools_write)
{
    static const struct {
        const char *file;
        const char *says;
    } files[] = {
        { "checkov", "checkov:CKV_DOCKER_4 medium api/Dockerfile:3" },
        { "checkov", "checkov:CKV_DOCKER_8 medium web/Dockerfile:3" },
        { "hadolint", "hadolint:DL3006 low Dockerfile:1" },
        { "trivy", "trivy:DS-0002 high Dockerfile:1" },
        { "trivy", "Specify at least 1 USER command in Dockerfile" },
        { "trivy-image", " CVE-2019-14697 musl 1.1.22-r2 [1.1.22-r3]" },
        { "grype", " GHSA-jf85-cpcp-j695 lodash 4.17.4 [4.17.12]" },
        { "grype", "in image:1 CVE-2019-14697 musl 1.1.22-r2" },
        { "dockle", "dockle:CIS-DI-0001 medium in x.sarif Last user" },
        { "compose-lint", "compose-lint:CL-0001 critical compose.yml:5" },
    };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        hm_auto_buf struct hm_buf out = { 0 };
        char path[200];
        (void)snprintf(path, sizeof path, "tests/adapters/sarif/%s.sarif", files[i].file);
        cr_assert_eq(hm_read_file(AT_FDCWD, path, 1 << 20, &text, NULL), HM_OK, "%s", path);
        read_into(&arena, hm_buf_str(&text), &out);
        cr_expect(hm_str_has(hm_buf_str(&out), files[i].says), "%s: %s", files[i].file, out.p);
    }
}

/* An advisory's other ids are those that its rule lists. */
Test(sarif_in, reads_aliases)
{
    static const char *const tags[] = { "\"tags\":[\"security\",\"CVE-2024-1\"]",
                                        "\"tags\":[\"CVE-2024-1\",\"CVE-2024-2\"]",
                                        "\"tags\":[7,\"see CVE-2024-1\"]" };
    static const char *const says[] = { " CVE-2024-1 a 1 ", " GHSA-aaaa-bbbb-cccc a 1 ",
                                        " GHSA-aaaa-bbbb-cccc a 1 " };

    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        hm_auto_buf struct hm_buf text = { 0 };
        hm_auto_buf struct hm_buf out = { 0 };
        hm_buf_printf(&text,
                      "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"T\","
                      "\"rules\":[{\"id\":\"GHSA-aaaa-bbbb-cccc\",\"properties\":{%s}}]}},"
                      "\"results\":[{\"ruleId\":\"GHSA-aaaa-bbbb-cccc\",\"message\":{\"text\":"
                      "\"Package: a\\nInstalled Version: 1\"}}]}]}",
                      tags[i]);
        read_into(&arena, hm_buf_str(&text), &out);
        cr_expect(hm_str_has(hm_buf_str(&out), says[i]), "%s: %s", tags[i], out.p);
    }
}

static void
import(struct hm_report *report, const char *text)
{
    struct hm_sarif_options options = { .root = HM_S("/src"), .name = HM_S("x.sarif") };
    struct hm_rule_table rules = { 0 };

    report->catalogue = hm_rules_all(&report->n_catalogue);
    hm_sarif_import(hm_str_c(text), &options, false, &rules, report);
}

Test(sarif_in, joins_what_tools_call_the_same)
{
    static const char *const documents[] = {
        DOCUMENT(TOOL("Checkov") ",\"results\":[{\"ruleId\":\"CKV_DOCKER_8\",\"message\":{\"text\":"
                                 "\"Ensure the last USER is not root\"}" AT(
                                     "\"uri\":\"Dockerfile\"") "}]"),
        DOCUMENT(TOOL("Semgrep OSS") ",\"results\":[{\"ruleId\":\"dockerfile.security.last-user-is-"
                                     "root.last-user-is-root\",\"message\":{\"text\":\"root\"}" AT(
                                         "\"uri\":\"Dockerfile\"") "}]"),
        DOCUMENT("\"tool\":{\"driver\":{\"name\":\"KICS\",\"rules\":[{\"id\":\"67fd0c4a-68cf-46d7-"
                 "8c41-bc9fba7e40ae\",\"shortDescription\":{\"text\":\"Last User Is 'root'\"}}]}},"
                 "\"results\":[{\"ruleId\":\"67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae\",\"ruleIndex\":"
                 "0,\"message\":{\"text\":\"root\"}" AT("\"uri\":\"Dockerfile\"") "}]"),
    };
    struct hm_report report = { 0 };
    struct hm_prepare_options options = { .is_unmerged = false };

    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        import(&report, documents[i]);
    }
    cr_assert_eq(report.findings.n, 3);
    hm_report_prepare(&report, &options);
    cr_expect_eq(report.findings.n, 1);
    cr_expect_eq(report.findings.p[0].agreed_by.n, 2);
    cr_expect_eq(report.ledger.n, 3);
    hm_report_done(&report);
}

Test(sarif_in, is_not_accepted_when_only_one_of_two_tools_was_told_to)
{
    struct hm_report report = { 0 };
    struct hm_prepare_options options = { .is_unmerged = false };

    import(&report, DOCUMENT(TOOL("Checkov") ",\"results\":[{\"ruleId\":\"CKV_DOCKER_8\","
                                             "\"suppressions\":[{\"kind\":\"inSource\"}],"
                                             "\"message\":{\"text\":\"x\"}" AT(
                                                 "\"uri\":\"Dockerfile\"") "}]"));
    import(&report, DOCUMENT(TOOL("Semgrep") ",\"results\":[{\"ruleId\":\"last-user-is-root\","
                                             "\"message\":{\"text\":\"x\"}" AT(
                                                 "\"uri\":\"Dockerfile\"") "}]"));
    hm_report_prepare(&report, &options);
    cr_assert_eq(report.findings.n, 1);
    cr_expect_not(hm_finding_is_suppressed(&report.findings.p[0]));
    hm_report_done(&report);
}

Test(sarif_in, quotes_no_line_of_a_secret)
{
    struct hm_report report = { 0 };

    import(&report, DOCUMENT(TOOL("gitleaks") ",\"results\":[{\"ruleId\":\"aws\",\"message\":"
                                              "{\"text\":\"x\"}" AT("\"uri\":\"f\"") "}]"));
    cr_assert_eq(report.findings.n, 1);
    cr_expect_eq(report.findings.p[0].rule->practice, HM_PRACTICE_SECRETS);
    hm_report_done(&report);
}

Test(sarif_in, says_in_the_ledger_what_could_not_be_read)
{
    struct hm_report report = { 0 };

    import(&report, "{\"version\":");
    import(&report, DOCUMENT("\"tool\":{\"driver\":{\"name\":\"T\",\"version\":\"1.2\"}},"
                             "\"results\":[]"));
    cr_assert_eq(report.ledger.n, 2);
    cr_expect_eq(report.ledger.p[0].state, HM_LEDGER_FAILED);
    cr_expect_eq(report.ledger.p[1].state, HM_LEDGER_DONE);
    cr_expect(hm_str_eq(report.ledger.p[1].version, "1.2"));
    cr_expect_eq(report.notes.n, 1);
    hm_report_done(&report);
}

Test(sarif_in, never_leaves_the_root)
{
    static const char *const outside[] = {
        "",     "..",       "a/../..", "/etc/passwd", "file://x/src/a", "https://example.com/src/a",
        "/src", "C:/src/a", "a%00b",   "%2e%2e/a",
    };

    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        const struct hm_sarif_options options = { .root = HM_S("/src") };
        struct hm_str path = hm_sarif_path(&arena, &options, HM_S(""), hm_str_c(outside[i]));
        cr_expect(path.n == 0, "%s: %.*s", outside[i], HM_FMT(path));
    }
}

static struct hm_str
as_it_is(const void *ctx, struct hm_arena *arena, struct hm_str path)
{
    (void)arena;
    return ctx == NULL ? path : HM_S("");
}

Test(sarif_in, lets_its_user_name_the_files)
{
    static const char *const uris[][3] = {
        { "", "a/./Dockerfile", "a/Dockerfile" },
        { "", "file:///else/Dockerfile", "/else/Dockerfile" },
        { "file:///else/", "a/Dockerfile", "/else/a/Dockerfile" },
        { "sub/", "../Dockerfile", "Dockerfile" },
        { "", "../Dockerfile", "" },
        { "", "..", "" },
        { "", "https://example.com/a", "" },
    };
    const struct hm_sarif_options options = { .root = HM_S("/src"), .name_file = as_it_is };

    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_str path =
            hm_sarif_path(&arena, &options, hm_str_c(uris[i][0]), hm_str_c(uris[i][1]));
        cr_expect(hm_str_eq(path, uris[i][2]), "%s: %.*s", uris[i][1], HM_FMT(path));
    }
}
