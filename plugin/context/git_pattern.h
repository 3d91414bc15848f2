/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a .gitignore file, read and matched as git does it (gitignore's manual). */
#ifndef HM_CONTEXT_GIT_PATTERN_H
#define HM_CONTEXT_GIT_PATTERN_H

#include "plugin/base/arena.h"
#include "plugin/base/err.h"
#include "plugin/model/bases.h"

/** A file with a longer line, or that is larger, is refused. */
#define HM_GIT_PATTERN_LIMIT ((size_t)4096)
#define HM_GIT_IGNORE_LIMIT ((size_t)1 << 20)

struct hm_git_step;

/** One line. */
struct hm_git_pattern {
    struct hm_str literal;           /**< what a name begins with, as it is written */
    const struct hm_git_step *steps; /**< what follows it; NULL: nothing, the name ends there */
    uint32_t n_steps;
    bool is_exception; /**< '!' */
    bool is_folder;    /**< '/' at its end: it only fits folders */
    bool is_name;      /**< no other '/': it is compared with the last part of a path */
    bool is_ending;    /**< '*' and no wildcard behind it: `literal` is what a name ends with */
};

/** The patterns of a file, in their order. */
struct hm_git_patterns {
    const struct hm_git_pattern *list;
    uint32_t n;
};

/** Reads a file; what it returns points into @p text. HM_E_LIMIT when it is over the limits. */
enum hm_status hm_git_patterns_parse(struct hm_arena *arena, struct hm_str text,
                                     struct hm_git_patterns *ret,
                                     struct hm_err *reterr) HM_MUST_CHECK;

/**
 * What the file says of @p path, which is clean and relative to the folder that the file lies in:
 * the last pattern that fits it decides. HM_YES: ignored, HM_NO: an exception, HM_UNKNOWN: nothing.
 * Folders above it are not asked. What it cost is added to @p spent.
 */
enum hm_trit hm_git_patterns_say(const struct hm_git_patterns *patterns, struct hm_str path,
                                 bool is_folder, uint64_t *spent);

#endif
