/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "plugin/base/vec.h"
#include "plugin/base/yaml_ruby.h"

enum {
    STRIDE = 256,   /* characters between two entries of the table of offsets */
    SHOWN_KEY = 60, /* bytes of a key in a message */
};

struct anchor {
    struct hm_str name;
    struct hm_yaml *value;
    bool is_open; /* its end was not read yet */
};

struct reader {
    struct hm_arena *arena;
    struct hm_str text; /* without its BOM */
    uint32_t skipped;   /* bytes of the BOM */
    yaml_parser_t parser;
    HM_VEC(struct anchor) anchors; /* of the document at hand */
    HM_VEC(uint32_t) offsets;      /* of every STRIDE-th character */
    uint32_t n_values;
    bool keeps_last; /* of keys that repeat */
    struct hm_yaml_mark *ret_at;
    struct hm_err *reterr;
};

/* --- places --- */

/* libyaml counts characters; what it takes has been checked to be UTF-8 as far as it has read. */
static size_t
next_character(struct hm_str text, size_t at)
{
    do {
        at++;
    } while (at < text.n && ((unsigned char)text.p[at] & 0xc0) == 0x80);
    return at;
}

static void
fill_offsets(struct reader *reader)
{
    size_t at = 0;

    for (size_t i = 0; at < reader->text.n; i++) {
        if (i % STRIDE == 0) {
            hm_vec_add(reader->arena, &reader->offsets, (uint32_t)at);
        }
        at = next_character(reader->text, at);
    }
}

static uint32_t
offset_of(const struct reader *reader, size_t index)
{
    if (index / STRIDE >= reader->offsets.n) {
        return reader->skipped + (uint32_t)reader->text.n;
    }
    size_t at = reader->offsets.p[index / STRIDE];
    for (size_t left = index % STRIDE; left > 0 && at < reader->text.n; left--) {
        at = next_character(reader->text, at);
    }
    return reader->skipped + (uint32_t)at;
}

/* --- errors --- */

static enum hm_status fail(struct reader *reader, yaml_mark_t mark, enum hm_status status,
                           const char *fmt, ...) HM_PRINTF(4, 5);

static enum hm_status
fail(struct reader *reader, yaml_mark_t mark, enum hm_status status, const char *fmt, ...)
{
    char what[300];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    if (reader->ret_at != NULL) {
        *reader->ret_at = (struct hm_yaml_mark){ .line = (uint32_t)mark.line + 1,
                                                 .column = (uint32_t)mark.column + 1 };
    }
    return hm_err_set(reader->reterr, status, "line %zu, column %zu: %s", mark.line + 1,
                      mark.column + 1, what);
}

/* What is no UTF-8: libyaml reads ahead, and its mark is where it was before. */
static yaml_mark_t
mark_of_byte(struct hm_str text, size_t off)
{
    yaml_mark_t mark = { 0 };

    for (size_t at = 0; at < off && at < text.n; at = next_character(text, at)) {
        bool is_end = text.p[at] == '\n';
        mark.line += is_end;
        mark.column = is_end ? 0 : mark.column + 1;
    }
    return mark;
}

static enum hm_status
next_event(struct reader *reader, yaml_event_t *ret_event)
{
    if (yaml_parser_parse(&reader->parser, ret_event)) {
        return HM_OK;
    }
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem == NULL ? "this is no YAML" : parser->problem;
    if (parser->error == YAML_MEMORY_ERROR) {
        hm_out_of_memory();
    }
    return fail(reader,
                parser->error == YAML_READER_ERROR
                    ? mark_of_byte(reader->text, parser->problem_offset)
                    : parser->problem_mark,
                HM_E_SYNTAX, "%s", problem);
}

/* --- what plain words mean --- */

static size_t
skip_digits(struct hm_str text, size_t at)
{
    while (at < text.n && hm_is_digit(text.p[at])) {
        at++;
    }
    return at;
}

