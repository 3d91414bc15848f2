/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/secret.h"

#include "plugin/base/prefixes.h"
#include "plugin/model/token_run.h"

enum {
    SHORTEST = 20,        /* bytes of a token, its prefix included: what is shorter is none */
    USERINFO_LIMIT = 512, /* bytes of user:password in a URL */
    PEM_LIMIT = 8192,     /* bytes of a key in PEM */
    JWT_LIMIT = 4096,     /* bytes of each part of a web token */
};

enum class {
    U,
    H,
    A,
    W,
    D,
};

static const struct vendor {
    struct hm_str prefix;
    enum class class;
    size_t least;
    size_t most;
    const char *kind;
} vendors[] = {
#define SECRET(prefix, class, least, most, kind) { HM_STR(prefix), class, least, most, kind },
#include "plugin/model/secret.def"
#undef SECRET
};

#define SECRET(prefix, class, least, most, kind)                                                   \
    _Static_assert(sizeof(prefix) - 1 + (least) >= SHORTEST, "shorter than any token: " prefix);
#include "plugin/model/secret.def"
#undef SECRET

static bool
is_alnum(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c);
}

static bool
is_in_class(enum class class, char c)
{
    switch (class) {
    case U:
        return hm_is_digit(c) || (c >= 'A' && c <= 'Z');
    case H:
        return hm_is_digit(c) || (c >= 'a' && c <= 'f');
    case A:
        return is_alnum(c);
    case W:
        return is_alnum(c) || c == '_' || c == '-';
    case D:
        return is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '=' || c == '~';
    }
    return false;
}

static size_t
run_of(enum class class, struct hm_str s, size_t at, size_t most)
{
    size_t n = 0;

    while (n < most && at + n < s.n && is_in_class(class, s.p[at + n])) {
        n++;
    }
    return n;
}

/* "xxxxxxxx", "0000…", "abcabc…" are put where a token will be. */
static bool
is_varied(struct hm_str s)
{
    bool seen[256] = { false };
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        n += seen[(unsigned char)s.p[i]] ? 0 : 1;
        seen[(unsigned char)s.p[i]] = true;
    }
    return n >= 6;
}

static bool
match_vendor(struct hm_str text, size_t at, struct hm_secret *ret_secret)
{
    const size_t n_vendors = sizeof vendors / sizeof vendors[0];
    struct hm_str rest = hm_str_from(text, at);
    size_t start = SIZE_MAX;

    for (;;) {
        const struct vendor *v =
            hm_prefix_find(vendors, n_vendors, sizeof vendors[0], rest, start - 1);
        if (v == NULL) {
            return false;
        }
        start = v->prefix.n;
        size_t n = run_of(v->class, rest, start, v->most + 1);
        if (n < v->least || n > v->most || !is_varied(hm_str_sub(rest, start, n)) ||
            (start + n < rest.n && is_alnum(rest.p[start + n]))) {
            continue;
        }
        *ret_secret = (struct hm_secret){ .shape = HM_SECRET_TOKEN,
                                          .off = at,
                                          .len = start + n,
                                          .kind = v->kind,
                                          .prefix = v->prefix.p };
        return true;
    }
}

/* Header, payload and signature of a JSON web token; the first two start as base64 of '{"'. */
static bool
match_jwt(struct hm_str text, size_t at, struct hm_secret *ret_secret)
{
    size_t i = at;

    for (int part = 0; part < 3; part++) {
        if (part < 2 && !hm_str_starts(hm_str_from(text, i), "eyJ")) {
            return false;
        }
        size_t n = run_of(W, text, i, JWT_LIMIT);
        if (n < 10 || (part < 2 && (i + n >= text.n || text.p[i + n] != '.'))) {
            return false;
        }
        i += n + (part < 2 ? 1 : 0);
    }
    *ret_secret = (struct hm_secret){ .shape = HM_SECRET_TOKEN,
                                      .off = at,
                                      .len = i - at,
                                      .kind = "a signed JSON web token",
                                      .prefix = "" };
    return true;
}

/* A run of base64 must follow: the marker alone is what scripts grep for. */
static bool
has_base64(struct hm_str s)
{
    size_t run = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        run = is_alnum(c) || c == '+' || c == '/' ? run + 1 : 0;
        if (run >= 24) {
            return true;
        }
    }
    return false;
}

