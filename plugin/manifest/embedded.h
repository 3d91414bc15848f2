/* SPDX-License-Identifier: Apache-2.0 */
/* A Dockerfile that stands inside a YAML file, with lines and columns of that file. */
#ifndef HM_MANIFEST_EMBEDDED_H
#define HM_MANIFEST_EMBEDDED_H

#include "plugin/dockerfile/parse.h"

/**
 * Parses @p text, which is the value that stands at @p span of @p within. Of a literal block ("|")
 * every line has its own place; of the other forms, in which lines are folded or escaped,
 * everything has the place of the whole value. NULL where the file would be too large.
 */
const struct hm_dockerfile *hm_embedded_parse(struct hm_arena *arena,
                                              const struct hm_source *within, struct hm_span span,
                                              struct hm_str text, const struct hm_build *build);

/** The same for @p text that is a run of whole lines of @p within, as here-documents are. */
const struct hm_dockerfile *hm_embedded_parse_lines(struct hm_arena *arena,
                                                    const struct hm_source *within,
                                                    struct hm_str text,
                                                    const struct hm_build *build);

#endif
