/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

/* A mount of files may bring the shell for this one RUN. */
static bool
mounts_files(const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        const struct hm_str type = inst->mounts[i].type;
        if (type.n == 0 || hm_str_eq(type, "bind")) {
            return true;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage == NULL || at->onbuild != NULL || at->stage->root >= at->file->n_stages ||
        at->inst->is_json || at->stage->is_windows || mounts_files(at->inst)) {
        return;
    }
    const struct hm_stage *root = &at->file->stages[at->stage->root];
    bool has_no_shell =
        root->is_scratch || (root->known_base != NULL && root->known_base->has_shell == HM_NO);
    if (!has_no_shell || (at->stage != root && at->stage->parent != root->index)) {
        return;
    }
    for (uint32_t i = root->first; i < at->inst->index; i++) {
        const struct hm_instruction *before = &at->file->instructions[i];
        bool is_of_stage = before->stage == root->index || before->stage == at->stage->index;
        if (is_of_stage &&
            (before->kind == HM_COPY || before->kind == HM_ADD || before->kind == HM_SHELL)) {
            return;
        }
        if (is_of_stage && before->kind == HM_RUN && !before->is_json && !mounts_files(before)) {
            return; /* said there */
        }
    }
    hm_find(out, at->inst->span, "There is no /bin/sh in %.*s.",
            HM_FMT(root->is_scratch ? HM_S("an empty image") : root->base->value));
}

const struct hm_rule hm2150_run_without_shell = {
    .id = "HM2150",
    .concept = "run-without-shell",
    .since = "0.1",
    .title = "RUN needs a shell that the image does not have",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1164 },
    .same_as = HM_IDS("tally:shell-run-in-scratch"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "RUN in shell form is `/bin/sh -c`. In a stage that begins with `scratch`, and in "
           "distroless images, there is no /bin/sh: the build ends there. Not judged is a stage "
           "into which something was copied or mounted, since that may bring the shell.",
    .fix = "Do the step in an earlier stage and copy what it makes, or write the RUN in exec form "
           "with a program that is there.",
    .bad = "FROM scratch\nRUN mkdir /data\n",
    .good =
        "FROM alpine:3.22 AS files\nRUN mkdir /data\nFROM scratch\nCOPY --from=files /data /data\n",
    .check = check,
};
