/* SPDX-License-Identifier: Apache-2.0 */
/* What an image's configuration says of its layers: their diff ids, and by what each was made. */
#ifndef HM_MODEL_IMAGE_LAYERS_H
#define HM_MODEL_IMAGE_LAYERS_H

#include "plugin/base/str.h"

/** One entry of `history`. */
struct hm_image_step {
    struct hm_str created_by; /**< free text; empty when the builder wrote none */
    bool is_empty;            /**< it made no layer */
};

/** Both lists begin with what is lowest. */
struct hm_image_layers {
    struct hm_str platform; /**< "linux/arm64/v8"; empty: not said */
    const struct hm_str *diff_ids;
    size_t n_diff_ids;
    const uint64_t *sizes; /**< of each layer, as it is stored and sent; NULL: not known */
    const struct hm_image_step *steps; /**< as many that are not empty as there are diff ids, or
                                          nobody knows which made which */
    size_t n_steps;
};

#endif
