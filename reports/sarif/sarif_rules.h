/* SPDX-License-Identifier: Apache-2.0 */
/* SARIF's description of a rule, and texts as it has them. */
#ifndef HM_REPORTS_SARIF_RULES_H
#define HM_REPORTS_SARIF_RULES_H

#include "reports/json_out.h"
#include "reports/rule_table.h"
#include "reports/sarif/sarif.h"

/** What GitLab takes: a result with longer text is dropped there. */
#define HM_SARIF_TEXT_LIMIT 1024

/** Writes the member "message", with at most that much of a text; @p scratch is made anew. */
void hm_sarif_message(struct hm_json_out *json, struct hm_buf *scratch, struct hm_str text);

/** Writes the member "rules". */
void hm_sarif_rules(struct hm_json_out *json, const struct hm_rule_table *table,
                    const struct hm_sarif_shape *shape);

/** Writes the member "ruleConfigurationOverrides" of an invocation: the rules that the
 * configuration gave another level than their own. Nothing where there is none. */
void hm_sarif_overrides(struct hm_json_out *json, const struct hm_rule_table *table);

/** The SARIF level of a severity. */
const char *hm_sarif_level(enum hm_severity severity);

/** The security-severity of a finding, and of a rule (@p finding NULL): its own score if that is a
 * number from 0.0 to 10.0, else its level's. The view lasts as long as the rule or finding. */
struct hm_str hm_sarif_score(const struct hm_rule *rule, const struct hm_finding *finding);

#endif
