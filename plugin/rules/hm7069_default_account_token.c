/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];
        struct hm_scalar automount = hm_tree_scalar(object->tree, "automountServiceAccountToken");

        if (!hm_str_eq(object->kind, "ServiceAccount") ||
            !hm_str_eq(object->name.text, "default")) {
            continue;
        }
        if (automount.is_set && !automount.is_known) {
            hm_cannot_tell(out, automount.span, "Whether it does depends on a template.");
        } else if (!automount.is_set || hm_scalar_is_true(&automount) == HM_YES) {
            hm_find(out, automount.is_set ? automount.span : object->span,
                    "Every pod that names no account gets a token of this one.");
        }
    }
}

const struct hm_rule hm7069_default_account_token = {
    .id = "HM7069",
    .concept = "default-account-token",
    .since = "0.1",
    .title = "The default service account gives its token to every pod",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 522, 266 },
    .same_as = HM_IDS("checkov:CKV_K8S_41"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "The account `default` is there in each namespace. Where a manifest writes it down, it "
           "is the place to say once that pods without an account of their own get no token.",
    .fix = "Write `automountServiceAccountToken: false` into it.",
    .bad = "apiVersion: v1\n"
           "kind: ServiceAccount\n"
           "metadata:\n"
           "  name: default\n"
           "  namespace: shop\n",
    .good = "apiVersion: v1\n"
            "kind: ServiceAccount\n"
            "metadata:\n"
            "  name: default\n"
            "  namespace: shop\n"
            "automountServiceAccountToken: false\n",
    .check = check,
};
