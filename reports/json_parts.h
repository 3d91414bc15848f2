/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a report that the sarif and json formats write alike. */
#ifndef HM_REPORTS_JSON_PARTS_H
#define HM_REPORTS_JSON_PARTS_H

#include "plugin/model/report.h"
#include "reports/json_out.h"

/** Each writes one member, an array: "ledger", "evidence", "notEvaluated". */
void hm_json_ledger(struct hm_json_out *json, const struct hm_report *report, bool with_timings);
void hm_json_evidence(struct hm_json_out *json, const struct hm_report *report);
void hm_json_not_evaluated(struct hm_json_out *json, const struct hm_report *report);

/** Writes members: "dialect", "id", "until" (a day, where it has an end). */
void hm_json_suppression(struct hm_json_out *json, const struct hm_suppression *from);

#endif
