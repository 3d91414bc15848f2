/* SPDX-License-Identifier: Apache-2.0 */
/* Paths as text: '/' between the parts, nothing asked of the file system. */
#ifndef HM_BASE_PATH_H
#define HM_BASE_PATH_H

#include "plugin/base/arena.h"
#include "plugin/base/str.h"

/** No path that is looked at is longer. */
#define HM_PATH_LIMIT ((size_t)4096)

/**
 * The shortest path that means the same, as Go's filepath.Clean has it: no empty and no "." parts,
 * ".." only at the front of a relative path, no '/' at the end. The empty path gives ".". Written
 * to @p ret_bytes, which has room for `path.n` bytes and at least one; returns how many.
 */
size_t hm_path_clean_to(struct hm_str path, char *ret_bytes);

/** The same in an arena. */
struct hm_str hm_path_clean(struct hm_arena *arena, struct hm_str path);

/** @p name below @p folder, cleaned; @p name alone when it is absolute. An empty folder is ".". */
struct hm_str hm_path_join(struct hm_arena *arena, struct hm_str folder, struct hm_str name);

/** Without '/' and "./" in front and '/' behind: what a path that starts at some root is relative
 * to it. Empty for the root itself, however it is written. */
struct hm_str hm_path_relative(struct hm_str path);

/**
 * Whether @p path is @p folder itself or below it, both clean and relative; then @p ret_rest (may
 * be NULL) is what is left of @p path, empty for the folder itself. "." holds every path that does
 * not start with "..".
 */
bool hm_path_is_below(struct hm_str path, struct hm_str folder, struct hm_str *ret_rest);

#endif
