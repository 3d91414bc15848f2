/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "plugin/model/redact.h"
#include "plugin/model/secret.h"

/* No secret here is one; those that a push protection would know are put together from pieces. */
static const struct {
    const char *text;
    const char *masked; /* NULL: unchanged */
} cases[] = {
    { "", NULL },
    { "FROM alpine:3.20", NULL },
    { "key AKIA"
      "ABCDEFGHIJKLMNOP end",
      "key AKIA**** end" },
    { "AKIASHORT", NULL },
    { "xAKIA"
      "ABCDEFGHIJKLMNOP",
      NULL },
    { "(ghp_"
      "abcdefghijklmnopqrstuvwxyz0123456789)",
      "(ghp_****)" },
    { "id-ghp_"
      "abcdefghijklmnopqrstuvwxyz0123456789",
      "id-ghp_****" },
    { "github_pat_"
      "11ABCDEFG0_abcdefghijklmnop",
      "github_pat_****" },
    { "glpat-"
      "abcdefghij_klmnop-q",
      "glpat-****" },
    { "xoxb-"
      "123456789012-abcdef",
      "xoxb-****" },
    { "t: eyJ"
      "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_d!",
      "t: eyJ****!" },
    { "https://hooks.slack.com/services/"
      "T000/B000/abcdefgh x",
      "https://hooks.slack.com/services/**** x" },
    { "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- after",
      "PRIVATE KEY **** after" },
    { "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn", "PRIVATE KEY ****" },
    { "-----BEGIN CERTIFICATE-----\nMIIE", NULL },
    { "https://user:pa@ss@host/x", "https://user:****@host/x" },
    { "https://host/a@b:c", NULL },
    { "https://0123456789abcdef0123@host/x", "https://****@host/x" },
    { "ssh://git@github.com/a/b", NULL },
    { "https://user:pass", NULL },
    { "ENV DB_PASSWORD=hunter2", "ENV DB_PASSWORD=****" },
    { "ENV DB_PASSWORD hunter2", "ENV DB_PASSWORD ****" },
    { "ENV DB_PASSWORD=\"hunter 2\" X=1", "ENV DB_PASSWORD=\"****\" X=1" },
    { "ARG API_TOKEN", NULL },
    { "ENV API_TOKEN=$API_TOKEN", NULL },
    { "ENV PASSWORD_FILE=/run/secrets/db", NULL },
    { "POSTGRES_PASSWORD=/run/secrets/db", NULL },
    { "RUN --mount=type=secret,id=npm npm ci", NULL },
    { "docker build --secret id=npm .", NULL },
    { "docker login --password hunter2 ghcr.io", "docker login --password **** ghcr.io" },
    { "{\"token\": \"abc\",\"x\":\"y\"}", "{\"token\": \"****\",\"x\":\"y\"}" },
    { "Authorization: Bearer abc.def", "Authorization: Bearer ****" },
    { "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ****" },
    { "Basic images are fine.", NULL },
    { "?access_token=abc&x=1", "?access_token=****&x=1" },
    { "password=", NULL },
    { "password=\"", NULL },
    { "password=\\", "password=****" },
};

Test(redact, masks_what_looks_like_a_secret)
{
    struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_str text = hm_str_c(cases[i].text);
        struct hm_str masked = hm_redact(&arena, text);
        const char *want = cases[i].masked == NULL ? cases[i].text : cases[i].masked;
        cr_expect(hm_str_eq(masked, want), "%s: %.*s", cases[i].text, HM_FMT(masked));
        cr_expect(cases[i].masked != NULL || masked.p == text.p, "%s was copied", cases[i].text);
    }
    hm_arena_done(&arena);
}

Test(redact, text_need_not_end_in_nul)
{
    struct hm_arena arena = { 0 };
    char text[] = { 't', 'o', 'k', 'e', 'n', '=', 'a', 'b' };
    struct hm_str masked = hm_redact(&arena, hm_str_make(text, sizeof text));

    cr_expect(hm_str_eq(masked, "token=****"));
    hm_arena_done(&arena);
}

