/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the scanned Dockerfiles each image was built from, and so what brought each layer. */
#ifndef HM_DRIVER_IMAGE_ORIGINS_H
#define HM_DRIVER_IMAGE_ORIGINS_H

#include "plugin/dockerfile/parse.h"
#include "plugin/driver/images/images.h"
#include "plugin/driver/inputs.h"

/**
 * Holds the history of each image that was verified against each Dockerfile
 * (plugin/dockerfile/built.h), and adds what comes of it to report->origins. The file that built an
 * image is the one whose instructions its history has; of several the one whose base is proven by
 * diff ids, then the one with the most instructions found again. Where none or more than one is the
 * best, it is not known, and the origins say so. Without Dockerfiles nothing is added. @p build
 * must be the one that the files are judged by.
 */
void hm_image_origins_find(const struct hm_images *images, const struct hm_inputs *inputs,
                           const struct hm_build *build, struct hm_report *report);

#endif
