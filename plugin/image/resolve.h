/* SPDX-License-Identifier: Apache-2.0 */
/* What a tag points to now. */
#ifndef HM_IMAGE_RESOLVE_H
#define HM_IMAGE_RESOLVE_H

#include "plugin/image/verify.h"
#include "plugin/model/image_ref.h"

struct hm_resolved {
    struct hm_str digest;     /**< of the bytes that came, computed here */
    struct hm_str media_type; /**< of an index or a manifest */
    bool is_index;
};

/**
 * Asks the registry for what the tag of @p ref ("latest" where there is none) points to, whatever
 * digest the reference has besides. HM_E_MISMATCH when the registry calls it by another digest than
 * it has; HM_E_UNSUPPORTED and HM_E_SYNTAX when it is no image; errors of hm_registry_resolve.
 */
enum hm_status hm_image_resolve_tag(struct hm_arena *arena, const struct hm_image_ref *ref,
                                    const struct hm_image_options *options,
                                    struct hm_resolved *ret_resolved,
                                    struct hm_err *reterr) HM_MUST_CHECK;

#endif
