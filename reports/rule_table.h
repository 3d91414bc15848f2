/* SPDX-License-Identifier: Apache-2.0 */
/* The rules a report speaks of, each id once, and their places in that list. */
#ifndef HM_REPORTS_RULE_TABLE_H
#define HM_REPORTS_RULE_TABLE_H

#include "plugin/model/report.h"

/** Rules that fired or could not be evaluated, ordered by id. Several tools' rules of one id (a CVE
 * that two scanners know) are one row. */
struct hm_rule_table {
    const struct hm_rule **rules;
    uint32_t n;
    uint32_t *slots; /**< open addressing: index + 1 */
    size_t n_slots;
};

void hm_rule_table_init(struct hm_rule_table *table, struct hm_arena *arena,
                        const struct hm_report *report);

/** The index of a rule that the report speaks of. */
uint32_t hm_rule_table_index(const struct hm_rule_table *table, const struct hm_rule *rule);

#endif
