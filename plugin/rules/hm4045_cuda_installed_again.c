/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_script *script = hm_visit_script(at);
    struct hm_package_call call;
    struct hm_package package;

    if (script == NULL || at->stage == NULL || at->stage->root >= at->file->n_stages) {
        return;
    }
    const struct hm_stage *root = &at->file->stages[at->stage->root];
    if (!root->has_ref || !hm_str_eq(root->ref.repository, "nvidia/cuda")) {
        return;
    }
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        if (!hm_package_call(cmd, &call) || call.action != HM_PACKAGES_INSTALL ||
            !hm_manager_is_system(call.manager)) {
            continue;
        }
        uint32_t next = call.operands;
        while (hm_package_next(cmd, &call, &next, &package)) {
            if (hm_str_eq(package.name, "cuda") || hm_str_starts(package.name, "cuda-toolkit") ||
                hm_str_starts(package.name, "cuda-runtime") ||
                hm_str_starts(package.name, "nvidia-cuda-toolkit") ||
                hm_str_starts(package.name, "cuda-libraries")) {
                hm_find(out, package.arg->span, "%.*s brings CUDA a second time.",
                        HM_FMT(package.name));
            }
        }
    }
}

const struct hm_rule hm4045_cuda_installed_again = {
    .id = "HM4045",
    .concept = "cuda-installed-again",
    .since = "0.1",
    .title = "CUDA is installed upon a base that brings it",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .cwe = { 1041 },
    .same_as = HM_IDS("tally:gpu/no-redundant-cuda-install"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN),
    .why = "nvidia/cuda images hold CUDA already. A second copy from the package repository is "
           "gigabytes more, often of another version, and which of the two a program finds depends "
           "on the order of paths.",
    .fix = "Choose the variant of the base that has what is needed (`-runtime`, `-cudnn-runtime`, "
           "`-devel` for the build), and leave out the packages.",
    .bad = "FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04\nRUN apt-get update && apt-get install -y "
           "cuda-toolkit-12-9\n",
    .good = "FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04\nRUN apt-get update && apt-get install -y "
            "ffmpeg\n",
    .check = check,
};
