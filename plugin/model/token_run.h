/* SPDX-License-Identifier: Apache-2.0 */
/* How long a text goes on with bytes that a token may be made of: what is too short for any token
 * is passed over without a look at what tokens there are. */
#ifndef HM_MODEL_TOKEN_RUN_H
#define HM_MODEL_TOKEN_RUN_H

#include "plugin/base/str.h"

/** Letters, digits and "_-.=~/+": all that occurs in tokens, their prefixes and base64. NUL counts,
 * so that it hides nothing from those that take it for a part of one. */
static inline bool
hm_is_token_byte(char c)
{
    return hm_is_alpha(c) || (c >= '-' && c <= '9') || c == '_' || c == '=' || c == '~' ||
           c == '+' || c == '\0';
}

/**
 * The number of such bytes from @p at on. @p end remembers where the last run ended: 0 at first,
 * then for the same text and an @p at that only grows, which makes all calls together linear.
 */
static inline size_t
hm_token_run(struct hm_str text, size_t at, size_t *end)
{
    if (at >= *end) {
        size_t i = at;
        while (i < text.n && hm_is_token_byte(text.p[i])) {
            i++;
        }
        *end = i;
    }
    return *end - at;
}

#endif
