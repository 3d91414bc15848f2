/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of the configuration, from the rows that read it. */
#include "plugin/driver/config/config.h"

#include "plugin/base/auto.h"
#include "plugin/base/json.h"
#include "plugin/driver/config/values.h"
#include "plugin/rules/registry.h"

enum {
    INDENT = 2,
    DEEPEST = 8, /* maps in maps: the tables are not circular */
};

/* A literal of JSON; the texts are our own. */
static void
add_text(struct hm_buf *out, const char *text)
{
    hm_buf_putc(out, '"');
    for (; *text != '\0'; text++) {
        hm_buf_printf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    }
    hm_buf_putc(out, '"');
}

static void
add_words(struct hm_buf *out, const char *const *words, size_t n)
{
    hm_buf_puts(out, "{\"enum\":[");
    for (size_t i = 0; i < n; i++) {
        hm_buf_puts(out, i == 0 ? "" : ",");
        add_text(out, words[i]);
    }
    hm_buf_puts(out, "]}");
}

static void
add_value(struct hm_buf *out, enum hm_value value)
{
    const struct hm_value_row *row = hm_value_row(value);
    size_t n = 0;

    if (row->words != NULL) {
        const char *const *words = row->words(&n);
        add_words(out, words, n);
    } else {
        hm_buf_puts(out, row->schema);
    }
}

static void
add_each(struct hm_buf *out, const char *schema)
{
    hm_buf_printf(out, "\"anyOf\":[%s,{\"type\":\"array\",\"minItems\":1,\"items\":%s}]", schema,
                  schema);
}

/* Without the braces: a description may follow. */
static void
add_option(struct hm_buf *out, const struct hm_option_key *key)
{
    hm_auto_buf struct hm_buf value = { 0 };

    add_value(&value, key->value);
    switch (key->form) {
    case HM_FORM_LIST:
    case HM_FORM_WORDS:
        add_each(out, value.p);
        break;
    case HM_FORM_MAP:
        hm_buf_puts(out, "\"type\":\"object\",\"propertyNames\":{\"pattern\":\"^[^=]+$\"},"
                         "\"additionalProperties\":");
        if (key->value == HM_VALUE_URL) {
            hm_buf_putc(out, '{');
            add_each(out, value.p);
            hm_buf_putc(out, '}');
        } else {
            hm_buf_add(out, hm_buf_str(&value));
        }
        break;
    case HM_FORM_SWITCH:
    case HM_FORM_ONE:
    case HM_FORM_NONE:
        hm_buf_add(out, hm_str_sub(hm_buf_str(&value), 1, value.n - 2));
        break;
    }
}

static void add_map(struct hm_buf *out, const struct hm_config_key *rows, size_t n, int depth);

static void
add_key(struct hm_buf *out, const struct hm_config_key *row, int depth)
{
    hm_auto_buf struct hm_buf value = { 0 };

    if (row->rows != NULL && depth < DEEPEST) {
        size_t n = 0;
        while (row->rows[n].name != NULL) {
            n++;
        }
        add_map(&value, row->rows, n, depth + 1);
    } else {
        hm_buf_puts(&value,
                    row->schema != NULL ? row->schema : "{\"type\":\"string\",\"minLength\":1}");
    }
    switch (row->shape) {
    case HM_SHAPE_ONE:
        hm_buf_add(out, hm_str_sub(hm_buf_str(&value), 1, value.n - 2));
        break;
    case HM_SHAPE_EACH:
        add_each(out, value.p);
        break;
    case HM_SHAPE_LIST:
        hm_buf_printf(out, "\"type\":\"array\",\"items\":%s", value.p);
        break;
    case HM_SHAPE_NAMED:
        hm_buf_printf(out,
                      "\"type\":\"object\",\"propertyNames\":{\"$ref\":\"#/$defs/rule-name\"},"
                      "\"additionalProperties\":%s",
                      value.p);
        break;
    }
}

