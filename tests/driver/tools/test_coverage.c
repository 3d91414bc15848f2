/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/coverage.h"

#include <criterion/criterion.h>

static struct hm_args args;
static struct hm_tools tools;
static struct hm_inputs inputs;
static struct hm_images images;
static struct hm_report report;

static void
begin(void)
{
    args.command = HM_COMMAND_SCAN;
    args.arena = &report.arena;
    tools.args = &args;
    hm_vec_add(&report.arena, &inputs.trees,
               ((struct hm_input_tree){ .location = "/src", .target = HM_STR("."), .folder = -1 }));
    hm_vec_add(&report.arena, &args.values[HM_OPT_WITHOUT], "trivy");
}

static void
end(void)
{
    hm_report_done(&report);
}

TestSuite(coverage, .init = begin, .fini = end);

static void
add_image(const char *name)
{
    hm_vec_add(&report.arena, &images.entries,
               ((struct hm_image_entry){ .name = hm_str_c(name), .is_checked = true }));
}

static void
add_done(const char *tool, const char *task, const char *target)
{
    struct hm_ledger_row *row = hm_report_ledger(&report);

    row->tool = hm_str_c(tool);
    row->task = hm_str_c(task);
    row->target = hm_str_c(target);
    row->state = HM_LEDGER_DONE;
}

static const struct hm_ledger_row *
row_of(const char *tool, const char *target)
{
    for (size_t i = 0; i < report.ledger.n; i++) {
        const struct hm_ledger_row *row = &report.ledger.p[i];
        if (hm_str_eq(row->tool, tool) && hm_str_eq(row->target, target)) {
            return row;
        }
    }
    return NULL;
}

static const struct {
    enum hm_option_id option;
    const char *tool;
    const char *target;
    bool asks_for_signatures;
    enum hm_ledger_state state;
    const char *reason;
} ROWS[] = {
    { HM_OPT_REQUIRE, "hadolint", ".", false, HM_LEDGER_NOT_APPLICABLE, "no Dockerfile was read" },
    { HM_OPT_REQUIRE, "shellcheck", ".", false, HM_LEDGER_NOT_APPLICABLE,
      "no shell text was read" },
    { HM_OPT_REQUIRE, "compose-lint", ".", false, HM_LEDGER_NOT_APPLICABLE,
      "no Compose file was found" },
    { HM_OPT_REQUIRE, "dockle", "images", false, HM_LEDGER_NOT_APPLICABLE, "no image was named" },
    { HM_OPT_REQUIRE, "cosign", "images", false, HM_LEDGER_SKIPPED,
      "no policy and no --verify-key asks for signatures" },
    { HM_OPT_REQUIRE, "cosign", "images", true, HM_LEDGER_NOT_APPLICABLE,
      "no image has a rule that asks for it" },
    { HM_OPT_WITHOUT, "trivy", ".", false, HM_LEDGER_SKIPPED, "switched off by --without" },
    { HM_OPT_WITHOUT, "hadolint", ".", false, HM_LEDGER_SKIPPED, "switched off by --without" },
};

Test(coverage, says_why_a_tool_was_not_asked)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        report.ledger.n = 0;
        args.values[HM_OPT_REQUIRE].n = 0;
        hm_vec_add(&report.arena, &args.values[ROWS[i].option], ROWS[i].tool);
        hm_coverage_fill(&tools, &inputs, &images, ROWS[i].asks_for_signatures, &report);
        const struct hm_ledger_row *row = row_of(ROWS[i].tool, ROWS[i].target);
        cr_assert_not_null(row, "%s", ROWS[i].tool);
        cr_expect_eq(row->state, ROWS[i].state, "%s", ROWS[i].tool);
        cr_expect(hm_str_eq(row->reason, ROWS[i].reason), "%s: %.*s", ROWS[i].tool,
                  HM_FMT(row->reason));
        cr_expect_eq(row->is_required, ROWS[i].option == HM_OPT_REQUIRE, "%s", ROWS[i].tool);
    }
}

Test(coverage, is_silent_of_tools_that_nobody_named)
{
    hm_coverage_fill(&tools, &inputs, &images, true, &report);
    cr_expect_null(row_of("hadolint", "."));
    cr_expect_null(row_of("cosign", "images"));
}

Test(coverage, adds_nothing_where_there_is_a_row)
{
    hm_vec_add(&report.arena, &args.values[HM_OPT_REQUIRE], "dockle");
    add_image("app:1");
    add_image("app:10");
    add_done("dockle", "image", "app:1 (linux/arm64)");
    hm_coverage_fill(&tools, &inputs, &images, false, &report);
    cr_expect_null(row_of("dockle", "app:1"), "a platform's row is the image's");
    cr_assert_not_null(row_of("dockle", "app:10"));
    cr_expect_eq(row_of("dockle", "app:10")->state, HM_LEDGER_SKIPPED);
    cr_expect_null(row_of("dockle", "images"));
}

Test(coverage, knows_an_image_that_could_not_be_read)
{
    hm_vec_add(&report.arena, &args.values[HM_OPT_REQUIRE], "trivy");
    add_image("app:1");
    images.entries.p[0].is_checked = false;
    hm_coverage_fill(&tools, &inputs, &images, false, &report);
    cr_assert_not_null(row_of("trivy", "app:1"));
    cr_expect(hm_str_eq(row_of("trivy", "app:1")->reason, "the image could not be read"));
    cr_expect(row_of("trivy", "app:1")->is_required);
}
