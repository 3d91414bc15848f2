/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "reports/identity/baseline.h"

static const struct hm_rule rule = { .id = "HM3001" };
static const struct hm_rule final_rule = { .id = "HM5001",
                                           .final_because = "bytes are what they are" };

static struct hm_finding *
add(struct hm_report *report, const struct hm_rule *of, char digit, enum hm_severity severity)
{
    struct hm_finding *finding = hm_vec_push(&report->arena, &report->findings);
    char *identity = hm_arena_alloc(&report->arena, 32);

    memset(identity, digit, 32);
    finding->rule = of;
    finding->severity = severity;
    finding->fingerprint = hm_str_make(identity, 32);
    finding->path = HM_S("Dockerfile");
    return finding;
}

static struct hm_report
make_report(void)
{
    return (struct hm_report){ .version = "0.1.0" };
}

static void
read_back(struct hm_report *report, const struct hm_buf *text, struct hm_baseline *baseline)
{
    struct hm_err err = { 0 };

    cr_assert_eq(hm_baseline_read(&report->arena, hm_buf_str(text), HM_S("b.json"), baseline, &err),
                 HM_OK, "%s", err.text);
}

Test(baseline, tells_what_is_new)
{
    struct hm_report before = make_report();
    struct hm_report after = make_report();
    struct hm_baseline baseline;
    hm_auto_buf struct hm_buf text = { 0 };

    for (char c = 'a'; c <= 'd'; c++) {
        add(&before, &rule, c, HM_SEV_MEDIUM);
    }
    hm_baseline_write(&before, &text);
    read_back(&after, &text, &baseline);
    cr_assert_eq(baseline.n, 4);
    add(&after, &rule, 'a', HM_SEV_MEDIUM);
    add(&after, &rule, 'b', HM_SEV_HIGH);
    add(&after, &rule, 'c', HM_SEV_LOW);
    add(&after, &rule, 'e', HM_SEV_LOW);
    add(&after, &rule, 'a', HM_SEV_MEDIUM);
    hm_baseline_compare(&baseline, &after);
    cr_expect_eq(after.findings.p[0].baseline, HM_BASELINE_UNCHANGED);
    cr_expect_eq(after.findings.p[1].baseline, HM_BASELINE_WORSE);
    cr_expect_eq(after.findings.p[2].baseline, HM_BASELINE_EASED);
    cr_expect_eq(after.findings.p[3].baseline, HM_BASELINE_NEW);
    cr_expect_eq(after.findings.p[4].baseline, HM_BASELINE_NEW, "one more than there was");
    cr_assert_eq(after.baseline.absent.n, 1);
    cr_expect(hm_str_starts(after.baseline.absent.p[0].identity, "ddd"));
    hm_report_done(&before);
    hm_report_done(&after);
}

Test(baseline, takes_in_nothing_that_nothing_may_suppress)
{
    static const struct hm_suppression by = { .id = HM_STR("HM3001") };
    struct hm_report report = make_report();
    struct hm_baseline baseline;
    hm_auto_buf struct hm_buf text = { 0 };

    add(&report, &final_rule, 'a', HM_SEV_CRITICAL);
    struct hm_finding *accepted = add(&report, &rule, 'b', HM_SEV_HIGH);
    hm_vec_add(&report.arena, &accepted->suppressed_by, &by);
    hm_baseline_write(&report, &text);
    read_back(&report, &text, &baseline);
    cr_expect_eq(baseline.n, 0);
    hm_buf_clear(&text);
    report.findings.p[0].rule = &rule;
    hm_baseline_write(&report, &text);
    read_back(&report, &text, &baseline);
    cr_assert_eq(baseline.n, 1);
    report.findings.p[0].rule = &final_rule;
    hm_baseline_compare(&baseline, &report);
    cr_expect_eq(report.findings.p[0].baseline, HM_BASELINE_NEW);
    hm_report_done(&report);
}

Test(baseline, only_shrinks)
{
    struct hm_report before = make_report();
    struct hm_report after = make_report();
    struct hm_baseline baseline;
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf less = { 0 };

    add(&before, &rule, 'a', HM_SEV_HIGH);
    add(&before, &rule, 'a', HM_SEV_HIGH);
    add(&before, &rule, 'b', HM_SEV_HIGH);
    hm_baseline_write(&before, &text);
    read_back(&after, &text, &baseline);
    cr_expect_eq(baseline.rows[0].count, 2);
    add(&after, &rule, 'a', HM_SEV_HIGH);
    add(&after, &rule, 'c', HM_SEV_HIGH);
    hm_baseline_compare(&baseline, &after);
    cr_expect_eq(hm_baseline_shrink(&baseline, &after, &less), 2);
    read_back(&after, &less, &baseline);
    cr_assert_eq(baseline.n, 1);
    cr_expect_eq(baseline.rows[0].count, 1);
    hm_report_done(&before);
    hm_report_done(&after);
}