static bool
is_based_number(struct hm_str text)
{
    bool is_octal = hm_str_starts(text, "0o");

    if (text.n < 3 || (!is_octal && !hm_str_starts(text, "0x"))) {
        return false;
    }
    for (size_t i = 2; i < text.n; i++) {
        char c = hm_ascii_lower(text.p[i]);
        if (is_octal ? c < '0' || c > '7' : !hm_is_digit(c) && (c < 'a' || c > 'f')) {
            return false;
        }
    }
    return true;
}

static bool
is_number(struct hm_str text)
{
    static const char *const words[] = { ".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                         "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
                                         ".NaN",  ".NAN",  NULL };
    size_t at = text.n > 0 && (text.p[0] == '-' || text.p[0] == '+') ? 1 : 0;
    size_t whole = skip_digits(text, at);
    size_t n_digits = whole - at;

    if (hm_str_in(text, words) || is_based_number(text)) {
        return true;
    }
    at = whole;
    if (at < text.n && text.p[at] == '.') {
        whole = skip_digits(text, at + 1);
        n_digits += whole - at - 1;
        at = whole;
    }
    if (n_digits > 0 && at < text.n && hm_ascii_lower(text.p[at]) == 'e') {
        at++;
        at += at < text.n && (text.p[at] == '-' || text.p[at] == '+');
        whole = skip_digits(text, at);
        n_digits = whole - at;
        at = whole;
    }
    return n_digits > 0 && at == text.n;
}

static void
resolve(struct hm_yaml *value)
{
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const trues[] = { "true", "True", "TRUE", NULL };
    static const char *const falses[] = { "false", "False", "FALSE", NULL };

    value->is_true = hm_str_in(value->text, trues);
    value->kind = hm_str_in(value->text, nulls)                      ? HM_YAML_NULL
                  : value->is_true || hm_str_in(value->text, falses) ? HM_YAML_BOOL
                  : is_number(value->text)                           ? HM_YAML_NUMBER
                                                                     : HM_YAML_TEXT;
}

/* --- values --- */

static enum hm_status read_value(struct reader *reader, yaml_event_t *event, uint32_t depth,
                                 struct hm_yaml **ret);

static struct hm_str
copy(struct reader *reader, const yaml_char_t *bytes, size_t n)
{
    return hm_arena_str(reader->arena, hm_str_make((const char *)bytes, n));
}

static void
set_span(const struct reader *reader, struct hm_yaml *value, yaml_mark_t start, yaml_mark_t end)
{
    value->off = offset_of(reader, start.index);
    value->len = offset_of(reader, end.index) - value->off;
    value->line = (uint32_t)start.line + 1;
    value->column = (uint32_t)start.column + 1;
}

static enum hm_status
make_value(struct reader *reader, const yaml_event_t *event, uint32_t depth, struct hm_yaml **ret)
{
    if (depth > HM_YAML_DEPTH) {
        return fail(reader, event->start_mark, HM_E_LIMIT, "more than %u values in each other",
                    HM_YAML_DEPTH);
    }
    if (++reader->n_values > HM_YAML_VALUES) {
        return fail(reader, event->start_mark, HM_E_LIMIT, "more than %u values", HM_YAML_VALUES);
    }
    *ret = hm_arena_new(reader->arena, struct hm_yaml, 1);
    (*ret)->weight = 1;
    (*ret)->height = 1;
    set_span(reader, *ret, event->start_mark, event->end_mark);
    return HM_OK;
}

static enum hm_status
open_anchor(struct reader *reader, const yaml_event_t *event, const yaml_char_t *name,
            struct hm_yaml *value)
{
    if (name == NULL) {
        return HM_OK;
    }
    if (reader->anchors.n == HM_YAML_ANCHORS) {
        return fail(reader, event->start_mark, HM_E_LIMIT, "more than %u anchors", HM_YAML_ANCHORS);
    }
    hm_vec_add(reader->arena, &reader->anchors,
               ((struct anchor){ .name = copy(reader, name, strlen((const char *)name)),
                                 .value = value,
                                 .is_open = true }));
    return HM_OK;
}

