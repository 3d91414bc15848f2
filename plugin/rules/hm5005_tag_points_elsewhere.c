/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm5005_tag_points_elsewhere = {
    .id = "HM5005",
    .concept = "tag-points-elsewhere",
    .since = "0.1",
    .title = "A tag points elsewhere than the digest beside it",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_SIGNED,
    .cwe = { 1104 },
    .scope = HM_SCOPE_IMAGE,
    .needs = HM_NEEDS_IMAGE,
    .why =
        "In `name:tag@digest` the digest counts and the tag is read by people: here the registry "
        "was asked, and the tag means another image by now. Mostly the publisher mended "
        "something, and this reference still takes the old one; or a tag that should never move "
        "was moved. What was verified and scanned is the digest.",
    .fix = "Look at what changed, then write the new digest (take the old one away and run "
           "`hullmark pin`). Where the old image is meant, name the tag that belongs to it.",
    .raised_by = "verify",
};
