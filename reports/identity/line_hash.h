/* SPDX-License-Identifier: Apache-2.0 */
/* GitHub's hash of a line, by which it knows an alert again. */
#ifndef HM_REPORTS_LINE_HASH_H
#define HM_REPORTS_LINE_HASH_H

#include "plugin/base/arena.h"

/** Characters from a line's start that its hash is over; blanks do not count. */
#define HM_LINE_HASH_WINDOW 100

/** "a7f2ff13bc495cf2:12": a line's primaryLocationLineHash. */
struct hm_line_hash {
    uint64_t hash;
    uint32_t count; /**< lines up to this one with the same hash; 0: there is no such line */
};

/**
 * The hashes of some lines of a file, exactly as GitHub's codeql-action computes them. @p lines
 * count from 1 and ascend, so one pass over @p text answers all; it ends after the last of them.
 */
void hm_line_hashes(struct hm_str text, const uint32_t *lines, size_t n,
                    struct hm_line_hash *ret_hashes);

/** Its text; the empty view for no line. */
struct hm_str hm_line_hash_text(struct hm_arena *arena, struct hm_line_hash hash);

#endif
