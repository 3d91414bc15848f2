/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/html/html.h"
#include "tests/golden_report.h"

static void
write_page(const struct hm_report *report, struct hm_buf *buf)
{
    struct hm_format_options options = { 0 };

    cr_assert_eq(hm_format_write(hm_format_find(HM_S("html")), report, &options, buf, NULL), HM_OK);
}

static size_t
count(struct hm_str text, const char *what)
{
    size_t n = 0;
    const char *at = NULL;

    while (text.n > 0 && (at = memmem(text.p, text.n, what, strlen(what))) != NULL) {
        text = hm_str_from(text, (size_t)(at - text.p) + strlen(what));
        n++;
    }
    return n;
}

#define EXPECT_HAS(buf, what) cr_expect(hm_str_has(hm_buf_str(buf), what), "no %s", what)
#define EXPECT_NOT(buf, what) cr_expect_not(hm_str_has(hm_buf_str(buf), what), "%s", what)

Test(html, the_verdict_comes_before_what_to_do_and_that_before_the_findings)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf page = { 0 };
    static const char *const parts[] = { "id='verdict'",  "id='first'",  "id='practices'",
                                         "id='findings'", "id='source'", "id='images'",
                                         "id='checked'",  "id='rules'",  NULL };
    const char *last = NULL;

    golden_load(&golden, "tests/golden/typical");
    write_page(&golden.report, &page);
    for (size_t i = 0; parts[i] != NULL; i++) {
        const char *at = memmem(page.p, page.n, parts[i], strlen(parts[i]));
        cr_assert_not_null(at, "%s", parts[i]);
        cr_expect(at > last, "%s", parts[i]);
        last = at;
    }
    golden_done(&golden);
}

Test(html, no_id_is_there_twice)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf page = { 0 };
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_strmap ids;
    struct hm_str rest;

    hm_strmap_init(&ids, &arena);
    golden_load(&golden, "tests/golden/typical");
    write_page(&golden.report, &page);
    rest = hm_buf_str(&page);
    const char *at = NULL;
    while ((at = memmem(rest.p, rest.n, " id='", 5)) != NULL) {
        rest = hm_str_from(rest, (size_t)(at - rest.p) + 5);
        struct hm_str id = hm_str_sub(rest, 0, hm_str_find(rest, '\''));
        cr_expect_eq((*hm_strmap_at(&ids, id))++, 0, "%.*s", HM_FMT(id));
    }
    golden_done(&golden);
}

Test(html, every_link_into_the_page_leads_somewhere)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf page = { 0 };
    struct hm_str rest;
    const char *at = NULL;
    size_t n = 0;

    golden_load(&golden, "tests/golden/typical");
    write_page(&golden.report, &page);
    rest = hm_buf_str(&page);
    while ((at = memmem(rest.p, rest.n, "href='#", 7)) != NULL) {
        hm_auto_buf struct hm_buf id = { 0 };
        rest = hm_str_from(rest, (size_t)(at - rest.p) + 7);
        hm_buf_printf(&id, " id='%.*s'", HM_FMT(hm_str_sub(rest, 0, hm_str_find(rest, '\''))));
        EXPECT_HAS(&page, id.p);
        n++;
    }
    cr_expect_gt(n, 10);
    golden_done(&golden);
}

Test(html, what_was_not_done_stands_beside_the_verdict)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf page = { 0 };

    golden_load(&golden, "tests/golden/typical");
    write_page(&golden.report, &page);
    EXPECT_HAS(&page, "<h3>Not checked</h3>");
    EXPECT_HAS(&page, "trivy: image of ghcr.io/acme/app:1.2 was not done");
    golden_done(&golden);
}

Test(html, a_practice_that_nobody_looked_at_has_not_passed)
{
    hm_auto_buf struct hm_buf page = { 0 };
    struct hm_report report = { .version = "0.1.0", .verdict = HM_VERDICT_PASS };

    write_page(&report, &page);
    cr_expect_eq(count(hm_buf_str(&page), "<span class='state unknown'>not checked</span>"),
                 HM_PRACTICE_COUNT - 1);
    EXPECT_NOT(&page, "<span class='state'>no finding</span>");
    EXPECT_HAS(&page, "No findings in what was checked.");
    EXPECT_HAS(&page, "Nothing was asked for, and nothing was done.");
    hm_report_done(&report);
}

Test(html, of_a_group_the_worst_are_rows_and_the_cut_is_told)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf page = { 0 };
    hm_auto_buf struct hm_buf said = { 0 };
    struct hm_format_options options = { .said = &said };

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 2000);
    hm_report_sort(&golden.report);
    cr_assert_eq(
        hm_format_write(hm_format_find(HM_S("html")), &golden.report, &options, &page, NULL),
        HM_OK);
    cr_expect_leq(count(hm_buf_str(&page), "class='finding "), 2 * HM_HTML_GROUP_LIMIT + 10);
    for (size_t i = 0; i < golden.report.findings.n; i++) {
        hm_auto_buf struct hm_buf id = { 0 };
        hm_buf_printf(&id, " id='f%zu' class='finding critical'", i + 1);
        cr_expect(golden.report.findings.p[i].severity != HM_SEV_CRITICAL ||
                      hm_str_has(hm_buf_str(&page), id.p),
                  "%s", id.p);
    }
    EXPECT_HAS(&page, " findings are left out here</strong>");
    EXPECT_HAS(&said, "findings are left out, the worst are kept\n");
    golden_done(&golden);
}

