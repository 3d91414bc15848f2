/* SPDX-License-Identifier: Apache-2.0 */
/* Laying one tree over another, by Compose's rules for each key. */
#include "plugin/manifest/ynode.h"

#include "plugin/base/path.h"
#include "plugin/manifest/short_form.h"

/* Two lists, or two maps, of which one or the other is longer than this are not joined. */
enum { JOINED_LIMIT = 2000 };

static const char *const REPLACED[] = { "command", "entrypoint", "test", NULL };

/* A list of "NAME=value" or of names means the same as a map. */
static const char *const NAMED[] = { "annotations", "args",   "depends_on", "driver_opts",
                                     "environment", "labels", "networks",   "options",
                                     "sysctls",     NULL };

/* One value means the same as a list of it. */
static const char *const LISTS[] = { "dns", "dns_search", "env_file", "tmpfs", "profiles", NULL };

static struct hm_ynode *
copy_of(struct hm_ynode_maker *maker, const struct hm_ynode *node, uint32_t room)
{
    struct hm_ynode *copy = hm_arena_new(maker->arena, struct hm_ynode, 1);

    *copy = *node;
    copy->items = hm_arena_new(maker->arena, struct hm_ynode *, room);
    if (node->n > 0) {
        memcpy(copy->items, node->items, node->n * sizeof *node->items);
    }
    return copy;
}

/* A list of "NAME=value" as a map. */
static struct hm_ynode *
as_map(struct hm_ynode_maker *maker, struct hm_ynode *list)
{
    if (list->kind != HM_YAML_LIST) {
        return list;
    }
    struct hm_ynode *map = copy_of(maker, list, list->n);
    map->kind = HM_YAML_MAP;
    map->n = 0;
    for (uint32_t i = 0; i < list->n; i++) {
        struct hm_ynode *item = copy_of(maker, list->items[i], 0);
        size_t at = hm_str_find(item->text, '=');
        item->key = hm_str_sub(item->text, 0, at);
        if (at == item->text.n) {
            item->kind = HM_YAML_NULL;
        }
        item->text = hm_str_from(item->text, at + 1);
        map->items[map->n++] = item;
    }
    return map;
}

static struct hm_ynode *
as_list(struct hm_ynode_maker *maker, struct hm_ynode *node)
{
    if (node->kind == HM_YAML_LIST) {
        return node;
    }
    struct hm_ynode *list = copy_of(maker, node, 1);
    list->kind = HM_YAML_LIST;
    list->items[0] = node;
    list->n = 1;
    return list;
}

/* `build: folder`. */
static struct hm_ynode *
as_build(struct hm_ynode_maker *maker, struct hm_ynode *node)
{
    if (node->kind == HM_YAML_MAP || node->kind == HM_YAML_LIST) {
        return node;
    }
    struct hm_ynode *map = copy_of(maker, node, 1);
    struct hm_ynode *context = copy_of(maker, node, 0);
    context->key = HM_S("context");
    map->kind = HM_YAML_MAP;
    map->items[0] = context;
    map->n = 1;
    return map;
}

/* What two items of a list must share so that the later one takes the place of the other. */
static struct hm_str
identity(struct hm_ynode_maker *maker, const struct hm_ynode *item, struct hm_str key)
{
    if (item->kind == HM_YAML_LIST) {
        return HM_S("");
    }
    if (hm_str_eq(key, "volumes")) {
        return hm_volume_target(maker->arena, item);
    }
    if (hm_str_eq(key, "ports")) {
        return hm_published_identity(maker->arena, item);
    }
    if (hm_str_eq(key, "env_file")) {
        const struct hm_ynode *file = item->kind == HM_YAML_MAP ? hm_ynode_get(item, "path") : item;
        return file == NULL ? HM_S("") : hm_path_join(maker->arena, file->file->folder, file->text);
    }
    if (item->kind != HM_YAML_MAP) {
        return item->text;
    }
    if (hm_str_eq(key, "secrets") || hm_str_eq(key, "configs")) {
        const struct hm_ynode *target = hm_ynode_get(item, "target");
        target = target == NULL ? hm_ynode_get(item, "source") : target;
        return target == NULL ? HM_S("") : target->text;
    }
    return HM_S("");
}

