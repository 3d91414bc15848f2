/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/crypto.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= 512, "room for SHA-256");
_Static_assert(sizeof(crypto_hash_sha512_state) <= 512, "room for SHA-512");
_Static_assert(crypto_hash_sha256_BYTES == HM_SHA256_BYTES, "SHA-256 size");
_Static_assert(crypto_hash_sha512_BYTES == HM_SHA512_BYTES, "SHA-512 size");

enum hm_status
hm_crypto_init(struct hm_err *reterr)
{
    if (sodium_init() < 0) {
        return hm_err_set(reterr, HM_E_IO,
                          "libsodium cannot start: the system gives no random bytes");
    }
    return HM_OK;
}

static crypto_hash_sha256_state *
sha256_of(struct hm_hash *hash)
{
    return (crypto_hash_sha256_state *)(void *)hash->state.bytes;
}

static crypto_hash_sha512_state *
sha512_of(struct hm_hash *hash)
{
    return (crypto_hash_sha512_state *)(void *)hash->state.bytes;
}

void
hm_hash_init(struct hm_hash *hash, enum hm_hash_kind kind)
{
    hash->kind = kind;
    if (kind == HM_HASH_SHA256) {
        crypto_hash_sha256_init(sha256_of(hash));
    } else {
        crypto_hash_sha512_init(sha512_of(hash));
    }
}

void
hm_hash_update(struct hm_hash *hash, const void *p, size_t n)
{
    if (hash->kind == HM_HASH_SHA256) {
        crypto_hash_sha256_update(sha256_of(hash), p, n);
    } else {
        crypto_hash_sha512_update(sha512_of(hash), p, n);
    }
}

size_t
hm_hash_final(struct hm_hash *hash, unsigned char ret_digest[HM_HASH_MAX_BYTES])
{
    if (hash->kind == HM_HASH_SHA256) {
        crypto_hash_sha256_final(sha256_of(hash), ret_digest);
    } else {
        crypto_hash_sha512_final(sha512_of(hash), ret_digest);
    }
    return hm_hash_size(hash->kind);
}

size_t
hm_hash_size(enum hm_hash_kind kind)
{
    return kind == HM_HASH_SHA256 ? HM_SHA256_BYTES : HM_SHA512_BYTES;
}

void
hm_blake2b(struct hm_str s, unsigned char *ret_digest, size_t n)
{
    _Static_assert(crypto_generichash_BYTES_MIN <= 16, "BLAKE2b size");
    (void)crypto_generichash(ret_digest, n, (const unsigned char *)(s.n == 0 ? "" : s.p), s.n, NULL,
                             0);
}

void
hm_hex(const unsigned char *p, size_t n, char *ret_hex)
{
    sodium_bin2hex(ret_hex, 2 * n + 1, p, n);
}

