/* SPDX-License-Identifier: Apache-2.0 */
/* What tools were not asked, and why: a row of the ledger for each tool and target that has none.
 */
#ifndef HM_DRIVER_COVERAGE_H
#define HM_DRIVER_COVERAGE_H

#include "plugin/driver/tools/tools.h"

/**
 * Adds the rows that are missing when all tools have ended. A tool that takes part and had nothing
 * to look at is "not applicable"; one that --without switched off, one whose image could not be
 * given to it, and one that verifies signatures where nothing asks for one, are "skipped", which
 * makes the run incomplete where --require names it.
 */
void hm_coverage_fill(const struct hm_tools *tools, const struct hm_inputs *inputs,
                      const struct hm_images *images, bool asks_for_signatures,
                      struct hm_report *report);

#endif
