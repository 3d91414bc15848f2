/* SPDX-License-Identifier: Apache-2.0 */
/* Which images a file's findings are about, in words. */
#ifndef HM_REPORTS_IMAGE_NAMES_H
#define HM_REPORTS_IMAGE_NAMES_H

#include "plugin/base/buf.h"
#include "plugin/model/report.h"

/** Whether the repository builds images of more than one name: only then a reader asks which of
 * them a finding is about. */
bool hm_report_builds_several(const struct hm_report *report);

/** Whether both are about the same images. */
bool hm_images_are_same(const struct hm_finding *a, const struct hm_finding *b);

/** Appends the names of a finding's images, the first @p most of them: "acme/web:1, acme/web:2 and
 * 3 others". Nothing where it has none. */
void hm_image_names_add(struct hm_buf *buf, const struct hm_finding *finding, size_t most);

#endif
