/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/host_access.h"
#include "plugin/rules/services.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (hm_scalar_is_true(&at->service->api_socket) == HM_YES) {
        hm_find(out, at->service->api_socket.span,
                "The %s %.*s is given the engine's socket: with it, it is root on the host.",
                HM_SERVICE(at->service));
    }
    for (uint32_t i = 0; i < at->service->n_volumes; i++) {
        const struct hm_volume *volume = &at->service->volumes[i];
        struct hm_str source = hm_str_basename(volume->source.text);
        struct hm_str target = hm_str_basename(volume->target.text);
        bool is_socket = volume->kind != HM_VOLUME_TMPFS && volume->kind != HM_VOLUME_NAMED &&
                         hm_is_engine_socket(source);
        bool is_pipe = hm_str_has(volume->source.text, "pipe") &&
                       hm_str_has(volume->source.text, "docker_engine");
        if (is_socket || is_pipe ||
            (volume->kind == HM_VOLUME_OTHER && hm_is_engine_socket(target))) {
            hm_find(out, volume->span,
                    "The %s %.*s is given the engine's socket: with it, it is root on the "
                    "host.",
                    HM_SERVICE(at->service));
        } else if (volume->source.is_set && !volume->source.is_known &&
                   hm_str_ends(target, ".sock")) {
            hm_cannot_tell(out, volume->span, "Which socket is mounted depends on a variable.");
        }
    }
}

const struct hm_rule hm6002_runtime_socket_mounted = {
    .id = "HM6002",
    .concept = "runtime-socket-mounted",
    .since = "0.1",
    .title = "A container engine's socket is mounted into a container",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 250, 668 },
    .cis = "5.32",
    .same_as = HM_IDS("kics:Docker Socket Mounted In Container", "compose-lint:CL-0001",
                      "semgrep:exposing-docker-socket-volume",
                      "docksec:compose-docker-socket-mount", "cis:5.32"),
    .needs = HM_NEEDS_SERVICES,
    .on = HM_ON(SERVICE),
    .why = "Whoever can talk to the engine can start a privileged container with the "
           "host's root folder in it, and so is root on the host. Mounting the socket "
           "read-only changes nothing: it is the requests that matter, and they go "
           "through.",
    .fix = "Give the container a proxy that lets through only the requests it needs, an "
           "engine of its own (rootless, or in another machine), or the information by "
           "another way.",
    .bad = "services:\n"
           "  agent:\n"
           "    image: portainer/agent:2.27\n"
           "    volumes:\n"
           "      - /var/run/docker.sock:/var/run/docker.sock:ro\n",
    .good = "services:\n"
            "  agent:\n"
            "    image: portainer/agent:2.27\n"
            "    volumes:\n"
            "      - agent-data:/data\n"
            "volumes:\n"
            "  agent-data:\n",
    .check = check,
};