static struct hm_ynode *
join_lists(struct hm_ynode_maker *maker, struct hm_ynode *base, struct hm_ynode *over,
           struct hm_str key)
{
    struct hm_ynode *joined = copy_of(maker, base, base->n + over->n);

    joined->span = over->span;
    joined->value = over->value;
    for (uint32_t i = 0; i < over->n; i++) {
        struct hm_str id = identity(maker, over->items[i], key);
        uint32_t at = 0;
        while (at < base->n &&
               (id.n == 0 || !hm_str_is(identity(maker, base->items[at], key), id))) {
            at++;
        }
        joined->items[at < base->n ? at : joined->n++] = over->items[i];
    }
    return joined;
}

static struct hm_ynode *merge(struct hm_ynode_maker *maker, struct hm_ynode *base,
                              struct hm_ynode *over, struct hm_str key, unsigned level);

static struct hm_ynode *
join_maps(struct hm_ynode_maker *maker, struct hm_ynode *base, struct hm_ynode *over,
          unsigned level)
{
    struct hm_ynode *joined = copy_of(maker, base, base->n + over->n);

    joined->span = over->span;
    joined->value = over->value;
    joined->file = over->file;
    joined->incomplete = over->incomplete == NULL ? base->incomplete : over->incomplete;
    for (uint32_t i = 0; i < over->n; i++) {
        struct hm_ynode *item = over->items[i];
        uint32_t at = 0;
        while (at < joined->n && !hm_str_is(joined->items[at]->key, item->key)) {
            at++;
        }
        struct hm_ynode *result =
            merge(maker, at < joined->n ? joined->items[at] : NULL, item, item->key, level + 1);
        if (result != NULL) {
            joined->items[at] = result;
            joined->n += at == joined->n;
        } else if (at < joined->n) {
            joined->items[at] = joined->items[--joined->n];
        }
    }
    return joined;
}

static struct hm_ynode *
merge(struct hm_ynode_maker *maker, struct hm_ynode *base, struct hm_ynode *over, struct hm_str key,
      unsigned level)
{
    bool is_of_service = level == HM_LEVEL_SERVICE + 1;
    bool is_inside = level > HM_LEVEL_SERVICE;

    if (hm_str_eq(over->tag, "!reset")) {
        return NULL;
    }
    if (base == NULL || base->kind == HM_YAML_NULL || hm_str_eq(over->tag, "!override") ||
        (is_inside && hm_str_in(key, REPLACED))) {
        return over;
    }
    if (over->kind == HM_YAML_NULL) {
        return base;
    }
    if (base->n > JOINED_LIMIT || over->n > JOINED_LIMIT || maker->n_made > HM_NODES_LIMIT) {
        maker->is_full = true;
        return over;
    }
    maker->n_made += 1 + base->n + over->n;
    if (is_inside && hm_str_in(key, NAMED)) {
        base = as_map(maker, base);
        over = as_map(maker, over);
    } else if (is_of_service && hm_str_eq(key, "build")) {
        base = as_build(maker, base);
        over = as_build(maker, over);
    } else if (is_of_service && hm_str_in(key, LISTS)) {
        base = as_list(maker, base);
        over = as_list(maker, over);
    }
    if (base->kind == HM_YAML_MAP && over->kind == HM_YAML_MAP) {
        return join_maps(maker, base, over, level);
    }
    if (base->kind == HM_YAML_LIST && over->kind == HM_YAML_LIST) {
        return join_lists(maker, base, over, key);
    }
    return over;
}

struct hm_ynode *
hm_ynode_merge(struct hm_ynode_maker *maker, struct hm_ynode *base, struct hm_ynode *over,
               unsigned level)
{
    return over == NULL ? base : merge(maker, base, over, HM_S(""), level);
}
