/* SPDX-License-Identifier: Apache-2.0 */
/* What other tools found and wrote down before: --import FILE.sarif. */
#ifndef HM_DRIVER_IMPORTS_H
#define HM_DRIVER_IMPORTS_H

#include "plugin/driver/options.h"
#include "plugin/model/report.h"

/** Takes all of them into the report. What cannot be read becomes a failed row of the ledger. */
void hm_imports_read(const struct hm_args *args, const char *root, struct hm_report *report);

#endif
