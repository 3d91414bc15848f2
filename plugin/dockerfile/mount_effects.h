/* SPDX-License-Identifier: Apache-2.0 */
/* The words of RUN --mount in the scope of their stage, and what BuildKit refuses of them then. */
#ifndef HM_DOCKERFILE_MOUNT_EFFECTS_H
#define HM_DOCKERFILE_MOUNT_EFFECTS_H

#include "plugin/dockerfile/stages.h"

/** Expands the options of all mounts of @p inst, in @p scope, and complains as BuildKit does. The
 * working directory is that of @p stage so far. */
void hm_mounts_apply(struct hm_stages *stages, struct hm_scope *scope, const struct hm_stage *stage,
                     struct hm_instruction *inst);

#endif