static void
add_map(struct hm_buf *out, const struct hm_config_key *rows, size_t n, int depth)
{
    bool is_first = true;

    hm_buf_puts(out, "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    for (size_t i = 0; i < n; i++) {
        const struct hm_config_key *row = &rows[i];
        hm_buf_puts(out, i == 0 ? "" : ",");
        add_text(out, row->name);
        hm_buf_puts(out, ":{");
        if (row->read == hm_config_option) {
            add_option(out, &hm_options[row->option].key);
        } else {
            add_key(out, row, depth);
        }
        if (row->about != NULL) {
            hm_buf_puts(out, ",\"description\":");
            add_text(out, row->about);
        }
        hm_buf_putc(out, '}');
    }
    hm_buf_puts(out, "},\"required\":[");
    for (size_t i = 0; i < n; i++) {
        if (rows[i].is_required) {
            hm_buf_puts(out, is_first ? "" : ",");
            add_text(out, rows[i].name);
            is_first = false;
        }
    }
    hm_buf_puts(out, "]}");
}

/* What may be written for a rule, each once. */
static void
add_rule_names(struct hm_buf *out)
{
    size_t n = 0;
    const struct hm_rule *const *all = hm_rules_all(&n);

    hm_buf_puts(out, "{\"enum\":[");
    for (size_t i = 0; i < n; i++) {
        hm_buf_puts(out, i == 0 ? "" : ",");
        add_text(out, all[i]->id);
        hm_buf_putc(out, ',');
        add_text(out, all[i]->concept);
    }
    for (size_t i = 0; i < n; i++) {
        for (const char *const *p = all[i]->same_as; p != NULL && *p != NULL; p++) {
            hm_buf_putc(out, ',');
            add_text(out, *p);
            hm_buf_putc(out, ',');
            add_text(out, strchr(*p, ':') + 1);
        }
    }
    hm_buf_puts(out, "]}");
}

static void
add_definitions(struct hm_buf *out)
{
    size_t n = 0;
    const char *words[HM_SEV_COUNT + 1];
    const char *const *levels = hm_value_row(HM_VALUE_LEVEL)->words(&n);

    memcpy(words, levels, (n - 1) * sizeof words[0]);
    words[n - 1] = "off";
    hm_buf_puts(out, "{\"level\":");
    add_words(out, words, n);
    hm_buf_puts(out, ",\"profile\":");
    add_value(out, HM_VALUE_PROFILE);
    hm_buf_puts(out, ",\"rule\":{\"anyOf\":[{\"$ref\":\"#/$defs/level\"},{\"type\":\"object\","
                     "\"additionalProperties\":false,\"required\":[\"level\"],\"properties\":{"
                     "\"level\":{\"$ref\":\"#/$defs/level\"},"
                     "\"reason\":{\"type\":\"string\",\"minLength\":1}}}]},\"rule-name\":");
    add_rule_names(out);
    hm_buf_putc(out, '}');
}

/* Two rules may have an id of another tool in common; an enumeration has each value once. */
static void
unite(json_t *root)
{
    json_t *names =
        json_object_get(json_object_get(json_object_get(root, "$defs"), "rule-name"), "enum");
    hm_auto_json json_t *seen = json_object();

    for (size_t i = 0; i < json_array_size(names);) {
        const char *name = json_string_value(json_array_get(names, i));
        if (json_object_get(seen, name) != NULL) {
            (void)json_array_remove(names, i);
        } else {
            (void)json_object_set_new(seen, name, json_true());
            i++;
        }
    }
}

void
hm_config_schema(struct hm_buf *out)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_buf struct hm_buf text = { 0 };
    hm_auto_buf struct hm_buf map = { 0 };
    hm_auto_json json_t *root = NULL;
    size_t n = 0;
    const struct hm_config_key *keys = hm_config_keys(&arena, &n);

    add_map(&map, keys, n, 0);
    hm_buf_puts(&text, "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                       "\"title\":\"The configuration of hullmark, .hullmark.yaml\",\"$defs\":");
    add_definitions(&text);
    hm_buf_putc(&text, ',');
    hm_buf_add(&text, hm_str_from(hm_buf_str(&map), 1));
    if (hm_json_parse(hm_buf_str(&text), &root, NULL) != HM_OK) {
        return;
    }
    /* A file that says nothing is one, too. */
    (void)json_object_set_new(root, "type", json_pack("[ss]", "object", "null"));
    unite(root);
    char *made = json_dumps(root, JSON_INDENT(INDENT));
    hm_buf_puts(out, made);
    hm_buf_putc(out, '\n');
    free(made);
}
