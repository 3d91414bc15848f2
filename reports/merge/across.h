/* SPDX-License-Identifier: Apache-2.0 */
/* Holds what images bring against what those who run them say: across files. */
#ifndef HM_REPORTS_ACROSS_H
#define HM_REPORTS_ACROSS_H

#include "plugin/model/report.h"

/** Adds what only both ends together show: ports that a service publishes and its image does not
 * expose (HM6050). To be called first. */
void hm_report_across_find(struct hm_report *report);

/**
 * Gives findings the images that they are about, and changes what one end says of the other. Only
 * links that are certain count (hm_deployment_runs), and a Dockerfile's finding changes only when
 * each way to build that stage is run somewhere, and each of those who run it says the same:
 * - HM3001, the image runs as root: medium where all of them run it as another user;
 * - HM4015, no HEALTHCHECK: suppressed where all of them have a check or probe of their own;
 * - HM7023, nothing keeps a container from root: suppressed where its image's USER is a number that
 *   is not 0, high where it is certainly root;
 * - HM6023 could not be decided for want of the image: dropped where that has a HEALTHCHECK.
 * Each says why, and where. Findings must have been joined and suppressed.
 */
void hm_report_across_settle(struct hm_report *report);

#endif
