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

        if (added->list[i].is_known && hm_capability_reach(name, NULL) == HM_CAPABILITY_USUAL &&
            !hm_str_eq_nocase(name, HM_S("NET_BIND_SERVICE")) &&
            !hm_str_eq_nocase(name, HM_S("NET_RAW"))) {
            hm_find(out, added->list[i].span, "%.*s is given %.*s.",
                    HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(name));
        }
    }
}

const struct hm_rule hm7027_capability_given_in_pod = {
    .id = "HM7027",
    .concept = "capability-given-in-pod",
    .since = "0.1",
    .title = "A container is given a capability",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_CAPABILITIES,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0106", "kics:Containers With Added Capabilities"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "`restricted`, the strictest of the Pod Security Standards, allows `NET_BIND_SERVICE` "
           "alone. Capabilities that reach the node are HM7010, others that engines do not give "
           "HM7011.",
    .fix = "Take it out; run as the user that owns what the program writes.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        capabilities:\n"
                       "          add: [CHOWN]\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        capabilities:\n"
                        "          add: [NET_BIND_SERVICE]\n",
    .check = check,
};