static void
close_anchor(struct reader *reader, const struct hm_yaml *value)
{
    for (size_t i = reader->anchors.n; i > 0; i--) {
        if (reader->anchors.p[i - 1].value == value) {
            reader->anchors.p[i - 1].is_open = false;
            return;
        }
    }
}

static enum hm_status
find_anchor(struct reader *reader, const yaml_event_t *event, uint32_t depth, struct hm_yaml **ret)
{
    struct hm_str name = hm_str_c((const char *)event->data.alias.anchor);

    if (++reader->n_values > HM_YAML_VALUES) {
        return fail(reader, event->start_mark, HM_E_LIMIT, "more than %u values", HM_YAML_VALUES);
    }
    for (size_t i = reader->anchors.n; i > 0; i--) {
        struct anchor *anchor = &reader->anchors.p[i - 1];
        if (!hm_str_is(anchor->name, name)) {
            continue;
        }
        if (anchor->is_open) {
            return fail(reader, event->start_mark, HM_E_SYNTAX, "an alias of what it stands in");
        }
        if (depth + anchor->value->height - 1 > HM_YAML_DEPTH) {
            return fail(reader, event->start_mark, HM_E_LIMIT, "more than %u values in each other",
                        HM_YAML_DEPTH);
        }
        *ret = anchor->value;
        return HM_OK;
    }
    return fail(reader, event->start_mark, HM_E_SYNTAX, "an alias of an anchor that is not there");
}

#define STANDARD_TAG "tag:yaml.org,2002:"

static void
set_tag(struct reader *reader, struct hm_yaml *value, const yaml_char_t *tag)
{
    struct hm_str text = hm_str_c((const char *)tag);

    if (text.n > 0 && !hm_str_starts(text, STANDARD_TAG)) {
        value->tag = hm_arena_str(reader->arena, text);
    }
}

static enum hm_status
read_scalar(struct reader *reader, const yaml_event_t *event, struct hm_yaml *value)
{
    struct hm_str tag = hm_str_c((const char *)event->data.scalar.tag);

    value->text = copy(reader, event->data.scalar.value, event->data.scalar.length);
    value->kind = HM_YAML_TEXT;
    if (event->data.scalar.plain_implicit ||
        (hm_str_starts(tag, STANDARD_TAG) && !hm_str_eq(tag, STANDARD_TAG "str"))) {
        resolve(value);
    }
    set_tag(reader, value, event->data.scalar.tag);
    return HM_OK;
}

/* Counts a part in; the whole may become no larger than a walk can bear. */
static enum hm_status
weigh(struct reader *reader, const yaml_event_t *event, struct hm_yaml *whole,
      const struct hm_yaml *part)
{
    whole->weight += part->weight;
    whole->height = part->height + 1 > whole->height ? part->height + 1 : whole->height;
    if (whole->weight > HM_YAML_EXPANDED) {
        return fail(reader, event->start_mark, HM_E_LIMIT,
                    "with its aliases written out it has more than %u values", HM_YAML_EXPANDED);
    }
    return HM_OK;
}

static enum hm_status
read_list(struct reader *reader, uint32_t depth, struct hm_yaml *list)
{
    HM_VEC(const struct hm_yaml *) items = { 0 };
    enum hm_status status = HM_OK;
    bool is_open = true;

    while (status == HM_OK && is_open) {
        yaml_event_t event;
        struct hm_yaml *item = NULL;
        status = next_event(reader, &event);
        if (status != HM_OK) {
            break;
        }
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            is_open = false;
            list->len = offset_of(reader, event.end_mark.index) - list->off;
        } else {
            status = read_value(reader, &event, depth + 1, &item);
            if (status == HM_OK) {
                hm_vec_add(reader->arena, &items, item);
                status = weigh(reader, &event, list, item);
            }
        }
        yaml_event_delete(&event);
    }
    list->items = items.p;
    list->n = (uint32_t)items.n;
    return status;
}

