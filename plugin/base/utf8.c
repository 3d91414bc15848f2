/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/utf8.h"

/* Continuation bytes after this lead byte, and the range of the first of them; 0 for no lead byte.
 */
static size_t
lead(unsigned char c, unsigned char *ret_low, unsigned char *ret_high)
{
    *ret_low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    *ret_high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    if (c >= 0xc2 && c <= 0xdf) {
        return 1;
    }
    if (c >= 0xe0 && c <= 0xef) {
        return 2;
    }
    return c >= 0xf0 && c <= 0xf4 ? 3 : 0;
}

uint32_t
hm_utf8_next(struct hm_str *rest, bool *ret_is_valid)
{
    const unsigned char *p = (const unsigned char *)rest->p;
    unsigned char low = 0;
    unsigned char high = 0;
    size_t more = p[0] < 0x80 ? 0 : lead(p[0], &low, &high);
    bool is_valid = p[0] < 0x80 || more > 0;
    uint32_t code = more == 0 ? p[0] : p[0] & (0x3fU >> more);
    size_t n = 1;

    for (; is_valid && n <= more; n++) {
        if (n >= rest->n || p[n] < low || p[n] > high) {
            is_valid = false;
            break;
        }
        code = code << 6 | (p[n] & 0x3fU);
        low = 0x80;
        high = 0xbf;
    }
    *rest = hm_str_make(rest->p + n, rest->n - n);
    if (ret_is_valid != NULL) {
        *ret_is_valid = is_valid;
    }
    return is_valid ? code : HM_UTF8_REPLACEMENT;
}

size_t
hm_utf8_encode(uint32_t code, char ret_bytes[4])
{
    if (code < 0x80) {
        ret_bytes[0] = (char)code;
        return 1;
    }
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        ret_bytes[i] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    ret_bytes[0] = (char)(0xf0U << (4 - n) | code);
    return n;
}

size_t
hm_utf8_length(struct hm_str s)
{
    size_t n = 0;

    for (; s.n > 0; n++) {
        (void)hm_utf8_next(&s, NULL);
    }
    return n;
}

struct hm_str
hm_utf8_cut(struct hm_str s, size_t n)
{
    struct hm_str rest = s;

    while (rest.n > 0 && n > 0) {
        (void)hm_utf8_next(&rest, NULL);
        n--;
    }
    return hm_str_sub(s, 0, s.n - rest.n);
}

size_t
hm_utf16_length(struct hm_str s)
{
    size_t n = 0;

    while (s.n > 0) {
        uint64_t eight;
        if (s.n >= sizeof eight) {
            memcpy(&eight, s.p, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                n += sizeof eight;
                s = hm_str_from(s, sizeof eight);
                continue;
            }
        }
        n += hm_utf8_next(&s, NULL) > 0xffff ? 2 : 1;
    }
    return n;
}
