/* SPDX-License-Identifier: Apache-2.0 */
/* Content digests: their canonical form, and holding bytes against one while they stream. */
#ifndef HM_IMAGE_DIGEST_H
#define HM_IMAGE_DIGEST_H

#include "plugin/base/arena.h"
#include "plugin/base/crypto.h"

/** "sha256:…" or "sha512:…" taken apart. */
struct hm_digest {
    enum hm_hash_kind kind;
    unsigned char bytes[HM_HASH_MAX_BYTES];
};

enum {
    HM_DIGEST_TEXT = 7 + HM_HASH_MAX_HEX, /**< room for "sha512:", the digits and a NUL */
    HM_DIGEST_TEXT_MAX = 512,             /**< bytes of a digest of whatever algorithm */
};

/**
 * Reads a digest. HM_E_SYNTAX for what is none, or not canonical (upper case, wrong length);
 * HM_E_UNSUPPORTED for a well-formed one of an algorithm that this program does not compute: it can
 * be neither trusted nor accused.
 */
enum hm_status hm_digest_parse(struct hm_str text, struct hm_digest *ret_digest,
                               struct hm_err *reterr) HM_MUST_CHECK;

/** Writes "sha256:<hex>". */
void hm_digest_format(const struct hm_digest *digest, char ret_text[HM_DIGEST_TEXT]);

/** "sha256:<hex>" of bytes at hand. */
struct hm_str hm_digest_of(struct hm_arena *arena, enum hm_hash_kind kind, struct hm_str bytes);

#define HM_SIZE_UNKNOWN UINT64_MAX

/** Bytes on their way, and what they should turn out to be. */
struct hm_digest_check {
    struct hm_digest want;
    uint64_t want_size; /**< or HM_SIZE_UNKNOWN */
    struct hm_hash hash;
    uint64_t n;             /**< bytes so far */
    struct hm_digest found; /**< after hm_digest_check_end */
    bool is_right;          /**< after it: the digest alone, whatever the size */
};

/** Starts a check, or starts it over. */
void hm_digest_check_begin(struct hm_digest_check *check, const struct hm_digest *want,
                           uint64_t want_size);

/** Takes more bytes; false once there are more than want_size, which no further byte can mend. */
bool hm_digest_check_take(struct hm_digest_check *check, struct hm_str piece) HM_MUST_CHECK;

/** Whether size and digest are the wanted ones (compared in constant time). */
bool hm_digest_check_end(struct hm_digest_check *check) HM_MUST_CHECK;

#endif
