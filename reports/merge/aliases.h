/* SPDX-License-Identifier: Apache-2.0 */
/* Which ids of advisories are one. */
#ifndef HM_REPORTS_ALIASES_H
#define HM_REPORTS_ALIASES_H

#include "plugin/base/vec.h"
#include "reports/strmap.h"

struct hm_alias_node {
    uint32_t parent;
    struct hm_str cve; /**< the only one of the group; of its first node */
};

struct hm_aliases {
    struct hm_strmap map; /**< id → index + 1 in `nodes` */
    HM_VEC(struct hm_alias_node) nodes;
};

void hm_aliases_init(struct hm_aliases *aliases, struct hm_arena *arena);

/** Says that two ids are of one advisory, and so is what they are joined with already. Ids that
 * would bring two CVEs together stay apart: those are two faults, whoever links them. The ids must
 * last as long as the arena. */
void hm_aliases_join(struct hm_aliases *aliases, struct hm_str a, struct hm_str b);

/** A number that ids of one advisory share. */
uint32_t hm_aliases_group(struct hm_aliases *aliases, struct hm_str id);

#endif
