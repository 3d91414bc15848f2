/* SPDX-License-Identifier: Apache-2.0 */
/* What COPY and ADD take (support.h). */
#include "plugin/rules/support.h"

#include "plugin/base/path.h"

uint32_t
hm_copy_sources(const struct hm_instruction *inst)
{
    return inst->n_words >= 2 ? inst->n_words - 1 : 0;
}

bool
hm_copies_context(const struct hm_instruction *inst)
{
    return (inst->kind == HM_COPY || inst->kind == HM_ADD) &&
           hm_instruction_flag(inst, "from") == NULL;
}

bool
hm_is_whole_context(struct hm_str source)
{
    struct hm_str path = hm_path_relative(source);

    return source.n > 0 && (path.n == 0 || hm_str_eq(path, "*") || hm_str_eq(path, "**"));
}

bool
hm_is_remote(struct hm_str source)
{
    return hm_str_starts(source, "http://") || hm_str_starts(source, "https://") ||
           hm_str_starts(source, "ftp://") || hm_str_starts(source, "git://") ||
           hm_str_starts(source, "ssh://") || hm_str_starts(source, "git@");
}

/* One part of a path against one part of a pattern: *, ?, [set] and \x, as Go's filepath.Match. */
static bool
matches_part(struct hm_str pattern, struct hm_str part)
{
    size_t p = 0, i = 0;
    size_t star = SIZE_MAX, retry = 0;

    while (i < part.n) {
        size_t next = p;
        bool is_hit = false;
        if (p < pattern.n && pattern.p[p] == '*') {
            star = ++p;
            retry = i;
            continue;
        }
        if (p < pattern.n && pattern.p[p] == '[') {
            size_t close = p + 1 + hm_str_find(hm_str_from(pattern, p + 1), ']');
            bool is_negated = p + 1 < pattern.n && pattern.p[p + 1] == '^';
            for (size_t k = p + 1 + is_negated; k < close && k < pattern.n; k++) {
                bool is_range = k + 2 < close && pattern.p[k + 1] == '-';
                is_hit =
                    is_hit || (is_range ? part.p[i] >= pattern.p[k] && part.p[i] <= pattern.p[k + 2]
                                        : part.p[i] == pattern.p[k]);
                k += is_range ? 2 : 0;
            }
            is_hit = is_hit != is_negated;
            next = close + 1;
        } else if (p < pattern.n) {
            size_t literal = pattern.p[p] == '\\' && p + 1 < pattern.n ? p + 1 : p;
            is_hit = pattern.p[p] == '?' || pattern.p[literal] == part.p[i];
            next = literal + 1;
        }
        if (is_hit) {
            p = next;
            i++;
        } else if (star != SIZE_MAX) {
            p = star;
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

/* Whether the path, or a directory above it, matches. "**" stands for any number of parts; only the
 * last one is tried again, which is enough here too. */
static bool
takes(struct hm_str pattern, struct hm_str path)
{
    struct hm_str star = { 0 }, retry = { 0 };
    bool has_star = false;

    for (;;) {
        if (pattern.n == 0) {
            return true;
        }
        size_t a = hm_str_find(pattern, '/');
        struct hm_str head = hm_str_sub(pattern, 0, a);
        if (hm_str_eq(head, "**")) {
            star = pattern = hm_str_from(pattern, a + 1);
            retry = path;
            has_star = true;
            continue;
        }
        size_t b = hm_str_find(path, '/');
        if (path.n > 0 && matches_part(head, hm_str_sub(path, 0, b))) {
            pattern = hm_str_from(pattern, a + 1);
            path = hm_str_from(path, b + 1);
            continue;
        }
        if (!has_star || retry.n == 0) {
            return false;
        }
        retry = hm_str_from(retry, hm_str_find(retry, '/') + 1);
        pattern = star;
        path = retry;
    }
}

bool
hm_copy_takes(const struct hm_instruction *inst, struct hm_str path)
{
    for (uint32_t i = 0; i < inst->n_flags; i++) {
        if (hm_str_eq(inst->flags[i].name, "exclude") &&
            takes(hm_path_relative(inst->flags[i].value.value), path)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < hm_copy_sources(inst); i++) {
        struct hm_str source = inst->words[i].value;
        if (!hm_is_remote(source) && inst->words[i].is_known &&
            (hm_is_whole_context(source) || takes(hm_path_relative(source), path))) {
            return true;
        }
    }
    return false;
}
