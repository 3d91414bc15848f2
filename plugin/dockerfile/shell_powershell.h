/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of PowerShell's statements and of its words share; nobody else includes this. */
#ifndef HM_DOCKERFILE_SHELL_POWERSHELL_H
#define HM_DOCKERFILE_SHELL_POWERSHELL_H

#include "plugin/dockerfile/shell_windows.h"

static inline char
hm_powershell_peek(const struct hm_windows_reader *r, uint32_t ahead)
{
    return hm_shell_peek(&r->c, ahead);
}

static inline bool
hm_powershell_is_name(char ch)
{
    return hm_is_alpha(ch) || hm_is_digit(ch) || ch == '_';
}

static inline bool
hm_powershell_ends_word(char ch)
{
    return hm_is_space(ch) || hm_windows_is_one_of(ch, ";&|<>(){},");
}

/* shell_powershell.c */

/** Reads statements past @p closer; in a table they are KEY = VALUE. */
void hm_powershell_list(struct hm_windows_reader *r, char closer, bool is_table);

/* shell_powershell_words.c */

/** Past blanks and comments, and with @p with_lines past line ends. */
void hm_powershell_blanks(struct hm_windows_reader *r, bool with_lines);

/** Reads the statements behind an opener, past @p closer; @p owner may be HM_NONE: that of all
 * here.
 */
void hm_powershell_nested(struct hm_windows_reader *r, char closer, uint32_t owner, uint32_t input,
                          uint32_t flags);

/** Reads the word at the cursor; an empty one when there is none. */
struct hm_arg hm_powershell_word(struct hm_windows_reader *r, uint32_t owner,
                                 struct hm_shell_text *ret_text);

/** Reads an expression up to one of @p ends, a closing bracket or the text's end: one that is a
 * single value as that, others as they are written. */
struct hm_arg hm_powershell_expression(struct hm_windows_reader *r, uint32_t owner,
                                       const char *ends, struct hm_shell_text *ret_text);

#endif
