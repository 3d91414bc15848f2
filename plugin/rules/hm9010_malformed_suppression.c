/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    hm_find_ignore_faults(at, out, false);
}

const struct hm_rule hm9010_malformed_suppression = {
    .id = "HM9010",
    .concept = "malformed-suppression",
    .since = "0.1",
    .title = "An ignore comment has no effect as it stands",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .on = HM_ON(FILE, MANIFEST),
    .why = "The comment is meant to accept a finding, but the tool that it is written for does not "
           "read it: its form is wrong, or it stands where that tool does not look. What its "
           "author believes to be accepted and explained is neither.",
    .fix = "Write the form that the message shows, where it says, or take the comment out.",
    .bad = "FROM alpine:3.22\n# hadolint ignore=DL3003 because we must\nRUN cd /tmp && ls\n",
    .good = "FROM alpine:3.22\n# hadolint ignore=DL3003 # because we must\nRUN cd /tmp && ls\n",
    .check = check,
};
