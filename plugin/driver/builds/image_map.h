/* SPDX-License-Identifier: Apache-2.0 */
/* What people say themselves of which Dockerfile makes which image: --image-map, `images:`. */
#ifndef HM_DRIVER_IMAGE_MAP_H
#define HM_DRIVER_IMAGE_MAP_H

#include "plugin/driver/builds/build_uses.h"
#include "plugin/driver/options.h"

/** Whether all values of --image-map are NAME=DOCKERFILE with a name that an image can have;
 * otherwise HM_E_USAGE. */
enum hm_status hm_image_map_check(const struct hm_args *args, struct hm_err *reterr) HM_MUST_CHECK;

/** Adds them, and those of the configuration that no option names. Paths are the report's. */
void hm_image_map_uses(const struct hm_args *args, struct hm_arena *arena,
                       struct hm_build_uses *uses);

#endif
