/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/base/crypto.h"

/* FIPS 180-2's examples. */
static const struct {
    enum hm_hash_kind kind;
    const char *text;
    const char *digest;
} digests[] = {
    { HM_HASH_SHA256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { HM_HASH_SHA256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { HM_HASH_SHA512, "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
    { HM_HASH_SHA512, "",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
      "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e" },
};

static void
hash_of(enum hm_hash_kind kind, struct hm_str text, char ret_hex[HM_HASH_MAX_HEX])
{
    struct hm_hash hash;
    unsigned char digest[HM_HASH_MAX_BYTES];

    hm_hash_init(&hash, kind);
    hm_hash_update(&hash, text.p, text.n);
    hm_hex(digest, hm_hash_final(&hash, digest), ret_hex);
}

Test(crypto, digests_are_those_of_the_standard)
{
    for (size_t i = 0; i < sizeof digests / sizeof digests[0]; i++) {
        char hex[HM_HASH_MAX_HEX];
        hash_of(digests[i].kind, hm_str_c(digests[i].text), hex);
        cr_expect_str_eq(hex, digests[i].digest);
        cr_expect_eq(2 * hm_hash_size(digests[i].kind), strlen(hex));
    }
}

/* RFC 7693's example, and the first of the reference implementation's known answers. */
Test(crypto, blake2b_is_that_of_the_standard)
{
    unsigned char digest[64];
    char hex[129];

    hm_blake2b(HM_S("abc"), digest, 64);
    hm_hex(digest, 64, hex);
    cr_expect_str_eq(hex, "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                          "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    hm_blake2b(HM_S(""), digest, 64);
    hm_hex(digest, 64, hex);
    cr_expect_str_eq(hex, "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
                          "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce");
}

Test(crypto, updates_may_be_cut_anywhere)
{
    char text[300];
    char whole[HM_HASH_MAX_HEX];

    memset(text, 'x', sizeof text);
    hash_of(HM_HASH_SHA256, hm_str_make(text, sizeof text), whole);
    for (size_t at = 0; at <= sizeof text; at++) {
        struct hm_hash hash;
        unsigned char digest[HM_HASH_MAX_BYTES];
        char hex[HM_HASH_MAX_HEX];
        hm_hash_init(&hash, HM_HASH_SHA256);
        hm_hash_update(&hash, text, at);
        hm_hash_update(&hash, text + at, sizeof text - at);
        hm_hex(digest, hm_hash_final(&hash, digest), hex);
        cr_assert_str_eq(hex, whole);
    }
}

Test(crypto, a_copy_forks_the_hash)
{
    struct hm_hash hash;
    unsigned char a[HM_HASH_MAX_BYTES];
    unsigned char b[HM_HASH_MAX_BYTES];

    hm_hash_init(&hash, HM_HASH_SHA512);
    hm_hash_update(&hash, "abc", 3);
    struct hm_hash fork = hash;
    hm_hash_update(&fork, "d", 1);
    (void)hm_hash_final(&hash, a);
    (void)hm_hash_final(&fork, b);
    cr_expect_neq(memcmp(a, b, HM_SHA512_BYTES), 0);
    char hex[HM_HASH_MAX_HEX];
    hm_hex(a, HM_SHA512_BYTES, hex);
    cr_expect_str_eq(hex, digests[2].digest);
}

Test(crypto, hex_is_lower_case)
{
    char hex[7];

    hm_hex((const unsigned char[]){ 0x00, 0xab, 0xff }, 3, hex);
    cr_expect_str_eq(hex, "00abff");
}

static const struct {
    const char *hex;
    bool is_valid;
} hexes[] = {
    { "00abff", true },
    { "00ABff", false },
    { "00abf", false },
    { "00abff00", false },
    { "", false },
    { "00abfg", false },
    { "00 bff", false },
    { "0x00ab", false },
    { "00ab/:", false },
    { "00ab`a", false },
    { "\xff"
      "0abff",
      false },
};

Test(crypto, unhex_takes_the_canonical_form_alone)
{
    for (size_t i = 0; i < sizeof hexes / sizeof hexes[0]; i++) {
        unsigned char bytes[3] = { 1, 2, 3 };
        bool is_valid = hm_unhex(hm_str_c(hexes[i].hex), bytes, 3);
        cr_expect_eq(is_valid, hexes[i].is_valid, "%s", hexes[i].hex);
        cr_expect_eq(memcmp(bytes, is_valid ? "\x00\xab\xff" : "\x01\x02\x03", 3), 0, "%s",
                     hexes[i].hex);
    }
}

Test(crypto, equality_sees_every_byte)
{
    unsigned char a[32] = { 0 };
    unsigned char b[32] = { 0 };

    cr_expect(hm_equal_const(a, b, sizeof a));
    for (size_t i = 0; i < sizeof a; i++) {
        b[i] = 0x80;
        cr_expect_not(hm_equal_const(a, b, sizeof a));
        b[i] = 0;
    }
    cr_expect(hm_equal_const(a, b, 0));
}

Test(crypto, keyed_hash_is_siphash)
{
    /* The reference's test vector: key 00…0f, the input 00…07 and the empty one. */
    unsigned char key[HM_KEY_BYTES];
    char text[8];

    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = (unsigned char)i;
    }
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (char)i;
    }
    cr_expect_eq(hm_hash_keyed(key, hm_str_make(text, 8)), 0x93f5f5799a932462U);
    cr_expect_eq(hm_hash_keyed(key, hm_str_make(NULL, 0)), 0x726fdb47dd0e0e31U);
}

Test(crypto, random_bytes_differ)
{
    unsigned char a[16] = { 0 };
    unsigned char b[16] = { 0 };

    cr_assert_eq(hm_crypto_init(NULL), HM_OK);
    hm_random(a, sizeof a);
    hm_random(b, sizeof b);
    cr_expect_neq(memcmp(a, b, sizeof a), 0);
}

Test(crypto, wipe_overwrites)
{
    unsigned char bytes[] = { 1, 2, 3 };

    hm_wipe(bytes, sizeof bytes);
    cr_expect_eq(memcmp(bytes, "\0\0\0", 3), 0);
}

/* RFC 8032, 7.1, TEST 2. */
Test(crypto, signatures_are_those_of_the_standard)
{
    static const char seed_and_public[] =
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    static const char wanted[] = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    unsigned char secret[HM_ED25519_SECRET];
    unsigned char signature[HM_ED25519_SIGNATURE];
    char hex[2 * HM_ED25519_SIGNATURE + 1];

    cr_assert(hm_unhex(hm_str_c(seed_and_public), secret, sizeof secret));
    cr_assert(hm_ed25519_is_pair(secret));
    hm_ed25519_sign(secret, HM_S("\x72"), signature);
    hm_hex(signature, sizeof signature, hex);
    cr_assert_str_eq(hex, wanted);
    cr_assert(hm_ed25519_verify(secret + 32, HM_S("\x72"), signature));
    cr_assert_not(hm_ed25519_verify(secret + 32, HM_S("\x73"), signature));
    secret[40] ^= 1;
    cr_assert_not(hm_ed25519_is_pair(secret));
}
