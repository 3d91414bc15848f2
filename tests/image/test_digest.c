/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/digest.h"

#include <criterion/criterion.h>

#include "plugin/base/auto.h"
#include "tests/rows.h"

#define HEX64 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct {
    const char *text;
    enum hm_status want;
} parses[] = {
    { "sha256:" HEX64, HM_OK },
    { "sha512:" HEX64 HEX64, HM_OK },
    { "sha256:E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", HM_E_SYNTAX },
    { "sha256:" HEX64 "0", HM_E_SYNTAX },
    { "sha512:" HEX64, HM_E_SYNTAX },
    { "sha256:../../../../etc/passwd", HM_E_SYNTAX },
    { "sha256:", HM_E_SYNTAX },
    { "sha256", HM_E_SYNTAX },
    { ":" HEX64, HM_E_SYNTAX },
    { "SHA256:" HEX64, HM_E_SYNTAX },
    { "", HM_E_SYNTAX },
    { "sha+:" HEX64, HM_E_SYNTAX },
    { "blake3:" HEX64, HM_E_UNSUPPORTED },
    { "multihash+base58:QmRZxt2b1FVZPNqd8hsiykDL3TdBDeTSPX9Kv46HmX4Gx8", HM_E_UNSUPPORTED },
};

ROWS_OF(digest, parse, parses)

ParameterizedTest(size_t *i, digest, parse)
{
    struct hm_digest digest;
    struct hm_err err = { 0 };
    char text[HM_DIGEST_TEXT];
    enum hm_status status = hm_digest_parse(hm_str_c(parses[*i].text), &digest, &err);

    cr_assert_eq(status, parses[*i].want, "%s: %s", parses[*i].text, err.text);
    if (status == HM_OK) {
        hm_digest_format(&digest, text);
        cr_assert_str_eq(text, parses[*i].text);
    }
}

Test(digest, of_nothing)
{
    hm_auto_arena struct hm_arena arena = { 0 };

    cr_assert_str_eq(hm_digest_of(&arena, HM_HASH_SHA256, (struct hm_str){ 0 }).p, "sha256:" HEX64);
}

static bool
holds(const char *pieces, uint64_t size)
{
    struct hm_digest want;
    struct hm_digest_check check;
    bool fits = true;

    cr_assert_eq(hm_digest_parse(HM_S("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e7304"
                                      "3362938b9824"),
                                 &want, NULL),
                 HM_OK);
    hm_digest_check_begin(&check, &want, size);
    for (size_t i = 0; pieces[i] != '\0' && fits; i++) {
        fits = hm_digest_check_take(&check, hm_str_make(pieces + i, 1));
    }
    return hm_digest_check_end(&check) && fits;
}

Test(digest, check)
{
    cr_assert(holds("hello", 5));
    cr_assert(holds("hello", HM_SIZE_UNKNOWN));
    cr_assert_not(holds("hello", 6));
    cr_assert_not(holds("hello", 4));
    cr_assert_not(holds("hellO", 5));
    cr_assert_not(holds("", 0));
}
