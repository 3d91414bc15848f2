/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/redact.h"

#include "plugin/base/auto.h"
#include "plugin/model/secret.h"

#define MASK "****"

/* A token's fixed beginning, what may follow it, and how much of that makes it a token. */
struct shape {
    const char *prefix;
    const char *more; /* besides letters and digits */
    size_t least;
};

static const struct shape shapes[] = {
    { "AKIA", "", 16 },         { "ASIA", "", 16 },
    { "ABIA", "", 16 },         { "ACCA", "", 16 },
    { "AIza", "_-", 30 },       { "ya29.", "_-", 20 },
    { "GOCSPX-", "_-", 20 },    { "ghp_", "", 20 },
    { "gho_", "", 20 },         { "ghu_", "", 20 },
    { "ghs_", "", 20 },         { "ghr_", "", 20 },
    { "github_pat_", "_", 20 }, { "glpat-", "_-.", 16 },
    { "gldt-", "_-", 16 },      { "glrt-", "_-", 16 },
    { "glcbt-", "_-", 16 },     { "glptt-", "_-", 16 },
    { "glsoat-", "_-", 16 },    { "xoxa-", "-", 10 },
    { "xoxb-", "-", 10 },       { "xoxe-", "-.", 10 },
    { "xoxo-", "-", 10 },       { "xoxp-", "-", 10 },
    { "xoxr-", "-", 10 },       { "xoxs-", "-", 10 },
    { "xapp-", "-", 10 },       { "hooks.slack.com/services/", "/", 10 },
    { "eyJ", "_-.=", 20 },      { "sk_live_", "", 10 },
    { "rk_live_", "", 10 },     { "sk_test_", "", 10 },
    { "rk_test_", "", 10 },     { "whsec_", "", 16 },
    { "sk-", "_-", 20 },        { "npm_", "", 30 },
    { "pypi-", "_-", 30 },      { "rubygems_", "", 30 },
    { "dckr_pat_", "_-", 16 },  { "dop_v1_", "", 30 },
    { "hvs.", "_-", 20 },       { "hvb.", "_-", 20 },
    { "hf_", "", 30 },          { "shpat_", "", 30 },
    { "SG.", "_-.", 30 },       { "AGE-SECRET-KEY-1", "", 30 },
};

/* Ends of the names whose values are secrets. */
static const char *const names[] = {
    "password",   "passwd",    "passphrase",  "pwd",        "secret",
    "token",      "api_key",   "api-key",     "apikey",     "access_key",
    "access-key", "accesskey", "secret_key",  "secret-key", "private_key",
    "accountkey", "auth_key",  "credentials", "_authtoken", "authtoken",
};

struct scan {
    struct hm_str text;
    size_t at;
    size_t word;        /* where the run of name characters that ends at `at` began */
    struct hm_str last; /* the word before this one */
    struct hm_buf out;
};

static bool
is_alnum(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c);
}

static bool
is_name(char c)
{
    return is_alnum(c) || c == '_' || c == '-';
}

static bool
ends_nocase(struct hm_str s, const char *end)
{
    size_t n = strlen(end);

    return s.n >= n && hm_str_eq_nocase(hm_str_from(s, s.n - n), hm_str_c(end));
}

