/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF's account of the run itself: what was asked, when, how it ended, and what was not done. */
#ifndef HM_REPORTS_SARIF_INVOCATION_H
#define HM_REPORTS_SARIF_INVOCATION_H

#include "reports/json_out.h"
#include "reports/rule_table.h"

/** Writes the member "invocations". */
void hm_sarif_invocations(struct hm_json_out *json, const struct hm_report *report,
                          const struct hm_rule_table *rules);

#endif
