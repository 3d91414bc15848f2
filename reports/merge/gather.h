/* SPDX-License-Identifier: Apache-2.0 */
/* One fault that shows at several places, such as an image without a signature, is one finding. */
#ifndef HM_REPORTS_GATHER_H
#define HM_REPORTS_GATHER_H

#include "plugin/model/report.h"

/**
 * Joins the findings of a rule that are of one fault (hm_finding.fault) and one level: the first
 * stays, and the places of the others are related to it. What is accepted at its place stays by
 * itself, so that no comment accepts more than its place. The report must be sorted; it stays so.
 */
void hm_report_gather(struct hm_report *report);

#endif
