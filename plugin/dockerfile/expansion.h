/* SPDX-License-Identifier: Apache-2.0 */
/* One word while it is expanded: what the parts of the shell lexer share. */
#ifndef HM_DOCKERFILE_EXPANSION_H
#define HM_DOCKERFILE_EXPANSION_H

#include "plugin/dockerfile/expand.h"

/** What hm_expansion_next says at the end of the text. */
#define HM_EXPANSION_END UINT32_MAX

/*
 * BuildKit's lexer calls itself for each ${…}; here the calls are frames of a list, so that nesting
 * costs memory of the input's size and no stack.
 */
enum hm_frame_kind {
    HM_FRAME_WORD,        /* the whole text */
    HM_FRAME_QUOTE,       /* "…" */
    HM_FRAME_OPERAND,     /* ${name:-…} */
    HM_FRAME_PATTERN,     /* ${name/…/ */
    HM_FRAME_REPLACEMENT, /* ${name/pattern/…} */
};

/* What becomes of the operand's text, known before it is read. */
enum hm_frame_use {
    HM_USE_DROP,    /* the value stands for it */
    HM_USE_KEEP,    /* it is the result */
    HM_USE_OPERAND, /* pattern or message: taken out of the output when it ends */
    HM_USE_REBUILD, /* keeps_unset: the reference is written again around it */
};

struct hm_expand_frame {
    enum hm_frame_kind kind;
    enum hm_frame_use use;
    bool keeps_escapes;
    bool is_silent; /* nothing in it reaches the output */
    bool was_known; /* is_known when it began */
    bool null_is_unset;
    bool is_all; /* ${name//…} */
    enum hm_found found;
    uint32_t op;
    size_t start;  /* of "${" in the source */
    size_t mark;   /* of the output when it began */
    size_t middle; /* of the output where the replacement begins */
    struct hm_str name;
    struct hm_str value;
};

struct hm_expansion {
    struct hm_expander *ex;
    struct hm_str source;
    size_t at;
    struct hm_pieces *words; /* NULL when not splitting */
    bool in_word;
    size_t word_from; /* of the piece at hand, in the source */
    size_t word_to;
    size_t step_from; /* of what is being read */
    bool is_known;
    bool has_variable;
    struct hm_str error; /* set once; ends the run */
};

/** The character at hand. */
uint32_t hm_expansion_peek(const struct hm_expansion *run);

/** The character at hand, which is then passed. */
uint32_t hm_expansion_next(struct hm_expansion *run);

/** The innermost frame. */
struct hm_expand_frame *hm_expansion_top(const struct hm_expansion *run);

/** The innermost frame that is no quote: quotes have no rules of their own. */
const struct hm_expand_frame *hm_expansion_frame(const struct hm_expansion *run);

/** Whether the text of the word itself is being read, not that of something in it. */
bool hm_expansion_is_outermost(const struct hm_expansion *run);

/** Enters a frame. */
void hm_expansion_push(struct hm_expansion *run, struct hm_expand_frame frame);

/** Writes to the result, if the frame at hand reaches it. */
void hm_expansion_emit(struct hm_expansion *run, struct hm_str s);

void hm_expansion_emit_rune(struct hm_expansion *run, uint32_t rune);

/** Gives text to the splitter that is never a border between words. */
void hm_expansion_split_raw(struct hm_expansion *run, struct hm_str s);

/** Gives the splitter a character; space ends the piece at hand. */
void hm_expansion_split_rune(struct hm_expansion *run, uint32_t rune);

/** Gives the splitter each character of a text. */
void hm_expansion_split(struct hm_expansion *run, struct hm_str s);

/** Ends the piece at hand. */
void hm_expansion_end_word(struct hm_expansion *run);

/**
 * Ends the expansion with an error. BuildKit hands it up through all the ${…} around it, and each
 * of them that finds the text at its end says that its own brace is missing.
 */
void hm_expansion_fail(struct hm_expansion *run, struct hm_str text);

/** Reads a reference; the character at hand is its dollar. */
void hm_expansion_dollar(struct hm_expansion *run);

/** Passes the brace or slash at hand, which ends the innermost frame. */
void hm_expansion_close(struct hm_expansion *run, enum hm_frame_kind kind);

#endif
