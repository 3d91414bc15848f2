/* SPDX-License-Identifier: Apache-2.0 */
/* The --flags between an instruction's keyword and its arguments. */
#ifndef HM_DOCKERFILE_FLAGS_H
#define HM_DOCKERFILE_FLAGS_H

#include "plugin/dockerfile/node.h"

/** Reads flags from byte @p from of the logical line on into @p inst. Returns where the arguments
 * begin. */
uint32_t hm_flags_read(struct hm_node_reader *reader, struct hm_instruction *inst, uint32_t from);

#endif
