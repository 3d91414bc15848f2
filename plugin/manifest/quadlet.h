/* SPDX-License-Identifier: Apache-2.0 */
/* Quadlets: units from which Podman makes services of systemd that run containers. */
#ifndef HM_MANIFEST_QUADLET_H
#define HM_MANIFEST_QUADLET_H

#include "plugin/base/arena.h"
#include "plugin/model/manifests.h"

/** Whether a file's name is that of a Quadlet which says how something runs, is fetched or is
 * built:
 * "*.container", "*.pod", "*.image", "*.build". Those that make volumes and networks say nothing
 * of it. */
bool hm_quadlet_is_named(struct hm_str path);

/** Whether a file with the name of a Quadlet is one: "Web.build" and "disk.image" may be anything,
 * unless they have the section. */
bool hm_quadlet_is_meant(struct hm_str path, struct hm_str text);

/** Reads a Quadlet. False where it has none of its sections, and for one that runs nothing; its
 * `builds` and `pulls` are there even so. */
bool hm_quadlet_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                     struct hm_manifests *ret_manifest);

#endif
