/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *stage = at->stage;

    if (stage->is_target && stage->from != NULL && !stage->is_windows &&
        stage->user_origin == HM_USER_OF_BASE && hm_stage_runs_as_root(stage) == HM_NO) {
        hm_find(out, stage->from->span, "The image runs as %.*s because its base says so.",
                HM_FMT(hm_stage_user(stage)));
    }
}

const struct hm_rule hm3017_user_not_written_out = {
    .id = "HM3017",
    .concept = "user-not-written-out",
    .since = "0.1",
    .title = "Who the image runs as is left to its base",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1188 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "The base image sets a user that is not root, and this file relies on it. That is safe "
           "today; whoever reads or changes the file does not see it, and another base, or another "
           "version of it, may differ without a word.",
    .fix = "Write the user out, by its number: `USER 65532`.",
    .bad = "FROM gcr.io/distroless/static-debian12:nonroot\nCOPY app /app\nENTRYPOINT [\"/app\"]\n",
    .good = "FROM gcr.io/distroless/static-debian12:nonroot\nCOPY app /app\nUSER 65532\nENTRYPOINT "
            "[\"/app\"]\n",
    .check = check,
};
