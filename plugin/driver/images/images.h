/* SPDX-License-Identifier: Apache-2.0 */
/* The images that were named: their digests recomputed, and what that and their signatures mean. */
#ifndef HM_DRIVER_IMAGES_H
#define HM_DRIVER_IMAGES_H

#include "adapters/lock.h"
#include "plugin/driver/options.h"
#include "plugin/driver/tools/progress.h"
#include "plugin/image/verify.h"
#include "plugin/model/report.h"

struct hm_image_entry {
    struct hm_image_target target;
    struct hm_str name; /**< as the report names it */
    struct hm_image_check check;
    bool is_checked;      /**< check is valid; otherwise it could not be read at all */
    struct hm_str engine; /**< "docker-daemon://app:1": the target is made from it; or empty */
    struct hm_str folder; /**< ours, with copies; removed by hm_images_done; or empty */
    struct hm_str layout; /**< a layout with the same blobs, for tools; or empty */
};

struct hm_images {
    HM_VEC(struct hm_image_entry) entries;
    bool are_scanned;             /**< by tools, which get what they can read */
    struct hm_progress *progress; /**< told how the hashing goes; may be NULL */
    const struct hm_lock *lock;   /**< what tags are held against; may be NULL */
    bool is_locked;               /**< --locked: and it must name them */
};

/** Adds one; of HM_IMAGE_REGISTRY also an image in an engine, "docker-daemon://app:1". HM_E_USAGE
 * for an empty name and for a reference that is none. */
enum hm_status hm_images_add(struct hm_images *images, struct hm_arena *arena,
                             enum hm_image_kind kind, const char *text,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** Collects --image, --layout and --archive. HM_E_USAGE for a reference that is none. */
enum hm_status hm_images_find(const struct hm_args *args, struct hm_images *ret_images,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Hashes all images, after taking those in engines out into archives; a ledger row, evidence and a
 * finding for each thing that is wrong go to the report. */
void hm_images_verify(struct hm_images *images, const struct hm_image_options *options,
                      struct hm_report *report);

/** What came of asking what a tag points to that has a digest beside it. */
struct hm_tag_comparison {
    const struct hm_image_ref *ref;
    struct hm_str found;        /**< what the tag points to now */
    const struct hm_err *error; /**< why that is not known; else NULL */
};

/** Adds the finding that a tag points elsewhere, about @p target (an image, or empty), and returns
 * it; or a note when it could not be found out. NULL when there is no finding. */
struct hm_finding *hm_images_judge_tag(const struct hm_tag_comparison *comparison,
                                       struct hm_str target, struct hm_report *report);

/** Adds the finding that a tag points to @p found and not to what the lock's row says, about
 * @p target (an image, or empty), and returns it; NULL when it does. */
struct hm_finding *hm_images_judge_lock(const struct hm_lock_image *row, struct hm_str found,
                                        struct hm_str target, struct hm_report *report);

/** Removes the copies that were made. */
void hm_images_done(struct hm_images *images);

#endif
