/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/path_pattern.h"

/* Only the last star is ever tried again. */
bool
hm_part_pattern_fits(struct hm_str pattern, struct hm_str part, bool any_case)
{
    size_t p = 0;
    size_t star = SIZE_MAX;
    size_t retry = 0;

    for (size_t i = 0; i < part.n;) {
        bool is_same = p < pattern.n &&
                       (pattern.p[p] == part.p[i] ||
                        (any_case && hm_ascii_lower(pattern.p[p]) == hm_ascii_lower(part.p[i])));
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            retry = i;
        } else if (p < pattern.n && (pattern.p[p] == '?' || is_same)) {
            p++;
            i++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') {
        p++;
    }
    return p == pattern.n;
}

/* Here, too, only the last ** is tried again: what fits the parts before it earliest leaves most to
 * it. @p is_folder: the pattern may end at any slash of the path. */
static bool
fits(struct hm_str pattern, struct hm_str path, bool is_folder)
{
    struct hm_str after = { 0 };
    struct hm_str retry = { 0 };
    bool has_any = false;

    while (path.n > 0) {
        struct hm_str head = hm_str_sub(pattern, 0, hm_str_find(pattern, '/'));
        struct hm_str part = hm_str_sub(path, 0, hm_str_find(path, '/'));
        if (hm_str_eq(head, "**")) {
            if (head.n == pattern.n) {
                return true;
            }
            after = pattern = hm_str_from(pattern, head.n + 1);
            retry = path;
            has_any = true;
        } else if (head.n > 0 && hm_part_pattern_fits(head, part, false)) {
            pattern = hm_str_from(pattern, head.n + 1);
            path = hm_str_from(path, part.n + 1);
            if (is_folder && pattern.n == 0) {
                return true;
            }
        } else if (has_any) {
            pattern = after;
            retry = hm_str_from(retry, hm_str_find(retry, '/') + 1);
            path = retry;
        } else {
            return false;
        }
    }
    return pattern.n == 0;
}

bool
hm_path_pattern_fits_whole(struct hm_str pattern, struct hm_str path)
{
    return path.n > 0 && fits(pattern, path, false);
}

bool
hm_path_pattern_fits(struct hm_str pattern, struct hm_str path)
{
    while (pattern.n > 1 && hm_str_ends(pattern, "/")) {
        pattern.n--;
    }
    return path.n > 0 && fits(pattern, path, true);
}
