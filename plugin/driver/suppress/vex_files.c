/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/suppress/vex_files.h"

#include "adapters/vex_in.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"

static enum hm_status
read_one(const char *path, uint32_t order, struct hm_report *report, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_VEX_SIZE_LIMIT };
    struct hm_vex_document document = { 0 };
    struct hm_str name = hm_arena_str(&report->arena, hm_str_c(path));
    struct hm_err err = { 0 };
    enum hm_status status = hm_read_file(AT_FDCWD, path, HM_VEX_SIZE_LIMIT, &text, &err);

    if (status == HM_OK) {
        status = hm_vex_read(&report->arena, name, hm_buf_str(&text), order, &document, &err);
    }
    if (status != HM_OK) {
        return hm_err_set(reterr, HM_E_USAGE, "--vex: %s: %s", path, err.text);
    }
    for (size_t i = 0; i < document.list.n; i++) {
        hm_vec_add(&report->arena, &report->suppressions, document.list.p[i]);
    }
    if (document.n_idle > 0) {
        hm_report_note(report, HM_NOTE_WARNING, "vex-without-product", HM_S("hullmark"), name,
                       "%zu of its statements name no product: they are about nothing.",
                       document.n_idle);
    }
    return HM_OK;
}

enum hm_status
hm_vex_files_read(const struct hm_args *args, struct hm_report *report, struct hm_err *reterr)
{
    for (size_t i = 0; i < args->values[HM_OPT_VEX].n; i++) {
        HM_TRY(read_one(args->values[HM_OPT_VEX].p[i], (uint32_t)report->suppressions.n, report,
                        reterr));
    }
    return HM_OK;
}
