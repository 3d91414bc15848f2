/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (!at->stage->is_used && at->stage->from != NULL) {
        hm_find(out, at->stage->from->span, "Nothing in the image comes from %.*s.",
                HM_FMT(hm_stage_label(out->arena, at->stage)));
    }
}

const struct hm_rule hm1018_unused_stage = {
    .id = "HM1018",
    .concept = "unused-stage",
    .since = "0.1",
    .title = "A stage is not used by the image",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 561 },
    .same_as = HM_IDS("tally:no-unreachable-stages"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .is_of_all_builds = true,
    .why = "BuildKit does not build a stage that the target does not need: tests and checks in it "
           "do not run, and what it installs is never looked at. Often a reference was forgotten "
           "or misspelt. A stage that is built by `--target` is meant to be like this.",
    .fix = "Copy from it, build from it, or remove it; a stage that is built on its own is named "
           "with `--target` when it is scanned.",
    .bad = "FROM alpine:3.22 AS test\nRUN true\nFROM alpine:3.22\n",
    .good = "FROM alpine:3.22 AS build\nRUN touch /a\nFROM alpine:3.22\nCOPY --from=build /a /a\n",
    .check = check,
};
