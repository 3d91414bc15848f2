/* SPDX-License-Identifier: Apache-2.0 */
/* A shell script's commands as JSON: what `hullmark ast --shell` prints. */
#ifndef HM_DOCKERFILE_SCRIPT_JSON_H
#define HM_DOCKERFILE_SCRIPT_JSON_H

#include "plugin/base/buf.h"
#include "plugin/model/command.h"

/**
 * Appends one JSON object without a line end: file, dialect, ok, commands. Each command has its
 * words, assignments and redirections (with the bytes that each stands at), how it follows the one
 * before, and the commands it belongs to by index, -1 for none.
 */
void hm_script_json(const struct hm_script *script, struct hm_str file, struct hm_buf *buf);

/** "sh", "bash", "powershell", "cmd"; "other" for HM_SHELL_OTHER. */
const char *hm_dialect_name(enum hm_dialect dialect);

/** False when no dialect has this name. */
bool hm_dialect_parse(struct hm_str name, enum hm_dialect *ret_dialect);

#endif
