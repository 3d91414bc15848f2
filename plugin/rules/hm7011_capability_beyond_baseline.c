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

        /* Engines give it, and the standard does not allow it to be asked for. */
        bool is_raw = hm_str_eq_nocase(name, HM_S("NET_RAW"));
        if (added->list[i].is_known && name.n > 0 &&
            (is_raw || hm_capability_reach(name, NULL) == HM_CAPABILITY_ODD)) {
            hm_find(out, added->list[i].span, "%.*s is given %.*s%s.",
                    HM_FMT(hm_container_label(out->arena, at->container)), HM_FMT(name),
                    is_raw ? ", by which it can forge packets"
                           : ", which engines do not give by themselves");
        }
    }
}

const struct hm_rule hm7011_capability_beyond_baseline = {
    .id = "HM7011",
    .concept = "capability-beyond-baseline",
    .since = "0.1",
    .title = "A container is given a capability beyond the baseline",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0022", "trivy:KSV-0119", "checkov:CKV_K8S_25"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Of the capabilities that engines give, the Pod Security Standards' `baseline` allows "
           "all but `NET_RAW`, and none beyond them. Those that reach the node are HM7010; this is "
           "the rest, such as `LEASE`, or a name that does not exist.",
    .fix = "Take it out.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        capabilities:\n"
                       "          add: [LEASE]\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        capabilities:\n"
                        "          add: [CHOWN]\n",
    .check = check,
};
