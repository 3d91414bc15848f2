/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON form of arguments: an array of strings, read as Go's encoding/json reads it. */
#ifndef HM_DOCKERFILE_JSON_LIST_H
#define HM_DOCKERFILE_JSON_LIST_H

#include "plugin/base/vec.h"
#include "plugin/model/source.h"

enum hm_json_list_kind {
    HM_JSON_LIST_NONE,  /**< no JSON array at all: the shell form */
    HM_JSON_LIST_MIXED, /**< an array with something else than strings in it: BuildKit refuses that
                         */
    HM_JSON_LIST_STRINGS,
};

struct hm_json_list_item {
    struct hm_str value; /**< decoded; a view of the text where it holds no escape */
    uint32_t from;       /**< [from, to) in the text, quotes included */
    uint32_t to;
};

struct hm_json_list {
    HM_VEC(struct hm_json_list_item) list;
};

/** Reads @p text whole. @p strings is emptied, and filled for HM_JSON_LIST_STRINGS. */
enum hm_json_list_kind hm_json_list_read(struct hm_arena *arena, struct hm_str text,
                                         struct hm_json_list *strings);

#endif
