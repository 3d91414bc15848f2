/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/bills.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

#define A "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void
add_digest(struct hm_arena *arena, struct hm_bill *bill, const char *digest)
{
    hm_vec_add(arena, &bill->digests, hm_str_c(digest));
}

Test(bills, an_image_is_known_by_a_digest_of_it)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_images images = { 0 };
    struct hm_bill by_config = { 0 };
    struct hm_bill by_part = { 0 };
    struct hm_bill none = { 0 };
    struct hm_image_entry entry = { .name = HM_S("app:1"), .is_checked = true };
    const struct hm_image_part arm = { .digest = HM_S(B), .platform = HM_S("linux/arm64") };

    entry.check.digest = HM_S("sha256:0");
    entry.check.config_digest = HM_S(A);
    hm_vec_add(&arena, &entry.check.images, ((struct hm_image_part){ .digest = HM_S(A) }));
    hm_vec_add(&arena, &entry.check.images, arm);
    hm_vec_add(&arena, &images.entries, entry);
    add_digest(&arena, &by_config, A);
    add_digest(&arena, &by_part, B);
    cr_expect(hm_str_eq(hm_bill_image(&by_config, &images, false, &arena), "app:1"));
    cr_expect(hm_str_eq(hm_bill_image(&by_part, &images, true, &arena), "app:1 (linux/arm64)"));
    cr_expect(hm_bill_image(&by_part, &images, false, &arena).n == 0);
    cr_expect(hm_bill_image(&none, &images, true, &arena).n == 0);
    images.entries.p[0].is_checked = false;
    cr_expect(hm_bill_image(&by_config, &images, false, &arena).n == 0);
}

/* What a tool's row says of a bill, and what the bill's own row says then. */
static const struct {
    enum hm_ledger_state tool;
    bool is_read;
    enum hm_ledger_state bill;
} rows[] = {
    { HM_LEDGER_DONE, true, HM_LEDGER_DONE },
    { HM_LEDGER_FAILED, true, HM_LEDGER_SKIPPED },
    { HM_LEDGER_SKIPPED, true, HM_LEDGER_FAILED },
    { HM_LEDGER_SKIPPED, false, HM_LEDGER_FAILED },
};

Test(bills, one_that_no_tool_judged_is_failed)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct hm_report report = { 0 };
        struct hm_bills bills = { 0 };
        const struct hm_bill_entry entry = { .text = { .path = HM_S("bom.json") },
                                             .bill = { .form = HM_S("CycloneDX 1.6") },
                                             .is_read = rows[i].is_read };
        struct hm_ledger_row *row = hm_report_ledger(&report);
        row->tool = HM_S("trivy");
        row->task = HM_S("from-sbom");
        row->target = HM_S("bom.json");
        row->state = rows[i].tool;
        hm_vec_add(&report.arena, &bills.entries, entry);
        hm_bills_account(&bills, &report);
        cr_assert_eq(report.ledger.n, 2);
        cr_expect_eq(report.ledger.p[1].state, rows[i].bill, "%zu", i);
        hm_report_done(&report);
    }
}
