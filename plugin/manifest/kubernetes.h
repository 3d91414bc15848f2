/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests of Kubernetes: which text is one, and its objects, workloads and containers. */
#ifndef HM_MANIFEST_KUBERNETES_H
#define HM_MANIFEST_KUBERNETES_H

#include "plugin/model/workload.h"

/** A file has at most so many objects, those of its lists included, and a pod so many containers.
 */
#define HM_KUBE_OBJECTS 20000u
#define HM_KUBE_CONTAINERS 1000u

/** Lists of lists are followed so deep. */
#define HM_KUBE_DEPTH 8u

/** In kinds that are not of Kubernetes itself, templates of pods are looked for so deep, and in so
 * many values of a file. */
#define HM_KUBE_TEMPLATE_DEPTH 16u
#define HM_KUBE_STEPS 1000000u

/** Whether a text may be a manifest: it says `apiVersion` and `kind` as keys. Costs one pass, so
 * that other YAML and JSON is left alone cheaply. */
bool hm_kubernetes_is_likely(struct hm_str text);

/** Whether a text is one: an object with both is among its documents. In UTF-16: the same as
 * hm_kubernetes_is_likely. */
bool hm_kubernetes_is_meant(struct hm_str text);

/**
 * Reads a manifest: YAML of one or several documents, or JSON. What cannot be read is a problem of
 * the manifest; the documents before it count. Everything lies in the arena; the text is kept, not
 * copied. False when no object is in it and nothing is wrong with it: it is something else.
 */
bool hm_kubernetes_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                        struct hm_manifests *ret_manifest);

#endif
