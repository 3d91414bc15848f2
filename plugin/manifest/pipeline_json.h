/* SPDX-License-Identifier: Apache-2.0 */
/* A pipeline as JSON: what `hullmark ast --json` prints of workflows, GitLab's and Jenkins's files.
 */
#ifndef HM_MANIFEST_PIPELINE_JSON_H
#define HM_MANIFEST_PIPELINE_JSON_H

#include "plugin/base/buf.h"
#include "plugin/model/pipeline.h"

/**
 * Appends one JSON object without a line end: file, kind, files, ok, problems, and what the
 * pipeline says: jobs with their images and steps, steps with their commands, and acts, what is
 * done to images. What is not known is said to be so: `"known":false` of a value, `incomplete` of a
 * job, `unread` of a script.
 */
void hm_pipeline_json(const struct hm_manifests *manifest, struct hm_buf *buf);

#endif
