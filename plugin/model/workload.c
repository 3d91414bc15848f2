/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/workload.h"

enum {
    MAX_MERGES = 32, /* "<<" of "<<" */
};

static const struct hm_yaml_pair *
pair_of(const struct hm_yaml *map, struct hm_str key, unsigned depth)
{
    const struct hm_yaml *merged = NULL;

    if (map == NULL || map->kind != HM_YAML_MAP || depth > MAX_MERGES) {
        return NULL;
    }
    for (uint32_t i = 0; i < map->n; i++) {
        if (hm_str_is(map->pairs[i].key->text, key)) {
            return &map->pairs[i];
        }
        if (hm_str_eq(map->pairs[i].key->text, "<<")) {
            merged = map->pairs[i].value;
        }
    }
    if (merged == NULL || merged->kind != HM_YAML_LIST) {
        return merged == NULL ? NULL : pair_of(merged, key, depth + 1);
    }
    for (uint32_t i = 0; i < merged->n; i++) {
        const struct hm_yaml_pair *found = pair_of(merged->items[i], key, depth + 1);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

/* YAML 1.1, which Kubernetes reads, has more words for true and false than 1.2. */
static struct hm_str
plain_word(const struct hm_yaml *value)
{
    static const char *const yes[] = { "yes", "on", "y", "true", NULL };
    static const char *const no[] = { "no", "off", "n", "false", NULL };
    bool is_plain = value->kind != HM_YAML_TEXT || value->len == value->text.n;

    if (value->text.n <= 5 && is_plain && hm_str_in_nocase(value->text, yes)) {
        return HM_S("true");
    }
    if (value->text.n <= 5 && is_plain && hm_str_in_nocase(value->text, no)) {
        return HM_S("false");
    }
    return value->text;
}

static struct hm_scalar
scalar_of(const struct hm_yaml_pair *pair)
{
    if (pair == NULL || pair->value->kind == HM_YAML_NULL) {
        return (struct hm_scalar){ 0 };
    }
    const struct hm_yaml *value = pair->value;
    struct hm_span key = { .off = pair->key->off, .len = pair->key->len };
    struct hm_span there = { .off = value->off, .len = value->len };
    bool is_alias = value->off < key.off;
    bool has_template = hm_str_has(value->text, "{{");
    return (struct hm_scalar){
        .text = plain_word(value),
        .span = is_alias ? key : hm_span_join(key, there),
        .value = is_alias ? key : there,
        .is_set = true,
        .is_known = !has_template,
        .has_variable = has_template,
    };
}

struct hm_scalar
hm_tree_scalar(const struct hm_yaml *map, const char *key)
{
    return scalar_of(pair_of(map, hm_str_c(key), 0));
}

struct hm_scalar
hm_tree_at(const struct hm_yaml *map, const char *path)
{
    struct hm_str rest = hm_str_c(path);
    struct hm_str key;
    const struct hm_yaml_pair *pair = NULL;

    while (hm_str_split(&rest, '.', &key)) {
        pair = pair_of(map, key, 0);
        map = pair == NULL ? NULL : pair->value;
    }
    return scalar_of(pair);
}
