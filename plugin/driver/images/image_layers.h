/* SPDX-License-Identifier: Apache-2.0 */
/* The layers of the images, for formats that show what each brought. */
#ifndef HM_DRIVER_IMAGE_LAYERS_H
#define HM_DRIVER_IMAGE_LAYERS_H

#include "plugin/driver/images/images.h"

/** Adds to report->layers those of each image, of each platform, that was verified. */
void hm_image_layers_tell(const struct hm_images *images, struct hm_report *report);

/** The keyword of the instruction that wrote an entry of an image's history, in any builder's
 * words: "RUN", "COPY" …; "" where it is none. */
const char *hm_created_keyword(struct hm_str created_by);

#endif
