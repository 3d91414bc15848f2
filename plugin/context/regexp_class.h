/* SPDX-License-Identifier: Apache-2.0 */
/* Character classes and escapes of Go's regular expressions. */
#ifndef HM_CONTEXT_REGEXP_CLASS_H
#define HM_CONTEXT_REGEXP_CLASS_H

#include "plugin/base/arena.h"

struct hm_rune_range {
    uint32_t first;
    uint32_t last;
};

/** A set of characters. */
struct hm_class {
    const struct hm_rune_range *ranges; /**< ascending, apart from each other */
    uint32_t n;
    uint64_t ascii[2]; /**< a bit for each of the first 128 */
};

bool hm_class_has(const struct hm_class *class, uint32_t rune);

/** Where the last ":]" of an expression is, or 0: "[:" that none follows is no [:name:]. */
size_t hm_class_posix_end(struct hm_str text);

/**
 * Reads a class from its '[' at @p at on and moves @p at behind its ']'. @p text is valid UTF-8,
 * @p posix_end its hm_class_posix_end. HM_E_SYNTAX for what Go refuses, HM_E_UNSUPPORTED for a
 * Unicode class in it.
 */
enum hm_status hm_class_parse(struct hm_arena *arena, struct hm_str text, size_t posix_end,
                              size_t *at, const struct hm_class **ret_class,
                              struct hm_err *reterr) HM_MUST_CHECK;

/**
 * Reads an escape from its backslash at @p at on: either a class (\d) into @p ret_class or, which
 * is then left alone, a character (\x41) into @p ret_rune. Errors as hm_class_parse.
 */
enum hm_status hm_class_parse_escape(struct hm_arena *arena, struct hm_str text, size_t *at,
                                     const struct hm_class **ret_class, uint32_t *ret_rune,
                                     struct hm_err *reterr) HM_MUST_CHECK;

#endif
