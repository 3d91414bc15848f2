/* SPDX-License-Identifier: Apache-2.0 */
/* Which files of a context a COPY or ADD takes, as BuildKit's copy does, and a RUN mounts. */
#ifndef HM_CONTEXT_COPIED_H
#define HM_CONTEXT_COPIED_H

#include "plugin/model/facts.h"

/** What is taken by more instructions of a file is not known. */
#define HM_COPIES 4096u

/**
 * What each instruction of a file takes, for hm_facts.copies: wildcards, ".." (which stays in the
 * context), links that a source names or leads through, --exclude and --parents. It lives in @p
 * arena and serves one thread.
 */
const struct hm_copied *const *hm_copies_make(struct hm_arena *arena,
                                              const struct hm_context *context,
                                              const struct hm_dockerfile *file);

/** What one takes; NULL for what takes nothing out of the context: neither COPY, ADD nor bind
 * mount, or of another stage or image. */
const struct hm_copied *hm_copied_make(struct hm_arena *arena, const struct hm_context *context,
                                       const struct hm_instruction *inst);

#endif
