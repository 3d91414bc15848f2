/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *stage = at->stage;

    if (stage->is_target && stage->from != NULL && stage->workdir.set_by == NULL &&
        (stage->cmd.set_by != NULL || stage->entrypoint.set_by != NULL) &&
        !(stage->root < at->file->n_stages && at->file->stages[stage->root].is_scratch)) {
        hm_find(out, stage->from->span, "No WORKDIR says where the program starts.");
    }
}

const struct hm_rule hm4038_workdir_missing = {
    .id = "HM4038",
    .concept = "workdir-missing",
    .since = "0.1",
    .title = "Where the program starts is left to the base image",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1188 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Relative paths that the program opens begin in the working directory. No WORKDIR sets it, "
        "so the base image does, or it is the root folder; another base changes it without a word.",
    .fix = "Write it out: `WORKDIR /app`.",
    .bad = "FROM alpine:3.22\nCOPY app /app/app\nCMD [\"/app/app\"]\n",
    .good = "FROM alpine:3.22\nWORKDIR /app\nCOPY app app\nCMD [\"/app/app\"]\n",
    .check = check,
};
