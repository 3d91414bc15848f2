/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/build_path.h"

#include "plugin/base/path.h"
#include "plugin/dockerfile/gotext.h"

struct hm_str
hm_path_rooted(struct hm_arena *arena, struct hm_str path)
{
    return hm_path_clean(arena, hm_arena_concat(arena, HM_S("/"), path));
}

struct hm_str
hm_path_base(struct hm_str path)
{
    if (path.n == 0) {
        return HM_S(".");
    }
    while (hm_str_ends(path, "/")) {
        path.n--;
    }
    return path.n == 0 ? HM_S("/") : hm_str_basename(path);
}

static struct hm_str
replace(struct hm_arena *arena, struct hm_str path, char from, char to)
{
    struct hm_str copy = hm_arena_str(arena, path);

    for (size_t i = 0; i < copy.n; i++) {
        if (copy.p[i] == from) {
            ((char *)copy.p)[i] = to;
        }
    }
    return copy;
}

struct hm_str
hm_path_to_slash(struct hm_arena *arena, struct hm_str path, bool is_windows)
{
    return is_windows ? replace(arena, path, '\\', '/') : path;
}

static struct hm_str
clean_windows(struct hm_arena *arena, struct hm_str path, bool keeps_slash)
{
    struct hm_str clean = hm_path_clean(arena, path);
    bool has_slash = keeps_slash && hm_str_ends(path, "/") && clean.n > 1;

    return has_slash ? hm_arena_concat(arena, clean, HM_S("/")) : clean;
}

/* Takes a drive letter off; only C: may be named. */
static struct hm_str
drop_drive(struct hm_arena *arena, struct hm_str path, const struct hm_path_question *question,
           struct hm_str *ret_path)
{
    if (!question->is_windows) {
        *ret_path = path;
        return HM_S("");
    }
    if (path.n == 2 && path.p[1] == ':') {
        return hm_arena_concat(arena, HM_S("No relative path specified in "),
                               hm_go_quoted(arena, path));
    }
    path = replace(arena, path, '\\', '/');
    if (hm_str_starts(path, "//")) {
        return HM_S("UNC paths are not supported");
    }
    size_t colon = hm_str_find(path, ':');
    if (colon < path.n) {
        if (!hm_str_eq_nocase(hm_str_sub(path, 0, colon), HM_S("c"))) {
            return HM_S("The specified path is not on the system drive (C:)");
        }
        path = hm_str_from(path, colon + 1);
    }
    *ret_path = clean_windows(arena, path, question->keeps_slash);
    return HM_S("");
}

bool
hm_path_is_absolute(struct hm_arena *arena, struct hm_str path, bool is_windows)
{
    struct hm_path_question plain = { .is_windows = is_windows };
    struct hm_str bare = HM_S("");

    return drop_drive(arena, path, &plain, &bare).n == 0 && hm_str_starts(bare, "/");
}

struct hm_str
hm_path_keep_slash(struct hm_arena *arena, struct hm_str path, struct hm_str written)
{
    if (hm_str_ends(written, "/") && !hm_str_ends(path, "/")) {
        return hm_arena_concat(arena, path, HM_S("/"));
    }
    if (hm_str_ends(written, "/.")) {
        bool is_root = hm_str_eq(path, "/");
        return hm_arena_concat(arena, path, is_root ? HM_S(".") : HM_S("/."));
    }
    return path;
}

static struct hm_str
refuse(struct hm_arena *arena, struct hm_str error)
{
    return hm_arena_concat(arena, HM_S("removing drive letter: "), error);
}

struct hm_str
hm_path_normalize(struct hm_arena *arena, const struct hm_path_question *question,
                  struct hm_str *ret_path)
{
    bool is_windows = question->is_windows;
    struct hm_str written = hm_path_to_slash(arena, question->path, is_windows);
    struct hm_str parent = hm_path_to_slash(arena, question->parent, is_windows);
    struct hm_str path = written;
    struct hm_str error;

    parent = parent.n == 0 ? HM_S("/") : parent;
    error = drop_drive(arena, parent, question, &parent);
    if (error.n > 0) {
        return refuse(arena, error);
    }
    if (!hm_path_is_absolute(arena, parent, is_windows)) {
        parent = hm_path_rooted(arena, parent);
    }
    path = path.n == 0 ? parent : path;
    error = drop_drive(arena, path, question, &path);
    if (error.n > 0) {
        return refuse(arena, error);
    }
    if (!hm_path_is_absolute(arena, path, is_windows)) {
        path = hm_path_clean(arena, hm_arena_concat(arena, parent, HM_S("/"), path));
    }
    *ret_path = question->keeps_slash ? hm_path_keep_slash(arena, path, written) : path;
    return HM_S("");
}

struct hm_str
hm_path_workdir(struct hm_arena *arena, const struct hm_path_question *question,
                struct hm_str *ret_path)
{
    struct hm_str path = HM_S("");
    struct hm_str error = hm_path_normalize(arena, question, &path);

    if (error.n > 0) {
        return hm_arena_concat(arena, HM_S("normalizing workdir: normalizing working directory: "),
                               error);
    }
    *ret_path = question->is_windows ? replace(arena, path, '/', '\\') : path;
    return HM_S("");
}
