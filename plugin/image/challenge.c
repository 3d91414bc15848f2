/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/challenge.h"

static bool
is_token_char(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static void
skip_blanks(struct hm_str *rest)
{
    while (rest->n > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t')) {
        *rest = hm_str_from(*rest, 1);
    }
}

static void
skip_commas(struct hm_str *rest)
{
    while (rest->n > 0 && (rest->p[0] == ' ' || rest->p[0] == '\t' || rest->p[0] == ',')) {
        *rest = hm_str_from(*rest, 1);
    }
}

static struct hm_str
take_token(struct hm_str *rest)
{
    size_t n = 0;

    while (n < rest->n && is_token_char(rest->p[n])) {
        n++;
    }
    struct hm_str token = hm_str_sub(*rest, 0, n);
    *rest = hm_str_from(*rest, n);
    return token;
}

/* A token or a quoted string, whose commas are its own. */
static bool
take_value(struct hm_arena *arena, struct hm_str *rest, struct hm_str *ret_value)
{
    if (rest->n == 0 || rest->p[0] != '"') {
        *ret_value = take_token(rest);
        return ret_value->n > 0;
    }
    char *out = hm_arena_alloc(arena, rest->n);
    size_t n = 0;
    for (size_t i = 1; i < rest->n; i++) {
        if (rest->p[i] == '"') {
            *ret_value = hm_str_make(out, n);
            *rest = hm_str_from(*rest, i + 1);
            return true;
        }
        if (rest->p[i] == '\\' && i + 1 < rest->n) {
            i++;
        }
        out[n++] = rest->p[i];
    }
    return false;
}

static void
keep(struct hm_challenge *challenge, struct hm_str key, struct hm_str value)
{
    if (hm_str_eq_nocase(key, HM_S("realm"))) {
        challenge->realm = value;
    } else if (hm_str_eq_nocase(key, HM_S("service"))) {
        challenge->service = value;
    } else if (hm_str_eq_nocase(key, HM_S("scope"))) {
        challenge->scope = value;
    }
}

size_t
hm_challenge_parse(struct hm_arena *arena, struct hm_str header,
                   struct hm_challenge ret_challenges[HM_CHALLENGES])
{
    struct hm_str rest = header;
    size_t n = 0;

    for (;;) {
        skip_commas(&rest);
        struct hm_str token = take_token(&rest);
        if (token.n == 0) {
            return n;
        }
        struct hm_str behind = rest;
        skip_blanks(&behind);
        if (behind.n == 0 || behind.p[0] != '=') {
            /* A new challenge's scheme. */
            if (n == HM_CHALLENGES) {
                return n;
            }
            ret_challenges[n++] = (struct hm_challenge){ .scheme = token };
            continue;
        }
        struct hm_str value = { 0 };
        rest = hm_str_from(behind, 1);
        skip_blanks(&rest);
        if (n == 0 || !take_value(arena, &rest, &value)) {
            return n;
        }
        keep(&ret_challenges[n - 1], token, value);
    }
}

enum hm_status
hm_challenge_check_realm(const struct hm_url *registry, const struct hm_url *realm,
                         struct hm_err *reterr)
{
    bool is_same_host = hm_str_is(registry->host, realm->host);
    bool is_local = hm_url_is_loopback(registry) && hm_url_is_loopback(realm);

    if (!realm->is_https && (registry->is_https || (!is_same_host && !is_local))) {
        return hm_err_set(reterr, HM_E_REFUSED,
                          "%.*s wants the token from %.*s by plain http, which would show the "
                          "credentials to everyone on the way",
                          HM_FMT(registry->host), HM_FMT(realm->host));
    }
    if (hm_url_is_private(realm) && !is_local && !(is_same_host && registry->port == realm->port)) {
        return hm_err_set(reterr, HM_E_REFUSED,
                          "%.*s wants the token from %.*s, an address inside this network that is "
                          "not its own",
                          HM_FMT(registry->host), HM_FMT(realm->host));
    }
    return HM_OK;
}
