/* SPDX-License-Identifier: Apache-2.0 */
/* --upload and `hullmark upload`: a report on its way to its targets. */
#ifndef HM_DRIVER_SEND_H
#define HM_DRIVER_SEND_H

#include "plugin/driver/options.h"
#include "plugin/model/report.h"

/** HM_E_USAGE for an --upload target that is none. To be asked before anything starts. */
enum hm_status hm_send_check(const struct hm_args *args, struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Sends the report, as SARIF, to every --upload target. What came of each is a note of the report;
 * false when one of them did not take it.
 */
bool hm_send_report(const struct hm_args *args, struct hm_report *report);

#endif
