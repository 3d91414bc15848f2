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

struct hm_add_source {
    enum hm_add_kind kind;
    struct hm_str remote;   /**< Git: without options */
    struct hm_str ref;      /**< Git: branch, tag or commit; empty for the default */
    struct hm_str subdir;   /**< Git: a folder of the repository */
    struct hm_str checksum; /**< Git: the commit that it must be */
    struct hm_str filename; /**< HTTP: the name of the file */
};

/** Reads an expanded source as BuildKit does. Returns what it says to a repository's address that
 * it refuses, or the empty view. */
struct hm_str hm_add_source_read(struct hm_arena *arena, struct hm_str text,
                                 struct hm_add_source *ret_source);

#endif
