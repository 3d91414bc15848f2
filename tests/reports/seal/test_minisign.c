/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/seal/minisign.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"

/* Made by minisign 0.11: `minisign -G -W`, then `minisign -S -t "a comment"` of "a report\n". */
#define PUBLIC_KEY                                                                                 \
    "untrusted comment: minisign public key CFBFDE28F166FC02\n"                                    \
    "RWQC/GbxKN6/z0b1ioixS2fFY32Ay78GaJl2I8StVTKHq7SOPqxy43U0\n"
#define SECRET_KEY                                                                                 \
    "untrusted comment: minisign encrypted secret key\n"                                           \
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAvxm8Sjev8+"          \
    "ghMvlGOLbkKq6aBpFBIHJJ+udhgTqNM7KDcTfQLa4/"                                                   \
    "0b1ioixS2fFY32Ay78GaJl2I8StVTKHq7SOPqxy43U0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
#define SIGNATURE                                                                                  \
    "untrusted comment: signature from minisign secret key\n"                                      \
    "RUQC/GbxKN6/z5KlGkCX3miyC8Sv9Mi1xHIVUAqm4f8TH2I773T+ANSp5/"                                   \
    "taSUoGy3f4dgPc0Pn4UXWeFN+quiPIBUzvTerZMgU=\n"                                                 \
    "trusted comment: a comment\n"                                                                 \
    "pORyzQL3oMux6ksj5DRG5Z74ngFZD+Dn/t+nKmHmg5UBqpEf3yu1p643Gxib3mec7k0ElL+SNJoXbHVsHSK/BQ==\n"
#define LEGACY                                                                                     \
    "untrusted comment: signature from minisign secret key\n"                                      \
    "RWQC/GbxKN6/z7SVkZxOaQF+lzcZ8WrghZJBLc0LBUvph9rPv6yA1TOP/8M6aCkpyB0npeM4cQi//"                \
    "c6EmTFSpfHw8jm1qY4+kw0=\n"                                                                    \
    "trusted comment: a comment\n"                                                                 \
    "11lJtp6vN3wwd0FHHFmNhhY2228MN64p/CmPODZpigz5ZgQbnVXz71LbY8Qkv6gw4IikXQx7jXv7Uo4Kz/XpDw==\n"
#define CONTENT HM_S("a report\n")

static struct hm_arena arena;
static struct hm_minisign_public public_key;
static struct hm_minisign_secret secret;
static struct hm_str comment;
static struct hm_err err;

static void
begin(void)
{
    cr_assert_eq(hm_crypto_init(NULL), HM_OK);
    cr_assert_eq(hm_minisign_read_public(HM_S(PUBLIC_KEY), &public_key, &err), HM_OK, "%s",
                 err.text);
    cr_assert_eq(hm_minisign_read_secret(HM_S(SECRET_KEY), HM_S(""), &secret, &err), HM_OK, "%s",
                 err.text);
}

static void
end(void)
{
    hm_arena_done(&arena);
}

static enum hm_status
verify(struct hm_str content, struct hm_str signature)
{
    return hm_minisign_verify(&arena, &public_key, content, signature, &comment, &err);
}

Test(minisign, its_signature_is_verified, .init = begin, .fini = end)
{
    cr_assert_eq(verify(CONTENT, HM_S(SIGNATURE)), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(comment, "a comment"));
}

Test(minisign, so_is_one_of_the_old_kind, .init = begin, .fini = end)
{
    cr_assert_eq(verify(CONTENT, HM_S(LEGACY)), HM_OK, "%s", err.text);
}

Test(minisign, other_bytes, .init = begin, .fini = end)
{
    cr_assert_eq(verify(HM_S("a report"), HM_S(SIGNATURE)), HM_E_MISMATCH);
    cr_assert_str_eq(err.text, "the signature is not of these bytes");
}

Test(minisign, ours_is_verified, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf signature = { 0 };

    hm_minisign_sign(&secret, CONTENT, HM_S("of ours"), &signature);
    cr_assert_eq(verify(CONTENT, hm_buf_str(&signature)), HM_OK, "%s", err.text);
    cr_assert(hm_str_eq(comment, "of ours"));
}

