/* SPDX-License-Identifier: Apache-2.0 */
/* Go's regular expressions, as far as a line of an ignore file can turn into one. */
#ifndef HM_CONTEXT_REGEXP_H
#define HM_CONTEXT_REGEXP_H

#include "plugin/base/arena.h"

/** An expression that needs more steps than this (counted repetitions are written out) is refused.
 */
#define HM_REGEXP_STEPS 8192u

/** Parentheses deeper than this are refused. */
#define HM_REGEXP_DEPTH 16u

/** A compiled expression. Lives in the arena it was made in; never changes, so threads may share
 * it. */
struct hm_regexp;

/**
 * Compiles what Go's regexp.Compile accepts: HM_E_SYNTAX for what Go refuses, HM_E_UNSUPPORTED for
 * Unicode classes (\p) and flags, HM_E_LIMIT for expressions over the limits above.
 */
enum hm_status hm_regexp_compile(struct hm_arena *arena, struct hm_str text,
                                 const struct hm_regexp **ret_regexp,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Whether the expression matches somewhere in @p s, as Go's MatchString has it. Never backtracks:
 * the time is at most bytes × steps. What was spent is added to @p spent.
 */
bool hm_regexp_matches(const struct hm_regexp *regexp, struct hm_str s, uint64_t *spent);

/** Of how many steps it consists: what it takes in memory and, a byte, in time. */
uint32_t hm_regexp_size(const struct hm_regexp *regexp);

#endif
