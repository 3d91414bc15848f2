/* SPDX-License-Identifier: Apache-2.0 */
/* The tags that files name, held against the digest beside each, or against the lock. */
#ifndef HM_DRIVER_SOURCE_TAGS_H
#define HM_DRIVER_SOURCE_TAGS_H

#include "adapters/lock.h"
#include "plugin/driver/images/references.h"
#include "plugin/driver/images/tags.h"
#include "plugin/fix/pin.h"
#include "plugin/model/report.h"

/** A reference, and where it is written. */
struct hm_tag_place {
    struct hm_image_ref ref;
    struct hm_str name; /**< hm_tag_name */
    struct hm_str path;
    struct hm_place place;
    uint32_t off;
    struct hm_str line_text;
};

/** Zeroed but for the lock, it is ready for use. */
struct hm_source_tags {
    const struct hm_lock *lock; /**< may be NULL */
    bool is_locked;             /**< --locked: what the lock cannot tell makes the run incomplete */
    bool is_asking;             /**< --resolve: the registries are asked */
    const struct hm_references *references; /**< that were resolved already; may be NULL */
    struct hm_tags tags;
    HM_VEC(struct hm_tag_place) places;
};

/** Whether tags without a digest are held against the lock: one that has images. */
bool hm_source_tags_are_locked(const struct hm_source_tags *tags);

/** Adds a reference of a file, if there is something that its tag can be held against. */
void hm_source_tags_add(struct hm_source_tags *tags, struct hm_arena *arena,
                        const struct hm_source *source, const struct hm_pin *pin);

/** Asks the registries what the tags point to, and adds to the report a finding at each place where
 * that is not what it should be, and a ledger row on the lock. */
void hm_source_tags_judge(struct hm_source_tags *tags, const struct hm_image_options *options,
                          struct hm_report *report);

#endif
