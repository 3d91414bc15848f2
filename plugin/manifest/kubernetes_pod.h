/* SPDX-License-Identifier: Apache-2.0 */
/* The template of a pod, as it stands in workloads of every kind. */
#ifndef HM_MANIFEST_KUBERNETES_POD_H
#define HM_MANIFEST_KUBERNETES_POD_H

#include "plugin/model/workload.h"

/** Reads a template, the map with `spec` (and `metadata`, for its annotations), into a workload.
 * Containers beyond HM_KUBE_CONTAINERS are left out: false then. */
bool hm_kubernetes_pod(struct hm_arena *arena, const struct hm_yaml *pod,
                       struct hm_workload *workload);

#endif
