/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

#include "plugin/rules/host_access.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_pod *pod = &at->workload->pod;

    for (uint32_t i = 0; i < pod->n_volumes; i++) {
        const struct hm_kube_volume *volume = &pod->volumes[i];
        if (!hm_str_eq(volume->type, "hostPath")) {
            continue;
        }

        if (volume->host_path.is_known && hm_is_engine_socket(volume->host_path.text)) {
            hm_find(out, volume->host_path.span,
                    "The volume %.*s is the socket of the node's container engine: who can write "
                    "to it is root on the node.",
                    HM_FMT(volume->name.text));
        }
    }
}

const struct hm_rule hm7009_engine_socket_in_pod = {
    .id = "HM7009",
    .concept = "engine-socket-in-pod",
    .since = "0.1",
    .title = "A pod mounts the socket of its node's container engine",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as =
        HM_IDS("trivy:KSV-0006", "checkov:CKV_K8S_27",
               "kics:Docker Daemon Socket is Exposed to Containers", "kube-linter:docker-sock"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "Who can write to the socket of Docker, containerd or CRI-O can start a container with "
           "the node's root folder in it, past all that the cluster would refuse. A read-only "
           "mount is no help: it is about the file, not about what is said through it.",
    .fix = "Build images with a rootless builder (BuildKit, Buildah); read what a tool needs from "
           "the API of the kubelet or the cluster.",
    .bad = HM_KUBE_HEAD "  volumes:\n"
                        "    - name: docker\n"
                        "      hostPath:\n"
                        "        path: /var/run/docker.sock\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  volumes:\n"
                         "    - name: docker\n"
                         "      emptyDir: {}\n" HM_KUBE_LIST,
    .check = check,
};
