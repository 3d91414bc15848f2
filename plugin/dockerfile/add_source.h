/* SPDX-License-Identifier: Apache-2.0 */
/* What a source of ADD or COPY is: a path, an address to download, a Git repository. */
#ifndef HM_DOCKERFILE_ADD_SOURCE_H
#define HM_DOCKERFILE_ADD_SOURCE_H

#include "plugin/base/arena.h"

enum hm_add_kind {
    HM_ADD_PATH,
    HM_ADD_HTTP,
    HM_ADD_GIT,
};

enum hm_add_choice {
    HM_ADD_UNSAID,
    HM_ADD_NO,
    HM_ADD_YES,
};

struct hm_add_source {
    enum hm_add_kind kind;
    bool is_repository;   /**< Git, or "github.com/…", which may have --checksum but is a path */
    struct hm_str remote; /**< Git: without options */
    struct hm_str ref;    /**< Git: branch, tag or commit; empty for the default */
    struct hm_str subdir; /**< Git: a folder of the repository */
    struct hm_str checksum; /**< Git: the commit that it must be */
    enum hm_add_choice keeps_git_dir;
    enum hm_add_choice submodules;
    enum hm_add_choice fetches_by_commit;
    struct hm_str filename; /**< HTTP: the name of the file */
};

/** Reads an expanded source as BuildKit does. Returns what it says to a repository's address that
 * it refuses, or the empty view; such an address counts as a download or as a path. */
struct hm_str hm_add_source_read(struct hm_arena *arena, struct hm_str text,
                                 struct hm_add_source *ret_source);

#endif
