/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue: every rule of rules.def, found by id, by concept and by other tools' ids. */
#ifndef HM_RULES_REGISTRY_H
#define HM_RULES_REGISTRY_H

#include "plugin/model/rule.h"

#define RULE(name) extern const struct hm_rule name;
#include "plugin/rules/rules.def"
#undef RULE

/** All rules, sorted by id; the array ends with NULL besides. */
const struct hm_rule *const *hm_rules_all(size_t *ret_n);

/** The rule with this id or this concept, ignoring case, or NULL. */
const struct hm_rule *hm_rules_find(struct hm_str id_or_concept);

/**
 * The rules that cover @p id of @p tool, one by one: pass NULL first, then the rule that came back;
 * NULL ends it. Spellings as in hm_rule_covers.
 */
const struct hm_rule *hm_rules_same_as(const struct hm_rule *after, struct hm_str tool,
                                       struct hm_str id);

/** Why a practice has no rule of ours, or NULL when it has some. */
const char *hm_practice_excuse(enum hm_practice practice);

#endif
