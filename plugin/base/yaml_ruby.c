/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/yaml_ruby.h"

#include <stdlib.h>

struct member {
    struct hm_yaml_pair pair;
    uint32_t index;
};

static int
compare_members(const void *left, const void *right)
{
    const struct member *a = left;
    const struct member *b = right;
    int order = hm_str_compare(a->pair.key->text, b->pair.key->text);

    return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

void
hm_yaml_keep_last(struct hm_arena *arena, struct hm_yaml *map, struct hm_yaml_pair *pairs)
{
    struct member *members = hm_arena_new(arena, struct member, map->n);
    bool *is_old = hm_arena_new(arena, bool, map->n);
    uint32_t n = 0;

    for (uint32_t i = 0; i < map->n; i++) {
        members[i] = (struct member){ .pair = pairs[i], .index = i };
    }
    if (map->n > 1) {
        qsort(members, map->n, sizeof *members, compare_members);
    }
    for (uint32_t i = 1; i < map->n; i++) {
        struct hm_str key = members[i].pair.key->text;
        is_old[members[i - 1].index] =
            hm_str_is(members[i - 1].pair.key->text, key) && !hm_str_eq(key, "<<");
    }
    for (uint32_t i = 0; i < map->n; i++) {
        if (!is_old[i]) {
            pairs[n++] = pairs[i];
        }
    }
    map->n = n;
}
