/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalars *dropped = &at->container->own.cap_drop;
    bool has_all = false;

    for (uint32_t i = 0; i < dropped->n; i++) {
        /* "CAP_ALL" is no name to the runtimes: nothing is dropped by it. */
        has_all = has_all || hm_str_eq_nocase(dropped->list[i].text, HM_S("ALL"));
        if (!dropped->list[i].is_known) {
            hm_cannot_tell(out, dropped->span, "What is dropped depends on a template.");
            return;
        }
    }
    if (!has_all && hm_container_is_whole(at) && !hm_container_is_privileged(at)) {
        hm_find(out, dropped->is_set ? dropped->span : at->container->span,
                "%.*s keeps the capabilities that engines give: it does not drop ALL.",
                HM_FMT(hm_container_label(out->arena, at->container)));
    }
}

const struct hm_rule hm7026_capabilities_kept_in_pod = {
    .id = "HM7026",
    .concept = "capabilities-kept-in-pod",
    .since = "0.1",
    .title = "A container keeps capabilities that it does not need",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0003", "trivy:KSV-0004", "checkov:CKV_K8S_37",
                      "checkov:CKV_K8S_28", "kics:No Drop Capabilities for Containers",
                      "kics:NET_RAW Capabilities Not Being Dropped",
                      "kube-linter:drop-net-raw-capability"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "Engines give a container fourteen capabilities: forging packets, changing owners, "
           "making devices. Nearly no service needs one of them. Dropping all and adding what is "
           "needed is one line, and `restricted`, the strictest of the Pod Security Standards, "
           "asks for it in every container.",
    .fix = "Write `capabilities: {drop: [ALL]}` into the securityContext of the container, and "
           "`add: [NET_BIND_SERVICE]` for ports below 1024.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        capabilities:\n"
                        "          drop: [ALL]\n",
    .check = check,
};
