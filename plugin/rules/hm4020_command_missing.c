/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *stage = at->stage;

    if (!stage->is_target || stage->from == NULL || stage->cmd.set_by != NULL ||
        stage->entrypoint.set_by != NULL) {
        return;
    }
    bool is_scratch = stage->root < at->file->n_stages && at->file->stages[stage->root].is_scratch;
    hm_find(out, stage->from->span,
            is_scratch ? "Neither CMD nor ENTRYPOINT says what the image runs."
                       : "What the image runs is left to its base.");
}

const struct hm_rule hm4020_command_missing = {
    .id = "HM4020",
    .concept = "command-missing",
    .since = "0.1",
    .title = "The image has neither CMD nor ENTRYPOINT",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 1188 },
    .same_as = HM_IDS("droast:DF017", "droast:DF036"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "What a container of this image starts stands in another file, or nowhere: the base's own "
        "command is a shell in most cases.",
    .fix = "Write it out: `CMD [\"serve\"]`.",
    .bad = "FROM alpine:3.22\nCOPY serve /\n",
    .good = "FROM alpine:3.22\nCOPY serve /\nCMD [\"/serve\"]\n",
    .check = check,
};
