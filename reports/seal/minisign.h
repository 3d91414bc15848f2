/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and signatures in the format of minisign 0.11 (https://jedisct1.github.io/minisign/): what
 * is sealed here is verified by it, and the other way round. Pure. */
#ifndef HM_REPORTS_MINISIGN_H
#define HM_REPORTS_MINISIGN_H

#include "plugin/base/arena.h"
#include "plugin/base/crypto.h"

enum {
    HM_MINISIGN_ID = 8,
    HM_MINISIGN_FILE = 8192,   /**< bytes of a file with a key or a signature */
    HM_MINISIGN_COMMENT = 512, /**< of a comment */
};

struct hm_minisign_public {
    unsigned char id[HM_MINISIGN_ID];
    unsigned char key[HM_ED25519_PUBLIC];
};

/** To be wiped (hm_wipe) by whoever has it. */
struct hm_minisign_secret {
    unsigned char id[HM_MINISIGN_ID];
    unsigned char key[HM_ED25519_SECRET];
};

/** How a secret key's file is closed. */
enum hm_minisign_lock {
    HM_MINISIGN_OPEN,   /**< as by minisign -W */
    HM_MINISIGN_LOCKED, /**< by a password */
};

/** Makes a pair of keys and writes both files. @p password empty: the secret one is open. False
 * when there is no memory to lock it (1 GiB). */
bool hm_minisign_generate(struct hm_str password, struct hm_buf *ret_public,
                          struct hm_buf *ret_secret) HM_MUST_CHECK;

/** Reads a public key: the file, or its second line alone. HM_E_SYNTAX for what is none. */
enum hm_status hm_minisign_read_public(struct hm_str text, struct hm_minisign_public *ret,
                                       struct hm_err *reterr) HM_MUST_CHECK;

/** How a file's key is closed. HM_E_SYNTAX for what is none. */
enum hm_status hm_minisign_lock_of(struct hm_str text, enum hm_minisign_lock *ret,
                                   struct hm_err *reterr) HM_MUST_CHECK;

/** Reads a secret key. HM_E_AUTH where the password does not open it; HM_E_LIMIT where that would
 * take more than 1 GiB of memory or its like of time. */
enum hm_status hm_minisign_read_secret(struct hm_str text, struct hm_str password,
                                       struct hm_minisign_secret *ret,
                                       struct hm_err *reterr) HM_MUST_CHECK;

/** Writes the signature of @p content. @p comment is signed with it: one line of text. */
void hm_minisign_sign(const struct hm_minisign_secret *secret, struct hm_str content,
                      struct hm_str comment, struct hm_buf *ret);

/**
 * Holds a signature against @p content. HM_E_MISMATCH: it is of another key, or not of these bytes,
 * or its comment was changed. @p ret_comment (in @p arena) is what was signed with it.
 */
enum hm_status hm_minisign_verify(struct hm_arena *arena, const struct hm_minisign_public *key,
                                  struct hm_str content, struct hm_str signature,
                                  struct hm_str *ret_comment, struct hm_err *reterr) HM_MUST_CHECK;

#endif
