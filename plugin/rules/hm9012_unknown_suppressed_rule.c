/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9012_unknown_suppressed_rule = {
    .id = "HM9012",
    .concept = "unknown-suppressed-rule",
    .since = "0.1",
    .title = "A suppression names a rule that nobody knows",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why = "The id of an ignore comment or ignore file belongs to no rule of hullmark, and to none "
           "of the tools whose ids it knows. It may be misspelt, or of a rule that is gone: it "
           "suppresses nothing.",
    .fix = "Name the rule by its HM id, its concept or another tool's id, as `hullmark explain` "
           "takes them, or take it out.",
    .raised_by = "scan",
};
