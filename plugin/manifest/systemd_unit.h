/* SPDX-License-Identifier: Apache-2.0 */
/* Units of systemd whose commands run containers. */
#ifndef HM_MANIFEST_SYSTEMD_UNIT_H
#define HM_MANIFEST_SYSTEMD_UNIT_H

#include "plugin/base/arena.h"
#include "plugin/model/manifests.h"

/** Whether a file's name is that of a service's unit, or of a part laid over one. */
bool hm_systemd_unit_is_named(struct hm_str path);

/** Reads a unit's commands. False where none of them runs a container. */
bool hm_systemd_unit_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                          struct hm_manifests *ret_manifest);

#endif
