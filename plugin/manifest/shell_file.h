/* SPDX-License-Identifier: Apache-2.0 */
/* Shell scripts: how their commands run containers. */
#ifndef HM_MANIFEST_SHELL_FILE_H
#define HM_MANIFEST_SHELL_FILE_H

#include "plugin/base/arena.h"
#include "plugin/model/manifests.h"

/** Whether a file's name is that of a script of a Unix shell: "*.sh", "*.bash" … */
bool hm_shell_file_is_named(struct hm_str path);

/** Whether a file's first line gives it to a Unix shell. */
bool hm_shell_file_is_meant(struct hm_str text);

/** Reads a script. False where it runs no container, as most do: cheap then. */
bool hm_shell_file_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                        struct hm_manifests *ret_manifest);

#endif
