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
    const struct hm_str *paths; /**< relative to that folder, in git's order */
    uint32_t n_paths;
    uint32_t n_folders; /**< that stand for all below them, in a sparse checkout without them */
};

/** Whether a path is wanted. */
typedef bool hm_path_wanted_fn(void *ctx, struct hm_str path);

/** What is asked of an index. */
struct hm_git_index_wish {
    struct hm_str below;       /**< a folder of the work tree; empty: all of it */
    hm_path_wanted_fn *wanted; /**< is given paths from there */
    void *wanted_ctx;
    bool with_others; /**< also links and the folders of submodules, not only regular files */
    /** Reads the file beside the index, by its name, that holds the rest of a split one. */
    enum hm_status (*shared)(void *ctx, struct hm_str name, struct hm_str *ret_text,
                             struct hm_err *reterr);
    void *ctx;
};

/**
 * Reads an index of version 2, 3 or 4, with SHA-1 or SHA-256, whole or split (git's
 * gitformat-index): the regular files that are wished for. HM_E_SYNTAX for what is no such index,
 * or does not fit what it is split from; what wish->shared says.
 */
enum hm_status hm_git_index_parse(struct hm_arena *arena, struct hm_str text,
                                  const struct hm_git_index_wish *wish, struct hm_git_index *ret,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/**
 * The same of the repository whose work tree holds @p folder, which is absolute and without links.
 * HM_E_NOT_FOUND where there is none, or nothing was ever added.
 */
enum hm_status hm_git_index_read(struct hm_arena *arena, const char *folder,
                                 hm_path_wanted_fn *wanted, void *ctx, struct hm_git_index *ret,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** The repository whose work tree holds @p folder, which is as above: the top of the work tree, and
 * the folder of the index. False without one. */
bool hm_git_find(struct hm_arena *arena, const char *folder, struct hm_str *ret_top,
                 struct hm_str *ret_git);

/** All that the index in the folder @p git tracks, of whatever kind, from the top of the work tree
 * on. HM_E_NOT_FOUND where nothing was ever added. */
enum hm_status hm_git_index_all(struct hm_arena *arena, struct hm_str git, struct hm_git_index *ret,
                                struct hm_err *reterr) HM_MUST_CHECK;

#endif
