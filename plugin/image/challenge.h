/* SPDX-License-Identifier: Apache-2.0 */
/* What a registry asks for in WWW-Authenticate, and whether its token server may be asked. */
#ifndef HM_IMAGE_CHALLENGE_H
#define HM_IMAGE_CHALLENGE_H

#include "plugin/base/arena.h"
#include "plugin/net/url.h"

/** One challenge: `Bearer realm="…",service="…",scope="…"`. */
struct hm_challenge {
    struct hm_str scheme; /**< as written: compare without case */
    struct hm_str realm;
    struct hm_str service;
    struct hm_str scope;
};

enum {
    HM_CHALLENGES = 8, /**< in one header; more are ignored */
};

/** Reads a header's value; returns how many challenges there are. Text that cannot be read ends the
 * list. */
size_t hm_challenge_parse(struct hm_arena *arena, struct hm_str header,
                          struct hm_challenge ret_challenges[HM_CHALLENGES]);

/**
 * Whether credentials may go to the token server at @p realm that the registry at @p registry
 * names. HM_E_REFUSED for plain http unless the registry itself is spoken to so on the same
 * machine, and for addresses inside a network that the registry has no business to point at.
 */
enum hm_status hm_challenge_check_realm(const struct hm_url *registry, const struct hm_url *realm,
                                        struct hm_err *reterr) HM_MUST_CHECK;

#endif
