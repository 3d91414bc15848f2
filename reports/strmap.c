/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/strmap.h"

void
hm_strmap_init(struct hm_strmap *map, struct hm_arena *arena)
{
    *map = (struct hm_strmap){ .arena = arena, .cap = 64 };
    hm_random(map->secret, sizeof map->secret);
    map->slots = hm_arena_new(arena, struct hm_strmap_entry, map->cap);
}

/* Where the key is, or belongs; a slot is free while its key has no bytes to point to. */
static struct hm_strmap_entry *
slot_of(const struct hm_strmap *map, struct hm_str key, uint64_t hash)
{
    size_t at = (size_t)hash & (map->cap - 1);

    while (map->slots[at].key.p != NULL &&
           (map->slots[at].hash != hash || !hm_str_is(map->slots[at].key, key))) {
        at = (at + 1) & (map->cap - 1);
    }
    return &map->slots[at];
}

static void
grow(struct hm_strmap *map)
{
    struct hm_strmap_entry *old = map->slots;
    size_t n = map->cap;

    map->cap *= 2;
    map->slots = hm_arena_new(map->arena, struct hm_strmap_entry, map->cap);
    for (size_t i = 0; i < n; i++) {
        if (old[i].key.p != NULL) {
            *slot_of(map, old[i].key, old[i].hash) = old[i];
        }
    }
}

uint32_t *
hm_strmap_at(struct hm_strmap *map, struct hm_str key)
{
    uint64_t hash = hm_hash_keyed(map->secret, key);

    if (2 * (map->n + 1) > map->cap) {
        grow(map);
    }
    struct hm_strmap_entry *slot = slot_of(map, key, hash);
    if (slot->key.p == NULL) {
        slot->key = hm_arena_str(map->arena, key);
        slot->hash = hash;
        map->n++;
    }
    return &slot->value;
}

uint32_t
hm_strmap_find(const struct hm_strmap *map, struct hm_str key)
{
    return slot_of(map, key, hm_hash_keyed(map->secret, key))->value;
}
