/* SPDX-License-Identifier: Apache-2.0 */
/* Paths as BuildKit joins and cleans them, for Linux and for Windows. */
#ifndef HM_DOCKERFILE_BUILD_PATH_H
#define HM_DOCKERFILE_BUILD_PATH_H

#include "plugin/base/arena.h"

/** Cleans "/" + @p path: always absolute, and never above the root. */
struct hm_str hm_path_rooted(struct hm_arena *arena, struct hm_str path);

/** What is behind the last slash, slashes at the end aside; "." of nothing and "/" of the root. */
struct hm_str hm_path_base(struct hm_str path);

struct hm_path_question {
    struct hm_str parent; /**< the folder that a relative path begins at */
    struct hm_str path;
    bool is_windows;  /**< of the platform that is built for: drives and backslashes count */
    bool keeps_slash; /**< a trailing slash, or "/." stays: COPY's destinations */
};

/** BuildKit's NormalizePath: absolute, with forward slashes, without a drive. Returns what BuildKit
 * says to a path that it refuses, which only happens on Windows; else the empty view. */
struct hm_str hm_path_normalize(struct hm_arena *arena, const struct hm_path_question *question,
                                struct hm_str *ret_path);

/** WORKDIR and what a relative path in COPY begins at. On Windows with backslashes. */
struct hm_str hm_path_workdir(struct hm_arena *arena, const struct hm_path_question *question,
                              struct hm_str *ret_path);

/** Whether a path is absolute once its drive is taken off. */
bool hm_path_is_absolute(struct hm_arena *arena, struct hm_str path, bool is_windows);

/** Forward slashes for Windows' backslashes; other systems' paths stay as they are. */
struct hm_str hm_path_to_slash(struct hm_arena *arena, struct hm_str path, bool is_windows);

/** @p path clean, with what COPY takes from the end of the path as it was written: "/" or "/.". */
struct hm_str hm_path_keep_slash(struct hm_arena *arena, struct hm_str path, struct hm_str written);

#endif
