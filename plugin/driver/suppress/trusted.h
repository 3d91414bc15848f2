/* SPDX-License-Identifier: Apache-2.0 */
/* The allow-list of base images: --trust, and what a scanned tree's .hadolint.yaml trusts. */
#ifndef HM_DRIVER_TRUSTED_H
#define HM_DRIVER_TRUSTED_H

#include "plugin/driver/inputs.h"

/** Patterns over images (image_pattern.h). */
struct hm_trust_list {
    struct hm_str *p;
    size_t n;
    size_t cap;
};

/** Zeroed, nothing is trusted. */
struct hm_trusted {
    struct hm_trust_list given;  /**< for all files: the user's own */
    struct hm_trust_list *trees; /**< by tree of the inputs: `given`, and the tree's own */
};

/** Reads --trust. HM_E_USAGE for what is no pattern. */
enum hm_status hm_trusted_init(struct hm_trusted *trusted, const struct hm_args *args,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** Adds what the trees themselves trust, but not with --no-ignores: each tree for its own files.
 * All is in the report's memory. */
void hm_trusted_read(struct hm_trusted *trusted, const struct hm_args *args,
                     const struct hm_inputs *inputs, struct hm_report *report);

#endif
