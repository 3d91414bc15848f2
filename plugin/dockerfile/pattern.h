/* SPDX-License-Identifier: Apache-2.0 */
/* The patterns of ${v#p}, ${v%p} and ${v/p/r}: '*', '?' and backslashes. */
#ifndef HM_DOCKERFILE_PATTERN_H
#define HM_DOCKERFILE_PATTERN_H

#include "plugin/base/buf.h"
#include "plugin/base/vec.h"

struct hm_pattern_atom {
    uint32_t rune; /**< when it is neither of the below */
    bool is_any;   /**< '?' */
    bool is_star;
};

struct hm_pattern {
    HM_VEC(struct hm_pattern_atom) atoms;
    unsigned char *states; /**< room for two sets of atoms */
};

/** Reads a pattern; false for one that BuildKit refuses, with its reason in @p ret_error. */
bool hm_pattern_read(struct hm_arena *arena, struct hm_str text, struct hm_pattern *ret_pattern,
                     struct hm_str *ret_error);

/**
 * Looks for the pattern at the very start of @p s from @p from on. @p is_greedy prefers the longest
 * match, otherwise the shortest. Returns whether there is one; @p work goes down by the steps it
 * took, and where it does not suffice it becomes 0 and the answer means nothing.
 */
bool hm_pattern_match(const struct hm_pattern *pattern, struct hm_str s, size_t from,
                      bool is_greedy, uint64_t *work, size_t *ret_end);

/** ${value#pattern} (or %, @p at_end; ## and %% with @p is_greedy). The result is a view of @p
 * value, or of a copy in @p arena whose bytes are valid. @p work as above. */
bool hm_pattern_trim(struct hm_arena *arena, struct hm_str pattern, struct hm_str value,
                     bool at_end, bool is_greedy, uint64_t *work, struct hm_str *ret_value,
                     struct hm_str *ret_error);

/** ${value/pattern/replacement} (// with @p is_all), appended to @p out. @p work as above;
 * a full @p out ends it early. */
bool hm_pattern_replace(struct hm_arena *arena, struct hm_str pattern, struct hm_str replacement,
                        struct hm_str value, bool is_all, uint64_t *work, struct hm_buf *out,
                        struct hm_str *ret_error);

#endif
