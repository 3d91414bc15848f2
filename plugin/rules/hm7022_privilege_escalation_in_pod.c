/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *allow = &at->container->own.allow_escalation;

    if (!hm_container_is_whole(at) || hm_container_is_privileged(at)) {
        return;
    }
    if (allow->is_set && !allow->is_known) {
        hm_cannot_tell(out, allow->span, "Whether it may depends on a template.");
    } else if (!allow->is_set || hm_scalar_is_true(allow) == HM_YES) {
        hm_find(out, allow->is_set ? allow->span : at->container->span,
                "%.*s may gain rights by set-user-id programs%s.",
                HM_FMT(hm_container_label(out->arena, at->container)),
                allow->is_set ? "" : ": nothing forbids it");
    }
}

const struct hm_rule hm7022_privilege_escalation_in_pod = {
    .id = "HM7022",
    .concept = "privilege-escalation-in-pod",
    .since = "0.1",
    .title = "A container may gain rights that it does not start with",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 269 },
    .same_as = HM_IDS("trivy:KSV-0001", "checkov:CKV_K8S_20", "kics:Privilege Escalation Allowed",
                      "kube-linter:privilege-escalation-container"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why =
        "Without `allowPrivilegeEscalation: false` a program with the set-user-id bit or with file "
        "capabilities gives its user more rights than the container started with: `sudo`, `su` or "
        "one that an attacker finds. The Pod Security Standards' `restricted` profile asks for it "
        "in every container; it cannot be set for the pod. Privileged containers are HM7001.",
    .fix = "Write `allowPrivilegeEscalation: false` into the securityContext of the container.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        allowPrivilegeEscalation: false\n",
    .check = check,
};
