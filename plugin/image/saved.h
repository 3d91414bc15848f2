/* SPDX-License-Identifier: Apache-2.0 */
/* `docker save`'s manifest.json: names instead of descriptors, so a config's digest is in its name
 * and the layers' are the diff ids of the config. */
#ifndef HM_IMAGE_SAVED_H
#define HM_IMAGE_SAVED_H

#include "plugin/image/check.h"

struct hm_saved_names {
    struct hm_str *p;
    size_t n;
    size_t cap;
};

struct hm_saved_image {
    struct hm_str config; /**< the entry's name */
    struct hm_saved_names tags;
    struct hm_saved_names layers; /**< the entries' names */
};

struct hm_saved {
    HM_VEC(struct hm_saved_image) images;
};

/** Reads manifest.json strictly. */
enum hm_status hm_saved_parse(struct hm_arena *arena, struct hm_str json, struct hm_saved *saved,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** What points at an image's config; its digest is empty when the entry's name holds none. */
struct hm_descriptor hm_saved_config(struct hm_arena *arena, const struct hm_saved_image *image);

/** Whether an image is called @p tag, with or without its repository. */
bool hm_saved_is_tagged(const struct hm_saved_image *image, struct hm_str tag);

/**
 * Checks an image's config by the digest in its name ("<64 hex>.json", "sha256:<64 hex>" or
 * "blobs/sha256/<64 hex>") and claims its layers, by their diff ids and, where their names have it,
 * by digest. @p is_alone: there are no other images, so that no name is needed to tell its parts.
 * @p platform is the asked one, or empty.
 */
void hm_saved_check(struct hm_check *check, const struct hm_saved_image *image, bool is_alone,
                    struct hm_str platform);

#endif
