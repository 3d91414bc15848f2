/* SPDX-License-Identifier: Apache-2.0 */
/* Every image that the scanned files can use, and the word that names it. In Dockerfiles: FROM,
 * COPY and ADD --from, RUN --mount=from, # syntax= or the build argument BUILDKIT_SYNTAX, of all
 * stages, triggers included. Besides them what Compose files, manifests of Kubernetes, pipelines
 * and bake files run or build on (manifest_images.h). */
#ifndef HM_DRIVER_IMAGE_PLACES_H
#define HM_DRIVER_IMAGE_PLACES_H

#include "plugin/dockerfile/parse.h"
#include "plugin/driver/inputs.h"

enum {
    HM_IMAGE_PLACES_LIMIT = 10000, /**< of a run; what comes after is said to be left out */
};

/** One use of an image. Strings live in the report's arena. */
struct hm_image_place {
    struct hm_str text;      /**< the reference, its variables replaced where they are known; or
                                what stands for it where a file cannot be read */
    struct hm_image_ref ref; /**< valid where `why` is empty */
    struct hm_str why;       /**< why it cannot be known, naming the variable; else empty */
    struct hm_str platform;  /**< FROM's --platform where that is known, or empty */
    bool is_unused;          /**< in a stage that the target does not need */
    struct hm_finding at;    /**< path, place, stage and subject of a finding about it: its rule and
                                message are to be filled in */
};

struct hm_image_places {
    HM_VEC(struct hm_image_place) list; /**< in the order of files and lines, Dockerfiles first */
    bool is_cut;                        /**< the limit was reached */
};

/** Parses all files, each as the repository's builds and @p build have it. A Dockerfile that cannot
 * be read is passed over: that is said when it is judged. Another is a place without a known name.
 */
void hm_image_places_find(const struct hm_inputs *inputs, const struct hm_build *build,
                          struct hm_arena *arena, struct hm_image_places *ret);

#endif
