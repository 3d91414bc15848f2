/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/seal/minisign.h"

#include "plugin/base/auto.h"

/* Files are lines: a comment that nobody signs, base64 of one of these, and for a signature two
 * lines more: a comment, and the signature over signature and comment. */
enum {
    ALGORITHM = 2,
    PUBLIC_BYTES = ALGORITHM + HM_MINISIGN_ID + HM_ED25519_PUBLIC,
    SIGNATURE_BYTES = ALGORITHM + HM_MINISIGN_ID + HM_ED25519_SIGNATURE,
    CHECK_BYTES = 32,
    CLOSED_BYTES = HM_MINISIGN_ID + HM_ED25519_SECRET + CHECK_BYTES,
    SECRET_BYTES = 3 * ALGORITHM + HM_SCRYPT_SALT + 8 + 8 + CLOSED_BYTES,
    SALT_AT = 3 * ALGORITHM,
    OPERATIONS_AT = SALT_AT + HM_SCRYPT_SALT,
    MEMORY_AT = OPERATIONS_AT + 8,
    CLOSED_AT = MEMORY_AT + 8,
    HASH_BYTES = 64,
};

/* What minisign takes: libsodium's "sensitive" limits. */
static const uint64_t operations_limit = UINT64_C(33554432);
static const uint64_t memory_limit = UINT64_C(1073741824);

static const char untrusted[] = "untrusted comment: ";
static const char trusted[] = "trusted comment: ";

static struct hm_str
bytes(const unsigned char *p, size_t n)
{
    return hm_str_make((const char *)p, n);
}

/* --- lines --- */

static void
add_line(struct hm_buf *buf, const unsigned char *p, size_t n)
{
    hm_base64_add(buf, bytes(p, n));
    hm_buf_putc(buf, '\n');
}

static void
add_id(struct hm_buf *buf, const unsigned char id[HM_MINISIGN_ID])
{
    for (size_t i = HM_MINISIGN_ID; i > 0; i--) {
        hm_buf_printf(buf, "%02X", id[i - 1]);
    }
}

/* The next line without its end; CRLF is one. */
static struct hm_str
next_line(struct hm_str *rest)
{
    struct hm_str line = { 0 };

    (void)!hm_str_split(rest, '\n', &line);
    return hm_str_ends(line, "\r") ? hm_str_sub(line, 0, line.n - 1) : line;
}

/* Exactly @p n bytes of base64. */
static bool
read_line(struct hm_str line, unsigned char *ret, size_t n)
{
    hm_auto_buf struct hm_buf read = { .is_secret = true };

    if (!hm_unbase64_add(&read, line) || read.n != n) {
        return false;
    }
    memcpy(ret, read.p, n);
    return true;
}

static uint64_t
read_u64(const unsigned char *p)
{
    uint64_t value = 0;

    for (size_t i = 8; i > 0; i--) {
        value = value << 8 | p[i - 1];
    }
    return value;
}

static void
write_u64(unsigned char *p, uint64_t value)
{
    for (size_t i = 0; i < 8; i++) {
        p[i] = (unsigned char)(value >> (8 * i));
    }
}

/* --- keys --- */

/* What tells a right password from a wrong one: algorithm, id and key, hashed. */
static void
check_of(const unsigned char *closed, unsigned char ret[CHECK_BYTES])
{
    unsigned char all[ALGORITHM + HM_MINISIGN_ID + HM_ED25519_SECRET] = "Ed";

    memcpy(all + ALGORITHM, closed, HM_MINISIGN_ID + HM_ED25519_SECRET);
    hm_blake2b(bytes(all, sizeof all), ret, CHECK_BYTES);
    hm_wipe(all, sizeof all);
}

/* Closes and opens alike. */
static bool
turn(struct hm_str password, unsigned char file[SECRET_BYTES])
{
    unsigned char stream[CLOSED_BYTES];

    if (!hm_scrypt(password, file + SALT_AT, read_u64(file + OPERATIONS_AT),
                   read_u64(file + MEMORY_AT), stream, sizeof stream)) {
        return false;
    }
    for (size_t i = 0; i < sizeof stream; i++) {
        file[CLOSED_AT + i] ^= stream[i];
    }
    hm_wipe(stream, sizeof stream);
    return true;
}

