/* SPDX-License-Identifier: Apache-2.0 */
/* RUN's --mount and --device: comma-separated fields. */
#ifndef HM_DOCKERFILE_MOUNT_H
#define HM_DOCKERFILE_MOUNT_H

#include "plugin/dockerfile/expand.h"
#include "plugin/dockerfile/problems.h"

/** Fills inst->mounts from its flags, words unexpanded. Returns BuildKit's message for the first
 * flag that is refused before variables are known, or the empty view. */
struct hm_str hm_mounts_read(struct hm_arena *arena, struct hm_instruction *inst);

/**
 * BuildKit's message for a --mount value that it refuses once variables are known, or the empty
 * view. @p expand is called with @p of for each option's value; with the first that stays unknown
 * the check ends.
 */
struct hm_str hm_mount_check(struct hm_arena *arena, struct hm_str text,
                             void (*expand)(void *of, struct hm_word *word), void *of);

/** BuildKit's message for a --device value that it refuses, or the empty view. */
struct hm_str hm_device_check(struct hm_arena *arena, struct hm_str value);

#endif
