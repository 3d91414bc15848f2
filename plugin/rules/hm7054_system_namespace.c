/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    static const char *const names[] = { "kube-system", "kube-public", "kube-node-lease", NULL };
    const struct hm_scalar *namespace = &at->workload->object->namespace;

    if (hm_str_in(namespace->text, names)) {
        hm_find(out, namespace->span, "%.*s is put into %.*s.",
                HM_FMT(hm_workload_label(out->arena, at->workload)), HM_FMT(namespace->text));
    }
}

const struct hm_rule hm7054_system_namespace = {
    .id = "HM7054",
    .concept = "system-namespace",
    .since = "0.1",
    .title = "An application is put among the parts of the cluster",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 653 },
    .same_as = HM_IDS("trivy:KSV-0037"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why =
        "`kube-system` holds the cluster's own parts and their credentials. What may do something "
        "to all objects of a namespace may do it to those, and policies usually leave them out.",
    .fix = "Give the application a namespace of its own.",
    .bad = "apiVersion: v1\n"
           "kind: Pod\n"
           "metadata:\n"
           "  name: web\n"
           "  namespace: kube-system\n"
           "spec:\n"
           "  containers:\n"
           "    - name: web\n"
           "      image: nginx:1.29\n",
    .good = HM_KUBE_POD,
    .check = check,
};
