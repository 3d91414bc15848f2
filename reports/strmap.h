/* SPDX-License-Identifier: Apache-2.0 */
/* Strings to numbers, safe against keys that were chosen to collide. */
#ifndef HM_REPORTS_STRMAP_H
#define HM_REPORTS_STRMAP_H

#include "plugin/base/arena.h"
#include "plugin/base/crypto.h"

struct hm_strmap_entry {
    struct hm_str key;
    uint64_t hash;
    uint32_t value;
};

/** Lives in an arena; keys are copied there. */
struct hm_strmap {
    struct hm_arena *arena;
    unsigned char secret[HM_KEY_BYTES];
    struct hm_strmap_entry *slots;
    size_t cap;
    size_t n;
};

void hm_strmap_init(struct hm_strmap *map, struct hm_arena *arena);

/** The value of a key, made 0 when it is new; lasts until the next call. */
uint32_t *hm_strmap_at(struct hm_strmap *map, struct hm_str key);

/** The value of a key, or 0 when it is not there. */
uint32_t hm_strmap_find(const struct hm_strmap *map, struct hm_str key);

#endif
