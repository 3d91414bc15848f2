/* SPDX-License-Identifier: Apache-2.0 */
/* What operations.c and operation_mounts.c share; nobody else includes this. */
#ifndef HM_DOCKERFILE_OPERATION_MOUNTS_H
#define HM_DOCKERFILE_OPERATION_MOUNTS_H

#include "plugin/dockerfile/operations.h"

#define HM_CONTEXT_SOURCE "local://context"

/** Where operations are written, and the stage that they belong to. */
struct hm_put {
    struct hm_outcomes *all;
    struct hm_arena *arena;
    const struct hm_stage *stage;
    struct hm_outcome *at;
    struct hm_buf *buf;
};

static inline struct hm_item
hm_item_known(struct hm_str text)
{
    return (struct hm_item){ .text = text, .is_known = true };
}

static inline struct hm_item
hm_item_of_word(const struct hm_word *word)
{
    return (struct hm_item){ .text = word->value, .is_known = word->is_known };
}

/** The files at the end of a stage (HM_NONE: of the image @p name), as operations name them. */
struct hm_str hm_put_source(const struct hm_put *put, uint32_t stage, struct hm_str name);

/** A RUN's mounts, and with @p has_script the one that its here-document lies in. */
void hm_put_mounts(struct hm_put *put, const struct hm_instruction *inst, bool has_script);

#endif
