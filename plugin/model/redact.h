/* SPDX-License-Identifier: Apache-2.0 */
/* Masks what looks like a secret in text that came from outside: a secret never leaves the program.
 */
#ifndef HM_MODEL_REDACT_H
#define HM_MODEL_REDACT_H

#include "plugin/base/arena.h"
#include "plugin/base/str.h"

/**
 * @p text with token-shaped strings masked: the known prefixes of cloud, forge, package and chat
 * tokens, JSON web tokens, private key blocks, user:password@ in URLs, values after "Bearer",
 * "Basic" or a name like password=. A mask keeps the kind ("AKIA****"), never a part of the random
 * rest. Returns @p text itself when there is nothing to mask, else a copy in @p arena. Linear; it
 * errs towards masking, so use it for text that people read, not for identities.
 */
struct hm_str hm_redact(struct hm_arena *arena, struct hm_str text);

/**
 * Whether anything in @p text may have to be masked: where it is false hm_redact changes neither
 * the text nor any part of it that begins with a line of it or behind white space, and
 * hm_secret_next finds nothing there. Where it is true there may still be nothing. Linear, and
 * several times faster than masking.
 */
bool hm_may_redact(struct hm_str text);

/** The offset up to which nothing in @p text, or in any part of it that begins with a line of it,
 * is masked: its length when nothing is. */
size_t hm_redact_begins(struct hm_str text);

/** hm_redact without asking hm_may_redact first: what that is held against. */
struct hm_str hm_redact_fully(struct hm_arena *arena, struct hm_str text);

#endif
