/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check_copy(const struct hm_instruction *inst, struct hm_sink *out)
{
    uint32_t n = hm_copy_sources(inst);

    if (n == 0) {
        return;
    }
    const struct hm_word *target = &inst->words[n];
    bool is_absolute = hm_str_starts(target->value, "/") || hm_str_starts(target->value, "\\") ||
                       (target->value.n > 1 && target->value.p[1] == ':');
    if (!is_absolute && target->is_known && target->value.n > 0) {
        hm_find(out, target->span, "The target %.*s is relative, and no WORKDIR says to what.",
                HM_FMT(target->value));
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage->parent < at->file->n_stages &&
        at->file->stages[at->stage->parent].workdir.set_by != NULL) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind == HM_WORKDIR) {
            return;
        }
        if (inst->kind == HM_COPY || inst->kind == HM_ADD) {
            check_copy(inst, out);
        }
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
    .on = HM_ON(STAGE),
    .why = "Where the files end up depends on the base image's own working directory: on `/` in "
           "most, elsewhere in some, and on another place after an update.",
    .fix = "Set `WORKDIR /app` before, or write the whole path.",
    .bad = "FROM alpine:3.22\nCOPY app app\n",
    .good = "FROM alpine:3.22\nWORKDIR /srv\nCOPY app app\n",
    .check = check,
};