Test(html, a_page_of_very_many_findings_is_no_larger_than_a_browser_likes)
{
    struct golden_case golden;
    hm_auto_buf struct hm_buf page = { 0 };

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 60000);
    write_page(&golden.report, &page);
    cr_expect_lt(page.n, (size_t)4 << 20);
    golden_done(&golden);
}

Test(html, layers_are_in_the_images_order_with_what_each_brought)
{
    static const struct hm_rule cve = { .id = "CVE-2024-1", .producer = "trivy" };
    static const struct hm_layer list[] = {
        { .diff_id = HM_STR("sha256:bbbb"), .by = "ADD" },
        { .diff_id = HM_STR("sha256:aaaa"), .by = "RUN", .size = 1234567 },
    };
    struct hm_report report = { .version = "0.1.0" };
    hm_auto_buf struct hm_buf page = { 0 };

    hm_vec_add(&report.arena, &report.layers,
               ((struct hm_layers){ .target = HM_S("app:1"), .list = list, .n = 2 }));
    struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
    *finding = (struct hm_finding){ .rule = &cve,
                                    .target_kind = HM_TARGET_IMAGE,
                                    .target = HM_S("app:1"),
                                    .path = HM_S("Dockerfile"),
                                    .advisory = HM_S("CVE-2024-1"),
                                    .package = HM_S("musl"),
                                    .layer = HM_S("sha256:aaaa"),
                                    .severity = HM_SEV_HIGH,
                                    .is_inferred = true };
    write_page(&report, &page);
    EXPECT_HAS(&page, "<td class='num'>1</td><th scope='row'><code>sha256:bbbb</code></th>"
                      "<td class='num'><span class='quiet'>not known</span></td>"
                      "<td><code>ADD</code></td><td><span class='quiet'>none found</span>");
    EXPECT_HAS(&page, "<td class='num'>2</td><th scope='row'><code>sha256:aaaa</code></th>"
                      "<td class='num'>1.2 MB</td><td><code>RUN</code></td><td><span class='tally "
                      "high'><b>1</b> high</span>"
                      "</td><td><code>musl</code></td>");
    EXPECT_HAS(&page, "<span class='state unknown'>no proof</span>");
    hm_report_done(&report);
}

Test(html, says_what_each_source_makes_of_a_vulnerability)
{
    static const struct hm_rule cve = { .id = "CVE-2024-1", .producer = "trivy" };
    static const struct hm_rating ratings[] = {
        { .source = "nvd", .severity = HM_SEV_CRITICAL, .tenths = 98, .is_exploited = true },
        { .source = "<b>bad", .severity = HM_SEV_LOW, .is_vendors = true },
    };
    static const char *const silent[] = { "grype" };
    struct hm_report report = { .version = "0.1.0" };
    hm_auto_buf struct hm_buf page = { 0 };

    struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
    *finding = (struct hm_finding){ .rule = &cve,
                                    .path = HM_S("Dockerfile"),
                                    .advisory = HM_S("CVE-2024-1"),
                                    .package = HM_S("musl"),
                                    .severity = HM_SEV_LOW,
                                    .ratings = ratings,
                                    .n_ratings = 2,
                                    .silent = silent,
                                    .n_silent = 1,
                                    .baseline = HM_BASELINE_WORSE };
    write_page(&report, &page);
    EXPECT_HAS(&page, "<span class='state bad'>exploited</span>");
    EXPECT_HAS(&page, "<span class='state unknown'>worse</span>");
    EXPECT_HAS(&page, "<li>nvd <span class='level critical'>critical</span> 9.8");
    EXPECT_HAS(&page, "<li>&lt;b&gt;bad <span class='level low'>low</span> <span "
                      "class='quiet'>who distributes it</span>");
    EXPECT_HAS(&page, "looked, and stayed silent: grype</small>");
    EXPECT_NOT(&page, "<b>bad");
    hm_report_done(&report);
}

