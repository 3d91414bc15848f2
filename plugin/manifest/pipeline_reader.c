/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/pipeline_reader.h"

#include <stdarg.h>

#include "plugin/base/auto.h"

enum {
    MAX_FILES = 160,
    MAX_BYTES = 64 << 20, /* of all files of one pipeline */
    MAX_MERGES = 32,      /* "<<" of "<<" */
    MAX_LISTS = 8,        /* lists in lists */
    MAX_SHADOWED = 1000,  /* entries whose names what is merged is compared with */
};

/* --- files --- */

const struct hm_source *
hm_pipeline_add(struct hm_pipeline_reader *reader, struct hm_str path, struct hm_str text)
{
    struct hm_source *source = hm_arena_new(reader->arena, struct hm_source, 1);
    const struct hm_source *last =
        reader->sources.n == 0 ? NULL : reader->sources.p[reader->sources.n - 1];

    hm_source_init(source, reader->arena, path, text);
    source->base = last == NULL ? 0 : last->base + (uint32_t)last->text.n + 1;
    hm_vec_add(reader->arena, &reader->sources, source);
    hm_vec_add(reader->arena, &reader->suppressions,
               hm_arena_new(reader->arena, struct hm_suppressions, 1));
    return source;
}

const struct hm_source *
hm_pipeline_open(struct hm_pipeline_reader *reader, struct hm_str path)
{
    hm_auto_buf struct hm_buf text = { .limit = HM_SOURCE_LIMIT };
    const struct hm_source *last = reader->sources.p[reader->sources.n - 1];
    struct hm_err err;

    if (reader->files == NULL || reader->sources.n >= MAX_FILES ||
        last->base + last->text.n > MAX_BYTES ||
        reader->files->read(reader->files->ctx, path, &text, &err) != HM_OK) {
        return NULL;
    }
    return hm_pipeline_add(reader, hm_arena_str(reader->arena, path),
                           hm_arena_str(reader->arena, hm_buf_str(&text)));
}

void
hm_pipeline_problem(struct hm_pipeline_reader *reader, struct hm_span span, bool is_fatal,
                    const char *fmt, ...)
{
    struct hm_manifest_problem *problem = hm_vec_push(reader->arena, &reader->problems);
    va_list ap;

    va_start(ap, fmt);
    problem->span = span;
    problem->is_fatal = is_fatal;
    problem->text = hm_arena_vprintf(reader->arena, fmt, ap);
    va_end(ap);
}

static size_t
index_of(const struct hm_pipeline_reader *reader, const struct hm_source *source)
{
    size_t i = 0;

    while (i + 1 < reader->sources.n && reader->sources.p[i] != source) {
        i++;
    }
    return i;
}

void
hm_pipeline_suppress(struct hm_pipeline_reader *reader, const struct hm_source *source,
                     const struct hm_suppressions *asked)
{
    reader->suppressions.p[index_of(reader, source)] = asked;
}

const struct hm_yaml *
hm_pipeline_yaml(struct hm_pipeline_reader *reader, const struct hm_source *source)
{
    struct hm_yaml_stream stream = { 0 };
    struct hm_yaml_mark at = { .line = 1, .column = 1 };
    struct hm_err err = { 0 };

    if (hm_yaml_parse(reader->arena, source->text, &stream, &at, &err) != HM_OK) {
        struct hm_str line = hm_source_line(source, at.line);
        size_t off = line.p == NULL ? 0 : (size_t)(line.p - source->text.p);
        struct hm_span span = { .off = source->base + (uint32_t)off, .len = (uint32_t)line.n };
        hm_pipeline_problem(reader, span, true,
                            "This is no YAML that can be read, and nothing in the file was "
                            "judged: %s.",
                            err.text);
        return NULL;
    }
    struct hm_suppressions *asked = hm_arena_new(reader->arena, struct hm_suppressions, 1);
    hm_suppressions_read_yaml(reader->arena, source, &stream, asked);
    hm_pipeline_suppress(reader, source, asked);
    return stream.n == 0 ? NULL : stream.documents[0];
}

/* --- values --- */

