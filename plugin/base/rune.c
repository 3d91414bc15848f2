/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/rune.h"

#include "plugin/base/utf8.h"

struct range {
    uint32_t first;
    uint32_t last;
};

static const struct range LETTERS[] = {
#define LETTER(first, last) { first, last },
#include "plugin/base/unicode.def"
#undef LETTER
};

static const struct range DIGITS[] = {
#define DIGIT(first, last) { first, last },
#include "plugin/base/unicode.def"
#undef DIGIT
};

static const struct range PRINTS[] = {
#define PRINT(first, last) { first, last },
#include "plugin/base/unicode.def"
#undef PRINT
};

struct mapping {
    uint32_t first;
    uint32_t last;
    uint32_t step;
    int32_t delta;
};

static const struct mapping LOWERS[] = {
#define LOWER(first, last, step, delta) { first, last, step, delta },
#include "plugin/base/unicode.def"
#undef LOWER
};

static const struct mapping UPPERS[] = {
#define UPPER(first, last, step, delta) { first, last, step, delta },
#include "plugin/base/unicode.def"
#undef UPPER
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool
is_in(const struct range *table, size_t n, uint32_t rune)
{
    size_t low = 0;

    while (low < n) {
        size_t mid = low + (n - low) / 2;
        if (rune < table[mid].first) {
            n = mid;
        } else if (rune > table[mid].last) {
            low = mid + 1;
        } else {
            return true;
        }
    }
    return false;
}

uint32_t
hm_rune_next(struct hm_str s, size_t off, size_t *ret_n)
{
    if (off < s.n && (unsigned char)s.p[off] < 0x80) {
        *ret_n = 1;
        return (unsigned char)s.p[off];
    }
    struct hm_str rest = hm_str_from(s, off);
    size_t left = rest.n;
    bool is_valid;
    uint32_t rune = hm_utf8_next(&rest, &is_valid);

    *ret_n = is_valid ? left - rest.n : 1;
    return rune;
}

uint32_t
hm_rune_last(struct hm_str s, size_t end, size_t *ret_n)
{
    unsigned char last = (unsigned char)s.p[end - 1];

    for (size_t back = 2; last >= 0x80 && back <= 4 && back <= end; back++) {
        uint32_t rune = hm_rune_next(hm_str_make(s.p, end), end - back, ret_n);
        if (*ret_n == back) {
            return rune;
        }
    }
    *ret_n = 1;
    return last < 0x80 ? last : HM_RUNE_BAD;
}

size_t
hm_rune_put(uint32_t rune, char ret_bytes[4])
{
    bool is_character = rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff);

    return hm_utf8_encode(is_character ? rune : HM_RUNE_BAD, ret_bytes);
}

void
hm_rune_add(struct hm_buf *buf, uint32_t rune)
{
    char bytes[4];
    size_t n = hm_rune_put(rune, bytes);

    hm_buf_add(buf, hm_str_make(bytes, n));
}

bool
hm_runes_are_valid(struct hm_str s)
{
    size_t n;

    for (size_t i = 0; i < s.n; i += n) {
        n = 1;
        if ((unsigned char)s.p[i] >= 0x80 && hm_rune_next(s, i, &n) == HM_RUNE_BAD && n == 1) {
            return false;
        }
    }
    return true;
}

struct hm_str
hm_runes_clean(struct hm_arena *arena, struct hm_str s)
{
    if (hm_runes_are_valid(s)) {
        return s;
    }
    char *p = hm_arena_alloc(arena, s.n * 3);
    size_t to = 0;
    size_t n;
    for (size_t i = 0; i < s.n; i += n) {
        to += hm_rune_put(hm_rune_next(s, i, &n), p + to);
    }
    return hm_str_make(p, to);
}

bool
hm_rune_is_space(uint32_t rune)
{
    if (rune < 0x80) {
        return hm_is_space((char)rune);
    }
    return rune == 0x85 || rune == 0xa0 || rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200a) ||
           rune == 0x2028 || rune == 0x2029 || rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

bool
hm_rune_is_letter(uint32_t rune)
{
    return rune < 0x80 ? hm_is_alpha((char)rune) : is_in(LETTERS, COUNT(LETTERS), rune);
}

bool
hm_rune_is_digit(uint32_t rune)
{
    return rune < 0x80 ? hm_is_digit((char)rune) : is_in(DIGITS, COUNT(DIGITS), rune);
}

bool
hm_rune_is_print(uint32_t rune)
{
    return rune < 0x80 ? rune >= 0x20 && rune < 0x7f : is_in(PRINTS, COUNT(PRINTS), rune);
}

static uint32_t
map(const struct mapping *table, size_t n, uint32_t rune)
{
    for (size_t low = 0; low < n;) {
        size_t mid = low + (n - low) / 2;
        const struct mapping *row = &table[mid];
        if (rune < row->first) {
            n = mid;
        } else if (rune > row->last) {
            low = mid + 1;
        } else {
            bool is_mapped = (rune - row->first) % row->step == 0;
            return is_mapped ? (uint32_t)((int32_t)rune + row->delta) : rune;
        }
    }
    return rune;
}

uint32_t
hm_rune_lower(uint32_t rune)
{
    return rune < 0x80 ? (unsigned char)hm_ascii_lower((char)rune)
                       : map(LOWERS, COUNT(LOWERS), rune);
}

uint32_t
hm_rune_upper(uint32_t rune)
{
    if (rune < 0x80) {
        return rune >= 'a' && rune <= 'z' ? rune - 'a' + 'A' : rune;
    }
    return map(UPPERS, COUNT(UPPERS), rune);
}

struct hm_str
hm_runes_trim_start(struct hm_str s)
{
    size_t n;

    while (s.n > 0 && hm_rune_is_space(hm_rune_next(s, 0, &n))) {
        s = hm_str_make(s.p + n, s.n - n);
    }
    return s;
}

struct hm_str
hm_runes_trim(struct hm_str s)
{
    size_t n;

    s = hm_runes_trim_start(s);
    while (s.n > 0 && hm_rune_is_space(hm_rune_last(s, s.n, &n))) {
        s.n -= n;
    }
    return s;
}
