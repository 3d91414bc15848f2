/* SPDX-License-Identifier: Apache-2.0 */
/* What git ignores and does not track, told on the way of a walk. */
#ifndef HM_CONTEXT_GIT_IGNORED_H
#define HM_CONTEXT_GIT_IGNORED_H

#include "plugin/context/walk.h"

/** So many repositories inside of a folder are read with what they ignore. */
#define HM_GIT_REPOSITORIES 64u

/** Comparing all paths with all patterns may take this long: some seconds (hm_git_patterns_say). */
#define HM_GIT_IGNORE_STEPS ((uint64_t)2000000000)

struct hm_git_ignored;

/**
 * For the walk over @p root. NULL where it is in no work tree, or is itself in a folder that git
 * ignores: who names such a folder wants it. Heeded are .gitignore of each folder from the top of
 * the work tree on and .git/info/exclude; core.excludesFile, which is of a person, is not.
 * Repositories inside have their own. Where the index or one of the files cannot be read, nothing
 * is ignored that they might keep.
 */
struct hm_git_ignored *hm_git_ignored_new(struct hm_arena *arena, const char *root);

/** To be put into hm_walk_options; lasts as long as @p ignored. */
const struct hm_walk_guide *hm_git_ignored_guide(struct hm_git_ignored *ignored);

/** What could not be heeded, in one sentence, or the empty view: then nothing was missed. */
struct hm_str hm_git_ignored_fault(const struct hm_git_ignored *ignored);

/** Gives back what the arena does not hold. */
void hm_git_ignored_done(struct hm_git_ignored *ignored);

#endif
