/* SPDX-License-Identifier: Apache-2.0 */
/* Files whose commands may run containers, whatever kind of them it is. */
#ifndef HM_MANIFEST_COMMAND_READ_H
#define HM_MANIFEST_COMMAND_READ_H

#include "plugin/base/arena.h"
#include "plugin/model/manifests.h"

/** Whether a file is a script, a Makefile, a unit or a Quadlet by its name. */
bool hm_command_is_named(struct hm_str path);

/** Whether its commands begin in its own folder, as those of a Makefile and what Quadlets build do.
 * Scripts may be started elsewhere, and a "*.mk" is included by a Makefile of any folder. */
bool hm_command_is_at_home(struct hm_str path);

/** Reads one of them, or a script by its first line. The text is kept, not copied. False where it
 * runs no container; of @p ret_manifest then only `sources`, `builds`, `named` and `pulls` count,
 * for which it must have been zeroed. */
bool hm_command_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                     struct hm_manifests *ret_manifest);

#endif
