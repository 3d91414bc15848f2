/* SPDX-License-Identifier: Apache-2.0 */
/* Borrowed views of bytes: no owner, not NUL-terminated. */
#ifndef HM_BASE_STR_H
#define HM_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "plugin/base/banned.h"

/** A view of @p n bytes that someone else owns. `p` may be NULL only when `n` is 0. */
struct hm_str {
    const char *p;
    size_t n;
};

/** A view of a string literal, also in static initialisers. */
#define HM_STR(literal)                                                                            \
    {                                                                                              \
        .p = "" literal, .n = sizeof(literal) - 1                                                  \
    }
/** The same as an expression. */
#define HM_S(literal) ((struct hm_str)HM_STR(literal))
/** For printf's "%.*s": HM_FMT(s). Lengths over INT_MAX do not occur: every input is bounded. */
#define HM_FMT(s) (int)(s).n, ((s).n ? (s).p : "")

static inline struct hm_str
hm_str_make(const char *p, size_t n)
{
    return (struct hm_str){ .p = p, .n = n };
}

/** A view of a C string; NULL gives the empty view. */
static inline struct hm_str
hm_str_c(const char *c)
{
    return (struct hm_str){ .p = c, .n = c == NULL ? 0 : strlen(c) };
}

static inline bool
hm_str_is(struct hm_str a, struct hm_str b)
{
    return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}

/** Whether @p s equals a C string. */
static inline bool
hm_str_eq(struct hm_str s, const char *c)
{
    /* Most words differ in their first byte: no length is needed to tell. */
    return s.n == 0 ? c == NULL || c[0] == '\0'
                    : c != NULL && s.p[0] == c[0] && hm_str_is(s, hm_str_c(c));
}

static inline char
hm_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool
hm_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/** ASCII letters only, whatever the locale. */
static inline bool
hm_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/** Space, TAB, CR, LF, VT and FF. */
static inline bool
hm_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/** Equality that ignores the case of ASCII letters. */
bool hm_str_eq_nocase(struct hm_str a, struct hm_str b);

/** Whether @p s is one of a NULL-terminated list of words, which are in lower case and not empty;
 * the case of its own ASCII letters does not matter. */
bool hm_str_in_nocase(struct hm_str s, const char *const *list);

/** Whether @p s is one of a NULL-terminated list. */
bool hm_str_in(struct hm_str s, const char *const *list);

/** Byte order, shorter first where one is a prefix: <0, 0, >0. */
int hm_str_compare(struct hm_str a, struct hm_str b);

static inline bool
hm_str_starts(struct hm_str s, const char *prefix)
{
    return prefix[0] == '\0' || (s.n > 0 && s.p[0] == prefix[0] && s.n >= strlen(prefix) &&
                                 memcmp(s.p, prefix, strlen(prefix)) == 0);
}

static inline bool
hm_str_ends(struct hm_str s, const char *suffix)
{
    size_t n = strlen(suffix);

    return n == 0 ||
           (s.n >= n && s.p[s.n - 1] == suffix[n - 1] && memcmp(s.p + s.n - n, suffix, n) == 0);
}

/** Whether @p needle occurs in @p s. */
bool hm_str_has(struct hm_str s, const char *needle);

/** As hm_str_has, ignoring the case of ASCII letters. */
bool hm_str_has_nocase(struct hm_str s, const char *needle);

/** Offset of the first @p c, or `s.n` when there is none. */
static inline size_t
hm_str_find(struct hm_str s, char c)
{
    const char *hit = s.n == 0 ? NULL : (const char *)memchr(s.p, c, s.n);

    return hit == NULL ? s.n : (size_t)(hit - s.p);
}

/** Offset of the last @p c, or `s.n` when there is none. */
size_t hm_str_find_last(struct hm_str s, char c);

/** From @p off (clamped) on, at most @p n bytes. */
static inline struct hm_str
hm_str_sub(struct hm_str s, size_t off, size_t n)
{
    if (off >= s.n) {
        return hm_str_make(s.p == NULL ? NULL : s.p + s.n, 0);
    }
    return hm_str_make(s.p + off, n < s.n - off ? n : s.n - off);
}

/** From @p off (clamped) to the end. */
static inline struct hm_str
hm_str_from(struct hm_str s, size_t off)
{
    return hm_str_sub(s, off, SIZE_MAX);
}

/** Without the space at both ends (hm_is_space). */
struct hm_str hm_str_trim(struct hm_str s);

/**
 * Takes the next piece up to @p sep off the front of @p rest into @p ret_piece. Returns false when
 * nothing is left; an empty last piece after a final separator is given.
 */
bool hm_str_split(struct hm_str *rest, char sep, struct hm_str *ret_piece);

/** The part after the last '/'. */
struct hm_str hm_str_basename(struct hm_str path);

/** The part before the last '/', or the empty view when there is none. */
struct hm_str hm_str_dirname(struct hm_str path);

/**
 * Reads a decimal number without sign, blanks or overflow. Returns false, and leaves @p ret_value
 * alone, when @p s is anything else or larger than @p max.
 */
bool hm_str_to_u64(struct hm_str s, uint64_t max, uint64_t *ret_value);

/** FNV-1a, 64 bits: never for identity, and of no use in a table by its low bits alone. */
uint64_t hm_str_hash(struct hm_str s);

/** For hash tables: the same with its bits mixed. The low bits of FNV depend on nothing but each
 * other, so that names which collide in them are easy to make. */
uint64_t hm_str_slot(struct hm_str s);

#endif
