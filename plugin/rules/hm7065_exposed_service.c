/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

/* By ranges, or by an annotation of a cloud: all of them have "internal" in name or value. */
static bool
is_limited(const struct hm_yaml *tree)
{
    const struct hm_yaml *metadata = hm_yaml_get(tree, "metadata");
    const struct hm_yaml *notes = metadata == NULL ? NULL : hm_yaml_get(metadata, "annotations");

    for (uint32_t i = 0; notes != NULL && notes->kind == HM_YAML_MAP && i < notes->n; i++) {
        bool is_off = hm_str_eq_nocase(notes->pairs[i].value->text, HM_S("false"));
        if ((hm_str_has_nocase(notes->pairs[i].key->text, "internal") && !is_off) ||
            hm_str_has_nocase(notes->pairs[i].value->text, "internal")) {
            return true;
        }
    }
    return hm_tree_at(tree, "spec.loadBalancerSourceRanges").is_set;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];

        struct hm_scalar type = hm_tree_at(object->tree, "spec.type");
        if (!hm_str_eq(object->kind, "Service") || !type.is_set) {
            continue;
        }
        if (hm_str_eq(type.text, "NodePort")) {
            hm_find(out, type.span, "The Service %.*s opens a port on every node.",
                    HM_FMT(object->name.text));
        } else if (hm_str_eq(type.text, "LoadBalancer") && !is_limited(object->tree)) {
            hm_find(out, type.span, "The Service %.*s gets a load balancer that lets everybody in.",
                    HM_FMT(object->name.text));
        }
    }
}

const struct hm_rule hm7065_exposed_service = {
    .id = "HM7065",
    .concept = "exposed-service",
    .since = "0.1",
    .title = "A Service is open on every node, or to the internet",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_REVIEWABLE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 668 },
    .same_as = HM_IDS("kics:Service Type is NodePort", "kics:Service With External Load Balancer",
                      "kube-linter:exposed-services", "kube-score:service-type"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "A NodePort is open on each node of the cluster, past Ingress and its TLS and rules. A "
           "load balancer without `loadBalancerSourceRanges`, or an annotation that makes it "
           "internal, is on the internet.",
    .fix = "Use ClusterIP behind an Ingress or Gateway; name `loadBalancerSourceRanges`.",
    .bad = "apiVersion: v1\n"
           "kind: Service\n"
           "metadata:\n"
           "  name: web\n"
           "spec:\n"
           "  type: NodePort\n",
    .good = "apiVersion: v1\n"
            "kind: Service\n"
            "metadata:\n"
            "  name: web\n"
            "spec:\n"
            "  type: ClusterIP\n",
    .check = check,
};
