/* SPDX-License-Identifier: Apache-2.0 */
/* The variables in a script's words: what the programs get, where it can be known. */
#ifndef HM_DOCKERFILE_FIELDS_H
#define HM_DOCKERFILE_FIELDS_H

#include "plugin/model/facts.h"

/**
 * Fills in the commands' fields of all scripts that a Unix shell reads. A variable has a value that
 * counts when ENV, ARG or --build-arg gave it, or when the script set it on the way to the command
 * for certain; whatever may change variables unseen (`. file`, `eval`, `read`, a branch) makes them
 * unknown. A command whose name was a variable gets its name. Work is bounded by the file's size:
 * past the bound words are left as they are, not literal.
 */
void hm_fields_make(struct hm_arena *arena, const struct hm_dockerfile *file);

#endif
