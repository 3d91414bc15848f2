/* SPDX-License-Identifier: Apache-2.0 */
/* A build as JSON: whether it succeeds, the images it asks for, the image it makes and how. */
#ifndef HM_DOCKERFILE_BUILD_JSON_H
#define HM_DOCKERFILE_BUILD_JSON_H

#include "plugin/base/buf.h"
#include "plugin/dockerfile/parse.h"

/** Appends the object of the build of file->target. @p build is what the file was parsed with. */
void hm_build_json(const struct hm_dockerfile *file, const struct hm_build *build,
                   struct hm_buf *buf);

/** The name by which stage @p i can be built: none where it has none, where an earlier stage has
 * the same, or where the file is refused before its stages are known. */
struct hm_str hm_stage_target(struct hm_arena *arena, const struct hm_dockerfile *file, uint32_t i);

#endif
