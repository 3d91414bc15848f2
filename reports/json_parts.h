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

/** Writes the member "accounts": what went in by tool, and what became of it. */
void hm_json_accounts(struct hm_json_out *json, const struct hm_report *report);

/** Writes the member "gate": the expression and what each of its clauses made of the report, where
 * a gate decided. Examples are named by rule, place and identity. */
void hm_json_gate(struct hm_json_out *json, const struct hm_report *report);

/** Writes the member "rulesNotApplied": the rules of the catalogue that the run left out (profile,
 * configuration). Silence about what they find says nothing. */
/** "builds": how the repository has its Dockerfiles built, and which folder each build sends, by
 * whose word. Arguments are left out: their values may be secrets. */
void hm_json_builds(struct hm_json_out *json, const struct hm_report *report);

/** "images": what a file's finding is about; nothing where that is not known. */
void hm_json_images(struct hm_json_out *json, const struct hm_finding *finding);

void hm_json_not_applied(struct hm_json_out *json, const struct hm_report *report);

/** Writes the member "baseline": what the report was compared with, and what is gone. */
void hm_json_baseline(struct hm_json_out *json, const struct hm_report *report);

/** Writes members, where they are so: "failsGate", "ungated", "worseThanBaseline". */
void hm_json_states(struct hm_json_out *json, const struct hm_finding *finding);

/** "new", "unchanged", "updated": SARIF's word; NULL without a baseline. */
const char *hm_baseline_word(enum hm_baseline_state state);

/** Writes the member "agreedBy": the tools besides, with their ids and levels. */
void hm_json_agreed_by(struct hm_json_out *json, const struct hm_finding *finding);

/** Writes members, where there is something to say: "severityReason"; "claimedSeverity", what the
 * producer made of it; "silentTools". */
void hm_json_opinions(struct hm_json_out *json, const struct hm_finding *finding);

/** A statement of VEX as an object. */
void hm_json_vex(struct hm_json_out *json, const char *key, const struct hm_vex *vex);

/** Writes members: "dialect", "id", "until" (a day, where it has an end). */
void hm_json_suppression(struct hm_json_out *json, const struct hm_suppression *from);

/** Writes the members "layer" and "origin" of a finding about an image, where they are known. */
void hm_json_origin(struct hm_json_out *json, const struct hm_finding *finding);

#endif