static bool
is_secret_name(struct hm_str name)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (ends_nocase(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* The length of the token of this shape that the text begins with, or 0. */
static size_t
shape_length(const struct shape *shape, struct hm_str text)
{
    if (!hm_str_starts(text, shape->prefix)) {
        return 0;
    }
    size_t from = strlen(shape->prefix);
    size_t n = from;
    while (n < text.n &&
           (is_alnum(text.p[n]) || (text.p[n] != '\0' && strchr(shape->more, text.p[n]) != NULL))) {
        n++;
    }
    return n - from >= shape->least ? n : 0;
}

/* Whatever the rules call a secret is masked, besides the looser shapes of this file. */
static bool
mask_token(struct scan *scan)
{
    struct hm_str text = hm_str_from(scan->text, scan->at);
    struct hm_secret secret;

    if (hm_secret_at(scan->text, scan->at, &secret)) {
        hm_buf_puts(&scan->out, secret.prefix);
        hm_buf_puts(&scan->out, MASK);
        scan->at = secret.off + secret.len;
        scan->word = scan->at;
        return true;
    }

    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        size_t n = shapes[i].prefix[0] == text.p[0] ? shape_length(&shapes[i], text) : 0;
        if (n > 0) {
            hm_buf_puts(&scan->out, shapes[i].prefix);
            hm_buf_puts(&scan->out, MASK);
            scan->at += n;
            scan->word = scan->at;
            return true;
        }
    }
    return false;
}

/* "-----BEGIN … PRIVATE KEY-----": all up to the end line, or up to the end where that is missing.
 */
static bool
mask_key_block(struct scan *scan)
{
    struct hm_str text = hm_str_from(scan->text, scan->at);
    struct hm_str head = hm_str_sub(text, 0, 64);

    if (!hm_str_starts(text, "-----BEGIN ") || !hm_str_has(head, "PRIVATE KEY")) {
        return false;
    }
    const char *end = text.n < 11 ? NULL : memmem(text.p + 11, text.n - 11, "-----END ", 9);
    size_t n = text.n;
    if (end != NULL) {
        struct hm_str tail = hm_str_from(text, (size_t)(end - text.p) + 9);
        const char *close = memmem(tail.p, tail.n, "-----", 5);
        n = close == NULL ? text.n : (size_t)(close - text.p) + 5;
    }
    hm_buf_puts(&scan->out, "PRIVATE KEY " MASK);
    scan->at += n;
    scan->word = scan->at;
    return true;
}

/* After "://": the password of user:password@, and a long user that stands alone (a token). */
static bool
mask_userinfo(struct scan *scan)
{
    struct hm_str rest = hm_str_from(scan->text, scan->at);
    size_t end = 0;
    size_t at = SIZE_MAX;

    while (end < rest.n && end < 4096 && !hm_is_space(rest.p[end]) &&
           strchr("/?#\"'`<>()\\", rest.p[end]) == NULL) {
        at = rest.p[end] == '@' ? end : at;
        end++;
    }
    if (at == SIZE_MAX) {
        return false;
    }
    size_t colon = hm_str_find(hm_str_sub(rest, 0, at), ':');
    if (colon == at && at < 16) {
        return false;
    }
    hm_buf_add(&scan->out, hm_str_sub(rest, 0, colon == at ? 0 : colon + 1));
    hm_buf_puts(&scan->out, MASK);
    scan->at += at;
    scan->word = scan->at;
    return true;
}

/* Masks the value at `at`, quoted or up to a separator; what refers to a secret without holding it
 * (a variable, a path, a placeholder) stays. */
static void
mask_value(struct scan *scan)
{
    struct hm_str rest = hm_str_from(scan->text, scan->at);
    char quote = rest.n > 0 && (rest.p[0] == '"' || rest.p[0] == '\'') ? rest.p[0] : '\0';
    size_t from = quote != '\0';
    size_t end = from;

    while (end < rest.n && rest.p[end] != '\n' && rest.p[end] != '\r' &&
           (quote != '\0' ? rest.p[end] != quote
                          : !hm_is_space(rest.p[end]) && strchr("&,;\"'`", rest.p[end]) == NULL)) {
        end += rest.p[end] == '\\' && end + 1 < rest.n && rest.p[end + 1] != '\n' ? 2 : 1;
    }
    end = end > rest.n ? rest.n : end;
    struct hm_str value = hm_str_sub(rest, from, end - from);
    if (value.n == 0 || strchr("$/<%{*", value.p[0]) != NULL || hm_str_starts(value, "id=") ||
        hm_str_starts(value, "type=")) {
        return;
    }
    hm_buf_add(&scan->out, hm_str_sub(rest, 0, from));
    hm_buf_puts(&scan->out, MASK);
    scan->at += end;
    scan->word = scan->at;
}

/* At a character that ends a word: whether what follows is the word's secret value. Copies the
 * separator and masks. */
static bool
mask_after_name(struct scan *scan)
{
    struct hm_str name = hm_str_sub(scan->text, scan->word, scan->at - scan->word);
    struct hm_str rest = hm_str_from(scan->text, scan->at);
    size_t n = 0;

    if (name.n == 0) {
        return false;
    }
    if (rest.p[0] == '=') {
        n = is_secret_name(name) ? 1 : 0;
    } else if (hm_str_starts(rest, "\":") || hm_str_starts(rest, "':")) {
        n = is_secret_name(name) ? 2 : 0;
        while (n > 0 && n < rest.n && rest.p[n] == ' ') {
            n++;
        }
    } else if (rest.p[0] == ' ' || rest.p[0] == '\t') {
        bool is_option = hm_str_starts(name, "--") && is_secret_name(name);
        bool is_env = hm_str_eq_nocase(scan->last, HM_S("ENV")) && is_secret_name(name);
        bool is_scheme = hm_str_eq_nocase(name, HM_S("Bearer")) ||
                         (hm_str_eq_nocase(name, HM_S("Basic")) &&
                          hm_str_eq_nocase(scan->last, HM_S("Authorization")));
        n = is_option || is_env || is_scheme ? 1 : 0;
    }
    if (n == 0) {
        return false;
    }
    hm_buf_add(&scan->out, hm_str_sub(rest, 0, n));
    scan->at += n;
    scan->word = scan->at;
    mask_value(scan);
    return true;
}

/* The inside of a key, where a message quotes one of its lines: long, of all kinds of characters,
 * and with nothing around it that a path or a name has. */
static bool
mask_base64_line(struct scan *scan)
{
    struct hm_str text = hm_str_from(scan->text, scan->at);
    bool has_upper = false, has_lower = false, has_digit = false;
    size_t n = 0;

    if (scan->at > 0 && strchr("+/=_-.@", scan->text.p[scan->at - 1]) != NULL) {
        return false;
    }
    for (; n < text.n && (is_alnum(text.p[n]) || strchr("+/=", text.p[n]) != NULL); n++) {
        has_upper = has_upper || (text.p[n] >= 'A' && text.p[n] <= 'Z');
        has_lower = has_lower || (text.p[n] >= 'a' && text.p[n] <= 'z');
        has_digit = has_digit || hm_is_digit(text.p[n]);
        if (n < 16 && text.p[n] == '/') {
            return false;
        }
    }
    if (n < 48 || !has_upper || !has_lower || !has_digit ||
        (n < text.n && strchr("_-.@:", text.p[n]) != NULL)) {
        return false;
    }
    hm_buf_puts(&scan->out, MASK);
    scan->at += n;
    scan->word = scan->at;
    return true;
}

static void
step(struct scan *scan)
{
    char c = scan->text.p[scan->at];
    bool is_after_alnum = scan->at > 0 && is_alnum(scan->text.p[scan->at - 1]);

    if (c == '-' && mask_key_block(scan)) {
        return;
    }
    if (!is_after_alnum && is_alnum(c) && (mask_token(scan) || mask_base64_line(scan))) {
        return;
    }
    if (!is_name(c)) {
        if (mask_after_name(scan)) {
            return;
        }
        if (scan->at > scan->word) {
            scan->last = hm_str_sub(scan->text, scan->word, scan->at - scan->word);
        }
        if (c == ':' && hm_str_starts(hm_str_from(scan->text, scan->at), "://")) {
            hm_buf_puts(&scan->out, "://");
            scan->at += 3;
            scan->word = scan->at;
            (void)mask_userinfo(scan);
            return;
        }
        scan->word = scan->at + 1;
    }
    hm_buf_putc(&scan->out, c);
    scan->at++;
}

struct hm_str
hm_redact(struct hm_arena *arena, struct hm_str text)
{
    struct scan scan = { .text = text };

    while (scan.at < text.n) {
        step(&scan);
    }
    struct hm_str result =
        hm_str_is(hm_buf_str(&scan.out), text) ? text : hm_arena_str(arena, hm_buf_str(&scan.out));
    hm_buf_done(&scan.out);
    return result;
}
