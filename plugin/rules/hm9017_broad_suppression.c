/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9017_broad_suppression = {
    .id = "HM9017",
    .concept = "broad-suppression",
    .since = "0.1",
    .title = "A waiver covers more than it needs to",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why =
        "A waiver was decided for a place that somebody looked at. One that names a rule and no "
        "path, image or package in a repository of several files, or `**` for them, also accepts "
        "the same fault in files and images that nobody has thought of yet.",
    .fix = "Name the path, image or package that the reason is about; a waiver may have several "
           "paths.",
    .raised_by = "scan",
};
