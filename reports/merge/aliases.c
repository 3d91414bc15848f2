/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/merge/aliases.h"

void
hm_aliases_init(struct hm_aliases *aliases, struct hm_arena *arena)
{
    *aliases = (struct hm_aliases){ 0 };
    hm_strmap_init(&aliases->map, arena);
}

uint32_t
hm_aliases_group(struct hm_aliases *aliases, struct hm_str id)
{
    uint32_t *index = hm_strmap_at(&aliases->map, id);

    if (*index == 0) {
        struct hm_alias_node node = { .parent = (uint32_t)aliases->nodes.n };
        node.cve = hm_str_starts(id, "CVE-") ? id : HM_S("");
        hm_vec_add(aliases->map.arena, &aliases->nodes, node);
        *index = (uint32_t)aliases->nodes.n;
    }
    struct hm_alias_node *nodes = aliases->nodes.p;
    uint32_t at = *index - 1;
    while (nodes[at].parent != at) {
        nodes[at].parent = nodes[nodes[at].parent].parent;
        at = nodes[at].parent;
    }
    return at;
}

void
hm_aliases_join(struct hm_aliases *aliases, struct hm_str a, struct hm_str b)
{
    uint32_t into = hm_aliases_group(aliases, a);
    uint32_t from = hm_aliases_group(aliases, b);
    struct hm_alias_node *kept = &aliases->nodes.p[into];
    const struct hm_alias_node *other = &aliases->nodes.p[from];

    if (kept->cve.n > 0 && other->cve.n > 0 && !hm_str_is(kept->cve, other->cve)) {
        return;
    }
    kept->cve = kept->cve.n > 0 ? kept->cve : other->cve;
    aliases->nodes.p[from].parent = into;
}
