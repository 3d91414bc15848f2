/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    static const char *const types[] = { "configMap", "csi",       "downwardAPI",
                                         "emptyDir",  "ephemeral", "persistentVolumeClaim",
                                         "projected", "secret",    "image",
                                         "hostPath",  "",          NULL };

    for (uint32_t i = 0; i < at->workload->pod.n_volumes; i++) {
        const struct hm_kube_volume *volume = &at->workload->pod.volumes[i];
        if (volume->type.n > 0 && !hm_str_in(volume->type, types)) {
            hm_find(out, volume->span, "The volume %.*s is mounted by the pod itself, as %.*s.",
                    HM_FMT(volume->name.text), HM_FMT(volume->type));
        }
    }
}

const struct hm_rule hm7021_volume_beyond_restricted = {
    .id = "HM7021",
    .concept = "volume-beyond-restricted",
    .since = "0.1",
    .title = "A pod mounts a volume of a type that is tied to its node",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_CAPABILITIES,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 668 },
    .same_as = HM_IDS("trivy:KSV-0028"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why =
        "Volumes such as `nfs`, `iscsi` or `gitRepo` are mounted by the node as root, with "
        "parameters that whoever writes the pod chooses. The Pod Security Standards' `restricted` "
        "profile allows only the types that an administrator stands behind: claims, CSI, "
        "ConfigMaps, Secrets, `emptyDir` and their like. `hostPath` is HM7007 to HM7009.",
    .fix = "Define a PersistentVolume and mount a claim of it.",
    .bad = HM_KUBE_HEAD "  volumes:\n"
                        "    - name: data\n"
                        "      nfs:\n"
                        "        server: nfs.example.org\n"
                        "        path: /data\n" HM_KUBE_LIST,
    .good = HM_KUBE_HEAD "  volumes:\n"
                         "    - name: data\n"
                         "      persistentVolumeClaim:\n"
                         "        claimName: data\n" HM_KUBE_LIST,
    .check = check,
};
