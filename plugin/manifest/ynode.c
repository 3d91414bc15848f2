/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/ynode.h"

void
hm_ynode_problem(struct hm_ynode_maker *maker, struct hm_span span, bool is_fatal, const char *fmt,
                 ...)
{
    va_list ap;

    va_start(ap, fmt);
    hm_vec_add(maker->arena, &maker->problems,
               ((struct hm_manifest_problem){ .span = span,
                                              .text = hm_arena_vprintf(maker->arena, fmt, ap),
                                              .is_fatal = is_fatal }));
    va_end(ap);
}

/* --- from YAML --- */

static struct hm_span
span_of(const struct hm_manifest_file *file, const struct hm_yaml *yaml)
{
    return (struct hm_span){ .off = file->source.base + yaml->off, .len = yaml->len };
}

/* The key, and the value where it begins in the same line: the whole of a block would be marked
 * otherwise. */
static struct hm_span
member_span(const struct hm_manifest_file *file, const struct hm_yaml_pair *pair)
{
    struct hm_span key = span_of(file, pair->key);
    const struct hm_yaml *value = pair->value;
    bool is_beside = value->kind != HM_YAML_MAP && value->kind != HM_YAML_LIST &&
                     value->off > pair->key->off && value->line == pair->key->line;

    if (is_beside) {
        struct hm_str text = hm_str_sub(file->source.text, value->off, value->len);
        struct hm_span span = span_of(file, value);
        span.len = (uint32_t)hm_str_find(text, '\n');
        return hm_span_join(key, span);
    }
    return key;
}

static void
set_text(struct hm_ynode_maker *maker, struct hm_ynode *node, const struct hm_yaml *yaml)
{
    if (maker->is_ruby) {
        node->text = yaml->text;
        return;
    }
    struct hm_interpolated result = hm_interpolate(maker->arena, yaml->text, node->file->env);

    node->text = result.text;
    node->is_known = result.is_known;
    node->has_variable = result.has_variable;
    if (result.error != NULL) {
        hm_ynode_problem(maker, node->value, true, "Compose refuses this value: %s.", result.error);
    }
}

static struct hm_ynode *make(struct hm_ynode_maker *maker, const struct hm_manifest_file *file,
                             const struct hm_yaml *yaml);

static uint32_t
count_members(const struct hm_yaml *yaml)
{
    uint32_t n = 0;

    for (uint32_t i = 0; yaml->kind == HM_YAML_MAP && i < yaml->n; i++) {
        const struct hm_yaml *value = yaml->pairs[i].value;
        if (!hm_str_eq(yaml->pairs[i].key->text, "<<")) {
            n++;
        } else if (value->kind == HM_YAML_MAP) {
            n += count_members(value);
        } else {
            for (uint32_t k = 0; value->kind == HM_YAML_LIST && k < value->n; k++) {
                n += count_members(value->items[k]);
            }
        }
    }
    return n;
}

/* Members of a map that others are merged into. */
enum { MERGED_LIMIT = 2000 };

/* Among the first @p n members. */
static struct hm_ynode *
own(const struct hm_ynode *map, uint32_t n, struct hm_str key)
{
    for (uint32_t i = 0; i < n; i++) {
        if (hm_str_is(map->items[i]->key, key)) {
            return map->items[i];
        }
    }
    return NULL;
}

/* What a map has itself before what it merges, the earlier of several merged maps before the
 * later. */
static void
add_members(struct hm_ynode_maker *maker, struct hm_ynode *map, const struct hm_yaml *yaml)
{
    /* Keys of one map differ: only those of the maps before it need to be looked through. */
    uint32_t n_before = map->n;

    if (n_before > MERGED_LIMIT) {
        maker->is_full = true;
        return;
    }
    for (uint32_t i = 0; yaml->kind == HM_YAML_MAP && i < yaml->n; i++) {
        const struct hm_yaml_pair *pair = &yaml->pairs[i];
        bool is_known = hm_str_eq(pair->key->text, "<<") ||
                        (n_before > 0 && own(map, n_before, pair->key->text) != NULL);
        if (is_known) {
            continue;
        }
        struct hm_ynode *member = make(maker, map->file, pair->value);
        member->key = pair->key->text;
        member->span = member_span(map->file, pair);
        map->items[map->n++] = member;
    }
    for (uint32_t i = 0; yaml->kind == HM_YAML_MAP && i < yaml->n; i++) {
        const struct hm_yaml *value = yaml->pairs[i].value;
        if (!hm_str_eq(yaml->pairs[i].key->text, "<<")) {
            continue;
        }
        if (value->kind == HM_YAML_MAP) {
            add_members(maker, map, value);
        }
        for (uint32_t k = 0; value->kind == HM_YAML_LIST && k < value->n; k++) {
            add_members(maker, map, value->items[k]);
        }
    }
}

