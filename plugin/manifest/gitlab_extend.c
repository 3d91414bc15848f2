/* SPDX-License-Identifier: Apache-2.0 */
/* What is laid over what: `extends:`, included files, and `!reference`. */
#include "plugin/manifest/gitlab.h"

/* Two maps of which each pair of keys would have to be compared. */
enum { COMPARED_LIMIT = 4000000 };

/* --- merging --- */

static bool
is_map(const struct hm_ynode *node)
{
    return node != NULL && node->kind == HM_YAML_MAP;
}

static struct hm_ynode *
join_maps(struct hm_gitlab *lab, const struct hm_ynode *base, const struct hm_ynode *over)
{
    struct hm_ynode *joined = hm_arena_new(lab->arena, struct hm_ynode, 1);

    *joined = *over;
    joined->items = hm_arena_new(lab->arena, struct hm_ynode *, base->n + over->n);
    joined->n = base->n;
    memcpy(joined->items, base->items, base->n * sizeof *base->items);
    for (uint32_t i = 0; i < over->n; i++) {
        struct hm_ynode *item = over->items[i];
        uint32_t at = 0;
        while (at < base->n && !hm_str_is(base->items[at]->key, item->key)) {
            at++;
        }
        if (at < base->n) {
            joined->items[at] = hm_gitlab_merge(lab, base->items[at], item);
        } else {
            joined->items[joined->n++] = item;
        }
    }
    return joined;
}

struct hm_ynode *
hm_gitlab_merge(struct hm_gitlab *lab, struct hm_ynode *base, struct hm_ynode *over)
{
    if (!is_map(base) || !is_map(over) || base->n == 0) {
        return over == NULL ? base : over;
    }
    if ((uint64_t)base->n * over->n > COMPARED_LIMIT || lab->maker.n_made > HM_NODES_LIMIT) {
        lab->maker.is_full = true;
        return over;
    }
    lab->maker.n_made += 1 + base->n + over->n;
    return join_maps(lab, base, over);
}

/* --- looking up --- */

struct named {
    struct hm_str key;
    uint32_t index;
};

static int
compare_named(const void *a, const void *b)
{
    return hm_str_compare(((const struct named *)a)->key, ((const struct named *)b)->key);
}

void
hm_gitlab_index(struct hm_gitlab *lab)
{
    uint32_t n = lab->top->n;
    struct named *names = hm_arena_new(lab->arena, struct named, n);

    lab->entries = hm_arena_new(lab->arena, struct hm_gitlab_entry, n);
    lab->sorted = hm_arena_new(lab->arena, uint32_t, n);
    for (uint32_t i = 0; i < n; i++) {
        names[i] = (struct named){ .key = lab->top->items[i]->key, .index = i };
        lab->entries[i].node = lab->top->items[i];
    }
    if (n > 1) {
        qsort(names, n, sizeof *names, compare_named);
    }
    for (uint32_t i = 0; i < n; i++) {
        lab->sorted[i] = names[i].index;
    }
}