/* Texts around each case, cut anywhere: what is masked, or is a secret by its shape, must have been
 * expected, of the text itself and of a file that has it for one of its lines. */
static void
expect_no_surprise(struct hm_arena *arena, struct hm_str text)
{
    struct hm_secret secret;
    size_t from = 0;
    struct hm_str masked = hm_redact_fully(arena, text);
    bool is_secret = !hm_str_is(masked, text) || hm_secret_next(text, &from, &secret);
    struct hm_str file = hm_arena_printf(arena, "FROM a\n%.*s", HM_FMT(text));

    cr_assert(hm_may_redact(text) || !is_secret, "%.*s", HM_FMT(text));
    size_t clear = hm_redact_begins(text);
    cr_assert(hm_str_is(hm_str_sub(text, 0, clear), hm_str_sub(masked, 0, clear)), "%.*s",
              HM_FMT(text));
    cr_assert(hm_may_redact(file) || !is_secret, "%.*s", HM_FMT(file));
}

Test(redact, nothing_is_masked_where_nothing_was_expected)
{
    static const char *const around[] = { "",   " ", "-", "_",        "x", "=",
                                          "\"", "/", "~", "\xc3\xa9", ":" };
    const size_t n_around = sizeof around / sizeof around[0];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0] * n_around * n_around; i++) {
        struct hm_arena arena = { 0 };
        struct hm_str text =
            hm_arena_printf(&arena, "%s%s%s", around[i % n_around],
                            cases[i / n_around / n_around].text, around[i / n_around % n_around]);
        for (size_t k = 0; k < text.n; k++) {
            expect_no_surprise(&arena, hm_str_from(text, k));
            expect_no_surprise(&arena, hm_str_sub(text, 0, k));
        }
        hm_arena_done(&arena);
    }
}

static const char *const prefixes[] = {
#define SHAPE(prefix, more, least) prefix,
#include "plugin/model/redact.def"
#undef SHAPE
#define SECRET(prefix, class, least, most, kind) prefix,
#include "plugin/model/secret.def"
#undef SECRET
};

Test(redact, every_prefix_of_a_token_is_expected)
{
    struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        struct hm_str text = hm_arena_printf(&arena, "a %s0123456789abcdef", prefixes[i]);
        cr_expect(hm_may_redact(text), "%s", prefixes[i]);
    }
    hm_arena_done(&arena);
}

Test(redact, nothing_is_masked_behind_white_space_of_a_plain_text)
{
    struct hm_arena arena = { 0 };
    struct hm_str text = HM_S("RUN a=b /x/y @c 'd' --tok\t://e f@g h: i =sec= j\n -- k\n");

    cr_assert(!hm_may_redact(text));
    for (size_t i = 1; i < text.n; i++) {
        struct hm_str part = hm_str_from(text, i);
        for (; hm_is_space(text.p[i - 1]) && part.n > 0; part.n--) {
            cr_expect(!hm_may_redact(part), "%.*s", HM_FMT(part));
            cr_expect(hm_str_is(hm_redact_fully(&arena, part), part), "%.*s", HM_FMT(part));
        }
    }
    hm_arena_done(&arena);
}

Test(redact, plain_lines_need_no_second_look)
{
    static const char *const plain[] = {
        ("FROM docker.io/library/alpine:3.22@sha256:"
         "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        "RUN curl -fsSLo /usr/local/bin/tool https://example.org/releases/v1.2.3/tool-linux-amd64",
        "COPY --chown=10001:10001 ./package.json ./package-lock.json /srv/application/",
    };

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        cr_expect(!hm_may_redact(hm_str_c(plain[i])), "%s", plain[i]);
    }
}

Test(redact, a_masked_text_stays_as_it_is)
{
    struct hm_arena arena = { 0 };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hm_str once = hm_redact(&arena, hm_str_c(cases[i].text));
        struct hm_str twice = hm_redact(&arena, once);
        cr_expect(hm_str_is(once, twice), "%.*s", HM_FMT(twice));
    }
    hm_arena_done(&arena);
}
