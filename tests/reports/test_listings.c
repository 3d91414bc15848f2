/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "reports/listings.h"

static const struct hm_rule plain = { .id = "HM1002" };
static const struct hm_rule secret = { .id = "HM2001", .practice = HM_PRACTICE_SECRETS };
static const struct hm_rule foreign = { .id = "aws-key",
                                        .producer = "trivy",
                                        .practice = HM_PRACTICE_SECRETS };

static const struct hm_lines instructions[] = { { .line = 1, .end_line = 1 },
                                                { .line = 2, .end_line = 4 },
                                                { .line = 5, .end_line = 9 } };

static bool
read_text(void *ctx, struct hm_str path, struct hm_buf *buf)
{
    if (hm_str_eq(path, "gone")) {
        return false;
    }
    hm_buf_puts(buf, ctx);
    return true;
}

static struct hm_outline *
add_outline(struct hm_report *report, const char *path)
{
    struct hm_outline *outline = hm_vec_push(&report->arena, &report->outlines);

    *outline = (struct hm_outline){
        .path = hm_str_c(path), .instructions = instructions, .n_instructions = 3, .target = HM_NONE
    };
    return outline;
}

static struct hm_finding *
add(struct hm_report *report, const struct hm_rule *rule, const char *path, uint32_t line)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);

    finding->rule = rule;
    finding->path = hm_str_c(path);
    finding->place = (struct hm_place){ line, 1, line, 2 };
    return finding;
}

static void
list(struct hm_report *report, const char *text)
{
    hm_report_sort(report);
    hm_report_list(report, read_text, (void *)(uintptr_t)text);
}

static bool
line_is(const struct hm_report *report, uint32_t line, const char *text)
{
    return hm_str_eq(report->listings.p[0].lines[line - 1].text, text);
}

Test(listings, only_judged_files_with_findings_are_listed)
{
    struct hm_report report = { 0 };

    add_outline(&report, "Dockerfile");
    add_outline(&report, "clean");
    add(&report, &plain, "Dockerfile", 1);
    add(&report, &plain, "package-lock.json", 1);
    list(&report, "FROM a\r\nRUN b\n");
    cr_assert_eq(report.listings.n, 1);
    cr_expect_eq(report.listings.p[0].n_lines, 2);
    cr_expect(line_is(&report, 1, "FROM a"));
    cr_expect(line_is(&report, 2, "RUN b"));
    cr_expect_eq(report.n_unlisted, 0);
    hm_report_done(&report);
}

Test(listings, what_looks_like_a_secret_is_masked)
{
    struct hm_report report = { 0 };

    add_outline(&report, "Dockerfile");
    add(&report, &plain, "Dockerfile", 1);
    list(&report, "FROM a\nRUN git clone https://u:hunter2secret@h/x\n");
    cr_expect(line_is(&report, 2, "RUN git clone https://u:****@h/x"));
    hm_report_done(&report);
}

Test(listings, of_a_secrets_instruction_only_the_quotation_is_shown)
{
    struct hm_report report = { 0 };

    add_outline(&report, "Dockerfile");
    add(&report, &secret, "Dockerfile", 3)->line_text = HM_S("  A=****");
    add(&report, &plain, "Dockerfile", 4);
    list(&report, "FROM a\nENV \\\n  A=hunter2 \\\n  B=hunter3\nUSER 1\n");
    const struct hm_listed_line *lines = report.listings.p[0].lines;
    cr_expect(!lines[0].is_hidden);
    cr_expect(lines[1].is_hidden && lines[1].text.n == 0);
    cr_expect(lines[2].is_hidden && line_is(&report, 3, "  A=****"));
    cr_expect(lines[3].is_hidden && lines[3].text.n == 0);
    cr_expect(!lines[4].is_hidden && line_is(&report, 5, "USER 1"));
    hm_report_done(&report);
}

