/* SPDX-License-Identifier: Apache-2.0 */
/* Characters as Go's range and unicode/utf8 see them: one for each byte that is no UTF-8. */
#ifndef HM_CONTEXT_RUNES_H
#define HM_CONTEXT_RUNES_H

#include "plugin/base/buf.h"
#include "plugin/base/str.h"

/** U+FFFD: what stands for a byte that is no UTF-8. */
#define HM_RUNES_BAD 0xfffdu

/** The character at @p off (< s.n); @p ret_n gets its length, 1 for a byte that is no UTF-8. */
uint32_t hm_runes_next(struct hm_str s, size_t off, size_t *ret_n);

/** Appends a character. */
void hm_runes_add(struct hm_buf *buf, uint32_t rune);

bool hm_runes_are_valid(struct hm_str s);

/** Without white space at both ends, as strings.TrimSpace has it: U+0085, U+00A0 … count too. */
struct hm_str hm_runes_trim(struct hm_str s);

#endif
