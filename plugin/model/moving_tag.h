/* SPDX-License-Identifier: Apache-2.0 */
/* Tags of images that name no version. */
#ifndef HM_MODEL_MOVING_TAG_H
#define HM_MODEL_MOVING_TAG_H

#include "plugin/base/str.h"

/** Whether a tag is moved to whatever is newest: "latest", "stable", "edge-2", "main" …: its first
 * word, up to a '-', in any case. */
bool hm_tag_is_moving(struct hm_str tag);

/** Whether a tag names only what the image is made of, and no version of it: "alpine", "slim-x",
 * "sid". */
bool hm_tag_is_flavour(struct hm_str tag);

#endif
