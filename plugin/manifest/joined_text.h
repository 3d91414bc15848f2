/* SPDX-License-Identifier: Apache-2.0 */
/* Text for a shell that is put together of pieces of files: each byte knows where it was written.
 */
#ifndef HM_MANIFEST_JOINED_TEXT_H
#define HM_MANIFEST_JOINED_TEXT_H

#include "plugin/base/vec.h"
#include "plugin/model/command.h"
#include "plugin/model/source.h"

/** Zero-initialised but for the arena, it is empty. */
struct hm_joined_text {
    struct hm_arena *arena;
    HM_VEC(char) text;
    HM_VEC(struct hm_join) joins;
};

/** Adds bytes that stand as they are at @p original, in the offsets that spans count in. */
void hm_joined_add(struct hm_joined_text *to, struct hm_str bytes, uint32_t original);

/** Adds text that stands for @p place: an escape, a variable. All of it lies there. */
void hm_joined_put(struct hm_joined_text *to, struct hm_str bytes, struct hm_span place);

/**
 * Adds the value of a scalar of YAML: @p text is what it means, @p span how it is written in
 * @p within, tag and anchor included, in whatever style. Where the two cannot be brought together,
 * the rest has the place of the whole value.
 */
void hm_joined_add_yaml(struct hm_joined_text *to, const struct hm_source *within,
                        struct hm_span span, struct hm_str text);

/** Adds bytes [from, to) of another text, which lie where they lie there. */
void hm_joined_copy(struct hm_joined_text *to, const struct hm_joined_text *from, size_t begin,
                    size_t end);

/** Where byte @p at of the text was written. */
uint32_t hm_joined_original(const struct hm_joined_text *joined, size_t at);

/** What was put together so far, for hm_shell_parse; it lasts until more is added. */
struct hm_shell_text hm_joined_shell_text(const struct hm_joined_text *joined);

#endif
