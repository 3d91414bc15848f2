/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *namespace = &at->workload->object->namespace;

    if (!at->workload->is_partial && hm_str_eq(namespace->text, "default")) {
        hm_find(out, namespace->span, "%.*s is put into the namespace default.",
                HM_FMT(hm_workload_label(out->arena, at->workload)));
    }
}

const struct hm_rule hm7053_default_namespace = {
    .id = "HM7053",
    .concept = "default-namespace",
    .since = "0.1",
    .title = "An object is in the namespace that all share",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 653 },
    .same_as = HM_IDS("trivy:KSV-0110", "checkov:CKV_K8S_21", "kube-linter:use-namespace"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why =
        "Roles, quotas, NetworkPolicies and the Pod Security Standards are set by namespace. In "
        "`default` whatever nobody thought about runs side by side. An object without a namespace "
        "goes where `kubectl` or the pipeline puts it, which no file tells, and is not reported.",
    .fix = "Give the application a namespace of its own.",
    .bad = "apiVersion: v1\n"
           "kind: Pod\n"
           "metadata:\n"
           "  name: web\n"
           "  namespace: default\n"
           "spec:\n"
           "  containers:\n"
           "    - name: web\n"
           "      image: nginx:1.29\n",
    .good = HM_KUBE_POD,
    .check = check,
};
