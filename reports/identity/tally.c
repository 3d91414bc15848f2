/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/identity/tally.h"

#include "plugin/base/crypto.h"

enum {
    FIRST_BITS = 6,
};

static size_t
size_of(const struct hm_tally *tally)
{
    return (size_t)1 << tally->bits;
}

static size_t
slot_of(const struct hm_tally *tally, uint64_t hash)
{
    size_t at = (size_t)(hash * tally->factor >> (64 - tally->bits));

    while (tally->counts[at] != 0 && tally->hashes[at] != hash) {
        at = (at + 1) & (size_of(tally) - 1);
    }
    return at;
}

static void
grow(struct hm_tally *tally)
{
    struct hm_tally old = *tally;

    if (old.bits == 0) {
        tally->bits = FIRST_BITS;
        tally->factor = UINT64_C(0x9e3779b97f4a7c15);
    } else {
        tally->bits += 2;
        hm_random(&tally->factor, sizeof tally->factor);
        tally->factor |= 1;
    }
    tally->hashes = hm_arena_new(tally->arena, uint64_t, size_of(tally));
    tally->counts = hm_arena_new(tally->arena, uint32_t, size_of(tally));
    for (size_t i = 0; old.bits > 0 && i < size_of(&old); i++) {
        if (old.counts[i] != 0) {
            size_t at = slot_of(tally, old.hashes[i]);
            tally->hashes[at] = old.hashes[i];
            tally->counts[at] = old.counts[i];
        }
    }
}

uint32_t
hm_tally_count(struct hm_tally *tally, uint64_t hash)
{
    if (tally->bits == 0 || 2 * (tally->n + 1) > size_of(tally)) {
        grow(tally);
    }
    size_t at = slot_of(tally, hash);
    tally->n += tally->counts[at] == 0;
    tally->hashes[at] = hash;
    return ++tally->counts[at];
}
