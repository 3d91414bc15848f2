/* SPDX-License-Identifier: Apache-2.0 */
/* Quotes, escapes and variables of a word, as BuildKit's shell lexer processes them. */
#ifndef HM_DOCKERFILE_EXPAND_H
#define HM_DOCKERFILE_EXPAND_H

#include "plugin/base/buf.h"
#include "plugin/base/vec.h"

enum hm_found {
    HM_FOUND_UNSET, /**< certainly not set */
    HM_FOUND_SET,
    HM_FOUND_UNKNOWN, /**< may be set, to something that cannot be known */
    HM_FOUND_BARE, /**< an ARG that was given no value: unknown, but ${v:-w} says what it is then */
};

/** Where values come from. @p ret_value is set for HM_FOUND_SET only. */
typedef enum hm_found (*hm_lookup)(void *of, struct hm_str name, struct hm_str *ret_value);

/** Larger values, and more work than this per byte of a file, are given up as unknown. */
enum {
    HM_EXPAND_VALUE_LIMIT = 1 << 16,
    HM_EXPAND_WORK_FLOOR = 1 << 22,
    HM_EXPAND_WORK_PER_BYTE = 16,
};

struct hm_expand_frame;

/** Can be used for many words. Zeroed but for what the comments ask for, it is ready. */
struct hm_expander {
    struct hm_arena *arena; /**< where values go; must be set */
    char escape;            /**< must be set */
    hm_lookup lookup;       /**< NULL: nothing is set */
    void *of;               /**< for lookup */
    bool keeps_quotes;
    bool keeps_escapes;
    bool ignores_quotes; /**< they are letters like others */
    bool keeps_unset;    /**< $name of what is not set stays as it is written */
    size_t value_limit;  /**< longer values are given up; 0 means HM_EXPAND_VALUE_LIMIT */
    uint64_t work_left;  /**< bytes that may still be handled; must be set */
    bool is_exhausted;   /**< work_left ran out, or a value grew too large */

    HM_VEC(struct hm_expand_frame) frames;
    struct hm_buf out;  /**< of the word at hand */
    struct hm_buf word; /**< of the piece at hand, when it is split */
};

struct hm_expanded {
    struct hm_str value; /**< what is not known is in it as it was written */
    bool is_known;       /**< nothing unknown went into value */
    bool has_variable;   /**< a variable was referred to */
    struct hm_str error; /**< what BuildKit says to the word; empty when it takes it */
};

/** A word that a text was split into. */
struct hm_piece {
    struct hm_str text;
    uint32_t from; /**< [from, to) of what was split, about: a variable may hold several words */
    uint32_t to;
};

struct hm_pieces {
    HM_VEC(struct hm_piece) list;
};

/** The work that a file of @p n bytes may cause. */
uint64_t hm_expand_work(size_t n);

/** Frees the buffers. */
void hm_expander_done(struct hm_expander *ex);

/** BuildKit's ProcessWord. */
void hm_expand_word(struct hm_expander *ex, struct hm_str word, struct hm_expanded *ret_expanded);

/** BuildKit's ProcessWords: split at space outside quotes after expansion. Appends to @p words;
 * adds nothing when there is an error. */
void hm_expand_words(struct hm_expander *ex, struct hm_str text, struct hm_pieces *words,
                     struct hm_expanded *ret_expanded);

#endif
