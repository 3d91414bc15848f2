/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/workloads.h"

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 0; i < at->manifests->n_objects; i++) {
        const struct hm_object *object = at->manifests->objects[i];

        struct hm_scalar addresses = { 0 };
        const struct hm_yaml *spec = hm_yaml_get(object->tree, "spec");
        if (hm_str_eq(object->kind, "Service") && spec != NULL) {
            addresses = hm_tree_scalar(spec, "externalIPs");
            const struct hm_yaml *list = hm_yaml_get(spec, "externalIPs");
            addresses.is_set = addresses.is_set && list->kind == HM_YAML_LIST && list->n > 0;
        }
        if (addresses.is_set) {
            hm_find(out, addresses.span,
                    "The Service %.*s takes the traffic of addresses that it "
                    "names itself.",
                    HM_FMT(object->name.text));
        }
    }
}

const struct hm_rule hm7064_external_ips = {
    .id = "HM7064",
    .concept = "external-ips",
    .since = "0.1",
    .title = "A Service takes addresses that it names itself",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 441 },
    .same_as = HM_IDS("trivy:KSV-0108"),
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "Whoever may write a Service may name any address in `externalIPs`, and the nodes then "
           "send what is meant for it to this Service: that of a DNS server, of the cluster's API, "
           "of another team (CVE-2020-8554).",
    .fix = "Use a Service of type LoadBalancer, an Ingress or a Gateway.",
    .bad = "apiVersion: v1\n"
           "kind: Service\n"
           "metadata:\n"
           "  name: web\n"
           "spec:\n"
           "  externalIPs: [192.0.2.7]\n",
    .good = "apiVersion: v1\n"
            "kind: Service\n"
            "metadata:\n"
            "  name: web\n"
            "spec:\n"
            "  type: ClusterIP\n",
    .check = check,
};
