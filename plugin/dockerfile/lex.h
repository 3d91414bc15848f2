/* SPDX-License-Identifier: Apache-2.0 */
/* Takes a Dockerfile apart into logical lines: comments, parser directives, continuations. */
#ifndef HM_DOCKERFILE_LEX_H
#define HM_DOCKERFILE_LEX_H

#include "plugin/dockerfile/problems.h"

/** BuildKit reads no longer line than this, its line end included. */
#define HM_LINE_LIMIT 65536u

/** A line after its continuations were joined. */
struct hm_line {
    struct hm_str text;          /**< a view of the source where there was nothing to join */
    const struct hm_join *joins; /**< at least one */
    uint32_t n_joins;
    uint32_t first; /**< 1-based lines of the file */
    uint32_t last;
    uint32_t end; /**< offset behind its last byte, trailing comments left out */
    const struct hm_str *comments;
    uint32_t n_comments;
};

struct hm_lexer {
    struct hm_arena *arena;
    const struct hm_source *source;
    struct hm_problems *problems;
    char escape;
    uint32_t n_lines;     /**< of the file; none after the last line end */
    uint32_t line;        /**< lines read so far */
    bool has_instruction; /**< set by the parser once a line became one */

    HM_VEC(struct hm_directive) directives;
    bool is_past_directives;
    bool is_past_limit;             /**< a line too long for BuildKit was met, and reported */
    HM_VEC(struct hm_str) comments; /**< since the last instruction */
    HM_VEC(struct hm_span) pieces;  /**< of the line at hand */
};

void hm_lexer_init(struct hm_lexer *lexer, struct hm_arena *arena, const struct hm_source *source,
                   struct hm_problems *problems);

/** The next line that is neither empty nor a comment; false at the end of the file. */
bool hm_lexer_next(struct hm_lexer *lexer, struct hm_line *ret_line);

/** The bytes of a 0-based line without CRs and LF at its end; a BOM stays. */
struct hm_str hm_lexer_physical(const struct hm_lexer *lexer, uint32_t index);

/** Whether BuildKit could not read this 0-based line. */
bool hm_lexer_is_too_long(const struct hm_lexer *lexer, uint32_t index);

/** Reports the first line that is too long, in BuildKit's words; the others are part of it. */
void hm_lexer_too_long(struct hm_lexer *lexer, uint32_t index);

/** The span of a piece of the source's text. */
struct hm_span hm_lexer_span(const struct hm_lexer *lexer, struct hm_str piece);

#endif