Test(minisign, every_changed_byte_is_seen, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf signature = { 0 };

    hm_minisign_sign(&secret, CONTENT, HM_S("of ours"), &signature);
    size_t first = hm_str_find(hm_buf_str(&signature), '\n') + 1; /* nobody signs the first line */
    for (size_t i = first; i + 1 < signature.n; i++) {
        char was = signature.p[i];
        signature.p[i] = was == 'A' ? 'B' : 'A';
        cr_assert_neq(verify(CONTENT, hm_buf_str(&signature)), HM_OK, "byte %zu", i);
        signature.p[i] = was;
    }
}

Test(minisign, another_key, .init = begin, .fini = end)
{
    public_key.id[0] ^= 1;
    cr_assert_eq(verify(CONTENT, HM_S(SIGNATURE)), HM_E_MISMATCH);
    cr_assert_str_eq(err.text, "the signature was made with another key");
}

/* The id is no proof: whoever forges one takes it over. */
Test(minisign, another_key_of_the_same_id, .init = begin, .fini = end)
{
    public_key.key[0] ^= 1;
    cr_assert_eq(verify(CONTENT, HM_S(SIGNATURE)), HM_E_MISMATCH);
}

Test(minisign, keys_of_ours, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf open = { 0 };
    hm_auto_buf struct hm_buf closed = { .is_secret = true };
    hm_auto_buf struct hm_buf signature = { 0 };
    enum hm_minisign_lock lock = HM_MINISIGN_LOCKED;

    cr_assert(hm_minisign_generate(HM_S(""), &open, &closed));
    cr_assert_eq(hm_minisign_lock_of(hm_buf_str(&closed), &lock, &err), HM_OK);
    cr_assert_eq(lock, HM_MINISIGN_OPEN);
    cr_assert_eq(hm_minisign_read_public(hm_buf_str(&open), &public_key, &err), HM_OK);
    cr_assert_eq(hm_minisign_read_secret(hm_buf_str(&closed), HM_S(""), &secret, &err), HM_OK, "%s",
                 err.text);
    hm_minisign_sign(&secret, CONTENT, HM_S("x"), &signature);
    cr_assert_eq(verify(CONTENT, hm_buf_str(&signature)), HM_OK, "%s", err.text);
}

Test(minisign, a_public_key_may_be_its_second_line, .init = begin, .fini = end)
{
    struct hm_minisign_public again;
    struct hm_str line = hm_str_from(HM_S(PUBLIC_KEY), hm_str_find(HM_S(PUBLIC_KEY), '\n') + 1);

    cr_assert_eq(hm_minisign_read_public(line, &again, &err), HM_OK, "%s", err.text);
    cr_assert_eq(memcmp(&again, &public_key, sizeof again), 0);
}

Test(minisign, a_damaged_key, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf text = { 0 };

    hm_buf_puts(&text, SECRET_KEY);
    char *at = text.p + text.n - 80;
    *at = *at == 'A' ? 'B' : 'A';
    cr_assert_eq(hm_minisign_read_secret(hm_buf_str(&text), HM_S(""), &secret, &err), HM_E_SYNTAX);
}

static const char *const none[] = {
    "",
    "\n",
    "untrusted comment: x\n",
    "untrusted comment: x\nAAAA\n",
    "untrusted comment: x\n!\ntrusted comment: y\n!\n",
    PUBLIC_KEY,
    SECRET_KEY,
};

Test(minisign, what_is_no_signature, .init = begin, .fini = end)
{
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        cr_assert_eq(verify(CONTENT, hm_str_c(none[i])), HM_E_SYNTAX, "%zu", i);
    }
}

Test(minisign, what_is_no_key, .init = begin, .fini = end)
{
    for (size_t i = 0; i < 5; i++) {
        cr_assert_eq(hm_minisign_read_public(hm_str_c(none[i]), &public_key, &err), HM_E_SYNTAX);
        cr_assert_eq(hm_minisign_read_secret(hm_str_c(none[i]), HM_S(""), &secret, &err),
                     HM_E_SYNTAX);
    }
}
