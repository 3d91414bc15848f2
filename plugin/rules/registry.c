/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static const struct hm_rule *const rules[] = {
#define RULE(name) &name,
#include "plugin/rules/rules.def"
#undef RULE
    NULL,
};

enum {
    N_RULES = sizeof rules / sizeof rules[0] - 1,
};

/* Every practice has rules of ours; one that has none says here why. */
static const char *const excuses[HM_PRACTICE_COUNT] = { NULL };

const struct hm_rule *const *
hm_rules_all(size_t *ret_n)
{
    *ret_n = N_RULES;
    return rules;
}

const struct hm_rule *
hm_rules_find(struct hm_str id_or_concept)
{
    for (size_t i = 0; i < N_RULES; i++) {
        if (hm_str_eq_nocase(id_or_concept, hm_str_c(rules[i]->id)) ||
            hm_str_eq_nocase(id_or_concept, hm_str_c(rules[i]->concept))) {
            return rules[i];
        }
    }
    return NULL;
}

const struct hm_rule *
hm_rules_same_as(const struct hm_rule *after, struct hm_str tool, struct hm_str id)
{
    size_t i = 0;

    while (after != NULL && i < N_RULES && rules[i++] != after) {
    }
    for (; i < N_RULES; i++) {
        if (hm_rule_covers(rules[i], tool, id)) {
            return rules[i];
        }
    }
    return NULL;
}

const char *
hm_practice_excuse(enum hm_practice practice)
{
    return practice > HM_PRACTICE_NONE && practice < HM_PRACTICE_COUNT ? excuses[practice] : NULL;
}
