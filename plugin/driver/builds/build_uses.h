/* SPDX-License-Identifier: Apache-2.0 */
/* From what files say of builds to the list of builds: services, bake's targets, pipelines' acts,
 * commands. */
#ifndef HM_DRIVER_BUILD_USES_H
#define HM_DRIVER_BUILD_USES_H

#include "plugin/base/vec.h"
#include "plugin/manifest/bake.h"
#include "plugin/model/build_use.h"
#include "plugin/model/pipeline.h"

struct hm_build_uses {
    HM_VEC(struct hm_build_use) list;
};

/** As many builds of a repository are known. */
#define HM_BUILD_USES_LIMIT 5000u

/** The services of a project that are built of a Dockerfile. All is copied into the arena. */
void hm_build_uses_of_services(struct hm_arena *arena, const struct hm_manifests *project,
                               struct hm_build_uses *uses);

/** Bake's targets; @p folder is the report's path of what their contexts are relative to. Those
 * whose Dockerfile cannot be known are left out. */
void hm_build_uses_of_targets(struct hm_arena *arena, const struct hm_bake *bake,
                              struct hm_str folder, struct hm_build_uses *uses);

/** The builds that a pipeline makes in the repository's root, @p folder. */
void hm_build_uses_of_pipeline(struct hm_arena *arena, const struct hm_manifests *pipeline,
                               struct hm_str folder, struct hm_build_uses *uses);

/** What is asked of a folder: whether the file with this path of the report is there. */
struct hm_build_probe {
    bool (*is_there)(const void *ctx, struct hm_str path);
    const void *ctx;
};

/**
 * The builds that the commands of a script or Makefile make, or a Quadlet. Where @p is_at_home they
 * begin in the file's own folder, as a Makefile's do; a script's there or in @p root, whichever has
 * the Dockerfile: where both have one, it is left out.
 */
void hm_build_uses_of_commands(struct hm_arena *arena, const struct hm_manifests *commands,
                               struct hm_str root, bool is_at_home,
                               const struct hm_build_probe *probe, struct hm_build_uses *uses);

#endif
