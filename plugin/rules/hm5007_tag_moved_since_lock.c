/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm5007_tag_moved_since_lock = {
    .id = "HM5007",
    .concept = "tag-moved-since-lock",
    .since = "0.1",
    .title = "A tag points elsewhere than hullmark.lock says",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_SIGNED,
    .cwe = { 494, 1104 },
    .scope = HM_SCOPE_IMAGE,
    .needs = HM_NEEDS_IMAGE,
    .why = "The lock says which image the tag meant when somebody looked at it; the registry was "
           "asked, and it means another one now. No digest stands beside it, so whoever builds or "
           "runs it takes bytes that nobody has approved. Mostly the publisher mended something; "
           "taking over a publisher's tags is also how images are attacked. It is high since the "
           "lock is there for nothing else.",
    .fix = "Look at what changed, then run `hullmark lock` and commit the new lock; or write the "
           "old digest behind the tag (`name:tag@sha256:…`) and keep the old image.",
    .raised_by = "verify",
};
