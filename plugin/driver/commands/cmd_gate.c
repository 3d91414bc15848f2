/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict of a report that was made earlier. */
#include "plugin/driver/commands/cmd.h"

#include "plugin/base/auto.h"
#include "plugin/driver/gate/gate_options.h"
#include "plugin/driver/gate/report_file.h"
#include "plugin/driver/run.h"
#include "reports/json_parts.h"
#include "reports/text/text_tables.h"

static void
put_json(const struct hm_report *report, struct hm_buf *out)
{
    struct hm_json_out json = { .buf = out, .is_indented = true };

    hm_json_out_object(&json, NULL);
    hm_json_out_c(&json, "verdict", hm_verdict_word(report->verdict));
    hm_json_out_str(&json, "verdictReason", report->verdict_reason);
    hm_json_out_int(&json, "exitCode", report->exit_code);
    hm_json_gate(&json, report);
    hm_json_baseline(&json, report);
    hm_json_out_end_object(&json);
    hm_buf_putc(out, '\n');
}

static void
put_text(const struct hm_report *report, struct hm_buf *out)
{
    struct hm_text text = { .buf = out };

    hm_text_gate(&text, report);
    hm_text_verdict(&text, report);
}

static enum hm_status
decide(const struct hm_args *args, struct hm_report *report, struct hm_err *reterr)
{
    struct hm_baseline baseline;
    struct hm_gate gate;
    bool has_baseline = false;
    int64_t now;

    HM_TRY(hm_run_clock(&now, reterr));
    HM_TRY(hm_gate_options_read(args, now, &gate, reterr));
    HM_TRY(hm_report_file_read(args->operands.p[0], report, reterr));
    HM_TRY(hm_report_file_baseline(args, &report->arena, &baseline, &has_baseline, reterr));
    if (has_baseline) {
        hm_baseline_compare(&baseline, report);
    }
    gate.gap = hm_report_file_gap(report);
    hm_policy_decide(report, &gate);
    return HM_OK;
}

int
hm_cmd_gate(const struct hm_args *args)
{
    struct hm_report report = { 0 };
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_err err = { 0 };
    int exit_code;

    if (args->operands.n != 1) {
        return hm_complain_usage(args, "name one report: SARIF, or hullmark's JSON");
    }
    if (decide(args, &report, &err) != HM_OK) {
        exit_code = hm_complain(&err);
    } else {
        if (hm_args_has(args, HM_OPT_JSON)) {
            put_json(&report, &out);
        } else if (!hm_args_has(args, HM_OPT_QUIET)) {
            put_text(&report, &out);
        }
        exit_code = report.exit_code;
        if (out.n > 0 && hm_print(&out) != HM_EXIT_PASS && exit_code == HM_EXIT_PASS) {
            exit_code = HM_EXIT_INCOMPLETE;
        }
    }
    hm_report_done(&report);
    return exit_code;
}