static struct hm_gitlab_entry *
find(struct hm_gitlab *lab, struct hm_str key)
{
    uint32_t low = 0;
    uint32_t high = lab->top->n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        uint32_t index = lab->sorted[middle];
        int order = hm_str_compare(lab->top->items[index]->key, key);
        if (order == 0) {
            return &lab->entries[index];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

/* --- extends: --- */

static void resolve(struct hm_gitlab *lab, struct hm_gitlab_entry *entry, unsigned depth);

/* Lays one that is extended below what was extended before it. */
static struct hm_ynode *
extend_one(struct hm_gitlab *lab, struct hm_gitlab_entry *entry, struct hm_ynode *base,
           const struct hm_ynode *name, unsigned depth)
{
    bool is_known = true;
    struct hm_str key = hm_gitlab_inputs(lab, name, &is_known);
    struct hm_gitlab_entry *other = find(lab, key);

    if (other == NULL || other->node->kind != HM_YAML_MAP) {
        entry->incomplete = "what it extends is not known";
        if (is_known && !hm_gitlab_is_partial(lab)) {
            hm_ynode_problem(&lab->maker, name->span, true,
                             "GitLab refuses this: there is no \"%.*s\" that could be extended.",
                             HM_FMT(key));
        }
        return base;
    }
    if (other->is_open || depth >= HM_GITLAB_EXTENDS) {
        entry->incomplete = "it extends itself, or too many others in a row";
        hm_ynode_problem(&lab->maker, name->span, true,
                         "GitLab refuses this: \"%.*s\" is extended in a circle, or more than %u "
                         "deep.",
                         HM_FMT(key), HM_GITLAB_EXTENDS);
        return base;
    }
    resolve(lab, other, depth + 1);
    entry->incomplete = other->incomplete != NULL ? other->incomplete : entry->incomplete;
    entry->depth = other->depth + 1 > entry->depth ? other->depth + 1 : entry->depth;
    return hm_gitlab_merge(lab, base, other->node);
}

static void
resolve(struct hm_gitlab *lab, struct hm_gitlab_entry *entry, unsigned depth)
{
    struct hm_ynode *node = entry->node;
    struct hm_ynode *extends = entry->depth > 0 ? NULL : hm_ynode_get(node, "extends");
    struct hm_ynode *base = NULL;

    entry->depth = entry->depth > 0 ? entry->depth : 1;
    if (extends == NULL || entry->is_open) {
        return;
    }
    entry->is_open = true;
    if (extends->kind == HM_YAML_LIST) {
        for (uint32_t i = 0; i < extends->n; i++) {
            base = extend_one(lab, entry, base, extends->items[i], depth);
        }
    } else {
        base = extend_one(lab, entry, base, extends, depth);
    }
    entry->node = hm_gitlab_merge(lab, base, node);
    entry->is_open = false;
}

struct hm_gitlab_entry *
hm_gitlab_entry(struct hm_gitlab *lab, struct hm_str key)
{
    struct hm_gitlab_entry *entry = find(lab, key);

    if (entry != NULL) {
        resolve(lab, entry, 0);
    }
    return entry;
}

/* --- !reference --- */

static struct hm_ynode *deref(struct hm_gitlab *lab, struct hm_ynode *node, unsigned depth);

static struct hm_ynode *
member(const struct hm_ynode *map, struct hm_str key)
{
    for (uint32_t i = 0; map != NULL && map->kind == HM_YAML_MAP && i < map->n; i++) {
        if (hm_str_is(map->items[i]->key, key)) {
            return map->items[i];
        }
    }
    return NULL;
}

static struct hm_ynode *
follow(struct hm_gitlab *lab, const struct hm_ynode *path, unsigned depth)
{
    struct hm_gitlab_entry *entry =
        path->n == 0 ? NULL : hm_gitlab_entry(lab, path->items[0]->text);
    struct hm_ynode *at = entry == NULL ? NULL : deref(lab, entry->node, depth);

    for (uint32_t i = 1; at != NULL && i < path->n; i++) {
        at = deref(lab, member(at, path->items[i]->text), depth);
    }
    return at;
}

static struct hm_ynode *
deref(struct hm_gitlab *lab, struct hm_ynode *node, unsigned depth)
{
    if (node == NULL || node->kind != HM_YAML_LIST || !hm_str_eq(node->tag, "!reference")) {
        return node;
    }
    bool is_open = depth < HM_GITLAB_REFERENCES && lab->maker.n_made < HM_NODES_LIMIT;
    lab->maker.n_made++;
    struct hm_ynode *found = is_open ? follow(lab, node, depth + 1) : NULL;
    if (found != NULL) {
        return found;
    }
    if (!is_open || !hm_gitlab_is_partial(lab)) {
        hm_ynode_problem(&lab->maker, node->span, true,
                         "GitLab refuses this: what is referred to is not there, or refers to "
                         "itself.");
    }
    lab->has_unknown = true;
    found = hm_arena_new(lab->arena, struct hm_ynode, 1);
    *found = *node;
    found->kind = HM_YAML_TEXT;
    found->tag = HM_S("");
    found->text = HM_S("");
    found->is_known = false;
    found->has_variable = true;
    found->n = 0;
    return found;
}

struct hm_ynode *
hm_gitlab_deref(struct hm_gitlab *lab, struct hm_ynode *node)
{
    struct hm_ynode *found = deref(lab, node, 0);

    return found == NULL || found->kind == HM_YAML_NULL ? NULL : found;
}

struct hm_ynode *
hm_gitlab_get(struct hm_gitlab *lab, const struct hm_ynode *map, const char *key)
{
    return hm_gitlab_deref(lab, hm_ynode_get(map, key));
}
