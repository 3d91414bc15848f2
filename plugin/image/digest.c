/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/digest.h"

static const struct {
    const char *name;
    enum hm_hash_kind kind;
} algorithms[] = {
    { "sha256", HM_HASH_SHA256 },
    { "sha512", HM_HASH_SHA512 },
};

/* component (separator component)*, in lower case and digits. */
static bool
is_algorithm(struct hm_str s)
{
    bool is_part_open = false;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((c >= 'a' && c <= 'z') || hm_is_digit(c)) {
            is_part_open = true;
        } else if (is_part_open && c != '\0' && strchr("+._-", c) != NULL) {
            is_part_open = false;
        } else {
            return false;
        }
    }
    return is_part_open;
}

static bool
is_encoded(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && c != '=' && c != '_' && c != '-') {
            return false;
        }
    }
    return s.n > 0;
}

enum hm_status
hm_digest_parse(struct hm_str text, struct hm_digest *ret_digest, struct hm_err *reterr)
{
    size_t colon = hm_str_find(text, ':');
    struct hm_str algorithm = hm_str_sub(text, 0, colon);
    struct hm_str encoded = hm_str_from(text, colon + 1);
    struct hm_digest digest = { 0 };

    if (text.n > HM_DIGEST_TEXT_MAX || !is_algorithm(algorithm) || !is_encoded(encoded)) {
        return hm_err_set(reterr, HM_E_SYNTAX, "\"%.*s\" is not a digest",
                          HM_FMT(hm_str_sub(text, 0, 80)));
    }
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (!hm_str_eq(algorithm, algorithms[i].name)) {
            continue;
        }
        digest.kind = algorithms[i].kind;
        if (!hm_unhex(encoded, digest.bytes, hm_hash_size(digest.kind))) {
            return hm_err_set(reterr, HM_E_SYNTAX,
                              "\"%.*s\" is not canonical: after %s: stand exactly %zu lower-case "
                              "hexadecimal digits",
                              HM_FMT(hm_str_sub(text, 0, 160)), algorithms[i].name,
                              2 * hm_hash_size(digest.kind));
        }
        *ret_digest = digest;
        return HM_OK;
    }
    return hm_err_set(reterr, HM_E_UNSUPPORTED,
                      "the digest algorithm %.*s is not one that is computed here (sha256, sha512)",
                      HM_FMT(hm_str_sub(algorithm, 0, 80)));
}

void
hm_digest_format(const struct hm_digest *digest, char ret_text[HM_DIGEST_TEXT])
{
    (void)memcpy(ret_text, digest->kind == HM_HASH_SHA256 ? "sha256:" : "sha512:", 7);
    hm_hex(digest->bytes, hm_hash_size(digest->kind), ret_text + 7);
}

struct hm_str
hm_digest_of(struct hm_arena *arena, enum hm_hash_kind kind, struct hm_str bytes)
{
    struct hm_digest digest = { .kind = kind };
    struct hm_hash hash;
    char text[HM_DIGEST_TEXT];

    hm_hash_init(&hash, kind);
    hm_hash_update(&hash, bytes.p, bytes.n);
    (void)hm_hash_final(&hash, digest.bytes);
    hm_digest_format(&digest, text);
    return hm_arena_str(arena, hm_str_c(text));
}

void
hm_digest_check_begin(struct hm_digest_check *check, const struct hm_digest *want,
                      uint64_t want_size)
{
    *check = (struct hm_digest_check){
        .want = *want,
        .want_size = want_size,
        .found = { .kind = want->kind },
    };
    hm_hash_init(&check->hash, want->kind);
}

bool
hm_digest_check_take(struct hm_digest_check *check, struct hm_str piece)
{
    check->n += piece.n;
    if (check->n > check->want_size) {
        return false;
    }
    hm_hash_update(&check->hash, piece.p, piece.n);
    return true;
}

bool
hm_digest_check_end(struct hm_digest_check *check)
{
    size_t n = hm_hash_final(&check->hash, check->found.bytes);

    check->is_right = hm_equal_const(check->found.bytes, check->want.bytes, n);
    return check->is_right && (check->want_size == HM_SIZE_UNKNOWN || check->n == check->want_size);
}
