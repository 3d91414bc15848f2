/* SPDX-License-Identifier: Apache-2.0 */
/* Which files git tracks, by its index: read as it lies there, and no git is run. */
#ifndef HM_CONTEXT_GIT_INDEX_H
#define HM_CONTEXT_GIT_INDEX_H

#include "plugin/base/arena.h"
#include "plugin/base/buf.h"

/** A larger index is refused: some 600,000 files. */
#define HM_GIT_INDEX_LIMIT ((size_t)64 << 20)

/** The files of an index that were asked for. */
struct hm_git_index {
    struct hm_str top;          /**< of the work tree: absolute */
    struct hm_str below;        /**< the folder that was asked for, relative to it; empty: itself */
    const struct hm_str *paths; /**< relative to that folder, in git's order; no links */
    uint32_t n_paths;
};

/** Whether a path is wanted. */
typedef bool hm_path_wanted_fn(struct hm_str path);

/**
 * Reads an index of version 2, 3 or 4, with SHA-1 or SHA-256: its regular files below the folder @p
 * below ("": all) that are @p wanted, named from there. HM_E_SYNTAX for what is no such index,
 * HM_E_UNSUPPORTED for one that is split in two files.
 */
enum hm_status hm_git_index_parse(struct hm_arena *arena, struct hm_str text, struct hm_str below,
                                  hm_path_wanted_fn *wanted, struct hm_git_index *ret,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/**
 * The same of the repository whose work tree holds @p folder, which is absolute and without links.
 * HM_E_NOT_FOUND where there is none, or nothing was ever added.
 */
enum hm_status hm_git_index_read(struct hm_arena *arena, const char *folder,
                                 hm_path_wanted_fn *wanted, struct hm_git_index *ret,
                                 struct hm_err *reterr) HM_MUST_CHECK;

#endif
