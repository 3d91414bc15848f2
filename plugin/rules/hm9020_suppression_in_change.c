/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9020_suppression_in_change = {
    .id = "HM9020",
    .concept = "suppression-in-change",
    .since = "0.1",
    .title = "A change accepts its own findings",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why = "The change brings an ignore comment, a line of an ignore file, a waiver or a VEX "
           "statement that the revision it is held against does not have, lets one last longer, or "
           "puts one on another instruction. Who writes a change does not decide by it what "
           "counts in it: in this run the suppression has no effect.",
    .fix = "Let somebody who may accept risks look at it. Once it is in the branch that changes "
           "are held against, it holds.",
    .raised_by = "scan",
    .final_because = "a change does not accept what it accepts",
};
