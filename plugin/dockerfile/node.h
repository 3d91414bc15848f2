/* SPDX-License-Identifier: Apache-2.0 */
/* One joined line: keyword, flags and arguments in the form that the keyword asks for. */
#ifndef HM_DOCKERFILE_NODE_H
#define HM_DOCKERFILE_NODE_H

#include "plugin/dockerfile/json_list.h"
#include "plugin/model/instruction.h"

/** What the lines of a file share. `arena` and `escape` must be set. */
struct hm_node_reader {
    struct hm_arena *arena;
    char escape;
    struct hm_json_list strings; /**< scratch from here on */
    HM_VEC(struct hm_flag) flags;
    HM_VEC(struct hm_word) words;
    HM_VEC(struct hm_pair) pairs;
    uint32_t n_pieces; /**< instructions, words, flags and pairs of the lines so far; past
                          HM_PIECES_LIMIT nothing more is kept */
};

/** Counts one more piece; false past the limit. */
static inline bool
hm_node_count(struct hm_node_reader *reader)
{
    reader->n_pieces += reader->n_pieces <= HM_PIECES_LIMIT;
    return reader->n_pieces <= HM_PIECES_LIMIT;
}

/**
 * Reads inst->logical; logical, base, joins and n_joins must be set. Fills keyword, kind, flags,
 * words, pairs, is_json and the chain of triggers. Returns what BuildKit's parser refuses the line
 * with, or the empty view; what could be read is there all the same.
 */
struct hm_str hm_node_read(struct hm_node_reader *reader, struct hm_instruction *inst);

/** The words of an instruction that is still being made. */
static inline struct hm_word *
hm_node_words(struct hm_instruction *inst)
{
    return (struct hm_word *)inst->words;
}

#endif