Test(html, says_what_the_gate_made_of_it)
{
    static const struct hm_rule rule = { .id = "HM3001", .title = "Runs as root" };
    static const struct hm_gate_clause clauses[] = {
        { .text = HM_STR("high & fixable"),
          .holds = true,
          .n = 1,
          .n_unknown = 1,
          .n_examples = 1 },
        { .text = HM_STR("critical") },
        { .text = HM_STR("db-age > 7d"),
          .is_about_run = true,
          .holds = true,
          .is_unknown = true,
          .reason = HM_STR("no tool <said> it") },
    };
    struct hm_report report = { .version = "0.1.0",
                                .gate = { .expression = HM_STR("high & fixable | db-age > 7d"),
                                          .clauses = clauses,
                                          .n_clauses = 3,
                                          .is_failed = true },
                                .baseline = { .name = HM_STR("known.json"), .n_new = 2 } };
    hm_auto_buf struct hm_buf page = { 0 };

    struct hm_finding *finding = hm_vec_push(&report.arena, &report.findings);
    *finding = (struct hm_finding){ .rule = &rule,
                                    .path = HM_S("Dockerfile"),
                                    .place = { 3, 1, 3, 2 },
                                    .severity = HM_SEV_HIGH,
                                    .is_failing = true };
    struct hm_baseline_absent *gone = hm_vec_push(&report.arena, &report.baseline.absent);
    *gone = (struct hm_baseline_absent){ .tool = HM_S("hullmark"),
                                         .rule = HM_S("HM2<x>"),
                                         .severity = HM_SEV_LOW };
    hm_vec_add(&report.arena, &report.accounts,
               ((struct hm_account){ .tool = "hullmark", .n_found = 7, .n_reported = 7 }));
    write_page(&report, &page);
    EXPECT_HAS(&page, "<span class='state bad'>fails</span></td><th scope='row'><code>high &amp; "
                      "fixable</code></th><td>1 finding: <a href='#f1'>HM3001 in line 3</a>");
    EXPECT_HAS(&page, "of 1 not enough is known to pass");
    EXPECT_HAS(&page, "<span class='state good'>passes</span></td><th scope='row'><code>critical");
    EXPECT_HAS(&page, "<span class='state unknown'>not known: fails</span>");
    EXPECT_HAS(&page, "no tool &lt;said&gt; it");
    EXPECT_HAS(&page, "known.json</code>: <b>2 new</b>, 0 worse, 0 known, 0 eased, 1 gone.");
    EXPECT_HAS(&page, "HM2&lt;x&gt;");
    EXPECT_HAS(&page, "<dt>Gate</dt><dd>fails by this");
    EXPECT_HAS(&page, "<th scope='row'>hullmark</th><td class='num'>7</td>");
    hm_report_done(&report);
}

static bool
take(struct hm_str content, void *ctx)
{
    *(size_t *)ctx += content.n;
    return true;
}

Test(html, goes_out_in_pieces)
{
    struct golden_case golden;
    size_t n = 0;
    hm_auto_buf struct hm_buf page = { .drain = take, .drain_ctx = &n };

    golden_load(&golden, "tests/golden/typical");
    golden_multiply(&golden, 5000);
    write_page(&golden.report, &page);
    cr_expect_gt(n, HM_BUF_PIECE);
    cr_expect_lt(page.cap, 4 * HM_BUF_PIECE);
    golden_done(&golden);
}

/* --- Markdown --- */

static const struct {
    const char *text;
    const char *markup;
} marked[] = {
    { "one\ntwo\n\nthree", "<p>one two</p><p>three</p>" },
    { "`a < b` and **c**", "<p><code>a &lt; b</code> and <strong>c</strong></p>" },
    { "text\n- a\n  b\n- c", "<p>text</p><ul><li>a b</li><li>c</li></ul>" },
    { "```sh\na  b\n\n<c>\n```\nd", "<pre><code>a  b\n\n&lt;c&gt;\n</code></pre><p>d</p>" },
    { "```\nopen", "<pre><code>open\n</code></pre>" },
    { "[a](https://x.test/?a=1&b=2)", "<p><a rel='noopener noreferrer' "
                                      "href='https://x.test/?a=1&amp;b=2'>a</a></p>" },
    { "[a](javascript:alert(1))", "<p>a)</p>" },
    { "[a](https://x.test/'onclick='x)", "<p><a rel='noopener noreferrer' "
                                         "href='https://x.test/&apos;onclick=&apos;x'>a</a></p>" },
    { "[a] `b **c", "<p>[a] `b **c</p>" },
    { "<b>&amp;</b>", "<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>" },
    { "", "" },
};

Test(html, markdown_of_rules_is_markup_of_ours_alone)
{
    for (size_t i = 0; i < sizeof marked / sizeof marked[0]; i++) {
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_html page = { .buf = &buf };
        hm_html_markdown(&page, hm_str_c(marked[i].text));
        cr_expect(hm_str_eq(hm_buf_str(&buf), marked[i].markup), "%s: %.*s", marked[i].text,
                  HM_FMT(hm_buf_str(&buf)));
    }
}

Test(html, numbers_have_their_thousands_parted)
{
    hm_auto_buf struct hm_buf buf = { 0 };
    struct hm_html page = { .buf = &buf };

    hm_html_number_of(&page, 1234567, "byte", "bytes");
    hm_html_puts(&page, "; ");
    hm_html_number_of(&page, 1, "file", "files");
    cr_expect(hm_str_eq(hm_buf_str(&buf), "1,234,567 bytes; 1 file"), "%s", buf.p);
}