static int
compare_keys(const void *left, const void *right)
{
    const struct hm_yaml *a = *(const struct hm_yaml *const *)left;
    const struct hm_yaml *b = *(const struct hm_yaml *const *)right;
    int order = hm_str_compare(a->text, b->text);

    return order != 0 ? order : (a->off > b->off) - (a->off < b->off);
}

static enum hm_status
refuse_repeated(struct reader *reader, const struct hm_yaml *map)
{
    const struct hm_yaml **keys = hm_arena_new(reader->arena, const struct hm_yaml *, map->n);

    for (uint32_t i = 0; i < map->n; i++) {
        keys[i] = map->pairs[i].key;
    }
    if (map->n > 1) {
        qsort(keys, map->n, sizeof *keys, compare_keys);
    }
    for (uint32_t i = 1; i < map->n; i++) {
        if (hm_str_is(keys[i - 1]->text, keys[i]->text)) {
            yaml_mark_t mark = { .line = keys[i]->line - 1, .column = keys[i]->column - 1 };
            return fail(reader, mark, HM_E_SYNTAX, "the key \"%.*s\" is there already, in line %u",
                        HM_FMT(hm_str_sub(keys[i]->text, 0, SHOWN_KEY)),
                        (unsigned)keys[i - 1]->line);
        }
    }
    return HM_OK;
}

static enum hm_status
read_pair(struct reader *reader, yaml_event_t *key_event, uint32_t depth, struct hm_yaml *map,
          struct hm_yaml_pair *ret)
{
    struct hm_yaml *key = NULL;
    struct hm_yaml *value = NULL;
    yaml_event_t event;
    enum hm_status status = read_value(reader, key_event, depth + 1, &key);

    if (status != HM_OK) {
        return status;
    }
    if (key->kind == HM_YAML_LIST || key->kind == HM_YAML_MAP) {
        return fail(reader, key_event->start_mark, HM_E_SYNTAX, "a key must be text");
    }
    status = next_event(reader, &event);
    if (status != HM_OK) {
        return status;
    }
    status = read_value(reader, &event, depth + 1, &value);
    if (status == HM_OK) {
        *ret = (struct hm_yaml_pair){ .key = key, .value = value };
        status = weigh(reader, &event, map, value);
    }
    yaml_event_delete(&event);
    return status;
}

static enum hm_status
read_map(struct reader *reader, uint32_t depth, struct hm_yaml *map)
{
    HM_VEC(struct hm_yaml_pair) pairs = { 0 };
    enum hm_status status = HM_OK;
    bool is_open = true;

    while (status == HM_OK && is_open) {
        yaml_event_t event;
        struct hm_yaml_pair pair = { 0 };
        status = next_event(reader, &event);
        if (status != HM_OK) {
            break;
        }
        if (event.type == YAML_MAPPING_END_EVENT) {
            is_open = false;
            map->len = offset_of(reader, event.end_mark.index) - map->off;
        } else {
            status = read_pair(reader, &event, depth, map, &pair);
            if (status == HM_OK) {
                hm_vec_add(reader->arena, &pairs, pair);
            }
        }
        yaml_event_delete(&event);
    }
    map->pairs = pairs.p;
    map->n = (uint32_t)pairs.n;
    if (status == HM_OK && reader->keeps_last) {
        hm_yaml_keep_last(reader->arena, map, pairs.p);
        return HM_OK;
    }
    return status == HM_OK ? refuse_repeated(reader, map) : status;
}

static enum hm_status
open_collection(struct reader *reader, const yaml_event_t *event, enum hm_yaml_kind kind,
                const yaml_char_t *tag, const yaml_char_t *anchor, struct hm_yaml *value)
{
    value->kind = kind;
    set_tag(reader, value, tag);
    return open_anchor(reader, event, anchor, value);
}

