/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of Groovy, as Jenkinsfiles are written in it. Nothing is evaluated. */
#ifndef HM_MANIFEST_GROOVY_H
#define HM_MANIFEST_GROOVY_H

#include "plugin/base/arena.h"

enum hm_groovy_kind {
    HM_GROOVY_WORD,   /**< a name, a keyword, a number */
    HM_GROOVY_STRING, /**< in any of its six kinds of quotes */
    HM_GROOVY_MARK,   /**< one byte of anything else */
};

struct hm_groovy_token {
    enum hm_groovy_kind kind;
    struct hm_str text; /**< as written; of a string what is between its quotes */
    uint32_t off;       /**< bytes [off, off + len) of the text that was read, with the quotes */
    uint32_t len;
    uint32_t line;     /**< from 1 */
    bool begins_line;  /**< it is the first of its line */
    bool has_variable; /**< a string with "$name" or "${…}" */
    bool has_escape;   /**< a string that means something else than is written */
};

/** A comment, of one line or several. */
struct hm_groovy_comment {
    struct hm_str text; /**< between its marks */
    uint32_t line;      /**< from 1: of its beginning */
    size_t next;        /**< index of the token behind it, or how many there are */
    bool is_alone;      /**< no token stands before it in its line */
};

struct hm_groovy {
    const struct hm_groovy_token *tokens;
    size_t n;
    const struct hm_groovy_comment *comments; /**< those in "${…}" left out */
    size_t n_comments;
};

#define HM_GROOVY_LIMIT ((size_t)4 << 20) /**< bytes */
#define HM_GROOVY_DEPTH 64u               /**< of brackets, and of strings in "${…}" */

/**
 * Comments are apart from the tokens, and what is inside "${…}" is left out. HM_E_SYNTAX for a
 * string or a comment without an end and for brackets that do not match, HM_E_LIMIT for the limits
 * above; the text of the error begins with "line 3: ". Strings point into @p text.
 */
enum hm_status hm_groovy_read(struct hm_arena *arena, struct hm_str text, struct hm_groovy *ret,
                              struct hm_err *reterr) HM_MUST_CHECK;

/** Whether a token is this mark, this word. NULL is none. */
bool hm_groovy_is_mark(const struct hm_groovy_token *token, char mark);
bool hm_groovy_is_word(const struct hm_groovy_token *token, const char *word);

#endif
