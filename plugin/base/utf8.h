/* SPDX-License-Identifier: Apache-2.0 */
/* Code points of text that may not be valid UTF-8. */
#ifndef HM_BASE_UTF8_H
#define HM_BASE_UTF8_H

#include "plugin/base/str.h"

/** What stands for bytes that are no UTF-8. */
#define HM_UTF8_REPLACEMENT 0xfffdU

/**
 * Takes the next code point off the front of @p rest, which must not be empty. Bytes that are no
 * UTF-8 (overlong forms and surrogates among them) give HM_UTF8_REPLACEMENT, one for each maximal
 * part of a sequence, as the Encoding Standard does; @p ret_is_valid (may be NULL) tells it from a
 * U+FFFD that was there.
 */
uint32_t hm_utf8_next(struct hm_str *rest, bool *ret_is_valid);

/** Writes the UTF-8 of a code point (at most U+10FFFF) and returns its 1 to 4 bytes. */
size_t hm_utf8_encode(uint32_t code, char ret_bytes[4]);

/** Code points, as hm_utf8_next counts them. */
size_t hm_utf8_length(struct hm_str s);

/** The longest front of @p s that has at most @p n code points. */
struct hm_str hm_utf8_cut(struct hm_str s, size_t n);

/** UTF-16 code units of the text: 2 for code points above U+FFFF, else 1. */
size_t hm_utf16_length(struct hm_str s);

#endif
