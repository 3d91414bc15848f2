/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/filepath_match.h"

#include "plugin/base/rune.h"

/* A character of a class; false when it cannot stand there. */
static bool
read_member(struct hm_str s, size_t *at, uint32_t *ret_rune)
{
    size_t n = 0;

    if (*at >= s.n || s.p[*at] == '-' || s.p[*at] == ']') {
        return false;
    }
    if (s.p[*at] == '\\' && ++*at >= s.n) {
        return false;
    }
    *ret_rune = hm_rune_next(s, *at, &n);
    *at += n;
    return (*ret_rune != HM_RUNE_BAD || n > 1) && *at < s.n;
}

/* A class from its '['; ret_has tells whether it holds @p rune. */
static bool
read_class(struct hm_str s, size_t *at, uint32_t rune, bool *ret_has)
{
    bool is_negated = *at + 1 < s.n && s.p[*at + 1] == '^';
    bool has = false;

    *at += is_negated ? 2 : 1;
    for (bool is_first = true; is_first || *at >= s.n || s.p[*at] != ']'; is_first = false) {
        uint32_t first = 0;
        uint32_t last = 0;
        if (!read_member(s, at, &first)) {
            return false;
        }
        last = first;
        if (s.p[*at] == '-') {
            ++*at;
            if (!read_member(s, at, &last)) {
                return false;
            }
        }
        has = has || (first <= rune && rune <= last);
    }
    ++*at;
    *ret_has = has != is_negated;
    return true;
}

/* The part of a pattern between two stars against the front of @p name. */
static enum hm_filepath_fit
fit_part(struct hm_str part, struct hm_str name, struct hm_str *ret_rest)
{
    bool is_lost = false;

    for (size_t at = 0; at < part.n;) {
        is_lost = is_lost || name.n == 0;
        char c = part.p[at];
        bool fits = true;
        size_t n = 1;
        uint32_t rune = is_lost ? 0 : hm_rune_next(name, 0, &n);
        if (c == '[') {
            if (!read_class(part, &at, rune, &fits)) {
                return HM_FIT_BAD;
            }
        } else if (c == '?') {
            fits = !is_lost && name.p[0] != '/';
            at++;
        } else {
            at += c == '\\' ? 1 : 0;
            if (at >= part.n) {
                return HM_FIT_BAD;
            }
            fits = !is_lost && part.p[at] == name.p[0];
            n = 1;
            at++;
        }
        is_lost = is_lost || !fits;
        name = is_lost ? name : hm_str_from(name, n);
    }
    *ret_rest = name;
    return is_lost ? HM_FIT_NO : HM_FIT_YES;
}

/* Takes stars and what follows them up to the next star outside brackets off the front. */
static struct hm_str
take_part(struct hm_str *rest, bool *ret_has_star)
{
    bool is_in_class = false;
    size_t at = 0;

    while (at < rest->n && rest->p[at] == '*') {
        at++;
    }
    *ret_has_star = at > 0;
    *rest = hm_str_from(*rest, at);
    for (at = 0; at < rest->n && (is_in_class || rest->p[at] != '*'); at++) {
        char c = rest->p[at];
        is_in_class = c == '[' || (is_in_class && c != ']');
        at += c == '\\' && at + 1 < rest->n ? 1 : 0;
    }
    struct hm_str part = hm_str_sub(*rest, 0, at);
    *rest = hm_str_from(*rest, at);
    return part;
}

/* Lets a star take one byte after the other until @p part fits behind it. */
static enum hm_filepath_fit
fit_behind_star(struct hm_str part, struct hm_str name, bool is_last, struct hm_str *ret_rest)
{
    for (size_t i = 0; i < name.n && name.p[i] != '/'; i++) {
        enum hm_filepath_fit fit = fit_part(part, hm_str_from(name, i + 1), ret_rest);
        if (fit == HM_FIT_BAD || (fit == HM_FIT_YES && (!is_last || ret_rest->n == 0))) {
            return fit;
        }
    }
    return HM_FIT_NO;
}

enum hm_filepath_fit
hm_filepath_match(struct hm_str pattern, struct hm_str name)
{
    while (pattern.n > 0) {
        bool has_star = false;
        struct hm_str left = { 0 };
        struct hm_str part = take_part(&pattern, &has_star);
        if (has_star && part.n == 0) {
            return hm_str_find(name, '/') == name.n ? HM_FIT_YES : HM_FIT_NO;
        }
        enum hm_filepath_fit fit = fit_part(part, name, &left);
        if (fit == HM_FIT_BAD) {
            return fit;
        }
        if (fit != HM_FIT_YES || (left.n > 0 && pattern.n == 0)) {
            fit = has_star ? fit_behind_star(part, name, pattern.n == 0, &left) : HM_FIT_NO;
        }
        if (fit != HM_FIT_YES) {
            return fit;
        }
        name = left;
    }
    return name.n == 0 ? HM_FIT_YES : HM_FIT_NO;
}

bool
hm_filepath_has_wildcard(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\') {
            i++;
        } else if (text.p[i] == '*' || text.p[i] == '?' || text.p[i] == '[') {
            return true;
        }
    }
    return false;
}
