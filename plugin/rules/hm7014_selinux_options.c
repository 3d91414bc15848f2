/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    static const char *const types[] = {
        "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "", NULL
    };
    const struct hm_security *security = &at->container->effective;
    const struct hm_scalar *type = &security->selinux_type;

    if (type->is_set && type->is_known && type->text.n > 0 && !hm_str_in(type->text, types)) {
        hm_find(out, type->span, "%.*s runs with the SELinux type %.*s.",
                HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(type->text));
    } else if (security->selinux_user.text.n > 0) {
        hm_find(out, security->selinux_user.span, "%.*s sets its SELinux user.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    } else if (security->selinux_role.text.n > 0) {
        hm_find(out, security->selinux_role.span, "%.*s sets its SELinux role.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7014_selinux_options = {
    .id = "HM7014",
    .concept = "selinux-options",
    .since = "0.1",
    .title = "A container changes its SELinux label",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0025"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "SELinux keeps containers apart by their labels. A type such as `spc_t` takes that "
           "away, and so may a user or role of one's own. The Pod Security Standards' `baseline` "
           "allows the types `container_t`, `container_init_t`, `container_kvm_t` and "
           "`container_engine_t`, and neither user nor role.",
    .fix = "Take `seLinuxOptions` out, or keep its `level` alone.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        seLinuxOptions:\n"
                       "          type: spc_t\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        seLinuxOptions:\n"
                        "          level: \"s0:c123,c456\"\n",
    .check = check,
};
