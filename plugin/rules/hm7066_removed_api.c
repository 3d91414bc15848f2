/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

struct removal {
    const char *version;
    const char *kind; /* NULL: all of them */
    const char *since;
    const char *instead;
};

static const struct removal removed[] = {
    { "extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1" },
    { "extensions/v1beta1", "NetworkPolicy", "1.16", "networking.k8s.io/v1" },
    { "extensions/v1beta1", "PodSecurityPolicy", "1.16", "" },
    { "extensions/v1beta1", NULL, "1.16", "apps/v1" },
    { "apps/v1beta1", NULL, "1.16", "apps/v1" },
    { "apps/v1beta2", NULL, "1.16", "apps/v1" },
    { "networking.k8s.io/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1" },
    { "networking.k8s.io/v1beta1", "IngressClass", "1.22", "networking.k8s.io/v1" },
    { "rbac.authorization.k8s.io/v1alpha1", NULL, "1.22", "rbac.authorization.k8s.io/v1" },
    { "rbac.authorization.k8s.io/v1beta1", NULL, "1.22", "rbac.authorization.k8s.io/v1" },
    { "apiextensions.k8s.io/v1beta1", NULL, "1.22", "apiextensions.k8s.io/v1" },
    { "admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", "1.22",
      "admissionregistration.k8s.io/v1" },
    { "admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", "1.22",
      "admissionregistration.k8s.io/v1" },
    { "apiregistration.k8s.io/v1beta1", NULL, "1.22", "apiregistration.k8s.io/v1" },
    { "certificates.k8s.io/v1beta1", "CertificateSigningRequest", "1.22",
      "certificates.k8s.io/v1" },
    { "coordination.k8s.io/v1beta1", "Lease", "1.22", "coordination.k8s.io/v1" },
    { "scheduling.k8s.io/v1beta1", NULL, "1.22", "scheduling.k8s.io/v1" },
    { "storage.k8s.io/v1beta1", "StorageClass", "1.22", "storage.k8s.io/v1" },
    { "storage.k8s.io/v1beta1", "CSIDriver", "1.22", "storage.k8s.io/v1" },
    { "storage.k8s.io/v1beta1", "CSINode", "1.22", "storage.k8s.io/v1" },
    { "storage.k8s.io/v1beta1", "VolumeAttachment", "1.22", "storage.k8s.io/v1" },
    { "storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.27", "storage.k8s.io/v1" },
    { "batch/v1beta1", "CronJob", "1.25", "batch/v1" },
    { "policy/v1beta1", "PodDisruptionBudget", "1.25", "policy/v1" },
    { "policy/v1beta1", "PodSecurityPolicy", "1.25", "" },
    { "discovery.k8s.io/v1beta1", "EndpointSlice", "1.25", "discovery.k8s.io/v1" },
    { "events.k8s.io/v1beta1", "Event", "1.25", "events.k8s.io/v1" },
    { "node.k8s.io/v1beta1", "RuntimeClass", "1.25", "node.k8s.io/v1" },
    { "autoscaling/v2beta1", NULL, "1.25", "autoscaling/v2" },
    { "autoscaling/v2beta2", NULL, "1.26", "autoscaling/v2" },
    { "flowcontrol.apiserver.k8s.io/v1beta1", NULL, "1.26", "flowcontrol.apiserver.k8s.io/v1" },
    { "flowcontrol.apiserver.k8s.io/v1beta2", NULL, "1.29", "flowcontrol.apiserver.k8s.io/v1" },
    { "flowcontrol.apiserver.k8s.io/v1beta3", NULL, "1.32", "flowcontrol.apiserver.k8s.io/v1" },
};

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];

        for (size_t k = 0; k < sizeof removed / sizeof removed[0]; k++) {
            if (hm_str_eq(object->api_version, removed[k].version) &&
                (removed[k].kind == NULL || hm_str_eq(object->kind, removed[k].kind))) {
                hm_find(out, hm_tree_scalar(object->tree, "apiVersion").span,
                        "%.*s of %.*s is gone since Kubernetes %s%s%s.", HM_FMT(object->kind),
                        HM_FMT(object->api_version), removed[k].since,
                        removed[k].instead[0] == '\0' ? "" : ": it is in ", removed[k].instead);
                break;
            }
        }
    }
}

const struct hm_rule hm7066_removed_api = {
    .id = "HM7066",
    .concept = "removed-api",
    .since = "0.1",
    .title = "An object is of an API that clusters no longer have",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 477 },
    .same_as = HM_IDS("trivy:KSV-0107", "kics:Object Is Using A Deprecated API Version",
                      "kube-linter:no-extensions-v1beta", "kube-score:stable-version"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why =
        "A cluster refuses objects of an API that it does not serve: the file that was applied for "
        "years fails on the day of the upgrade, and with it whatever policy or limit it holds.",
    .fix = "Move to the version that the message names; `kubectl convert` rewrites the file.",
    .bad = "apiVersion: extensions/v1beta1\n"
           "kind: Deployment\n"
           "metadata:\n"
           "  name: web\n",
    .good = "apiVersion: apps/v1\n"
            "kind: Deployment\n"
            "metadata:\n"
            "  name: web\n",
    .check = check,
};
