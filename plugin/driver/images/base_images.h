/* SPDX-License-Identifier: Apache-2.0 */
/* The configurations of the images that the scanned files build on, where --resolve or --base asks
 * for them: read once each, before the rules run. */
#ifndef HM_DRIVER_BASE_IMAGES_H
#define HM_DRIVER_BASE_IMAGES_H

#include "plugin/dockerfile/parse.h"
#include "plugin/driver/inputs.h"
#include "plugin/driver/images/references.h"
#include "plugin/driver/images/source_tags.h"
#include "plugin/image/verify.h"

enum {
    HM_BASE_IMAGES_LIMIT = 1000, /**< different base images of a run that are read */
};

struct hm_base_image;

/** Zeroed, it knows none. */
struct hm_base_images {
    HM_VEC(struct hm_base_image) entries;
    HM_VEC(struct hm_base_image) given; /**< --base */
    bool is_resolving;                  /**< --resolve */
    const struct hm_base_configs *next; /**< asked for what is not here; may be NULL */
    struct hm_base_configs configs;     /**< what to hand to builds */
    struct hm_source_tags tags;         /**< the caller may set its lock */
};

/** Reads --resolve and --base. HM_E_USAGE for a --base that is no REF=PATH. */
enum hm_status hm_base_images_init(struct hm_base_images *images, const struct hm_args *args,
                                   struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Where something was asked for, parses all files for the images that their stages build on, reads
 * the configuration of each, and makes @p build use them. A ledger row tells of each; one that
 * could not be read has a note too, makes the run incomplete, and is known only by the table.
 * Of several platforms that options->platform asks for, the first is what files are judged by; the
 * others are read too, and one whose settings differ from it makes the run incomplete.
 * With @p references (which may be NULL) those that registries hold are resolved there, and read by
 * the digests that came of it. The tags of all references are held against digests and lock as
 * hm_source_tags_judge does it.
 */
void hm_base_images_read(struct hm_base_images *images, const struct hm_inputs *inputs,
                         const struct hm_image_options *options, struct hm_references *references,
                         struct hm_build *build, struct hm_report *report);

#endif
