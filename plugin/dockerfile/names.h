/* SPDX-License-Identifier: Apache-2.0 */
/* A set of names, each with a number: 0, 1, 2 … in the order they came. */
#ifndef HM_DOCKERFILE_NAMES_H
#define HM_DOCKERFILE_NAMES_H

#include "plugin/base/vec.h"

struct hm_names_slot {
    uint64_t hash;
    uint32_t id; /**< + 1; 0 for a free slot */
};

/** `arena` must be set, the rest zeroed. Names are kept as views. */
struct hm_names {
    struct hm_arena *arena;
    struct hm_names_slot *slots;
    uint32_t n_slots; /**< a power of two, or 0 */
    HM_VEC(struct hm_str) list;
};

/** The number of @p name, which is added when it is new. */
uint32_t hm_names_add(struct hm_names *names, struct hm_str name);

/** The number of @p name, or UINT32_MAX. */
uint32_t hm_names_find(const struct hm_names *names, struct hm_str name);

#endif
