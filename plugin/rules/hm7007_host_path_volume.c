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

        if (volume->host_path.is_set && !volume->host_path.is_known) {
            hm_cannot_tell(out, volume->host_path.span, "The path depends on a template.");
        } else if (!hm_is_engine_socket(volume->host_path.text) &&
                   hm_host_path_danger(volume->host_path.text) == NULL) {
            hm_find(out, volume->host_path.is_set ? volume->host_path.span : volume->span,
                    "The volume %.*s is a path of whatever node the pod runs on.",
                    HM_FMT(volume->name.text));
        }
    }
}

const struct hm_rule hm7007_host_path_volume = {
    .id = "HM7007",
    .concept = "host-path-volume",
    .since = "0.1",
    .title = "A pod mounts a folder of its node",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .same_as = HM_IDS("trivy:KSV-0023", "kube-linter:writable-host-mount"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "Files of a node outlive the pod, are seen by other pods that mount them, and differ "
           "from node to node; whatever a container writes there it writes on the node. The Pod "
           "Security Standards forbid `hostPath` from `baseline` on. Folders that the node itself "
           "lives on are HM7008, sockets of engines HM7009.",
    .fix = "Use an `emptyDir`, a PersistentVolumeClaim, a ConfigMap or a local PersistentVolume.",
    .bad = HM_KUBE_HEAD "  volumes:\n"
                        "    - name: data\n"
                        "      hostPath:\n"
                        "        path: /srv/data\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  volumes:\n"
                         "    - name: data\n"
                         "      emptyDir: {}\n" HM_KUBE_LIST,
    .check = check,
};
