/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalars *aliases = &at->workload->pod.host_aliases;

    if (aliases->n > 0) {
        hm_find(out, aliases->span, "%.*s writes addresses of its own into /etc/hosts.",
                HM_FMT(hm_workload_label(out->arena, at->workload)));
    }
}

const struct hm_rule hm7059_host_aliases = {
    .id = "HM7059",
    .concept = "host-aliases",
    .since = "0.1",
    .title = "A pod names other addresses for hosts",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 350 },
    .same_as = HM_IDS("trivy:KSV-0007"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "Names in `hostAliases` win over DNS: they send traffic elsewhere without anybody "
           "seeing it there, and they are still there when the address belongs to somebody else.",
    .fix = "Use a Service without selector, or an ExternalName.",
    .bad = HM_KUBE_HEAD "  hostAliases:\n"
                        "    - ip: 10.0.0.7\n"
                        "      hostnames: [db]\n" HM_KUBE_LIST,
    .good = HM_KUBE_POD,
    .check = check,
};