static bool
match_pem(struct hm_str text, size_t at, struct hm_secret *ret_secret)
{
    struct hm_str rest = hm_str_sub(text, at, PEM_LIMIT);
    size_t i = sizeof "-----BEGIN " - 1;

    if (!hm_str_starts(rest, "-----BEGIN ")) {
        return false;
    }
    size_t label = i;
    while (i < rest.n && i < label + 40 && (is_in_class(U, rest.p[i]) || rest.p[i] == ' ')) {
        i++;
    }
    if (!hm_str_has(hm_str_sub(rest, label, i - label), "PRIVATE KEY") ||
        !hm_str_starts(hm_str_from(rest, i), "-----")) {
        return false;
    }
    i += 5;
    if (!has_base64(hm_str_sub(rest, i, 400))) {
        return false;
    }
    const char *end = memmem(rest.p + i, rest.n - i, "-----END ", 9);
    size_t len = rest.n;
    if (end != NULL) {
        size_t tail = (size_t)(end - rest.p) + 9;
        const char *close = memmem(rest.p + tail, rest.n - tail, "-----", 5);
        len = close == NULL ? tail : (size_t)(close - rest.p) + 5;
    }
    *ret_secret = (struct hm_secret){
        .shape = HM_SECRET_KEY, .off = at, .len = len, .kind = "a private key", .prefix = ""
    };
    return true;
}

/* @p at is the ':' of "://". */
static bool
match_url(struct hm_str text, size_t at, struct hm_secret *ret_secret)
{
    size_t from = at + 3;
    size_t colon = 0;
    size_t i = from;

    if (!hm_str_starts(hm_str_from(text, at), "://") || at == 0 || !is_alnum(text.p[at - 1])) {
        return false;
    }
    for (; i < text.n && i < from + USERINFO_LIMIT && text.p[i] != '@'; i++) {
        if (hm_is_space(text.p[i]) || strchr("/?#\"'`<>\\$(){}", text.p[i]) != NULL) {
            return false;
        }
        if (text.p[i] == ':' && colon == 0) {
            colon = i;
        }
    }
    if (i >= text.n || text.p[i] != '@' || colon == 0) {
        return false;
    }
    struct hm_str password = hm_str_sub(text, colon + 1, i - colon - 1);
    if (hm_secret_value(password) != HM_VALUE_LITERAL) {
        return false;
    }
    *ret_secret = (struct hm_secret){ .shape = HM_SECRET_URL,
                                      .off = colon + 1,
                                      .len = password.n,
                                      .kind = "a password in a URL",
                                      .prefix = "" };
    return true;
}

/* Whether a secret may begin at @p at by the bytes around it. @p run is for hm_token_run. */
static bool
may_begin(struct hm_str text, size_t at, size_t *run)
{
    char c = text.p[at];

    if (c == '-') {
        return at + 1 < text.n && text.p[at + 1] == '-';
    }
    if (c == ':') {
        return at + 1 < text.n && text.p[at + 1] == '/';
    }
    return hm_is_alpha(c) && (at == 0 || (!is_alnum(text.p[at - 1]) && text.p[at - 1] != '_')) &&
           hm_token_run(text, at, run) >= SHORTEST;
}

static bool
match_at(struct hm_str text, size_t at, struct hm_secret *ret_secret)
{
    char c = text.p[at];

    if (c == '-') {
        return match_pem(text, at, ret_secret);
    }
    if (c == ':') {
        return match_url(text, at, ret_secret);
    }
    return match_vendor(text, at, ret_secret) ||
           (c == 'e' && (at == 0 || (text.p[at - 1] != '-' && text.p[at - 1] != '.')) &&
            match_jwt(text, at, ret_secret));
}

/* @p at is where one may begin. */
static bool
find_at(struct hm_str text, size_t at, struct hm_secret *ret_secret)
{
    struct hm_secret token;
    size_t run = 0;

    if (!match_at(text, at, ret_secret)) {
        return false;
    }
    /* A token that is a URL's password is named as the token that it is. */
    struct hm_str password = hm_str_sub(text, ret_secret->off, ret_secret->len);
    if (ret_secret->shape == HM_SECRET_URL && may_begin(password, 0, &run) &&
        match_at(password, 0, &token)) {
        token.off += ret_secret->off;
        *ret_secret = token;
    }
    return true;
}

bool
hm_secret_at(struct hm_str text, size_t at, struct hm_secret *ret_secret)
{
    size_t run = 0;

    return at < text.n && may_begin(text, at, &run) && find_at(text, at, ret_secret);
}

bool
hm_secret_next(struct hm_str text, size_t *at, struct hm_secret *ret_secret)
{
    size_t run = 0;

    for (size_t i = *at; i < text.n; i++) {
        if (may_begin(text, i, &run) && find_at(text, i, ret_secret)) {
            *at = ret_secret->off + ret_secret->len;
            return true;
        }
    }
    *at = text.n;
    return false;
}

bool
hm_secret_begins(struct hm_str text)
{
    return hm_str_starts(text, "eyJ") || hm_prefix_find(vendors, sizeof vendors / sizeof vendors[0],
                                                        sizeof vendors[0], text, SIZE_MAX) != NULL;
}
