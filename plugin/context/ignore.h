/* SPDX-License-Identifier: Apache-2.0 */
/* The ignore file of a build context, read and matched as BuildKit does it. */
#ifndef HM_CONTEXT_IGNORE_H
#define HM_CONTEXT_IGNORE_H

#include "plugin/model/bases.h"
#include "plugin/model/source.h"

struct hm_regexp;

/** A file with more patterns is refused. */
#define HM_IGNORE_PATTERNS 65536u

/** All patterns of a file together may take this many steps (hm_regexp_size). */
#define HM_IGNORE_STEPS 500000u

/** How a pattern is compared; which kind it has depends on its characters as in patternmatcher. */
enum hm_ignore_kind {
    HM_IGNORE_EXACT,
    HM_IGNORE_PREFIX, /**< "text**" */
    HM_IGNORE_SUFFIX, /**< "**text" */
    HM_IGNORE_REGEXP,
    HM_IGNORE_BROKEN, /**< the build fails as soon as it compares a path with it */
};

struct hm_ignore_pattern {
    struct hm_str text;  /**< clean, without '!' and without '/' in front */
    struct hm_span span; /**< in the ignore file, '!' included */
    uint32_t line;       /**< from 1 */
    bool is_exception;   /**< '!' */
    enum hm_ignore_kind kind;
    const struct hm_regexp *regexp; /**< of HM_IGNORE_REGEXP */
    struct hm_str fault;            /**< of HM_IGNORE_BROKEN: what is wrong with it */
};

/** What BuildKit refuses about an ignore file. */
struct hm_ignore_fault {
    struct hm_span span; /**< in the ignore file: the pattern, or the line */
    struct hm_str why;   /**< in BuildKit's words */
    bool is_late; /**< it stops a build that takes something out of the context; otherwise all */
};

/** An ignore file. Never changes once it is read, so threads may share it. */
struct hm_ignore {
    const struct hm_ignore_pattern *patterns; /**< in the order of their lines */
    uint32_t n_patterns;
    bool has_exceptions;
    bool has_plain_exceptions; /**< no exception holds a wildcard but in a final "/" "*" or "**":
                                  BuildKit then skips ignored folders that none of them is below */
    struct hm_ignore_fault
        fault; /**< of a file that hm_ignore_parse refuses; it has nothing else */
};

/**
 * Reads an ignore file. What it returns points into @p text. HM_E_SYNTAX when BuildKit would refuse
 * the file as a whole: then @p ret_ignore has its fault. HM_E_LIMIT when it is over the limits
 * above. @p reterr names the line.
 */
enum hm_status hm_ignore_parse(struct hm_arena *arena, struct hm_str text,
                               struct hm_ignore *ret_ignore, struct hm_err *reterr) HM_MUST_CHECK;

/** The same of patterns that are no file's: those of --exclude. They have no places. */
enum hm_status hm_ignore_make(struct hm_arena *arena, const struct hm_str *patterns, size_t n,
                              struct hm_ignore *ret_ignore, struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Whether @p path (relative, '/' between parts) or one of the folders above it is ignored: what
 * patternmatcher calls MatchesOrParentMatches, and BuildKit's lint goes by. HM_UNKNOWN when a
 * broken pattern would have to be compared, or the path is longer than HM_PATH_LIMIT.
 */
enum hm_trit hm_ignore_matches(const struct hm_ignore *ignore, struct hm_str path);

/**
 * The same question as BuildKit asks it while it walks the context down, which is not always
 * answered alike: an exception counts below a folder only if it was reached there. @p above has a
 * byte for each pattern as the call for the folder that holds @p path filled it, or is NULL at the
 * root; @p ret_matched is filled likewise for what @p path holds, and may be NULL. HM_UNKNOWN as
 * above; then @p ret_broken (may be NULL) is the pattern. What it cost is added to @p spent.
 */
enum hm_trit hm_ignore_matches_in(const struct hm_ignore *ignore, struct hm_str path,
                                  const unsigned char *above, unsigned char *ret_matched,
                                  const struct hm_ignore_pattern **ret_broken, uint64_t *spent);

/** Whether BuildKit does not even look into the folder @p path, which is ignored. */
bool hm_ignore_skips(const struct hm_ignore *ignore, struct hm_str path);

#endif
