/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/manifest_problems.h"
#include "plugin/rules/registry.h"

const struct hm_rule hm9004_unreadable_kube_manifest = {
    .id = "HM9004",
    .concept = "unreadable-kube-manifest",
    .since = "0.1",
    .title = "A manifest of Kubernetes cannot be read to its end",
    .severity = HM_SEV_HIGH,
    .practice = HM_PRACTICE_REVIEWABLE,
    .cwe = { 1286 },
    .needs = HM_NEEDS_KUBERNETES,
    .on = HM_ON(MANIFEST),
    .why = "What cannot be read is not judged, and the cluster refuses it: keys that are there "
           "twice, tabs, aliases that grow without bound, text that is no UTF-8. Documents of the "
           "same file above that place are judged.",
    .fix = "Mend the place that the message names; `kubectl apply --dry-run=server` shows what the "
           "cluster makes of it.",
    .bad = "apiVersion: v1\n"
           "kind: Pod\n"
           "kind: Pod\n"
           "spec: {}\n",
    .good = "apiVersion: v1\n"
            "kind: Pod\n"
            "spec: {}\n",
    .check = hm_manifest_problems_find,
};
