/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/path.h"

size_t
hm_path_clean_to(struct hm_str path, char *ret_bytes)
{
    bool is_rooted = path.n > 0 && path.p[0] == '/';
    struct hm_str rest = hm_str_from(path, is_rooted ? 1 : 0);
    struct hm_str part = { 0 };
    size_t n = 0;
    size_t floor = is_rooted ? 1 : 0; /* ".." goes no further back */

    if (is_rooted) {
        ret_bytes[n++] = '/';
    }
    while (hm_str_split(&rest, '/', &part)) {
        if (part.n == 0 || hm_str_eq(part, ".")) {
            continue;
        }
        bool is_up = hm_str_eq(part, "..");
        if (is_up && n > floor) {
            size_t slash = hm_str_find_last(hm_str_make(ret_bytes, n), '/');
            n = slash == n || slash < floor ? floor : slash;
            continue;
        }
        if (is_up && is_rooted) {
            continue;
        }
        if (n > (is_rooted ? 1u : 0u)) {
            ret_bytes[n++] = '/';
        }
        memmove(ret_bytes + n, part.p, part.n);
        n += part.n;
        if (is_up) {
            floor = n;
        }
    }
    if (n == 0) {
        ret_bytes[n++] = '.';
    }
    return n;
}

struct hm_str
hm_path_clean(struct hm_arena *arena, struct hm_str path)
{
    char *bytes = hm_arena_alloc(arena, path.n + 2);

    return hm_str_make(bytes, hm_path_clean_to(path, bytes));
}

struct hm_str
hm_path_join(struct hm_arena *arena, struct hm_str folder, struct hm_str name)
{
    if (folder.n == 0 || hm_str_starts(name, "/")) {
        return hm_path_clean(arena, name);
    }
    return hm_path_clean(arena, hm_arena_concat(arena, folder, HM_S("/"), name));
}

bool
hm_path_is_below(struct hm_str path, struct hm_str folder, struct hm_str *ret_rest)
{
    struct hm_str rest = path;
    bool is_below = false;

    if (hm_str_eq(folder, ".")) {
        is_below = !hm_str_eq(path, "..") && !hm_str_starts(path, "../");
        rest = hm_str_eq(path, ".") ? hm_str_make(path.p, 0) : path;
    } else if (path.n >= folder.n && hm_str_is(hm_str_sub(path, 0, folder.n), folder)) {
        is_below = path.n == folder.n || path.p[folder.n] == '/';
        rest = hm_str_from(path, folder.n + 1);
    }
    if (is_below && ret_rest != NULL) {
        *ret_rest = rest;
    }
    return is_below;
}

struct hm_str
hm_path_relative(struct hm_str path)
{
    while (path.n > 0 && (path.p[0] == '/' || hm_str_starts(path, "./"))) {
        path = hm_str_from(path, path.p[0] == '/' ? 1 : 2);
    }
    while (path.n > 0 && path.p[path.n - 1] == '/') {
        path.n--;
    }
    return hm_str_eq(path, ".") ? hm_str_c("") : path;
}