bool
hm_minisign_generate(struct hm_str password, struct hm_buf *ret_public, struct hm_buf *ret_secret)
{
    unsigned char file[SECRET_BYTES] = "Ed\0\0B2";
    unsigned char open[PUBLIC_BYTES] = "Ed";
    unsigned char *id = file + CLOSED_AT;
    bool is_done = true;

    hm_random(id, HM_MINISIGN_ID);
    hm_ed25519_keys(open + ALGORITHM + HM_MINISIGN_ID, id + HM_MINISIGN_ID);
    memcpy(open + ALGORITHM, id, HM_MINISIGN_ID);
    hm_buf_printf(ret_public, "%sminisign public key ", untrusted);
    add_id(ret_public, open + ALGORITHM);
    hm_buf_putc(ret_public, '\n');
    add_line(ret_public, open, sizeof open);
    hm_buf_printf(ret_secret, "%shullmark %s key\n", untrusted,
                  password.n > 0 ? "encrypted secret" : "secret");
    if (password.n > 0) {
        check_of(id, id + HM_MINISIGN_ID + HM_ED25519_SECRET); /* an open one has none */
        memcpy(file + ALGORITHM, "Sc", 2);
        hm_random(file + SALT_AT, HM_SCRYPT_SALT);
        write_u64(file + OPERATIONS_AT, operations_limit);
        write_u64(file + MEMORY_AT, memory_limit);
        is_done = turn(password, file);
    }
    if (is_done) {
        add_line(ret_secret, file, sizeof file);
    }
    hm_wipe(file, sizeof file);
    return is_done;
}

enum hm_status
hm_minisign_read_public(struct hm_str text, struct hm_minisign_public *ret, struct hm_err *reterr)
{
    unsigned char open[PUBLIC_BYTES];
    struct hm_str line = next_line(&text);

    if (hm_str_starts(line, untrusted)) {
        line = next_line(&text);
    }
    if (!read_line(line, open, sizeof open) || memcmp(open, "Ed", 2) != 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "not a public key of minisign's");
    }
    memcpy(ret->id, open + ALGORITHM, HM_MINISIGN_ID);
    memcpy(ret->key, open + ALGORITHM + HM_MINISIGN_ID, HM_ED25519_PUBLIC);
    return HM_OK;
}

static enum hm_status
read_secret_file(struct hm_str text, unsigned char file[SECRET_BYTES], struct hm_err *reterr)
{
    struct hm_str comment = next_line(&text);
    struct hm_str line = next_line(&text);

    if (!hm_str_starts(comment, untrusted) || !read_line(line, file, SECRET_BYTES) ||
        memcmp(file, "Ed", 2) != 0 || memcmp(file + 2 * ALGORITHM, "B2", 2) != 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "not a secret key of minisign's");
    }
    if (memcmp(file + ALGORITHM, "Sc", 2) != 0 && memcmp(file + ALGORITHM, "\0\0", 2) != 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "a secret key that is closed in an unknown way");
    }
    return HM_OK;
}

enum hm_status
hm_minisign_lock_of(struct hm_str text, enum hm_minisign_lock *ret, struct hm_err *reterr)
{
    unsigned char file[SECRET_BYTES] = { 0 };
    enum hm_status status = read_secret_file(text, file, reterr);

    *ret = file[ALGORITHM] == 'S' ? HM_MINISIGN_LOCKED : HM_MINISIGN_OPEN;
    hm_wipe(file, sizeof file);
    return status;
}

static enum hm_status
open_secret(struct hm_str password, unsigned char file[SECRET_BYTES], struct hm_err *reterr)
{
    unsigned char check[CHECK_BYTES];
    bool is_locked = file[ALGORITHM] == 'S';

    if (is_locked && (read_u64(file + OPERATIONS_AT) > operations_limit ||
                      read_u64(file + MEMORY_AT) > memory_limit || !turn(password, file))) {
        return hm_err_set(reterr, HM_E_LIMIT,
                          "opening the key takes more memory or time than is given to it (1 GiB)");
    }
    check_of(file + CLOSED_AT, check);
    if (is_locked && !hm_equal_const(check, file + CLOSED_AT + HM_MINISIGN_ID + HM_ED25519_SECRET,
                                     CHECK_BYTES)) {
        return hm_err_set(reterr, HM_E_AUTH, "the password does not open the key");
    }
    if (!hm_ed25519_is_pair(file + CLOSED_AT + HM_MINISIGN_ID)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "the key is damaged: its halves are no pair");
    }
    return HM_OK;
}

