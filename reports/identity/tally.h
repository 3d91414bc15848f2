/* SPDX-License-Identifier: Apache-2.0 */
/* How often each hash was met. */
#ifndef HM_REPORTS_TALLY_H
#define HM_REPORTS_TALLY_H

#include "plugin/base/arena.h"

/** Lives in an arena; `{ .arena = arena }` is ready for use. Open addressing; hashes may have been
 * chosen to collide in it: a table that grew has its slots by chance. */
struct hm_tally {
    struct hm_arena *arena;
    uint64_t *hashes;
    uint32_t *counts; /**< 0: a free slot */
    uint64_t factor;
    size_t n;
    unsigned bits; /**< the table's size is two to the power of these */
};

/** Counts @p hash once more and returns how often it was met now, from 1. */
uint32_t hm_tally_count(struct hm_tally *tally, uint64_t hash);

#endif