static enum hm_status
read_value(struct reader *reader, yaml_event_t *event, uint32_t depth, struct hm_yaml **ret)
{
    enum hm_status status = HM_OK;
    const yaml_char_t *anchor = NULL;

    if (event->type == YAML_ALIAS_EVENT) {
        return find_anchor(reader, event, depth, ret);
    }
    status = make_value(reader, event, depth, ret);
    if (status != HM_OK) {
        return status;
    }
    struct hm_yaml *value = *ret;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        status = open_anchor(reader, event, anchor, value);
        status = status == HM_OK ? read_scalar(reader, event, value) : status;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        status = open_collection(reader, event, HM_YAML_LIST, event->data.sequence_start.tag,
                                 anchor, value);
        status = status == HM_OK ? read_list(reader, depth, value) : status;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        status = open_collection(reader, event, HM_YAML_MAP, event->data.mapping_start.tag, anchor,
                                 value);
        status = status == HM_OK ? read_map(reader, depth, value) : status;
        break;
    default:
        return fail(reader, event->start_mark, HM_E_SYNTAX, "a value was expected here");
    }
    if (anchor != NULL) {
        close_anchor(reader, value);
    }
    return status;
}

static enum hm_status
read_stream(struct reader *reader, struct hm_yaml_stream *ret_stream)
{
    HM_VEC(const struct hm_yaml *) documents = { 0 };
    enum hm_status status = HM_OK;
    bool is_open = true;

    while (status == HM_OK && is_open) {
        yaml_event_t event;
        struct hm_yaml *value = NULL;
        status = next_event(reader, &event);
        if (status != HM_OK) {
            return status;
        }
        switch (event.type) {
        case YAML_STREAM_END_EVENT:
            is_open = false;
            break;
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
            break;
        case YAML_DOCUMENT_START_EVENT:
            reader->anchors.n = 0;
            break;
        default:
            status = read_value(reader, &event, 1, &value);
            if (status == HM_OK) {
                hm_vec_add(reader->arena, &documents, value);
            }
        }
        yaml_event_delete(&event);
    }
    *ret_stream = (struct hm_yaml_stream){ .documents = documents.p, .n = (uint32_t)documents.n };
    return status;
}

static enum hm_status
parse(struct hm_arena *arena, struct hm_str text, bool keeps_last,
      struct hm_yaml_stream *ret_stream, struct hm_yaml_mark *ret_at, struct hm_err *reterr)
{
    struct reader reader = {
        .arena = arena, .text = text, .keeps_last = keeps_last, .ret_at = ret_at, .reterr = reterr
    };
    struct hm_yaml_stream stream = { 0 };
    yaml_mark_t start = { 0 };

    if (text.n > HM_YAML_LIMIT) {
        return fail(&reader, start, HM_E_LIMIT, "the file has more than %zu bytes", HM_YAML_LIMIT);
    }
    if (hm_str_starts(text, "\xff\xfe") || hm_str_starts(text, "\xfe\xff")) {
        return fail(&reader, start, HM_E_SYNTAX, "the file is in UTF-16; save it as UTF-8");
    }
    if (hm_str_starts(text, "\xef\xbb\xbf")) {
        reader.skipped = 3;
        reader.text = hm_str_from(text, 3);
    }
    fill_offsets(&reader);
    if (!yaml_parser_initialize(&reader.parser)) {
        hm_out_of_memory();
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser,
                                 (const unsigned char *)(reader.text.n > 0 ? reader.text.p : ""),
                                 reader.text.n);
    enum hm_status status = read_stream(&reader, &stream);
    yaml_parser_delete(&reader.parser);
    if (status == HM_OK) {
        *ret_stream = stream;
    }
    return status;
}

enum hm_status
hm_yaml_parse(struct hm_arena *arena, struct hm_str text, struct hm_yaml_stream *ret_stream,
              struct hm_yaml_mark *ret_at, struct hm_err *reterr)
{
    return parse(arena, text, false, ret_stream, ret_at, reterr);
}

enum hm_status
hm_yaml_parse_ruby(struct hm_arena *arena, struct hm_str text, struct hm_yaml_stream *ret_stream,
                   struct hm_yaml_mark *ret_at, struct hm_err *reterr)
{
    return parse(arena, text, true, ret_stream, ret_at, reterr);
}
