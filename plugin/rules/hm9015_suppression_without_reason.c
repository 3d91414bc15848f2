/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

const struct hm_rule hm9015_suppression_without_reason = {
    .id = "HM9015",
    .concept = "suppression-without-reason",
    .since = "0.1",
    .title = "A finding is suppressed without a reason",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .why = "Whoever reads the file next cannot tell an accepted risk from a silenced tool, and "
           "nobody can say when it may go.",
    .fix = "Add it: `# hullmark ignore=HM3001 reason=\"...\"`, `# hadolint ignore=DL3002 # why`, "
           "`# tally ignore=DL3002;reason=why`, `# checkov:skip=CKV_DOCKER_3:why`.",
    .raised_by = "scan",
};
