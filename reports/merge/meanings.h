/* SPDX-License-Identifier: Apache-2.0 */
/* Which rules of ours a rule of another tool stands for. */
#ifndef HM_REPORTS_MEANINGS_H
#define HM_REPORTS_MEANINGS_H

#include "plugin/model/report.h"
#include "reports/strmap.h"

/** Our rules that one foreign id stands for, in the order of the catalogue. */
struct hm_meaning {
    HM_VEC(const struct hm_rule *) rules;
};

/** What the catalogue's same_as says, by foreign id. Lives in the arena that it was made in. */
struct hm_meanings {
    struct hm_strmap map; /**< hm_rule_key → index + 1 in `list` */
    HM_VEC(struct hm_meaning) list;
    struct hm_buf key;
};

void hm_meanings_init(struct hm_meanings *meanings, struct hm_arena *arena,
                      const struct hm_report *report);

/** What a foreign rule stands for, by its id or else by its title (KICS gives its queries numbers
 * for ids); NULL for nothing, and for a rule of ours. */
const struct hm_meaning *hm_meanings_find(struct hm_meanings *meanings, const struct hm_rule *rule);

void hm_meanings_done(struct hm_meanings *meanings);

#endif
