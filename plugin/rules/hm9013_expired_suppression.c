/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9013_expired_suppression = {
    .id = "HM9013",
    .concept = "expired-suppression",
    .since = "0.1",
    .title = "A suppression's last day is over",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why = "Somebody accepted a finding until a day that has passed. It counts again from then on: "
           "that was the promise when it was accepted.",
    .fix = "Mend what was accepted. If it must stay, decide again, with a new day and a reason.",
    .raised_by = "scan",
    .final_because = "the day was set by whoever accepted the finding",
};
