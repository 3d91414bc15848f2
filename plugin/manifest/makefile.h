/* SPDX-License-Identifier: Apache-2.0 */
/* Makefiles: how their recipes run containers. */
#ifndef HM_MANIFEST_MAKEFILE_H
#define HM_MANIFEST_MAKEFILE_H

#include "plugin/base/arena.h"
#include "plugin/model/manifests.h"

/** Whether a file's name is that of a Makefile: "Makefile", "GNUmakefile", "*.mk". */
bool hm_makefile_is_named(struct hm_str path);

/**
 * Reads the recipes. Make's variables have the value that the file gives them, `?=` included; what
 * functions make, what conditions decide and what only other files set is not known. False where no
 * recipe runs a container.
 */
bool hm_makefile_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                      struct hm_manifests *ret_manifest);

#endif