static int
nibble(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
hm_unhex(struct hm_str hex, unsigned char *ret_bytes, size_t n)
{
    if (hex.n != 2 * n) {
        return false;
    }
    for (size_t i = 0; i < hex.n; i++) {
        if (nibble(hex.p[i]) < 0) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        ret_bytes[i] = (unsigned char)(nibble(hex.p[2 * i]) << 4 | nibble(hex.p[2 * i + 1]));
    }
    return true;
}

bool
hm_equal_const(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}

uint64_t
hm_hash_keyed(const unsigned char key[HM_KEY_BYTES], struct hm_str s)
{
    unsigned char bytes[crypto_shorthash_BYTES];
    uint64_t hash = 0;

    _Static_assert(crypto_shorthash_BYTES == sizeof hash, "SipHash size");
    _Static_assert(crypto_shorthash_KEYBYTES == HM_KEY_BYTES, "SipHash key size");
    crypto_shorthash(bytes, (const unsigned char *)(s.n == 0 ? "" : s.p), s.n, key);
    memcpy(&hash, bytes, sizeof hash);
    return hash;
}

void
hm_base64_add(struct hm_buf *buf, struct hm_str s)
{
    enum {
        PIECE = 3 * 1024, /* whole groups of three, so that pieces can be joined */
    };
    char text[sodium_base64_ENCODED_LEN(PIECE, sodium_base64_VARIANT_ORIGINAL)];

    for (size_t off = 0; off < s.n; off += PIECE) {
        struct hm_str piece = hm_str_sub(s, off, PIECE);
        (void)sodium_bin2base64(text, sizeof text, (const unsigned char *)piece.p, piece.n,
                                sodium_base64_VARIANT_ORIGINAL);
        hm_buf_puts(buf, text);
    }
    hm_wipe(text, sizeof text);
}

bool
hm_unbase64_add(struct hm_buf *buf, struct hm_str text)
{
    size_t room = 0;
    size_t n = 0;
    size_t want = text.n / 4 * 3 + 3;
    char *p = hm_buf_room(buf, want, &room);

    while (text.n > 0 && text.p[text.n - 1] == '=') {
        text.n--;
    }
    if (p == NULL || room < want ||
        sodium_base642bin((unsigned char *)p, room, text.p, text.n, NULL, &n, NULL,
                          sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0) {
        return false;
    }
    buf->n += n;
    buf->p[buf->n] = '\0';
    return true;
}

_Static_assert(crypto_sign_PUBLICKEYBYTES == HM_ED25519_PUBLIC, "size of a public key");
_Static_assert(crypto_sign_SECRETKEYBYTES == HM_ED25519_SECRET, "size of a secret key");
_Static_assert(crypto_sign_BYTES == HM_ED25519_SIGNATURE, "size of a signature");
_Static_assert(crypto_pwhash_scryptsalsa208sha256_SALTBYTES == HM_SCRYPT_SALT, "size of a salt");

void
hm_ed25519_keys(unsigned char ret_public[HM_ED25519_PUBLIC],
                unsigned char ret_secret[HM_ED25519_SECRET])
{
    (void)crypto_sign_keypair(ret_public, ret_secret);
}

bool
hm_ed25519_is_pair(const unsigned char secret[HM_ED25519_SECRET])
{
    unsigned char public_key[HM_ED25519_PUBLIC];
    unsigned char again[HM_ED25519_SECRET];

    (void)crypto_sign_seed_keypair(public_key, again, secret);
    bool is_pair = sodium_memcmp(again, secret, sizeof again) == 0;
    sodium_memzero(again, sizeof again);
    return is_pair;
}

void
hm_ed25519_sign(const unsigned char secret[HM_ED25519_SECRET], struct hm_str message,
                unsigned char ret_signature[HM_ED25519_SIGNATURE])
{
    (void)crypto_sign_detached(ret_signature, NULL, (const unsigned char *)message.p, message.n,
                               secret);
}

bool
hm_ed25519_verify(const unsigned char public_key[HM_ED25519_PUBLIC], struct hm_str message,
                  const unsigned char signature[HM_ED25519_SIGNATURE])
{
    return crypto_sign_verify_detached(signature, (const unsigned char *)message.p, message.n,
                                       public_key) == 0;
}

bool
hm_scrypt(struct hm_str password, const unsigned char salt[HM_SCRYPT_SALT], uint64_t operations,
          uint64_t memory, unsigned char *ret, size_t n)
{
    return crypto_pwhash_scryptsalsa208sha256(ret, n, password.p == NULL ? "" : password.p,
                                              password.n, salt, operations, (size_t)memory) == 0;
}

void
hm_random(void *p, size_t n)
{
    randombytes_buf(p, n);
}

void
hm_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

char *
hm_secret_alloc(size_t n)
{
    /* Where it is the first to be asked; else that costs nothing. */
    char *p = sodium_init() < 0 ? NULL : sodium_malloc(n);

    if (p == NULL) {
        hm_out_of_memory();
    }
    return p;
}

void
hm_secret_free(char *p)
{
    sodium_free(p);
}
