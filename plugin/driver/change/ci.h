/* SPDX-License-Identifier: Apache-2.0 */
/* What the environment of a CI system says of the commit that is looked at. All of it is checked:
 * parts of it are chosen by whoever made the change. */
#ifndef HM_DRIVER_CI_H
#define HM_DRIVER_CI_H

#include "plugin/base/arena.h"
#include "plugin/base/env.h"

/** What is not known, or is not what it should be, is empty. */
struct hm_ci {
    struct hm_str revision;   /**< the commit: 40 or 64 hexadecimal digits */
    struct hm_str repository; /**< its URL, without user and password */
    struct hm_str branch;
    struct hm_str target;    /**< of a pull or merge request: what it is to be merged into, for
                                  hm_git_resolve */
    const char *target_from; /**< the variable that says so */
};

/** Reads GitHub Actions', GitLab CI's and Jenkins' variables; zeroed anywhere else. */
void hm_ci_read(struct hm_arena *arena, const struct hm_env *env, struct hm_ci *ret);

/** Asks the repository of the current folder for commit and URL where the environment, which is no
 * CI's then, does not say them. */
void hm_ci_ask_git(struct hm_arena *arena, const struct hm_env *env, struct hm_ci *ci);

#endif
