/* SPDX-License-Identifier: Apache-2.0 */
/* Here-documents: the words that announce them on a line, and where their bodies end. */
#ifndef HM_DOCKERFILE_HEREDOC_H
#define HM_DOCKERFILE_HEREDOC_H

#include "plugin/dockerfile/expand.h"
#include "plugin/dockerfile/lex.h"

struct hm_heredoc_words {
    HM_VEC(struct hm_heredoc)
    list;                    /**< name, fd, is_expanded, is_chomped; word.off and .len are of
                                the line */
    struct hm_pieces pieces; /**< scratch */
};

/**
 * Finds "<<NAME" words on a joined line. False for a delimiter that BuildKit refuses, with its
 * message. @p words is emptied first.
 */
bool hm_heredocs_find(struct hm_expander *plain, struct hm_str line, struct hm_heredoc_words *words,
                      struct hm_str *ret_error);

/** Whether a single word announces a here-document; errors count as no. */
bool hm_heredoc_is_word(struct hm_expander *plain, struct hm_str word);

/** A line and its text. */
struct hm_indexed_line {
    struct hm_str text;
    uint32_t line;
};

/** Where bodies are looked for. Zeroed, it is ready. */
struct hm_heredoc_reader {
    /** The file's lines in the order of their texts, without [0] and with [1] tabs in front left
     * out: made once a body does not end, so that no number of them makes the file be read again
     * and again. */
    struct hm_indexed_line *index[2];
    bool is_indexed;
};

/**
 * The 0-based line that ends the body which begins at line @p from, or HM_NONE. A line too long for
 * BuildKit is reported through the lexer.
 */
uint32_t hm_heredoc_end(struct hm_heredoc_reader *reader, struct hm_lexer *lexer, uint32_t from,
                        const struct hm_heredoc *heredoc);

/** The body without the tabs in front of its lines. */
struct hm_str hm_heredoc_chomp(struct hm_arena *arena, struct hm_str body);

#endif
