/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/report.h"
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

static bool
has_no_shell(const struct hm_stage *root)
{
    return root->is_scratch || (root->known_base != NULL && root->known_base->has_shell == HM_NO);
}

/* The stage that begins with the image: the instruction's own, or its parent. NULL if that image
 * may have a shell. */
static const struct hm_stage *
bare_root(const struct hm_dockerfile *file, const struct hm_instruction *inst)
{
    if (inst->stage >= file->n_stages || file->stages[inst->stage].root >= file->n_stages) {
        return NULL;
    }
    const struct hm_stage *stage = &file->stages[inst->stage];
    const struct hm_stage *root = &file->stages[stage->root];
    bool is_near = stage == root || stage->parent == root->index;
    return is_near && !stage->is_windows && has_no_shell(root) ? root : NULL;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_dockerfile *file = at->file;
    /* Of each stage: a shell may be there by now, or its absence was said. */
    bool *is_settled = hm_arena_new(out->arena, bool, file->n_stages);

    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        const struct hm_stage *root = bare_root(file, inst);
        if (root == NULL) {
            continue;
        }
        bool needs_shell = inst->kind == HM_RUN && !inst->is_json && !mounts_files(inst);
        if (needs_shell && !is_settled[root->index] && !is_settled[inst->stage]) {
            hm_find(out, inst->span, "There is no /bin/sh in %.*s.",
                    HM_FMT(root->is_scratch ? HM_S("an empty image") : root->base->value));
        }
        if (needs_shell || inst->kind == HM_COPY || inst->kind == HM_ADD ||
            inst->kind == HM_SHELL) {
            is_settled[inst->stage] = true;
        }
    }
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
    .on = HM_ON(FILE),
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