/* Whatever a map says later takes the place of what it said before, be it merged or its own. */
static void
add_in_order(struct hm_ynode_maker *maker, struct hm_ynode *map, const struct hm_yaml *yaml,
             bool has_merges)
{
    for (uint32_t i = 0; yaml->kind == HM_YAML_MAP && i < yaml->n; i++) {
        const struct hm_yaml_pair *pair = &yaml->pairs[i];
        const struct hm_yaml *value = pair->value;
        if (has_merges && map->n > MERGED_LIMIT) {
            maker->is_full = true;
            return;
        }
        if (hm_str_eq(pair->key->text, "<<")) {
            add_in_order(maker, map, value, true);
            for (uint32_t k = value->kind == HM_YAML_LIST ? value->n : 0; k > 0; k--) {
                add_in_order(maker, map, value->items[k - 1], true);
            }
            has_merges = true;
            continue;
        }
        struct hm_ynode *member = make(maker, map->file, value);
        member->key = pair->key->text;
        member->span = member_span(map->file, pair);
        uint32_t at = has_merges ? 0 : map->n;
        while (at < map->n && !hm_str_is(map->items[at]->key, member->key)) {
            at++;
        }
        map->items[at] = member;
        map->n += at == map->n;
    }
}

static struct hm_ynode *
make(struct hm_ynode_maker *maker, const struct hm_manifest_file *file, const struct hm_yaml *yaml)
{
    struct hm_ynode *node = hm_arena_new(maker->arena, struct hm_ynode, 1);

    *node = (struct hm_ynode){ .kind = yaml->kind,
                               .tag = yaml->tag,
                               .is_known = true,
                               .file = file,
                               .value = span_of(file, yaml) };
    node->span = node->value;
    if (++maker->n_made > HM_NODES_LIMIT) {
        maker->is_full = true;
        node->kind = HM_YAML_NULL;
        return node;
    }
    if (yaml->kind == HM_YAML_LIST) {
        node->items = hm_arena_new(maker->arena, struct hm_ynode *, yaml->n);
        for (; node->n < yaml->n; node->n++) {
            node->items[node->n] = make(maker, file, yaml->items[node->n]);
        }
    } else if (yaml->kind == HM_YAML_MAP) {
        node->items = hm_arena_new(maker->arena, struct hm_ynode *, count_members(yaml));
        if (maker->is_ruby) {
            add_in_order(maker, node, yaml, false);
        } else {
            add_members(maker, node, yaml);
        }
    } else {
        set_text(maker, node, yaml);
    }
    return node;
}

struct hm_ynode *
hm_ynode_make(struct hm_ynode_maker *maker, const struct hm_manifest_file *file,
              const struct hm_yaml *yaml)
{
    return make(maker, file, yaml);
}

/* --- asking --- */

struct hm_ynode *
hm_ynode_get(const struct hm_ynode *map, const char *key)
{
    if (map == NULL || map->kind != HM_YAML_MAP) {
        return NULL;
    }
    struct hm_ynode *found = own(map, map->n, hm_str_c(key));
    return found == NULL || found->kind == HM_YAML_NULL ? NULL : found;
}

struct hm_scalar
hm_ynode_value(const struct hm_ynode *node)
{
    if (node == NULL || node->kind == HM_YAML_NULL) {
        return (struct hm_scalar){ .is_known = true };
    }
    return (struct hm_scalar){ .text = node->text,
                               .span = node->span,
                               .value = node->value,
                               .is_set = true,
                               .is_known = node->is_known,
                               .has_variable = node->has_variable };
}

struct hm_scalars
hm_ynode_values(struct hm_arena *arena, const struct hm_ynode *node)
{
    struct hm_scalars values = { 0 };

    if (node == NULL || node->kind == HM_YAML_NULL) {
        return values;
    }
    values.is_set = true;
    values.span = node->span;
    if (node->kind != HM_YAML_LIST && node->kind != HM_YAML_MAP) {
        struct hm_scalar *one = hm_arena_new(arena, struct hm_scalar, 1);
        *one = hm_ynode_value(node);
        values.list = one;
        values.n = 1;
        return values;
    }
    struct hm_scalar *list = hm_arena_new(arena, struct hm_scalar, node->n);
    for (uint32_t i = 0; i < node->n; i++) {
        list[i] = hm_ynode_value(node->items[i]);
        if (node->kind == HM_YAML_MAP) {
            list[i].text = node->items[i]->key;
            list[i].span = node->items[i]->span;
            list[i].is_set = list[i].is_known = true;
        }
    }
    values.list = list;
    values.n = node->n;
    return values;
}

/* "NAME=value" of a list. */
static struct hm_entry
split_entry(const struct hm_ynode *item, char sep)
{
    size_t at = hm_str_find(item->text, sep);
    struct hm_entry entry = { .name = hm_str_sub(item->text, 0, at), .span = item->span };

    entry.value = hm_ynode_value(item);
    entry.value.is_set = at < item->text.n;
    entry.value.text = hm_str_from(item->text, at + 1);
    return entry;
}

struct hm_entries
hm_ynode_entries(struct hm_arena *arena, const struct hm_ynode *node, char sep)
{
    struct hm_entries entries = { 0 };

    if (node == NULL || (node->kind != HM_YAML_MAP && node->kind != HM_YAML_LIST)) {
        return entries;
    }
    struct hm_entry *list = hm_arena_new(arena, struct hm_entry, node->n);
    for (uint32_t i = 0; i < node->n; i++) {
        const struct hm_ynode *item = node->items[i];
        list[i] = node->kind == HM_YAML_LIST ? split_entry(item, sep)
                                             : (struct hm_entry){ .name = item->key,
                                                                  .value = hm_ynode_value(item),
                                                                  .span = item->span };
    }
    entries.list = list;
    entries.n = node->n;
    entries.span = node->span;
    return entries;
}
