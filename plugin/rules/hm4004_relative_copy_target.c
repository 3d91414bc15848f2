/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
has_workdir_before(const struct hm_visit *at)
{
    const struct hm_stage *stage = at->stage;

    /* A chain of parents cannot be longer than the list of stages. */
    for (uint32_t n = 0; n < at->file->n_stages; n++) {
        if (stage->workdir.set_by != NULL && stage->workdir.set_by->span.off < at->inst->span.off) {
            return true;
        }
        for (uint32_t i = stage->first; i < stage->end && stage == at->stage; i++) {
            const struct hm_instruction *inst = &at->file->instructions[i];
            if (inst->span.off >= at->inst->span.off) {
                break;
            }
            if (inst->kind == HM_WORKDIR) {
                return true;
            }
        }
        if (stage->parent >= at->file->n_stages) {
            return false;
        }
        stage = &at->file->stages[stage->parent];
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t n = hm_copy_sources(at->inst);

    if (n == 0 || at->stage == NULL || at->onbuild != NULL) {
        return;
    }
    const struct hm_word *target = &at->inst->words[n];
    bool is_absolute = hm_str_starts(target->value, "/") || hm_str_starts(target->value, "\\") ||
                       (target->value.n > 1 && target->value.p[1] == ':');
    if (!is_absolute && target->is_known && target->value.n > 0 && !has_workdir_before(at)) {
        hm_find(out, target->span, "The target %.*s is relative, and no WORKDIR says to what.",
                HM_FMT(target->value));
    }
}

const struct hm_rule hm4004_relative_copy_target = {
    .id = "HM4004",
    .concept = "relative-copy-target",
    .since = "0.1",
    .title = "Files are copied to a relative path without a WORKDIR",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 665 },
    .same_as = HM_IDS("hadolint:DL3045", "droast:DF063"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(COPY, ADD),
    .why = "Where the files end up depends on the base image's own working directory: on `/` in "
           "most, elsewhere in some, and on another place after an update.",
    .fix = "Set `WORKDIR /app` before, or write the whole path.",
    .bad = "FROM alpine:3.22\nCOPY app app\n",
    .good = "FROM alpine:3.22\nWORKDIR /srv\nCOPY app app\n",
    .check = check,
};
