/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9021_weaker_configuration = {
    .id = "HM9021",
    .concept = "weaker-configuration",
    .since = "0.1",
    .title = "A change weakens the configuration it is judged by",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why = "The configuration in the change says less than the one of the revision it is held "
           "against, or something of which nobody can tell that it is no less: a rule switched "
           "off or lowered, a weaker gate, files left out, a tool that need not run, a registry "
           "that is trusted. In this run the setting of the base revision counts.",
    .fix = "Let somebody who may change the rules look at it. Once it is in the branch that "
           "changes are held against, it counts.",
    .raised_by = "scan",
    .final_because = "a change does not choose what it is judged by",
};
