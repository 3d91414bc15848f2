/* SPDX-License-Identifier: Apache-2.0 */
/* --vex FILE: what VEX documents say of the vulnerabilities that are found. */
#ifndef HM_DRIVER_VEX_FILES_H
#define HM_DRIVER_VEX_FILES_H

#include "plugin/driver/options.h"
#include "plugin/model/report.h"

/** Reads all documents and adds their statements to the report. HM_E_USAGE, with the file, for one
 * that is no OpenVEX 0.2.0: then nothing should be scanned. */
enum hm_status hm_vex_files_read(const struct hm_args *args, struct hm_report *report,
                                 struct hm_err *reterr) HM_MUST_CHECK;

#endif
