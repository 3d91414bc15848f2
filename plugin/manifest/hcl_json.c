/* SPDX-License-Identifier: Apache-2.0 */
/* Bake files in JSON: the same blocks, whose texts are templates. */
#include "plugin/manifest/hcl.h"

#include "plugin/base/yaml.h"

static enum hm_status
value_of(struct hm_arena *arena, const struct hm_yaml *from, struct hm_hcl_value *ret,
         struct hm_err *reterr)
{
    struct hm_hcl_value *items = NULL;
    struct hm_hcl_pair *pairs = NULL;

    *ret = (struct hm_hcl_value){ .kind = HM_HCL_TEXT, .text = from->text, .n = from->n };
    switch (from->kind) {
    case HM_YAML_NULL:
        ret->kind = HM_HCL_NULL;
        break;
    case HM_YAML_BOOL:
    case HM_YAML_NUMBER:
        break;
    case HM_YAML_TEXT:
        HM_TRY(hm_hcl_template(arena, from->text, from->line, ret, reterr));
        break;
    case HM_YAML_LIST:
        items = hm_arena_new(arena, struct hm_hcl_value, from->n);
        for (uint32_t i = 0; i < from->n; i++) {
            HM_TRY(value_of(arena, from->items[i], &items[i], reterr));
        }
        ret->kind = HM_HCL_LIST;
        ret->items = items;
        break;
    case HM_YAML_MAP:
        pairs = hm_arena_new(arena, struct hm_hcl_pair, from->n);
        for (uint32_t i = 0; i < from->n; i++) {
            pairs[i].key = from->pairs[i].key->text;
            HM_TRY(value_of(arena, from->pairs[i].value, &pairs[i].value, reterr));
        }
        ret->kind = HM_HCL_MAP;
        ret->pairs = pairs;
        break;
    }
    ret->off = from->off;
    ret->len = from->len;
    return HM_OK;
}

static enum hm_status
add_blocks(struct hm_arena *arena, struct hm_str type, const struct hm_yaml *named,
           struct hm_hcl *made, struct hm_err *reterr)
{
    for (uint32_t i = 0; i < named->n; i++) {
        const struct hm_yaml_pair *pair = &named->pairs[i];
        struct hm_hcl_block block = { .type = type,
                                      .label = pair->key->text,
                                      .line = pair->key->line };
        HM_TRY(hm_yaml_expect(pair->value, HM_YAML_MAP, reterr));
        for (uint32_t k = 0; k < pair->value->n; k++) {
            struct hm_hcl_pair *to = hm_vec_push(arena, &block.attributes);
            to->key = pair->value->pairs[k].key->text;
            HM_TRY(value_of(arena, pair->value->pairs[k].value, &to->value, reterr));
        }
        hm_vec_add(arena, &made->blocks, block);
    }
    return HM_OK;
}

enum hm_status
hm_hcl_parse_json(struct hm_arena *arena, struct hm_str text, struct hm_hcl *ret,
                  struct hm_err *reterr)
{
    struct hm_yaml_stream stream;
    struct hm_hcl made = { 0 };

    /* YAML holds JSON, and its reader knows the lines. */
    HM_TRY(hm_yaml_parse(arena, text, &stream, NULL, reterr));
    if (stream.n != 1) {
        return hm_err_set(reterr, HM_E_SYNTAX, "line 1: a JSON object is expected here");
    }
    HM_TRY(hm_yaml_expect(stream.documents[0], HM_YAML_MAP, reterr));
    for (uint32_t i = 0; i < stream.documents[0]->n; i++) {
        const struct hm_yaml_pair *pair = &stream.documents[0]->pairs[i];
        struct hm_str type = pair->key->text;
        if (pair->value->kind == HM_YAML_MAP &&
            (hm_str_eq(type, "target") || hm_str_eq(type, "group") ||
             hm_str_eq(type, "variable"))) {
            HM_TRY(add_blocks(arena, type, pair->value, &made, reterr));
        }
    }
    *ret = made;
    return HM_OK;
}
