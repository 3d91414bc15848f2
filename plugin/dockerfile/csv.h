/* SPDX-License-Identifier: Apache-2.0 */
/* One line of comma-separated fields, with quotes as RFC 4180 has them. */
#ifndef HM_DOCKERFILE_CSV_H
#define HM_DOCKERFILE_CSV_H

#include "plugin/base/vec.h"
#include "plugin/model/source.h"

struct hm_csv_field {
    struct hm_str text; /**< quotes removed; a view of the line where there were none */
    uint32_t from;      /**< [from, to) of the line */
    uint32_t to;
};

struct hm_csv_fields {
    HM_VEC(struct hm_csv_field) list;
};

/** Splits @p line; false with Go's message for what is no such line. */
bool hm_csv_split(struct hm_arena *arena, struct hm_str line, struct hm_csv_fields *ret_fields,
                  struct hm_str *ret_error);

#endif
