/* SPDX-License-Identifier: Apache-2.0 */
/* The variables in a script's words: what the programs get, where it can be known. */
#ifndef HM_DOCKERFILE_FIELDS_H
#define HM_DOCKERFILE_FIELDS_H

#include "plugin/dockerfile/shell.h"
#include "plugin/model/facts.h"

/**
 * Fills in the commands' fields of all scripts. A variable has a value that counts when ENV, ARG or
 * --build-arg gave it, or when the script set it on the way to the command for certain; whatever
 * may change variables unseen (`. file`, `eval`, `read`, a branch) makes them unknown. What runs in
 * the container (CMD, ENTRYPOINT, HEALTHCHECK) sees the stage's last ENV and no ARG. A command
 * whose name was a variable gets its name, and the script the commands that it runs, read by @p
 * parser, when it is one that runs others: `$SUDO apt-get install`. Work is bounded by the file's
 * size: past the bound words are left as they are, not literal.
 */
void hm_fields_make(struct hm_arena *arena, struct hm_shell_parser *parser,
                    const struct hm_dockerfile *file);

/** The same for one script that stands in no Dockerfile: its variables are those that it sets
 * itself. Its spans are those of @p source. */
void hm_fields_make_script(struct hm_arena *arena, struct hm_shell_parser *parser,
                           const struct hm_source *source, struct hm_script *script);

#endif
