/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/runes.h"

#include "plugin/base/utf8.h"

uint32_t
hm_runes_next(struct hm_str s, size_t off, size_t *ret_n)
{
    struct hm_str rest = hm_str_sub(s, off, 4);
    bool is_valid = true;

    if ((unsigned char)s.p[off] < 0x80) {
        *ret_n = 1;
        return (unsigned char)s.p[off];
    }
    size_t n = rest.n;
    uint32_t rune = hm_utf8_next(&rest, &is_valid);
    *ret_n = is_valid ? n - rest.n : 1;
    return rune;
}

void
hm_runes_add(struct hm_buf *buf, uint32_t rune)
{
    char bytes[4];

    hm_buf_add(buf, hm_str_make(bytes, hm_utf8_encode(rune, bytes)));
}

bool
hm_runes_are_valid(struct hm_str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i += n) {
        if (hm_runes_next(s, i, &n) == HM_RUNES_BAD && n == 1) {
            return false;
        }
    }
    return true;
}

static bool
is_space(uint32_t rune)
{
    return rune < 0x80 ? hm_is_space((char)rune)
                       : rune == 0x85 || rune == 0xa0 || rune == 0x1680 ||
                             (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 ||
                             rune == 0x2029 || rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

/* Where the last character starts: as many bytes back as make one. */
static size_t
last_of(struct hm_str s)
{
    for (size_t back = s.n < 4 ? s.n : 4; back > 1; back--) {
        size_t n = 0;
        (void)hm_runes_next(s, s.n - back, &n);
        if (n == back) {
            return s.n - back;
        }
    }
    return s.n - 1;
}

struct hm_str
hm_runes_trim(struct hm_str s)
{
    size_t n = 0;

    while (s.n > 0 && is_space(hm_runes_next(s, 0, &n))) {
        s = hm_str_from(s, n);
    }
    while (s.n > 0 && is_space(hm_runes_next(s, last_of(s), &n))) {
        s.n -= n;
    }
    return s;
}
