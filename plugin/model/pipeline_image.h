/* SPDX-License-Identifier: Apache-2.0 */
/* Names of images as pipelines write them: with variables in them. */
#ifndef HM_MODEL_PIPELINE_IMAGE_H
#define HM_MODEL_PIPELINE_IMAGE_H

#include "plugin/model/facts.h"

/** Whether two texts name one image whatever its tag: HM_UNKNOWN where variables could make them
 * so, or where only their registries differ. */
enum hm_trit hm_pipeline_same_image(struct hm_str a, struct hm_str b);

/** A name of an image without tag and digest, and without what Docker Hub adds. */
struct hm_str hm_pipeline_repository(struct hm_str text);

/** Its tag; empty where it has none. */
struct hm_str hm_pipeline_tag(struct hm_str text);

#endif