static const struct hm_yaml_pair *
find_pair(const struct hm_yaml *map, const char *key, unsigned depth)
{
    const struct hm_yaml *merged = NULL;

    if (map == NULL || map->kind != HM_YAML_MAP || depth > MAX_MERGES) {
        return NULL;
    }
    for (uint32_t i = 0; i < map->n; i++) {
        if (hm_str_eq(map->pairs[i].key->text, key)) {
            return &map->pairs[i];
        }
        if (hm_str_eq(map->pairs[i].key->text, "<<")) {
            merged = map->pairs[i].value;
        }
    }
    if (merged == NULL || merged->kind != HM_YAML_LIST) {
        return find_pair(merged, key, depth + 1);
    }
    for (uint32_t i = 0; i < merged->n; i++) {
        const struct hm_yaml_pair *found = find_pair(merged->items[i], key, depth + 1);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

const struct hm_yaml_pair *
hm_pipeline_find(const struct hm_yaml *map, const char *key)
{
    return find_pair(map, key, 0);
}

/* Whether the platform puts something else in. */
static bool
is_computed(const struct hm_pipeline_reader *reader, struct hm_str text)
{
    return reader->kind == HM_PIPELINE_GITLAB ? hm_str_find(text, '$') < text.n
                                              : hm_str_has(text, "${{");
}

/* A value without key, in a list, read as that of a pair. */
static struct hm_scalar
item_of(const struct hm_pipeline_reader *reader, const struct hm_source *source,
        const struct hm_yaml *value)
{
    if (value == NULL || value->kind == HM_YAML_NULL) {
        return (struct hm_scalar){ 0 };
    }
    struct hm_span span = hm_pipeline_span(source, value);
    bool is_computed_here = is_computed(reader, value->text);
    return (struct hm_scalar){
        .text = value->text,
        .span = span,
        .value = span,
        .is_set = true,
        .is_known = !is_computed_here,
        .has_variable = is_computed_here,
    };
}

struct hm_scalar
hm_pipeline_pair(const struct hm_pipeline_reader *reader, const struct hm_source *source,
                 const struct hm_yaml_pair *pair)
{
    struct hm_scalar value = item_of(reader, source, pair == NULL ? NULL : pair->value);

    if (value.is_set) {
        struct hm_span key = hm_pipeline_span(source, pair->key);
        bool is_alias = value.value.off < key.off;
        value.span = is_alias ? key : hm_span_join(key, value.value);
        value.value = is_alias ? key : value.value;
    }
    return value;
}

struct hm_scalar
hm_pipeline_get(const struct hm_pipeline_reader *reader, const struct hm_source *source,
                const struct hm_yaml *map, const char *key)
{
    return hm_pipeline_pair(reader, source, hm_pipeline_find(map, key));
}

struct lister {
    const struct hm_pipeline_reader *reader;
    const struct hm_source *source;
    HM_VEC(struct hm_scalar) list;
};

static void
list_values(struct lister *l, const struct hm_yaml *value, unsigned depth)
{
    if (value->kind == HM_YAML_LIST && depth < MAX_LISTS) {
        for (uint32_t i = 0; i < value->n; i++) {
            list_values(l, value->items[i], depth + 1);
        }
    } else if (value->kind == HM_YAML_MAP) {
        for (uint32_t i = 0; i < value->n; i++) {
            hm_vec_add(l->reader->arena, &l->list,
                       item_of(l->reader, l->source, value->pairs[i].key));
        }
    } else if (value->kind != HM_YAML_NULL && value->kind != HM_YAML_LIST) {
        hm_vec_add(l->reader->arena, &l->list, item_of(l->reader, l->source, value));
    }
}

struct hm_scalars
hm_pipeline_list(struct hm_pipeline_reader *reader, const struct hm_source *source,
                 const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml_pair *pair = hm_pipeline_find(map, key);
    struct lister l = { .reader = reader, .source = source };

    if (pair == NULL) {
        return (struct hm_scalars){ 0 };
    }
    list_values(&l, pair->value, 0);
    return (struct hm_scalars){
        .list = l.list.p,
        .n = (uint32_t)l.list.n,
        .span = hm_pipeline_span(source, pair->key),
        .is_set = pair->value->kind != HM_YAML_NULL,
    };
}

struct entry_lister {
    const struct hm_pipeline_reader *reader;
    const struct hm_source *source;
    HM_VEC(struct hm_entry) list;
};

static bool
is_listed(const struct entry_lister *l, struct hm_str name)
{
    for (size_t i = 0; i < l->list.n && i < MAX_SHADOWED; i++) {
        if (hm_str_is(l->list.p[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void
list_entries(struct entry_lister *l, const struct hm_yaml *map, unsigned depth)
{
    const struct hm_yaml *merged = NULL;

    for (uint32_t i = 0; map->kind == HM_YAML_MAP && i < map->n; i++) {
        const struct hm_yaml_pair *pair = &map->pairs[i];
        struct hm_scalar value = hm_pipeline_pair(l->reader, l->source, pair);
        if (hm_str_eq(pair->key->text, "<<")) {
            merged = pair->value;
        } else if (depth == 0 || !is_listed(l, pair->key->text)) {
            hm_vec_add(
                l->reader->arena, &l->list,
                ((struct hm_entry){
                    .name = pair->key->text,
                    .value = value,
                    .span = value.is_set ? value.span : hm_pipeline_span(l->source, pair->key),
                }));
        }
    }
    if (merged == NULL || depth > MAX_MERGES) {
        return;
    }
    list_entries(l, merged, depth + 1);
    for (uint32_t i = 0; merged->kind == HM_YAML_LIST && i < merged->n; i++) {
        list_entries(l, merged->items[i], depth + 1);
    }
}

struct hm_entries
hm_pipeline_entries(struct hm_pipeline_reader *reader, const struct hm_source *source,
                    const struct hm_yaml *map, const char *key)
{
    const struct hm_yaml_pair *pair = hm_pipeline_find(map, key);
    struct entry_lister l = { .reader = reader, .source = source };

    if (pair == NULL || pair->value->kind != HM_YAML_MAP) {
        return (struct hm_entries){ 0 };
    }
    list_entries(&l, pair->value, 0);
    return (struct hm_entries){
        .list = l.list.p,
        .n = (uint32_t)l.list.n,
        .span = hm_pipeline_span(source, pair->key),
    };
}
