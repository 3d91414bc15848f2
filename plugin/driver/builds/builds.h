/* SPDX-License-Identifier: Apache-2.0 */
/* How the repository has its Dockerfiles built, and what follows for which of them there are. */
#ifndef HM_DRIVER_BUILDS_H
#define HM_DRIVER_BUILDS_H

#include "plugin/driver/builds/build_uses.h"
#include "plugin/driver/inputs.h"

/**
 * Reads the Compose projects, bake files, pipelines, scripts and the image map of what was found,
 * and fills inputs->builds, ordered by Dockerfile, then by who says it, file and line. Dockerfiles
 * that are named there and were not found by their names are added to inputs->files, which stay
 * ordered; what is named and is not there becomes a note.
 */
void hm_builds_find(const struct hm_args *args, struct hm_report *report, struct hm_inputs *inputs);

/** Gives each file its part of inputs->builds. To be called when files and builds are ordered. */
void hm_builds_attach(struct hm_inputs *inputs);

#endif
