/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

#include "plugin/rules/host_access.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalars *added = &at->container->own.cap_add;

    for (uint32_t i = 0; i < added->n; i++) {
        struct hm_str name = hm_capability_name(added->list[i].text);

        const char *what = "";
        enum hm_capability_reach reach = hm_capability_reach(name, &what);
        if (!added->list[i].is_known) {
            hm_cannot_tell(out, added->list[i].span, "The capability depends on a template.");
        } else if (reach >= HM_CAPABILITY_HIGH) {
            hm_find_at(out, reach == HM_CAPABILITY_CRITICAL ? HM_SEV_CRITICAL : HM_SEV_HIGH,
                       added->list[i].span, "%.*s is given %.*s: %s.",
                       HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(name), what);
        }
    }
}

const struct hm_rule hm7010_dangerous_capability_in_pod = {
    .id = "HM7010",
    .concept = "dangerous-capability-in-pod",
    .since = "0.1",
    .title = "A container is given a capability that reaches its node",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0005", "trivy:KSV-0120", "checkov:CKV_K8S_39",
                      "kics:Containers With Sys Admin Capabilities"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "A capability is a part of what root can do. Those that run code on the node "
           "(`SYS_ADMIN`, `SYS_MODULE`, `SYS_RAWIO`, and `ALL`) are critical; those that trace "
           "other processes, read any file or set the network are high. The Pod Security Standards "
           "forbid them from `baseline` on.",
    .fix = "Take it out. Where the program needs it, give it to a container of its own in a "
           "namespace that allows it.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        capabilities:\n"
                       "          add: [SYS_ADMIN]\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        capabilities:\n"
                        "          drop: [ALL]\n"
                        "          add: [CHOWN, NET_BIND_SERVICE, SETGID, SETUID]\n",
    .check = check,
};
