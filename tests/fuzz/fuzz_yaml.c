/* SPDX-License-Identifier: Apache-2.0 */
/* A stream of YAML: what is accepted can be walked, lies where it says, and is no larger than the
 * limits allow. */
#include "plugin/base/auto.h"
#include "plugin/base/yaml.h"
#include "tests/fuzz/fuzz.h"

static uint32_t
walk(const struct hm_yaml *value, size_t size, uint32_t depth)
{
    uint32_t weight = 1;

    require(depth <= HM_YAML_DEPTH);
    require(value->off <= size && value->len <= size - value->off);
    require(value->line >= 1 && value->column >= 1 && value->height >= 1);
    for (uint32_t i = 0; value->kind == HM_YAML_LIST && i < value->n; i++) {
        weight += walk(value->items[i], size, depth + 1);
    }
    for (uint32_t i = 0; value->kind == HM_YAML_MAP && i < value->n; i++) {
        require(value->pairs[i].key->kind < HM_YAML_LIST);
        weight += walk(value->pairs[i].value, size, depth + 1);
    }
    require(weight == value->weight);
    return weight;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_yaml_stream stream = { 0 };
    struct hm_yaml_mark at = { 0 };
    struct hm_err err = { 0 };
    enum hm_status status =
        hm_yaml_parse(&arena, hm_str_make((const char *)data, size), &stream, &at, &err);

    if (status != HM_OK) {
        require(status == HM_E_SYNTAX || status == HM_E_LIMIT);
        require(at.line >= 1 && at.column >= 1 && err.text[0] != '\0');
        require(stream.n == 0);
        return 0;
    }
    for (uint32_t i = 0; i < stream.n; i++) {
        require(walk(stream.documents[i], size, 1) <= HM_YAML_EXPANDED);
        (void)hm_yaml_get(stream.documents[i], "a");
    }
    return 0;
}
