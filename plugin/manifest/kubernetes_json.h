/* SPDX-License-Identifier: Apache-2.0 */
/* A manifest of Kubernetes as JSON: what `hullmark ast --json` prints of it. */
#ifndef HM_MANIFEST_KUBERNETES_JSON_H
#define HM_MANIFEST_KUBERNETES_JSON_H

#include "plugin/base/buf.h"
#include "plugin/model/workload.h"

/**
 * Appends one JSON object without a line end: file, kind, files, ok, problems, and its objects,
 * those of its lists among them, in the order of the file. An object that makes pods has their
 * templates as `pods`: what holds for all of it, its volumes, and its containers, each with the
 * securityContext that comes of its own and the pod's. Names are those of Kubernetes; what nobody
 * gave is not there. What a Secret or a ConfigMap holds is not printed.
 */
void hm_kubernetes_json(const struct hm_manifests *manifest, struct hm_buf *buf);

#endif
