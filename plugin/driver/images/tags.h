/* SPDX-License-Identifier: Apache-2.0 */
/* What the tags of images point to now: each asked for once, several side by side. */
#ifndef HM_DRIVER_TAGS_H
#define HM_DRIVER_TAGS_H

#include "plugin/base/vec.h"
#include "plugin/image/resolve.h"

enum {
    HM_TAGS_LIMIT = 5000, /**< different ones of a run */
};

struct hm_tag {
    struct hm_str name; /**< "docker.io/library/alpine:3.22" */
    struct hm_image_ref ref;
    bool is_known;         /**< `found` was filled by the caller: nobody is asked */
    enum hm_status status; /**< after hm_tags_ask: HM_OK with `found`, else why not in `err` */
    struct hm_err err;
    struct hm_resolved found;
    struct hm_arena arena; /**< holds what was found */
};

struct hm_tags {
    HM_VEC(struct hm_tag) all;
};

/** Registry, repository and tag of a reference ("latest" where none is written): by this name tags
 * are told apart here and in the lock. */
struct hm_str hm_tag_name(struct hm_arena *arena, const struct hm_image_ref *ref);

/** Adds the tag of a reference, copied into the arena, unless it is there; past HM_TAGS_LIMIT
 * nothing is added. */
void hm_tags_add(struct hm_tags *tags, struct hm_arena *arena, const struct hm_image_ref *ref);

/** The tag of that name, or NULL. */
const struct hm_tag *hm_tags_find(const struct hm_tags *tags, struct hm_str name);

/** Asks the registries for all of them. */
void hm_tags_ask(struct hm_tags *tags, const struct hm_image_options *options);

void hm_tags_done(struct hm_tags *tags);

#endif
