/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a git repository in a temporary folder, by the git program itself. */
#ifndef HM_TESTS_REPOSITORY_H
#define HM_TESTS_REPOSITORY_H

#include "plugin/base/arena.h"
#include "plugin/base/buf.h"

struct repository {
    struct hm_arena arena;
    struct hm_buf dir;
};

/** An empty one with the branch "main". The test is skipped where there is no git. */
void repository_init(struct repository *repository);

/** Removes the folder. */
void repository_done(struct repository *repository);

/** Runs git in it with words that NULL ends; what it prints, without the last line end. */
struct hm_str repository_git(struct repository *repository, ...) __attribute__((sentinel));

/** Writes a file, and the folders above it. */
void repository_write(struct repository *repository, const char *path, struct hm_str content);

/** Commits all there is; the commit's name. */
struct hm_str repository_commit(struct repository *repository, const char *message);

#endif
