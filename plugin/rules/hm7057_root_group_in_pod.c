/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *group = &at->container->effective.run_as_group;
    const struct hm_scalars *more = &at->workload->pod.security.supplemental_groups;
    const struct hm_scalar *of_files = &at->workload->pod.security.fs_group;
    uint64_t number;

    if (hm_scalar_number(group, &number) && number == 0) {
        hm_find(out, group->span, "%.*s runs with the group of root.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
    if (hm_scalar_number(of_files, &number) && number == 0) {
        hm_find(out, of_files->span, "%.*s is given the group of root, and its volumes' files are.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
    for (uint32_t i = 0; i < more->n; i++) {
        if (hm_scalar_number(&more->list[i], &number) && number == 0) {
            hm_find(out, more->list[i].span, "%.*s is given the group of root.",
                    HM_FMT(hm_container_label(out->arena, at->container)));
        }
    }
}

const struct hm_rule hm7057_root_group_in_pod = {
    .id = "HM7057",
    .concept = "root-group-in-pod",
    .since = "0.1",
    .title = "A container runs with the group of root",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0116"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Files of volumes and images that belong to group 0 are then the container's to read, "
           "and often to write. `runAsGroup`, `supplementalGroups` and `fsGroup` are looked at.",
    .fix = "Write a group from 10000 on: `runAsGroup: 10001`.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        runAsGroup: 0\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        runAsGroup: 10001\n",
    .check = check,
};