#define BASELINE(findings)                                                                         \
    "{\"baselineVersion\":\"1\",\"identity\":\"hullmark/v1\",\"version\":\"0\",\"ruleSet\":\"0\"," \
    "\"findings\":[" findings "]}"
#define ROW(id, level)                                                                             \
    "{\"id\":\"" id "\",\"tool\":\"t\",\"rule\":\"r\",\"severity\":\"" level "\"}"
#define ID "0123456789abcdef0123456789abcdef"

static const struct {
    const char *text;
    bool is_good;
} documents[] = {
    { BASELINE(""), true },
    { BASELINE(ROW(ID, "high")), true },
    { BASELINE(ROW(ID, "hihg")), false },
    { BASELINE(ROW("0123", "high")), false },
    { BASELINE(ROW(ID, "high") "," ROW(ID, "low")), false },
    { "{\"findings\":[]}", false },
    { "[]", false },
    { "", false },
};

Test(baseline, is_read_strictly)
{
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        hm_auto_arena struct hm_arena arena = { 0 };
        struct hm_baseline baseline;
        struct hm_err err = { 0 };
        enum hm_status status =
            hm_baseline_read(&arena, hm_str_c(documents[i].text), HM_S("b"), &baseline, &err);
        cr_expect_eq(status == HM_OK, documents[i].is_good, "%s: %s", documents[i].text, err.text);
    }
}

Test(baseline, of_a_report_holds_what_is_suppressed_too)
{
    static const struct hm_suppression by = { .id = HM_STR("HM3001") };
    struct hm_report report = make_report();
    struct hm_arena arena = { 0 };
    struct hm_baseline baseline;

    struct hm_finding *accepted = add(&report, &rule, 'b', HM_SEV_HIGH);
    hm_vec_add(&report.arena, &accepted->suppressed_by, &by);
    add(&report, &rule, 'b', HM_SEV_HIGH);
    add(&report, &final_rule, 'a', HM_SEV_CRITICAL);
    hm_baseline_of(&arena, &report, HM_S("main"), &baseline);
    hm_report_done(&report);
    cr_assert_eq(baseline.n, 1);
    cr_expect_eq(baseline.rows[0].count, 2);
    cr_expect(hm_str_starts(baseline.rows[0].about.identity, "bbb"));
    cr_expect(hm_str_eq(baseline.name, "main"));
    hm_arena_done(&arena);
}

/* Two baselines: 'a' medium twice, 'b' low; 'a' high once, 'c' low. */
static void
make_two(struct hm_arena *arena, struct hm_baseline *one, struct hm_baseline *two)
{
    struct hm_report left = make_report();
    struct hm_report right = make_report();

    add(&left, &rule, 'a', HM_SEV_MEDIUM);
    add(&left, &rule, 'a', HM_SEV_MEDIUM);
    add(&left, &rule, 'b', HM_SEV_LOW);
    add(&right, &rule, 'a', HM_SEV_HIGH);
    add(&right, &rule, 'c', HM_SEV_LOW);
    hm_baseline_of(arena, &left, HM_S("one"), one);
    hm_baseline_of(arena, &right, HM_S("two"), two);
    hm_report_done(&left);
    hm_report_done(&right);
}

Test(baseline, joined_knows_what_either_knows)
{
    struct hm_arena arena = { 0 };
    struct hm_baseline one, two;

    make_two(&arena, &one, &two);
    hm_baseline_join(&arena, &one, &two);
    cr_assert_eq(one.n, 3);
    cr_expect(one.rows[0].count == 2 && one.rows[0].about.severity == HM_SEV_HIGH);
    cr_expect(hm_str_starts(one.rows[2].about.identity, "ccc"));
    hm_arena_done(&arena);
}

Test(baseline, limited_knows_no_more_than_both)
{
    struct hm_arena arena = { 0 };
    struct hm_baseline one, two;

    make_two(&arena, &one, &two);
    cr_expect_eq(hm_baseline_limit(&one, &two), 2, "a twice becomes once, b goes");
    cr_assert_eq(one.n, 1);
    cr_expect(one.rows[0].count == 1 && one.rows[0].about.severity == HM_SEV_MEDIUM);
    make_two(&arena, &one, &two);
    cr_expect_eq(hm_baseline_limit(&two, &one), 2, "a falls to medium, c goes");
    cr_expect(two.rows[0].about.severity == HM_SEV_MEDIUM);
    hm_arena_done(&arena);
}
