/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage == NULL || at->stage->from != at->inst || at->stage->platform == NULL) {
        return;
    }
    const struct hm_word *platform = at->stage->platform;
    if (hm_str_eq(platform->text, "$TARGETPLATFORM") ||
        hm_str_eq(platform->text, "${TARGETPLATFORM}")) {
        hm_find(out, platform->span, "$TARGETPLATFORM is the platform of FROM anyway.");
    }
}

const struct hm_rule hm1008_redundant_platform = {
    .id = "HM1008",
    .concept = "redundant-platform",
    .since = "0.1",
    .title = "FROM names the target platform, which is its default",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1164 },
    .same_as = HM_IDS("hadolint:DL3065", "buildkit:RedundantTargetPlatform"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM),
    .why = "FROM takes the image for the platform that is built for. Saying so again makes the "
           "reader look for a reason that is not there.",
    .fix = "Leave `--platform=$TARGETPLATFORM` out.",
    .bad = "FROM --platform=$TARGETPLATFORM alpine:3.22\n",
    .good = "FROM alpine:3.22\n",
    .check = check,
};
