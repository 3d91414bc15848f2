/* SPDX-License-Identifier: Apache-2.0 */
/* What BuildKit asks of each instruction's flags and arguments before it builds. */
#ifndef HM_DOCKERFILE_INSTRUCTION_CHECK_H
#define HM_DOCKERFILE_INSTRUCTION_CHECK_H

#include "plugin/dockerfile/expand.h"
#include "plugin/model/instruction.h"

/**
 * The message that BuildKit refuses @p inst with, or the empty view. Reads RUN's mounts on the way.
 * @p plain reads here-document words.
 */
struct hm_str hm_check_instruction(struct hm_arena *arena, struct hm_expander *plain,
                                   struct hm_instruction *inst);

#endif
