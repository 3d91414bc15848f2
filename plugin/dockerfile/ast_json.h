/* SPDX-License-Identifier: Apache-2.0 */
/* The parse as BuildKit's own packages show it: what `hullmark ast --json` prints per file. */
#ifndef HM_DOCKERFILE_AST_JSON_H
#define HM_DOCKERFILE_AST_JSON_H

#include "plugin/base/buf.h"
#include "plugin/model/facts.h"

/**
 * Appends one JSON object without a line end: file, sha256, ok, error, error_line, escape, start,
 * end, ast, nodes, warnings, instructions_ok, instructions_error, stages. A file that BuildKit's
 * parser refuses has no tree here.
 */
void hm_ast_json(const struct hm_dockerfile *file, struct hm_buf *buf);

#endif
