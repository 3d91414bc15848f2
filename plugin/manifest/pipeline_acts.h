/* SPDX-License-Identifier: Apache-2.0 */
/* What the jobs of a pipeline do to images. */
#ifndef HM_MANIFEST_PIPELINE_ACTS_H
#define HM_MANIFEST_PIPELINE_ACTS_H

#include "plugin/model/pipeline.h"

/**
 * Derives what the jobs and steps of a pipeline do to images, and sets its `acts`: from the
 * commands that its steps run, from the actions, components and steps that are known by name, and
 * from what it includes. They come in the order of jobs and steps. What is not known by name is no
 * act, however it may be called.
 */
void hm_pipeline_acts(struct hm_arena *arena, struct hm_pipeline *pipeline);

#endif
