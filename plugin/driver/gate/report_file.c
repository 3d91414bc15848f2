/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/gate/report_file.h"

#include "adapters/report_in.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/spill.h"
#include "plugin/rules/registry.h"
#include "reports/merge/prepare.h"

enum hm_status
hm_report_file_read(const char *path, struct hm_report *report, struct hm_err *reterr)
{
    struct hm_spill spill = { .dir = hm_temp_folder(), .fd = -1 };
    hm_auto_buf struct hm_buf buf = { .limit = HM_REPORT_IN_LIMIT };
    struct hm_str text;
    struct hm_prepare_options options = { .is_unmerged = true };

    report->catalogue = hm_rules_all(&report->n_catalogue);
    report->version = HM_VERSION;
    HM_TRY(hm_spill_read_file(&spill, path, HM_REPORT_IN_LIMIT, &buf, &text, reterr));
    hm_auto_free char *cwd = realpath(".", NULL);
    enum hm_status status = hm_report_read(text, spill.map.n > 0, hm_str_c(path),
                                           hm_str_c(cwd == NULL ? "/" : cwd), report, reterr);
    hm_spill_done(&spill);
    if (status != HM_OK) {
        (void)hm_err_prefix(reterr, "%s", path);
        return status;
    }
    hm_report_prepare(report, &options);
    return HM_OK;
}

struct hm_str
hm_report_file_gap(const struct hm_report *report)
{
    for (size_t i = 0; i < report->notes.n; i++) {
        if (strcmp(report->notes.p[i].id, "terminated") == 0) {
            return HM_S("the run of the report was ended by a signal");
        }
    }
    if (report->verdict != HM_VERDICT_INCOMPLETE) {
        return hm_str_make(NULL, 0);
    }
    return report->verdict_reason.n > 0 ? report->verdict_reason
                                        : HM_S("the report says that it is incomplete");
}

enum hm_status
hm_report_file_baseline(const struct hm_args *args, struct hm_arena *arena, struct hm_baseline *ret,
                        bool *ret_is_given, struct hm_err *reterr)
{
    const char *path = hm_args_text(args, HM_OPT_BASELINE);
    hm_auto_buf struct hm_buf text = { .limit = HM_BASELINE_LIMIT };
    struct hm_err err = { 0 };

    if (path == NULL) {
        return HM_OK;
    }
    if (hm_read_file(AT_FDCWD, path, HM_BASELINE_LIMIT, &text, &err) != HM_OK) {
        return hm_err_set(reterr, HM_E_USAGE, "--baseline: %s", err.text);
    }
    if (hm_baseline_read(arena, hm_buf_str(&text), hm_str_c(path), ret, &err) != HM_OK) {
        return hm_err_set(reterr, HM_E_USAGE, "--baseline: %s: %s", path, err.text);
    }
    *ret_is_given = true;
    return HM_OK;
}
