/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that were made earlier, as gate, baseline and diff read them. */
#ifndef HM_DRIVER_REPORT_FILE_H
#define HM_DRIVER_REPORT_FILE_H

#include "plugin/driver/options.h"
#include "reports/identity/baseline.h"

/** Reads a report in our JSON or in SARIF; findings have identities and are sorted afterwards.
 * @p report is empty before, and hm_report_done is due in any case. */
enum hm_status hm_report_file_read(const char *path, struct hm_report *report,
                                   struct hm_err *reterr) HM_MUST_CHECK;

/** Why a report that was read is not one of a whole run, as it says itself; empty where it is. */
struct hm_str hm_report_file_gap(const struct hm_report *report);

/** Reads the file of --baseline, if that was given. HM_E_USAGE for one that cannot be used. */
enum hm_status hm_report_file_baseline(const struct hm_args *args, struct hm_arena *arena,
                                       struct hm_baseline *ret, bool *ret_is_given,
                                       struct hm_err *reterr) HM_MUST_CHECK;

#endif
