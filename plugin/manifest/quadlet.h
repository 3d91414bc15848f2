/* SPDX-License-Identifier: Apache-2.0 */
/* Quadlets: units from which Podman makes services of systemd that run containers. */
#ifndef HM_MANIFEST_QUADLET_H
#define HM_MANIFEST_QUADLET_H

#include "plugin/base/arena.h"
#include "plugin/model/manifests.h"

/** Whether a file's name is that of a Quadlet which says how something runs: "*.container",
 * "*.pod". Those that only make volumes, networks and images, and "*.kube", which names a manifest
 * of Kubernetes, say nothing of it. */
bool hm_quadlet_is_named(struct hm_str path);

/** Reads a Quadlet. False where it has none of its sections. */
bool hm_quadlet_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                     struct hm_manifests *ret_manifest);

#endif
