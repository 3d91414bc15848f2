/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes, signatures, constant-time comparison and random bytes: the only header over libsodium. */
#ifndef HM_BASE_CRYPTO_H
#define HM_BASE_CRYPTO_H

#include <stdint.h>

#include "plugin/base/buf.h"
#include "plugin/base/err.h"
#include "plugin/base/str.h"

enum hm_hash_kind {
    HM_HASH_SHA256,
    HM_HASH_SHA512,
};

enum {
    HM_SHA256_BYTES = 32,
    HM_SHA512_BYTES = 64,
    HM_HASH_MAX_BYTES = 64,
    HM_HASH_MAX_HEX = 2 * HM_HASH_MAX_BYTES + 1, /**< with the NUL */
};

/** A running hash. Copying one forks it. */
struct hm_hash {
    enum hm_hash_kind kind;
    union {
        uint64_t align;
        unsigned char bytes[512];
    } state;
};

/** Must be called once, before threads start; returns HM_E_IO when the system has no randomness. */
enum hm_status hm_crypto_init(struct hm_err *reterr) HM_MUST_CHECK;

void hm_hash_init(struct hm_hash *hash, enum hm_hash_kind kind);

void hm_hash_update(struct hm_hash *hash, const void *p, size_t n);

/** Writes 32 or 64 bytes and returns how many. */
size_t hm_hash_final(struct hm_hash *hash, unsigned char ret_digest[HM_HASH_MAX_BYTES]);

/** Bytes of a digest of this kind. */
size_t hm_hash_size(enum hm_hash_kind kind);

/**
 * BLAKE2b of @p s, @p n bytes long (16 to 64): for identities of our own, which no standard ties to
 * another hash. As hard to collide as SHA-256 of that length, at a fifth of its cost.
 */
void hm_blake2b(struct hm_str s, unsigned char *ret_digest, size_t n);

/** Lower-case hexadecimal and a NUL; @p ret_hex has room for 2 n + 1. */
void hm_hex(const unsigned char *p, size_t n, char *ret_hex);

/** Lower-case hexadecimal only: false for upper case, odd length or any other length than 2 n. */
bool hm_unhex(struct hm_str hex, unsigned char *ret_bytes, size_t n);

/** Whether n bytes are equal, in time that does not depend on where they differ. */
bool hm_equal_const(const void *a, const void *b, size_t n) HM_MUST_CHECK;

/** Appends the standard (RFC 4648) form with padding, on one line. */
void hm_base64_add(struct hm_buf *buf, struct hm_str s);

/** Appends what standard base64 stands for; false (and nothing appended) for anything that is not
 * exactly that. Padding may be missing. */
bool hm_unbase64_add(struct hm_buf *buf, struct hm_str text) HM_MUST_CHECK;

enum {
    HM_KEY_BYTES = 16,
};

/** SipHash-2-4: for hash tables whose keys an attacker may choose. */
uint64_t hm_hash_keyed(const unsigned char key[HM_KEY_BYTES], struct hm_str s);

void hm_random(void *p, size_t n);

enum {
    HM_ED25519_PUBLIC = 32,
    HM_ED25519_SECRET = 64, /**< seed and public key */
    HM_ED25519_SIGNATURE = 64,
    HM_SCRYPT_SALT = 32,
};

/** A new pair of keys for Ed25519 (RFC 8032). */
void hm_ed25519_keys(unsigned char ret_public[HM_ED25519_PUBLIC],
                     unsigned char ret_secret[HM_ED25519_SECRET]);

/** Whether the public key in a secret one is its seed's: one that was damaged is no pair. */
bool hm_ed25519_is_pair(const unsigned char secret[HM_ED25519_SECRET]) HM_MUST_CHECK;

void hm_ed25519_sign(const unsigned char secret[HM_ED25519_SECRET], struct hm_str message,
                     unsigned char ret_signature[HM_ED25519_SIGNATURE]);

bool hm_ed25519_verify(const unsigned char public_key[HM_ED25519_PUBLIC], struct hm_str message,
                       const unsigned char signature[HM_ED25519_SIGNATURE]) HM_MUST_CHECK;

/** scrypt (RFC 7914) with the effort that libsodium's limits stand for; false when that takes more
 * memory than there is. */
bool hm_scrypt(struct hm_str password, const unsigned char salt[HM_SCRYPT_SALT],
               uint64_t operations, uint64_t memory, unsigned char *ret, size_t n) HM_MUST_CHECK;

/** Overwrites memory in a way that the compiler does not remove. */
void hm_wipe(void *p, size_t n);

/** Memory for a secret: pages of its own that are not swapped out, where the system grants that,
 * nor dumped. Never NULL; hm_secret_free is due. */
char *hm_secret_alloc(size_t n);

/** Wipes it and gives it back; NULL is no memory. */
void hm_secret_free(char *p);

#endif
