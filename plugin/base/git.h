/* SPDX-License-Identifier: Apache-2.0 */
/* A git repository at its revisions, read by the git program. Neither the work tree nor the index
 * is read or written; nothing that the repository, the user or the system configures is run. */
#ifndef HM_BASE_GIT_H
#define HM_BASE_GIT_H

#include <signal.h>

#include "plugin/base/env.h"
#include "plugin/base/git_text.h"

enum {
    HM_GIT_REVISION_MAX = 1024, /**< bytes of a revision as somebody writes it */
    HM_GIT_SECONDS = 120,       /**< for each question */
};

/** A repository. Everything lies in the arena that it was opened with. */
struct hm_git {
    struct hm_arena *arena;
    const char *program;  /**< absolute */
    const char *folder;   /**< where git is asked: absolute */
    const char *top;      /**< of the work tree: absolute */
    struct hm_str prefix; /**< what makes a path below `folder` one of the repository: "", "app/" */
    bool is_shallow;      /**< the history ends before its beginning */
    bool is_owned_by_other;            /**< and the user's own configuration calls it safe */
    const volatile sig_atomic_t *stop; /**< hm_process_set_new; or NULL */
};

/**
 * Opens the repository whose work tree holds a folder. HM_E_NOT_FOUND where there is no git
 * program in the PATH of @p env, or no repository; HM_E_REFUSED, with what to do, for one that
 * belongs to somebody else and that the user does not call safe (safe.directory).
 */
enum hm_status hm_git_open(struct hm_git *git, struct hm_arena *arena, const struct hm_env *env,
                           const char *folder, const volatile sig_atomic_t *stop,
                           struct hm_err *reterr) HM_MUST_CHECK;

/** The commit of a revision, "main" or "v1~2". HM_E_NOT_FOUND where there is none, HM_E_USAGE for
 * what is no revision at all: what begins with '-' never is. */
enum hm_status hm_git_resolve(const struct hm_git *git, struct hm_str revision,
                              struct hm_str *ret_id, struct hm_err *reterr) HM_MUST_CHECK;

/** The commit that two have in common. HM_E_NOT_FOUND where there is none; in a shallow repository
 * there may be one that is not here. */
enum hm_status hm_git_merge_base(const struct hm_git *git, struct hm_str left, struct hm_str right,
                                 struct hm_str *ret_id, struct hm_err *reterr) HM_MUST_CHECK;

/** What is to be set so that the history is whole, for the CI that @p env is of: a clause such as
 * "set fetch-depth: 0 for actions/checkout". */
const char *hm_git_depth_advice(const struct hm_env *env);

/** The files of a commit. */
enum hm_status hm_git_list(const struct hm_git *git, struct hm_str commit, struct hm_git_tree *ret,
                           struct hm_err *reterr) HM_MUST_CHECK;

/** What @p to has different from @p from; both are commits. */
enum hm_status hm_git_compare(const struct hm_git *git, struct hm_str from, struct hm_str to,
                              struct hm_git_differences *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** Where two blobs differ. */
enum hm_status hm_git_compare_blobs(const struct hm_git *git, struct hm_str from, struct hm_str to,
                                    struct hm_git_hunks *ret, bool *ret_is_binary,
                                    struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Reads blobs, in one run of git: @p ret_contents[i] is that of @p ids[i], and its `p` NULL where
 * the repository lacks it (a partial clone). All of them together have at most @p limit bytes, as
 * the caller knows from hm_git_list, else HM_E_LIMIT.
 */
enum hm_status hm_git_read_blobs(const struct hm_git *git, const struct hm_str *ids, size_t n,
                                 size_t limit, struct hm_str *ret_contents,
                                 struct hm_err *reterr) HM_MUST_CHECK;

/** The URL of the remote "origin", cleaned (hm_git_clean_url); empty where there is none. */
struct hm_str hm_git_origin(const struct hm_git *git);

#endif
