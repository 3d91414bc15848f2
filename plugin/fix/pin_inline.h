/* SPDX-License-Identifier: Apache-2.0 */
/* References without a digest in Dockerfiles that stand inside of other files. */
#ifndef HM_FIX_PIN_INLINE_H
#define HM_FIX_PIN_INLINE_H

#include "plugin/fix/pin.h"

/**
 * Adds the references of the Dockerfile @p text, the value that stands at @p span of @p within.
 * Where its lines stand in the file as they are (a literal block of YAML) digests can be written
 * there; else, and where the line has a variable of the outer file's, `why` says why not.
 */
void hm_pins_add_inline(struct hm_arena *arena, const struct hm_source *within, struct hm_span span,
                        struct hm_str text, struct hm_pins *pins);

/** The same for @p text that is a run of whole lines of @p within, as here-documents are. */
void hm_pins_add_lines(struct hm_arena *arena, const struct hm_source *within, struct hm_str text,
                       struct hm_pins *pins);

#endif
