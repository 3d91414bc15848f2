/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9022_wider_baseline = {
    .id = "HM9022",
    .concept = "wider-baseline",
    .since = "0.1",
    .title = "A change adds to the baseline it is compared with",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why = "The baseline in the change has findings that the one of the revision it is held "
           "against does not have, more of them, or at a worse level: what the change brings would "
           "count as known. In this run only what both have is known.",
    .fix = "Mend the findings, or let somebody who may accept them look at the baseline. "
           "`hullmark baseline write --ratchet` only takes out of it.",
    .raised_by = "scan",
    .final_because = "a change does not say what was there before it",
};
