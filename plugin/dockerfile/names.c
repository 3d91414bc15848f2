/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/names.h"

enum {
    FIRST_SLOTS = 64,
};

static struct hm_names_slot *
probe(const struct hm_names *names, struct hm_str name, uint64_t hash)
{
    uint32_t mask = names->n_slots - 1;
    uint32_t at = (uint32_t)hash & mask;

    for (;; at = (at + 1) & mask) {
        struct hm_names_slot *slot = &names->slots[at];
        bool is_it =
            slot->id != 0 && slot->hash == hash && hm_str_is(names->list.p[slot->id - 1], name);
        if (slot->id == 0 || is_it) {
            return slot;
        }
    }
}

static void
grow(struct hm_names *names)
{
    const struct hm_names_slot *before = names->slots;
    uint32_t n_before = names->n_slots;

    names->n_slots = n_before == 0 ? FIRST_SLOTS : n_before * 2;
    names->slots = hm_arena_new(names->arena, struct hm_names_slot, names->n_slots);
    for (uint32_t i = 0; i < n_before; i++) {
        if (before[i].id != 0) {
            *probe(names, names->list.p[before[i].id - 1], before[i].hash) = before[i];
        }
    }
}

uint32_t
hm_names_add(struct hm_names *names, struct hm_str name)
{
    uint64_t hash = hm_str_slot(name);

    if ((names->list.n + 1) * 2 > names->n_slots) {
        grow(names);
    }
    struct hm_names_slot *slot = probe(names, name, hash);
    if (slot->id == 0) {
        hm_vec_add(names->arena, &names->list, name);
        *slot = (struct hm_names_slot){ .hash = hash, .id = (uint32_t)names->list.n };
    }
    return slot->id - 1;
}

uint32_t
hm_names_find(const struct hm_names *names, struct hm_str name)
{
    if (names->n_slots == 0) {
        return UINT32_MAX;
    }
    return probe(names, name, hm_str_slot(name))->id - 1;
}
