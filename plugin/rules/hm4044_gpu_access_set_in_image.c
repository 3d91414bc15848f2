/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage == NULL || !hm_stage_ships(at->stage)) {
        return;
    }
    for (uint32_t i = 0; i < at->inst->n_pairs; i++) {
        const struct hm_pair *pair = &at->inst->pairs[i];
        struct hm_str key = pair->key.value;
        struct hm_str value = pair->value.value;
        if (!pair->value.is_known || value.n == 0) {
            continue;
        }
        bool is_device = hm_is_digit(value.p[0]) || hm_str_starts(value, "GPU-");
        if (is_device &&
            (hm_str_eq(key, "NVIDIA_VISIBLE_DEVICES") || hm_str_eq(key, "CUDA_VISIBLE_DEVICES"))) {
            hm_find(out, pair->value.span, "Which GPU is there is for the host to say.");
        } else if (hm_str_eq(key, "NVIDIA_DRIVER_CAPABILITIES") && hm_str_eq(value, "all")) {
            hm_find(out, pair->value.span, "This mounts every library of the driver.");
        }
    }
}

const struct hm_rule hm4044_gpu_access_set_in_image = {
    .id = "HM4044",
    .concept = "gpu-access-set-in-image",
    .since = "0.1",
    .title = "The image decides which GPUs it sees, and what it may do with them",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_CAPABILITIES,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 1188 },
    .same_as = HM_IDS("tally:gpu/no-hardcoded-visible-devices",
                      "tally:gpu/prefer-minimal-driver-capabilities"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(ENV),
    .why = "Which GPU a container gets is for whoever starts it to say; a number that is built in "
           "breaks on the next host, or takes a GPU that is another one's. "
           "`NVIDIA_DRIVER_CAPABILITIES=all` mounts every library of the driver, graphics and "
           "display among them, where `compute,utility` is what most services use.",
    .fix = "Leave the devices out (`docker run --gpus`, a resource limit in Kubernetes), and name "
           "the capabilities: `ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility`.",
    .bad = "FROM ubuntu:24.04\nENV NVIDIA_VISIBLE_DEVICES=0\n",
    .good = "FROM ubuntu:24.04\nENV NVIDIA_DRIVER_CAPABILITIES=compute,utility\n",
    .check = check,
};
