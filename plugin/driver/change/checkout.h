/* SPDX-License-Identifier: Apache-2.0 */
/* A revision's files in a private folder, so that what judges files can judge it. */
#ifndef HM_DRIVER_CHECKOUT_H
#define HM_DRIVER_CHECKOUT_H

#include "plugin/base/git.h"

enum {
    HM_CHECKOUT_FILE = 4 << 20,   /**< bytes of a file that is written with its content */
    HM_CHECKOUT_TOTAL = 64 << 20, /**< of all of them */
};

/** What was not written as it is in the repository. */
struct hm_checkout_gaps {
    size_t n_modules; /**< submodules: empty folders */
    size_t n_lfs;     /**< files that are only pointers to Git LFS */
    size_t n_missing; /**< contents that a partial clone lacks */
    size_t n_large;   /**< files that would be read and are larger than HM_CHECKOUT_FILE */
};

/**
 * Writes the tree below @p folder, which is there and empty. Files that hullmark may read
 * (Dockerfiles, YAML, ignore files, the lock, baselines, and @p also, paths of the repository that
 * NULL ends) have their content; of all others only the name and the size are real. Links are made
 * last, so that nothing is ever written through one. HM_E_LIMIT where there is more than is read.
 */
enum hm_status hm_checkout_write(const struct hm_git *git, const struct hm_git_tree *tree,
                                 const char *const *also, const char *folder,
                                 struct hm_checkout_gaps *ret_gaps,
                                 struct hm_err *reterr) HM_MUST_CHECK;

#endif
