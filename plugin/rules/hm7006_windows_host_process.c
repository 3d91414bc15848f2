/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *value = &at->container->effective.host_process;

    switch (hm_scalar_is_true(value)) {
    case HM_YES:
        hm_find(out, value->span, "%.*s is a process of its Windows node.",
                HM_FMT(hm_container_label(out->arena, at->container)));
        break;
    case HM_UNKNOWN:
        hm_cannot_tell(out, value->span,
                       "Whether it is a process of the node depends on a template.");
        break;
    case HM_NO:
        break;
    }
}

const struct hm_rule hm7006_windows_host_process = {
    .id = "HM7006",
    .concept = "windows-host-process",
    .since = "0.1",
    .title = "A container is a process of its Windows node",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_CAPABILITIES,
    .cwe = { 250 },
    .same_as = HM_IDS("trivy:KSV-0103"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(CONTAINER),
    .why = "A HostProcess container is no container: it runs on the node itself, with its files, "
           "network and registry, as whichever account it names. The Pod Security Standards forbid "
           "it from `baseline` on.",
    .fix = "Take `hostProcess: true` out; what administers nodes belongs in a namespace of its own "
           "that allows it.",
    .bad = HM_KUBE_POD "      securityContext:\n"
                       "        windowsOptions:\n"
                       "          hostProcess: true\n",
    .good = HM_KUBE_POD "      securityContext:\n"
                        "        windowsOptions:\n"
                        "          runAsUserName: ContainerUser\n",
    .check = check,
};
