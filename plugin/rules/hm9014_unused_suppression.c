/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9014_unused_suppression = {
    .id = "HM9014",
    .concept = "unused-suppression",
    .since = "0.1",
    .title = "A suppression has nothing to suppress",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why = "The rule was applied and finds nothing where the comment looks: the fault was mended "
           "or has moved. Left in place, the comment accepts the next fault of this kind unseen. "
           "It is only said where the rule was really applied and could be decided; for comments "
           "written for other tools it is a note.",
    .fix = "Take it out.",
    .raised_by = "scan",
};
