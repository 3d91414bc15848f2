/* SPDX-License-Identifier: Apache-2.0 */
/* Of plugin/model/suppress_*.c alone: a comment, where it stands, and what is made of it. */
#ifndef HM_MODEL_SUPPRESS_COMMENT_H
#define HM_MODEL_SUPPRESS_COMMENT_H

#include "plugin/base/vec.h"
#include "plugin/model/suppression.h"

struct hm_cover;

/** A comment of a Dockerfile, or of the shell text of a RUN's here-document, or of
 * YAML, or of a script. */
struct hm_comment {
    struct hm_str text; /**< behind its first '#', without the blanks around it */
    uint32_t line;
    const struct hm_instruction *inside; /**< the instruction that it interrupts, or NULL */
    const struct hm_instruction *next;   /**< the one below it, when it interrupts none, or NULL */
    bool is_in_heredoc;
    bool is_head;                    /**< no instruction stands above it */
    bool is_trailing;                /**< behind the text of `inside`, on its first line */
    bool is_directive;               /**< BuildKit's `# check=`: text is its value */
    const struct hm_cover *covers;   /**< of YAML and scripts: what it would cover; else NULL */
    const struct hm_cover *document; /**< of YAML: the document that it stands in; else NULL */
};

struct hm_comment_reader {
    struct hm_arena *arena;
    const struct hm_dockerfile *file;
    HM_VEC(struct hm_suppression) list;
    HM_VEC(struct hm_suppression_fault) faults;
    struct hm_suppression spill; /**< what is over the limit goes here, and is lost */
    bool is_full;
    uint32_t
        chain_from;    /**< lines [chain_from, chain_to): it is known whether a chain of Trivy's */
    uint32_t chain_to; /**< comments goes on from there to an instruction */
    bool is_chain;
    uint32_t
        *below; /**< of each line (0-based) the next one (1-based) with text; made when needed */
};

/** What a comment covers. */
struct hm_cover {
    uint32_t line; /**< 0: the whole file */
    uint32_t end_line;
    const struct hm_instruction *inst; /**< whose stage it is, or NULL */
};

/** Each knows its own comments and says whether this was one; then entries or faults were added. */
bool hm_comment_hullmark(struct hm_comment_reader *reader, const struct hm_comment *comment);
bool hm_comment_hadolint(struct hm_comment_reader *reader, const struct hm_comment *comment);
bool hm_comment_tally(struct hm_comment_reader *reader, const struct hm_comment *comment);
bool hm_comment_buildkit(struct hm_comment_reader *reader, const struct hm_comment *comment);
bool hm_comment_trivy(struct hm_comment_reader *reader, const struct hm_comment *comment);
bool hm_comment_checkov(struct hm_comment_reader *reader, const struct hm_comment *comment);
bool hm_comment_kics(struct hm_comment_reader *reader, const struct hm_comment *comment);
bool hm_comment_semgrep(struct hm_comment_reader *reader, const struct hm_comment *comment);

/** A comment that is none of these, but nearly one of them: a fault that says which. */
void hm_comment_misspelt(struct hm_comment_reader *reader, const struct hm_comment *comment);

/** Adds an entry; @p id is a view of the source. Past the limit it is one that does not count. */
struct hm_suppression *hm_comment_add(struct hm_comment_reader *reader,
                                      enum hm_suppression_dialect dialect, struct hm_str id,
                                      struct hm_cover cover);

/** Says that a comment has no effect, and which form has. */
void hm_comment_fault(struct hm_comment_reader *reader, struct hm_str piece, const char *fmt, ...)
    HM_PRINTF(3, 4);

/** Says that a file has more than HM_SUPPRESSIONS_LIMIT of them; it takes the last fault's place
 * where there are too many of those. @p at is a view of the source. */
void hm_comment_full(struct hm_comment_reader *reader, struct hm_str at);

/** The instruction below, whatever blank lines and comments lie between; inside an instruction or
 * its here-document the next line with text. False when nothing is below. */
bool hm_cover_below(struct hm_comment_reader *reader, const struct hm_comment *comment,
                    struct hm_cover *ret_cover);

/** Whether the instruction's first line is the very next one. */
static inline bool
hm_comment_is_adjacent(const struct hm_comment *comment)
{
    return comment->next != NULL && comment->next->line == comment->line + 1;
}

static inline struct hm_cover
hm_cover_instruction(const struct hm_instruction *inst)
{
    return (struct hm_cover){ .line = inst->line, .end_line = inst->end_line, .inst = inst };
}

/** Whether a comment of YAML stands behind a value. */
static inline bool
hm_comment_is_behind(const struct hm_comment *comment)
{
    return comment->covers != NULL && comment->covers->line == comment->line;
}

/** Whether what a comment of YAML covers begins in the very next line, or in its own. */
static inline bool
hm_comment_is_close(const struct hm_comment *comment)
{
    return comment->covers != NULL && comment->covers->line > 0 &&
           comment->covers->line <= comment->line + 1;
}

/** Takes blanks, then @p word off the front of @p rest; false, and nothing taken, without it. */
bool hm_take_word(struct hm_str *rest, const char *word, bool any_case);

/** Takes the characters of ids off the front: letters, digits, and those of @p more. */
struct hm_str hm_take_id(struct hm_str *rest, const char *more);

/** Takes blanks off the front. */
void hm_take_blanks(struct hm_str *rest);

#endif
