/* SPDX-License-Identifier: Apache-2.0 */
/* What other tools found and wrote down before: --import FILE.sarif. */
#ifndef HM_DRIVER_IMPORTS_H
#define HM_DRIVER_IMPORTS_H

#include "plugin/driver/inputs.h"
#include "plugin/model/report.h"

/** Takes all of them into the report. A path is what a whole URI says, below a PATH that was
 * scanned or the current folder; else of a file that was scanned, as seen from here or from a PATH,
 * where there is one of that name; else it is seen from here. What cannot be read becomes a failed
 * row of the ledger. */
void hm_imports_read(const struct hm_args *args, const struct hm_inputs *inputs,
                     struct hm_report *report);

#endif
