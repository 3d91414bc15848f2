/* SPDX-License-Identifier: Apache-2.0 */
/* ONBUILD: what a parent stage or a base image has a stage run first. */
#ifndef HM_DOCKERFILE_TRIGGERS_H
#define HM_DOCKERFILE_TRIGGERS_H

#include "plugin/dockerfile/stages.h"

/** Fills the stage's triggers: the instructions, not yet expanded. Its parent and configuration
 * must be known. What cannot be read is refused. */
void hm_triggers_make(struct hm_stages *stages, struct hm_stage *stage);

/** The text that an ONBUILD leaves to other stages, here-documents included. */
struct hm_str hm_trigger_text(struct hm_arena *arena, const struct hm_source *source,
                              const struct hm_instruction *onbuild);

#endif
