/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/imports.h"

#include "adapters/sarif_in.h"
#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/base/spill.h"

void
hm_imports_read(const struct hm_args *args, const char *root, struct hm_report *report)
{
    bool is_allowed = hm_args_lists(args, HM_OPT_ALLOW_INCOMPLETE, "import");
    struct hm_rule_table rules = { 0 };

    for (size_t i = 0; i < args->values[HM_OPT_IMPORT].n; i++) {
        const char *path = args->values[HM_OPT_IMPORT].p[i];
        struct hm_sarif_options options = {
            .root = hm_str_c(root),
            .name = hm_str_c(path),
            .ignores_suppressions = hm_args_has(args, HM_OPT_NO_IGNORES),
        };
        struct hm_spill spill = { .dir = hm_temp_folder(), .fd = -1 };
        hm_auto_buf struct hm_buf buf = { 0 };
        struct hm_str text;
        struct hm_err err = { 0 };
        if (hm_spill_read_file(&spill, path, HM_SARIF_SIZE_LIMIT, &buf, &text, &err) == HM_OK) {
            options.is_mapped = spill.map.n > 0;
            hm_sarif_import(text, &options, is_allowed, &rules, report);
        } else {
            struct hm_str why = hm_str_c(err.text);
            why = hm_str_starts(why, path) ? hm_str_from(why, strlen(path) + 2) : why;
            hm_sarif_import_failed(options.name, why, is_allowed, report);
        }
        hm_spill_done(&spill);
    }
}
