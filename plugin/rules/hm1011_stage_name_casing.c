/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage == NULL || at->stage->from != at->inst) {
        return;
    }
    for (size_t i = 0; i < at->stage->name.n; i++) {
        if (at->stage->name.p[i] >= 'A' && at->stage->name.p[i] <= 'Z') {
            hm_find(out, at->inst->span, "The stage name \"%.*s\" has capital letters.",
                    HM_FMT(at->stage->name));
            return;
        }
    }
}

const struct hm_rule hm1011_stage_name_casing = {
    .id = "HM1011",
    .concept = "stage-name-casing",
    .since = "0.1",
    .title = "A stage name has capital letters",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1078 },
    .same_as = HM_IDS("buildkit:StageNameCasing"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(FROM),
    .why = "Stage names do not know capitals, so two that look different may be one. Written in "
           "lower case they also look different from the keywords around them.",
    .fix = "Write stage names in lower case.",
    .bad = "FROM alpine:3.22 AS Build\n",
    .good = "FROM alpine:3.22 AS build\n",
    .check = check,
};
