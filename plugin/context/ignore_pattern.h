/* SPDX-License-Identifier: Apache-2.0 */
/* One pattern of an ignore file: its syntax, what it compiles to, and whether it fits a path. */
#ifndef HM_CONTEXT_IGNORE_PATTERN_H
#define HM_CONTEXT_IGNORE_PATTERN_H

#include "plugin/context/ignore.h"

/**
 * Whether a build takes the pattern when it reads the file: patternmatcher asks Go's filepath.Match
 * for its opinion by matching ".", and that looks no further than it must.
 */
bool hm_pattern_is_accepted(struct hm_str text);

/** Fills kind, regexp and fault of a pattern from its text. */
void hm_pattern_compile(struct hm_arena *arena, struct hm_ignore_pattern *pattern);

/** Whether exactly this path fits; HM_UNKNOWN for a broken pattern. */
enum hm_trit hm_pattern_matches(const struct hm_ignore_pattern *pattern, struct hm_str path,
                                uint64_t *spent);

/** Without "/" "**" and then "/" "*" at its end: the folder that the pattern is about. */
struct hm_str hm_pattern_stem(struct hm_str text);

#endif
