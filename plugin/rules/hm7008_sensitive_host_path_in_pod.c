/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

#include "plugin/rules/host_access.h"

static bool
is_read_only_everywhere(const struct hm_workload *workload, const struct hm_kube_volume *volume)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < workload->n_containers; i++) {
        for (uint32_t k = 0; k < workload->containers[i].n_mounts; k++) {
            const struct hm_kube_mount *mount = &workload->containers[i].mounts[k];
            if (!hm_str_is(mount->volume.text, volume->name.text)) {
                continue;
            }
            if (hm_scalar_is_true(&mount->read_only) != HM_YES) {
                return false;
            }
            n++;
        }
    }
    return n > 0;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_pod *pod = &at->workload->pod;

    for (uint32_t i = 0; i < pod->n_volumes; i++) {
        const struct hm_kube_volume *volume = &pod->volumes[i];
        if (!hm_str_eq(volume->type, "hostPath")) {
            continue;
        }

        const char *danger = hm_host_path_danger(volume->host_path.text);
        if (volume->host_path.is_known && danger != NULL &&
            !hm_is_engine_socket(volume->host_path.text)) {
            bool is_read_only = is_read_only_everywhere(at->workload, volume);
            hm_find_at(out, is_read_only ? HM_SEV_MEDIUM : HM_SEV_HIGH, volume->host_path.span,
                       "The volume %.*s is %.*s of the node, %s%s.", HM_FMT(volume->name.text),
                       HM_FMT(volume->host_path.text), danger,
                       is_read_only ? "; it is mounted to be read only" : "");
        }
    }
}

const struct hm_rule hm7008_sensitive_host_path_in_pod = {
    .id = "HM7008",
    .concept = "sensitive-host-path-in-pod",
    .since = "0.1",
    .title = "A pod mounts a folder that its node lives on",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 668 },
    .same_as = HM_IDS("trivy:KSV-0121", "kics:Non Kube System Pod With Host Mount",
                      "kube-linter:sensitive-host-mounts"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "`/`, `/etc`, `/proc`, `/var/run`, `/var/lib/kubelet` and their like are what a node is "
           "made of: who writes there is root on the node, and who reads there has its keys. Where "
           "all containers mount it read-only the finding is medium.",
    .fix = "Mount the one file that is needed, read-only, or take what the program needs from the "
           "API.",
    .bad = HM_KUBE_HEAD "  volumes:\n"
                        "    - name: host\n"
                        "      hostPath:\n"
                        "        path: /etc\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  volumes:\n"
                         "    - name: host\n"
                         "      emptyDir: {}\n" HM_KUBE_LIST,
    .check = check,
};