Test(listings, of_several_secrets_in_a_line_nothing_behind_the_first_is_shown)
{
    struct hm_report report = { 0 };

    add_outline(&report, "Dockerfile");
    add(&report, &secret, "Dockerfile", 1)->line_text = HM_S("ENV A=hunter2 B=****");
    add(&report, &secret, "Dockerfile", 1)->line_text = HM_S("ENV A=****");
    list(&report, "ENV A=hunter2 B=hunter3\n");
    cr_expect(line_is(&report, 1, "ENV A=****"));
    hm_report_done(&report);
}

Test(listings, a_secret_without_a_line_hides_the_file)
{
    struct hm_report report = { 0 };

    add_outline(&report, "Dockerfile");
    add(&report, &foreign, "Dockerfile", 0);
    list(&report, "ENV A=hunter2\n");
    cr_expect_eq(report.listings.n, 0);
    cr_expect_eq(report.n_unlisted, 1);
    hm_report_done(&report);
}

Test(listings, no_line_of_a_private_key_is_shown)
{
    struct hm_report report = { 0 };

    add_outline(&report, "Dockerfile");
    add(&report, &plain, "Dockerfile", 1);
    list(&report,
         "RUN x\n-----BEGIN RSA PRIVATE KEY-----\nshort\n-----END RSA PRIVATE KEY-----\ny");
    const struct hm_listing *listing = &report.listings.p[0];
    cr_assert_eq(listing->n_lines, 5);
    for (uint32_t i = 1; i < 4; i++) {
        cr_expect(listing->lines[i].is_hidden && listing->lines[i].text.n == 0, "line %u", i + 1);
    }
    cr_expect(line_is(&report, 5, "y"));
    hm_report_done(&report);
}

Test(listings, a_file_that_changed_since_it_was_judged_is_not_listed)
{
    struct hm_report report = { 0 };

    add_outline(&report, "Dockerfile")->text_hash = hm_str_hash(HM_S("FROM a\n"));
    add_outline(&report, "other")->text_hash = hm_str_hash(HM_S("FROM b\n"));
    add_outline(&report, "gone");
    add(&report, &plain, "Dockerfile", 1);
    add(&report, &plain, "other", 1);
    add(&report, &plain, "gone", 1);
    list(&report, "FROM a\n");
    cr_assert_eq(report.listings.n, 1);
    cr_expect(hm_str_eq(report.listings.p[0].path, "Dockerfile"));
    cr_expect_eq(report.n_unlisted, 2);
    hm_report_done(&report);
}

Test(listings, lines_and_files_are_bounded_and_what_is_left_out_is_counted)
{
    struct hm_report report = { 0 };
    static char text[HM_LISTING_LINES_LIMIT + HM_LISTED_LINE_LIMIT + 12];
    static char paths[HM_LISTINGS_LIMIT][8];

    memset(text, '\n', sizeof text - 1);
    memset(text, 'x', HM_LISTED_LINE_LIMIT + 1);
    for (unsigned i = 0; i < HM_LISTINGS_LIMIT; i++) {
        (void)snprintf(paths[i], sizeof paths[i], "%03u", i);
        add_outline(&report, paths[i]);
        add(&report, &plain, paths[i], 1)->severity = i == 99 ? HM_SEV_HIGH : HM_SEV_LOW;
    }
    list(&report, text);
    const struct hm_listing *worst = &report.listings.p[0];
    cr_expect(hm_str_eq(worst->path, "099"), "the worst comes first");
    cr_expect_eq(worst->n_lines, HM_LISTING_LINES_LIMIT);
    cr_expect_eq(worst->n_left_out, 10);
    cr_expect_eq(worst->lines[0].text.n, HM_LISTED_LINE_LIMIT);
    cr_expect(worst->lines[0].is_cut);
    cr_expect_eq(report.listings.n,
                 (HM_LISTINGS_LINES_LIMIT + HM_LISTING_LINES_LIMIT - 1) / HM_LISTING_LINES_LIMIT);
    cr_expect_eq(report.n_unlisted, HM_LISTINGS_LIMIT - report.listings.n);
    hm_report_done(&report);
}
