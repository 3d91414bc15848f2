/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of one image, wherever it lies, without its layers. */
#ifndef HM_IMAGE_CONFIGURATION_H
#define HM_IMAGE_CONFIGURATION_H

#include "plugin/image/verify.h"

/** A configuration document whose bytes are what the manifest above it says. */
struct hm_image_configuration {
    struct hm_str bytes;    /**< JSON */
    struct hm_str digest;   /**< of those bytes, as computed */
    struct hm_str manifest; /**< digest of the manifest that names it; empty in `docker save`'s */
};

/**
 * Reads the configuration of the image for options->platform (the first of several), or, where
 * none is asked for, for linux/amd64 or the only one there is. Index, manifest and configuration
 * are held against their digests; where one differs, or the image cannot be told from others,
 * nothing is returned. HM_E_MISMATCH, HM_E_NOT_FOUND, HM_E_UNSUPPORTED, and what hm_image_verify
 * returns. The strings are copied into the arena.
 */
enum hm_status hm_image_read_configuration(struct hm_arena *arena,
                                           const struct hm_image_target *target,
                                           const struct hm_image_options *options,
                                           struct hm_image_configuration *ret_configuration,
                                           struct hm_err *reterr) HM_MUST_CHECK;

#endif
