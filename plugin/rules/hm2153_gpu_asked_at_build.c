/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"

/* Functions that answer by whether a GPU is there. */
static bool
asks_framework(const struct hm_command *cmd)
{
    static const char *const calls[] = {
        "torch.cuda.is_available(",     "torch.cuda.device_count(",       "torch.cuda.get_device",
        "list_physical_devices('GPU')", "list_physical_devices(\"GPU\")", "jax.devices("
    };

    for (uint32_t i = 1; i + 1 < cmd->n_args; i++) {
        if (!hm_str_eq(cmd->args[i].text, "-c")) {
            continue;
        }
        for (size_t k = 0; k < sizeof calls / sizeof calls[0]; k++) {
            if (hm_str_has(cmd->args[i + 1].text, calls[k])) {
                return true;
            }
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    uint32_t tolerant = HM_CMD_IN_CONDITION | HM_CMD_IN_BRANCH;
    const struct hm_script *script = at->script;

    if (at->inst->kind != HM_RUN || (at->cmd->flags & tolerant) != 0) {
        return;
    }
    bool is_query = hm_str_starts(at->cmd->name, "nvidia-") || asks_framework(at->cmd);
    uint32_t next = at->cmd->index + 1;
    if (is_query && !(next < script->n_commands && script->commands[next].link == HM_LINK_OR)) {
        hm_find(out, at->cmd->span, "There is no GPU while the image is built.");
    }
}

const struct hm_rule hm2153_gpu_asked_at_build = {
    .id = "HM2153",
    .concept = "gpu-asked-at-build",
    .since = "0.1",
    .title = "A RUN asks for a GPU, which a build does not have",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1164 },
    .same_as = HM_IDS("tally:gpu/no-buildtime-gpu-queries"),
    .needs = HM_NEEDS_DOCKERFILE,
    .commands = HM_IDS("nvidia-smi", "nvidia-debugdump", "python", "python3"),
    .why = "Builds run without the GPU that the container will see: `nvidia-smi` is not even "
           "there, since the runtime mounts it when the container starts. The step fails, or it "
           "records that there is no GPU and everything falls back to the processor.",
    .fix = "Ask when the container starts, in the entrypoint or a health check. Name the "
           "architectures to compile for: `ENV TORCH_CUDA_ARCH_LIST=\"8.0;9.0\"`.",
    .bad = "FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04\nRUN nvidia-smi\n",
    .good = "FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04\nHEALTHCHECK CMD nvidia-smi\n",
    .check = check,
};