enum hm_status
hm_minisign_read_secret(struct hm_str text, struct hm_str password, struct hm_minisign_secret *ret,
                        struct hm_err *reterr)
{
    unsigned char file[SECRET_BYTES];
    enum hm_status status = read_secret_file(text, file, reterr);

    if (status == HM_OK) {
        status = open_secret(password, file, reterr);
    }
    if (status == HM_OK) {
        memcpy(ret->id, file + CLOSED_AT, HM_MINISIGN_ID);
        memcpy(ret->key, file + CLOSED_AT + HM_MINISIGN_ID, HM_ED25519_SECRET);
    }
    hm_wipe(file, sizeof file);
    return status;
}

/* --- signatures --- */

static void
sign_comment(const struct hm_minisign_secret *secret, const unsigned char *signature,
             struct hm_str comment, struct hm_buf *ret)
{
    hm_auto_buf struct hm_buf both = { 0 };
    unsigned char global[HM_ED25519_SIGNATURE];

    hm_buf_add(&both, bytes(signature, HM_ED25519_SIGNATURE));
    hm_buf_add(&both, comment);
    hm_ed25519_sign(secret->key, hm_buf_str(&both), global);
    hm_buf_printf(ret, "%s%.*s\n", trusted, HM_FMT(comment));
    add_line(ret, global, sizeof global);
}

void
hm_minisign_sign(const struct hm_minisign_secret *secret, struct hm_str content,
                 struct hm_str comment, struct hm_buf *ret)
{
    unsigned char hash[HASH_BYTES];
    unsigned char file[SIGNATURE_BYTES] = "ED"; /* of the BLAKE2b of the content */
    unsigned char *signature = file + ALGORITHM + HM_MINISIGN_ID;

    hm_blake2b(content, hash, sizeof hash);
    memcpy(file + ALGORITHM, secret->id, HM_MINISIGN_ID);
    hm_ed25519_sign(secret->key, bytes(hash, sizeof hash), signature);
    hm_buf_printf(ret, "%ssignature of hullmark\n", untrusted);
    add_line(ret, file, sizeof file);
    sign_comment(secret, signature, comment, ret);
}

static bool
covers_comment(const struct hm_minisign_public *key, const unsigned char *signature,
               struct hm_str comment, const unsigned char *global)
{
    hm_auto_buf struct hm_buf both = { 0 };

    hm_buf_add(&both, bytes(signature, HM_ED25519_SIGNATURE));
    hm_buf_add(&both, comment);
    return hm_ed25519_verify(key->key, hm_buf_str(&both), global);
}

enum hm_status
hm_minisign_verify(struct hm_arena *arena, const struct hm_minisign_public *key,
                   struct hm_str content, struct hm_str signature, struct hm_str *ret_comment,
                   struct hm_err *reterr)
{
    unsigned char file[SIGNATURE_BYTES];
    unsigned char global[HM_ED25519_SIGNATURE];
    unsigned char hash[HASH_BYTES];
    const unsigned char *own = file + ALGORITHM + HM_MINISIGN_ID;
    struct hm_str untrusted_line = next_line(&signature);
    struct hm_str line = next_line(&signature);
    struct hm_str comment = next_line(&signature);
    struct hm_str last = next_line(&signature);

    if (!hm_str_starts(untrusted_line, untrusted) || !read_line(line, file, sizeof file) ||
        !hm_str_starts(comment, trusted) || !read_line(last, global, sizeof global)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "not a signature of minisign's");
    }
    bool is_hashed = memcmp(file, "ED", 2) == 0;
    if (!is_hashed && memcmp(file, "Ed", 2) != 0) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "a signature of an unknown kind");
    }
    if (memcmp(file + ALGORITHM, key->id, HM_MINISIGN_ID) != 0) {
        return hm_err_set(reterr, HM_E_MISMATCH, "the signature was made with another key");
    }
    hm_blake2b(content, hash, sizeof hash);
    if (!hm_ed25519_verify(key->key, is_hashed ? bytes(hash, sizeof hash) : content, own)) {
        return hm_err_set(reterr, HM_E_MISMATCH, "the signature is not of these bytes");
    }
    comment = hm_str_from(comment, strlen(trusted));
    if (!covers_comment(key, own, comment, global)) {
        return hm_err_set(reterr, HM_E_MISMATCH, "the comment of the signature was changed");
    }
    *ret_comment = hm_arena_str(arena, comment);
    return HM_OK;
}
