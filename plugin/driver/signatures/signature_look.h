/* SPDX-License-Identifier: Apache-2.0 */
/* A look of our own at what tools say is not there, or wrong: a transfer that breaks off looks to
 * them like an image without signatures, or with broken ones. */
#ifndef HM_DRIVER_SIGNATURE_LOOK_H
#define HM_DRIVER_SIGNATURE_LOOK_H

#include "plugin/driver/images/references.h"

enum hm_look {
    HM_LOOK_NONE,       /**< the registry says that there is nothing */
    HM_LOOK_WHOLE,      /**< it is there, and its bytes are what their digests say */
    HM_LOOK_UNREADABLE, /**< it could not be found out, or the bytes are others */
};

/** What a registry lists as attached to an image; nothing of it is trusted. */
struct hm_attached {
    struct hm_str kinds; /**< for people, in the arena; empty when there is nothing */
    bool has_bundles;    /**< some of it is, or may be, cosign's */
};

/**
 * Reads what lies under the tag "sha256-<digits><suffix>" beside an image, where cosign puts
 * signatures (".sig"), attestations (".att") and the list of bundles (""). @p ret_why (in the
 * arena) says why something is unreadable.
 */
enum hm_look hm_signature_look(struct hm_arena *arena, const struct hm_reference *reference,
                               struct hm_str digest, const char *suffix,
                               const struct hm_image_options *options, struct hm_str *ret_why);

/**
 * Lists what the registry says refers to the image, by its own list or by the tag that stands for
 * one (cosign puts bundles there), and holds what is listed against its digests. A list that could
 * not be read is HM_LOOK_UNREADABLE: that is not "nothing".
 */
enum hm_look hm_signature_look_at_list(struct hm_arena *arena, const struct hm_reference *reference,
                                       struct hm_str digest, const struct hm_image_options *options,
                                       struct hm_attached *ret_attached, struct hm_str *ret_why);

#endif
