/* SPDX-License-Identifier: Apache-2.0 */
/* A rule as a page for people, and the catalogue as JSON for programs. */
#ifndef HM_RULES_PAGE_H
#define HM_RULES_PAGE_H

#include "plugin/model/rule.h"

/** Appends the rule's page in Markdown: what it is, why it matters, what to do, the examples, the
 * other tools' names for it, and how to ignore it. */
void hm_rule_page(const struct hm_rule *rule, struct hm_buf *buf);

/** Appends the whole catalogue as a JSON array, sorted by id, ending in a line end. */
void hm_rules_json(struct hm_buf *buf);

/** Appends the table of parity in Markdown, a line for each rule: its concept, its id, and what
 * other tools call the same. */
void hm_rules_parity(struct hm_buf *buf);

#endif
