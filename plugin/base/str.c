/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/str.h"

bool
hm_str_eq_nocase(struct hm_str a, struct hm_str b)
{
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (hm_ascii_lower(a.p[i]) != hm_ascii_lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

bool
hm_str_in_nocase(struct hm_str s, const char *const *list)
{
    char first = s.n == 0 ? '\0' : hm_ascii_lower(s.p[0]);

    for (; *list != NULL; list++) {
        if (**list == first && hm_str_eq_nocase(s, hm_str_c(*list))) {
            return true;
        }
    }
    return false;
}

bool
hm_str_in(struct hm_str s, const char *const *list)
{
    char first = s.n == 0 ? '\0' : s.p[0];

    for (; *list != NULL; list++) {
        if (**list == first && hm_str_eq(s, *list)) {
            return true;
        }
    }
    return false;
}

int
hm_str_compare(struct hm_str a, struct hm_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n == 0 || a.p == b.p ? 0 : memcmp(a.p, b.p, n);

    if (order != 0) {
        return order;
    }
    return (a.n > b.n) - (a.n < b.n);
}

bool
hm_str_has(struct hm_str s, const char *needle)
{
    size_t n = strlen(needle);

    if (n == 0) {
        return true;
    }
    for (size_t i = 0; i + n <= s.n; i++) {
        const char *hit = memchr(s.p + i, needle[0], s.n - n - i + 1);
        if (hit == NULL) {
            return false;
        }
        if (memcmp(hit, needle, n) == 0) {
            return true;
        }
        i = (size_t)(hit - s.p);
    }
    return false;
}

bool
hm_str_has_nocase(struct hm_str s, const char *needle)
{
    size_t n = strlen(needle);
    char first = hm_ascii_lower(needle[0]);

    if (n == 0) {
        return true;
    }
    for (size_t i = 0; i + n <= s.n; i++) {
        if (hm_ascii_lower(s.p[i]) == first &&
            hm_str_eq_nocase(hm_str_make(s.p + i, n), hm_str_make(needle, n))) {
            return true;
        }
    }
    return false;
}

size_t
hm_str_find_last(struct hm_str s, char c)
{
    for (size_t i = s.n; i > 0; i--) {
        if (s.p[i - 1] == c) {
            return i - 1;
        }
    }
    return s.n;
}

struct hm_str
hm_str_trim(struct hm_str s)
{
    while (s.n > 0 && hm_is_space(s.p[s.n - 1])) {
        s.n--;
    }
    while (s.n > 0 && hm_is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    return s;
}

bool
hm_str_split(struct hm_str *rest, char sep, struct hm_str *ret_piece)
{
    if (rest->p == NULL) {
        return false;
    }
    size_t at = hm_str_find(*rest, sep);

    *ret_piece = hm_str_make(rest->p, at);
    *rest = at == rest->n ? hm_str_make(NULL, 0) : hm_str_make(rest->p + at + 1, rest->n - at - 1);
    return true;
}

struct hm_str
hm_str_basename(struct hm_str path)
{
    size_t at = hm_str_find_last(path, '/');

    return at == path.n ? path : hm_str_from(path, at + 1);
}

struct hm_str
hm_str_dirname(struct hm_str path)
{
    size_t at = hm_str_find_last(path, '/');

    return at == path.n ? hm_str_make(path.p, 0) : hm_str_make(path.p, at);
}

bool
hm_str_to_u64(struct hm_str s, uint64_t max, uint64_t *ret_value)
{
    uint64_t value = 0;

    if (s.n == 0) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!hm_is_digit(s.p[i])) {
            return false;
        }
        uint64_t digit = (uint64_t)(s.p[i] - '0');
        if (value > (max - digit) / 10 || digit > max) {
            return false;
        }
        value = value * 10 + digit;
    }
    *ret_value = value;
    return true;
}

uint64_t
hm_str_hash(struct hm_str s)
{
    uint64_t hash = 0xcbf29ce484222325U;

    for (size_t i = 0; i < s.n; i++) {
        hash = (hash ^ (unsigned char)s.p[i]) * 0x100000001b3U;
    }
    return hash;
}

uint64_t
hm_str_slot(struct hm_str s)
{
    uint64_t hash = hm_str_hash(s);

    hash = (hash ^ (hash >> 32)) * 0x9e3779b97f4a7c15U;
    return hash ^ (hash >> 32);
}
