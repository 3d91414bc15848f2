/* SPDX-License-Identifier: Apache-2.0 */
/* Of reports/suppress/ alone: which images and packages a waiver or a VEX statement is about. */
#ifndef HM_REPORTS_SUPPRESS_SCOPE_H
#define HM_REPORTS_SUPPRESS_SCOPE_H

#include "plugin/model/image_pattern.h"
#include "plugin/model/report.h"

/** The image that a finding is about. Zeroed: none. */
struct hm_waived_image {
    struct hm_str target; /**< as findings name it */
    bool has_ref;         /**< it has a reference; layouts and archives have none */
    struct hm_image_ref ref;
    HM_VEC(struct hm_str)
    digests; /**< of its manifests, as they were computed, and of the reference */
};

/** Fills @p image for another target; nothing is done for the one it has. */
void hm_waived_image_take(struct hm_waived_image *image, struct hm_arena *arena,
                          const struct hm_report *report, struct hm_str target);

/** Whether a pattern (image_pattern.h) fits the image. An image without a reference fits none. */
bool hm_waived_image_fits(const struct hm_waived_image *image, struct hm_str pattern);

/** Whether a name is the finding's package, or a package URL (it may lack version and qualifiers)
 * is about it. */
bool hm_waived_package_fits(const struct hm_finding *finding, struct hm_str package);

/** Whether one of a statement's products is what the finding is about: its image, its file or its
 * package; and where parts are named, whether its package is one of them. */
bool hm_vex_fits(const struct hm_vex *vex, const struct hm_finding *finding,
                 const struct hm_waived_image *image);

#endif
