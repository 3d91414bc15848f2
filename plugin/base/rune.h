/* SPDX-License-Identifier: Apache-2.0 */
/* Characters as Go reads and sorts them, since BuildKit decides by that: a byte that is no UTF-8
 * counts by itself. (utf8.h follows the Encoding Standard instead.) */
#ifndef HM_BASE_RUNE_H
#define HM_BASE_RUNE_H

#include "plugin/base/arena.h"
#include "plugin/base/buf.h"
#include "plugin/base/str.h"

/** U+FFFD: what stands for bytes that are no UTF-8. */
#define HM_RUNE_BAD 0xfffdu

/**
 * The character at @p off (< s.n). @p ret_n gets its length; a byte that is not part of well-formed
 * UTF-8 (surrogates and overlong forms are not) is HM_RUNE_BAD of length 1.
 */
uint32_t hm_rune_next(struct hm_str s, size_t off, size_t *ret_n);

/** The character that ends at @p end (> 0), in the same way. */
uint32_t hm_rune_last(struct hm_str s, size_t end, size_t *ret_n);

/** Writes 1 to 4 bytes and returns how many; what is no character is written as HM_RUNE_BAD. */
size_t hm_rune_put(uint32_t rune, char ret_bytes[4]);

/** Appends a character. */
void hm_rune_add(struct hm_buf *buf, uint32_t rune);

/** Whether every byte belongs to well-formed UTF-8. */
bool hm_runes_are_valid(struct hm_str s);

/** @p s itself when it is valid, else a copy with U+FFFD for each byte that is not. */
struct hm_str hm_runes_clean(struct hm_arena *arena, struct hm_str s);

/** White space as Go's unicode package has it: hm_is_space, U+0085, U+00A0, U+2000 … */
bool hm_rune_is_space(uint32_t rune);

/** Unicode's letters. */
bool hm_rune_is_letter(uint32_t rune);

/** Unicode's decimal digits. */
bool hm_rune_is_digit(uint32_t rune);

/** What a terminal shows: letters, marks, numbers, punctuation, symbols and U+0020. */
bool hm_rune_is_print(uint32_t rune);

/** The lower-case form (one character to one character). */
uint32_t hm_rune_lower(uint32_t rune);

/** The upper-case form (one character to one character). */
uint32_t hm_rune_upper(uint32_t rune);

/** Without white space at both ends, white space as hm_rune_is_space has it. */
struct hm_str hm_runes_trim(struct hm_str s);

/** Without white space at the front. */
struct hm_str hm_runes_trim_start(struct hm_str s);

#endif
