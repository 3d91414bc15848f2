/* SPDX-License-Identifier: Apache-2.0 */
/* Which findings are accepted by ignore comments and ignore files, and what is wrong with those. */
#ifndef HM_REPORTS_SUPPRESS_H
#define HM_REPORTS_SUPPRESS_H

#include "plugin/model/report.h"

struct hm_suppress_options {
    bool is_off;    /**< --no-ignores: nothing is suppressed, and a note says how much would be */
    uint32_t today; /**< 20261122; 0: not known, and then nothing that has an end holds */
    /** Whether a suppression may hold at all; NULL: each may. Where a policy hooks in: a change
        under review cannot loosen its own judge. What may not is a finding (HM9020). */
    bool (*may_hold)(void *ctx, const struct hm_suppression *suppression);
    void *ctx;
};

/**
 * Fills each finding's suppressed_by from report->suppressions, and adds findings about the
 * suppressions themselves (HM9012 to HM9017): unknown ids, those whose day is over, those that
 * suppress nothing although the rules they name were applied there, those without a reason,
 * those that name what nothing may suppress, and waivers that cover more than they need. Of VEX
 * statements about one finding the last one counts (finding->stated). A suppression covers a
 * finding
 * - by place: its lines meet the finding's; or it covers the whole file or folder; or, written for
 *   another tool, it stands in the stage that the finding's rule speaks of as a whole;
 * - by name: its id is the rule's, or another tool's name for the rule (same_as), or the advisory.
 *   A finding of ours that others joined is one fault, so one name for it is enough; one that only
 *   other tools made is suppressed when each of its names is.
 * The report must be sorted and joined; it is no longer sorted afterwards. To be called once.
 */
void hm_report_suppress(struct hm_report *report, const struct hm_suppress_options *options);

#endif
