/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/support.h"

static bool
is_socket(struct hm_str path)
{
    return hm_str_ends(path, "/docker.sock") || hm_str_ends(path, "/containerd.sock") ||
           hm_str_ends(path, "/podman.sock") || hm_str_ends(path, "/crio.sock");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; at->inst->kind == HM_VOLUME && i < at->inst->n_words; i++) {
        if (is_socket(at->inst->words[i].value)) {
            hm_find(out, at->inst->words[i].span, "The image asks for the engine's socket %.*s.",
                    HM_FMT(at->inst->words[i].value));
        }
    }
    for (uint32_t i = 0; i < at->inst->n_mounts; i++) {
        const struct hm_mount *mount = &at->inst->mounts[i];
        if (is_socket(mount->source.value) || is_socket(mount->target.value)) {
            hm_find(out, mount->span, "The build mounts the engine's socket.");
        }
    }
}

const struct hm_rule hm3003_docker_socket = {
    .id = "HM3003",
    .concept = "docker-socket",
    .since = "0.1",
    .title = "The container engine's socket is mounted",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250, 668 },
    .cis = "5.32",
    .same_as = HM_IDS("semgrep:dockerfile-dockerd-socket-mount", "cis:5.32"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(VOLUME, RUN),
    .why = "Who can write to the engine's socket can start a container with the host's root "
           "directory in it, and so is root on the host. An image that declares the socket as its "
           "volume tells its users to hand it over.",
    .fix = "Build images in the container with a rootless builder (BuildKit, Buildah, kaniko's "
           "successors); give a tool that only reads a proxy which lets through nothing but that.",
    .bad = "FROM alpine:3.22\nVOLUME /var/run/docker.sock\n",
    .good = "FROM alpine:3.22\nVOLUME /var/lib/app\n",
    .check = check,
};
