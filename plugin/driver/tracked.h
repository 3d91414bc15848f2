/* SPDX-License-Identifier: Apache-2.0 */
/* Files of credentials that git tracks (HM4050). */
#ifndef HM_DRIVER_TRACKED_H
#define HM_DRIVER_TRACKED_H

#include "plugin/driver/inputs.h"

/** So many files of a folder are looked into. */
#define HM_TRACKED_LOOKS 5000u

/**
 * Looks into the files that git tracks below each folder of the scan, but for those that @p
 * excluded (or NULL) fits, and reports those that hold credentials. Where the index cannot be read
 * that is said, and the rule is not evaluated; a folder in no repository has none.
 */
void hm_tracked_find(const struct hm_inputs *inputs, const struct hm_ignore *excluded,
                     struct hm_report *report);

#endif
