/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *mount = &at->container->own.proc_mount;

    if (mount->is_set && mount->is_known && !hm_str_eq(mount->text, "Default") &&
        !hm_pod_has_own_users(at)) {
        hm_find(out, mount->span, "%.*s sees its /proc without the runtime's masks.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7015_proc_unmasked = {
    .id = "HM7015",
    .concept = "proc-unmasked",
    .since = "0.1",
    .title = "A container's /proc is not masked",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as =
        HM_IDS("trivy:KSV-0027", "kics:Container Runs Unmasked", "kube-linter:unsafe-proc-mount"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Runtimes hide the parts of `/proc` that tell of the node's kernel or steer it "
           "(`kcore`, `sysrq-trigger`, `timer_list`). `procMount: Unmasked` shows them. The Pod "
           "Security Standards forbid it from `baseline` on, but to pods with users of their own "
           "(`hostUsers: false`), whose root has no say over the node's kernel.",
    .fix = "Take `procMount` out.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        procMount: Unmasked\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        procMount: Default\n",
    .check = check,
};
