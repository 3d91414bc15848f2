/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9016_overruled_suppression = {
    .id = "HM9016",
    .concept = "overruled-suppression",
    .since = "0.1",
    .title = "A suppression names what cannot be suppressed",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why =
        "Some findings are no matter of opinion: bytes that do not have their digest, a signature "
        "that is wrong. They stay in the report and count, whatever comments and ignore files say; "
        "a tool that failed is no finding at all and cannot be suppressed either.",
    .fix = "Mend the cause and take the suppression out.",
    .raised_by = "scan",
    .final_because = "it says that something else cannot be",
};
