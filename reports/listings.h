/* SPDX-License-Identifier: Apache-2.0 */
/* The text of judged files, for formats that show findings beside it: bounded, without secrets. */
#ifndef HM_REPORTS_LISTINGS_H
#define HM_REPORTS_LISTINGS_H

#include "reports/identity/fingerprint.h"

/** So many files are listed, those with the worst findings; so many lines of each, and of all. */
#define HM_LISTINGS_LIMIT 100u
#define HM_LISTING_LINES_LIMIT 3000u
#define HM_LISTINGS_LINES_LIMIT 20000u

/** Characters that are kept of a line. */
#define HM_LISTED_LINE_LIMIT 400u

/**
 * Fills `listings` with the lines of those Dockerfiles that have findings. What looks like a secret
 * is masked; of an instruction in which one was found, no more than what the finding itself quotes
 * is kept. A file that is another one now than when it was judged, cannot be read, or holds a
 * secret that nobody knows the line of, is not listed, and counted. To be called once, on a sorted
 * report.
 */
void hm_report_list(struct hm_report *report, hm_read_path *read, void *ctx);

#endif
