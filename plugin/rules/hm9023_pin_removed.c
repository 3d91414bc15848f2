/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9023_pin_removed = {
    .id = "HM9023",
    .concept = "pin-removed",
    .since = "0.1",
    .title = "A change takes out of the lock, or changes, what it pins",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .why = "hullmark.lock of the base revision names the hash of a program, the age of its data, "
           "or the digest of an image's tag, and the change names none or another one. What is "
           "gone still counts in this run; what is another one has to be, for the program or the "
           "tag may have been renewed, and is for a reviewer to confirm.",
    .fix = "Compare the new hash with what the program's or the image's publisher says.",
    .raised_by = "scan",
    .final_because = "a change does not decide which programs judge it",
};
