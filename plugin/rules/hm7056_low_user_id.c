/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *user = &at->container->effective.run_as_user;
    const struct hm_scalar *group = &at->container->effective.run_as_group;
    uint64_t number;

    if (hm_scalar_number(user, &number) && number > 0 && number < 10000) {
        hm_find(out, user->span, "%.*s runs as user %.*s.",
                HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(user->text));
    }
    if (hm_scalar_number(group, &number) && number > 0 && number < 10000) {
        hm_find(out, group->span, "%.*s runs with group %.*s.",
                HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(group->text));
    }
}

const struct hm_rule hm7056_low_user_id = {
    .id = "HM7056",
    .concept = "low-user-id",
    .since = "0.1",
    .title = "A container runs with a number that its node may have given to somebody",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_NON_ROOT,
    .profile = HM_PROFILE_ALL,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0020", "trivy:KSV-0021", "checkov:CKV_K8S_40",
                      "kics:Container Running With Low UID",
                      "kube-score:container-security-context-user-group-id"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why =
        "Numbers below 10000 are those of a node's own users, groups and services. A process that "
        "gets out of the container is that user there, with its files.",
    .fix = "Write a number from 10000 on: `runAsUser: 10001`.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        runAsUser: 1000\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        runAsUser: 10001\n",
    .check = check,
};
