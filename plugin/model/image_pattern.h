/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns over image references: which images a line of a policy is about. */
#ifndef HM_MODEL_IMAGE_PATTERN_H
#define HM_MODEL_IMAGE_PATTERN_H

#include "plugin/model/image_ref.h"

/**
 * A pattern is "registry/repository" or "registry/repository:tag", written in full: Docker Hub's
 * alpine is "docker.io/library/alpine". `*` stands for any run of characters and `?` for one, both
 * within a part between slashes; a part that is `**` alone stands for any number of parts, at the
 * end for at least one. `**` alone is every image.
 *
 * Without a tag the pattern is about every tag and digest. With one it is about references that
 * have a fitting tag ("latest" where neither tag nor digest is written), whatever their digest.
 * Letters of the registry fit in any case, as host names do.
 */
enum {
    HM_IMAGE_PATTERN_LIMIT = 512, /**< bytes */
};

/** Whether @p pattern can be one. HM_E_SYNTAX with the reason, for instance that it begins with no
 * registry; then with the pattern that is probably meant. */
enum hm_status hm_image_pattern_check(struct hm_str pattern, struct hm_err *reterr) HM_MUST_CHECK;

/** Whether a reference fits a pattern that hm_image_pattern_check takes. */
bool hm_image_pattern_fits(struct hm_str pattern, const struct hm_image_ref *ref);

#endif
