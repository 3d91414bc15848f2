/* SPDX-License-Identifier: Apache-2.0 */
/* Dockerfiles that stand inside of bake files, with lines and columns of these. */
#ifndef HM_MANIFEST_BAKE_INLINE_H
#define HM_MANIFEST_BAKE_INLINE_H

#include "plugin/base/vec.h"
#include "plugin/dockerfile/parse.h"

/** A target's dockerfile-inline. */
struct hm_bake_inline {
    struct hm_str target; /**< its name */
    uint32_t line;        /**< of the value */
    /** NULL where its text cannot be known (`${…}`), or is too large. Of a here-document every line
     * has its own place, of a string everything has the place of the whole. Built with the target's
     * own `args` and `target`. */
    const struct hm_dockerfile *file;
};

struct hm_bake_inlines {
    struct hm_source source;
    HM_VEC(struct hm_bake_inline) list;
};

/** Reads a bake file by itself; fails as hm_hcl_parse does. Everything lies in the arena or in the
 * text. */
enum hm_status hm_bake_inline_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                                   struct hm_bake_inlines *ret,
                                   struct hm_err *reterr) HM_MUST_CHECK;

#endif
