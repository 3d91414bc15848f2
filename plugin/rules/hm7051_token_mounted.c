/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

/* Its ServiceAccount, if it is in the same file; else *ret_is_known is false. */
static bool
account_forbids(const struct hm_visit *at, bool *ret_is_known)
{
    const struct hm_scalar *name = &at->workload->pod.service_account;

    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];
        if (hm_str_eq(object->kind, "ServiceAccount") && name->is_set &&
            hm_str_is(object->name.text, name->text) &&
            hm_str_is(object->namespace.text, at->workload->object->namespace.text)) {
            *ret_is_known = true;
            struct hm_scalar automount =
                hm_tree_scalar(object->tree, "automountServiceAccountToken");
            return automount.is_set && hm_scalar_is_true(&automount) == HM_NO;
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_scalar *automount = &at->workload->pod.automount;
    bool is_known = automount->is_set || !at->workload->pod.service_account.is_set;

    if (at->workload->is_partial) {
        return;
    }
    if (automount->is_set && !automount->is_known) {
        hm_cannot_tell(out, automount->span, "Whether it does depends on a template.");
    } else if (automount->is_set ? hm_scalar_is_true(automount) == HM_YES
                                 : !account_forbids(at, &is_known)) {
        hm_find(out, automount->is_set ? automount->span : at->workload->span,
                "%.*s mounts a token of its service account into every container%s.",
                HM_FMT(hm_workload_label(out->arena, at->workload)),
                is_known ? "" : ", unless that account, which is not in this file, forbids it");
    }
}

const struct hm_rule hm7051_token_mounted = {
    .id = "HM7051",
    .concept = "token-mounted",
    .since = "0.1",
    .title = "A pod gets credentials of the cluster that it may not need",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 522 },
    .same_as = HM_IDS("trivy:KSV-0036", "checkov:CKV_K8S_38",
                      "kics:Service Account Token Automount Not Disabled"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(WORKLOAD),
    .why = "Kubernetes mounts a token for its API into every container unless it is told not to. "
           "Most programs never use it, and whoever gets into one of them has it: at least it "
           "tells what the cluster is made of, often more. `automountServiceAccountToken: false` "
           "counts in the pod, and in a ServiceAccount of the same file that the pod names.",
    .fix = "Write `automountServiceAccountToken: false` into the pod, or into its ServiceAccount; "
           "a program that uses the API gets a role of its own and a projected token.",
    .bad = HM_KUBE_POD,
    .good = HM_KUBE_HEAD "  automountServiceAccountToken: false\n" HM_KUBE_LIST,
    .check = check,
};
