/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/model/redact.h"

#include "plugin/base/buf.h"
#include "plugin/base/prefixes.h"
#include "plugin/model/secret.h"
#include "plugin/model/token_run.h"

#define MASK "****"

enum {
    SHORTEST = 15,     /* bytes of a token, its prefix included: what is shorter is none */
    BASE64_LEAST = 48, /* bytes of base64 that are taken for a key's */
    NAME_LIMIT = 16,   /* bytes of the longest of `names`, or more */
};

static const struct shape {
    struct hm_str prefix;
    const char *more; /* what may follow besides letters and digits */
    size_t least;
} shapes[] = {
#define SHAPE(prefix, more, least) { HM_STR(prefix), more, least },
#include "plugin/model/redact.def"
#undef SHAPE
};

#define SHAPE(prefix, more, least)                                                                 \
    _Static_assert(sizeof(prefix) - 1 + (least) >= SHORTEST, "shorter than any token: " prefix);
#include "plugin/model/redact.def"
#undef SHAPE

/* Ends of the names whose values are secrets. */
static const struct hm_str names[] = {
    HM_STR("password"),   HM_STR("passwd"),      HM_STR("passphrase"),  HM_STR("pwd"),
    HM_STR("secret"),     HM_STR("token"),       HM_STR("api_key"),     HM_STR("api-key"),
    HM_STR("apikey"),     HM_STR("access_key"),  HM_STR("access-key"),  HM_STR("accesskey"),
    HM_STR("secret_key"), HM_STR("secret-key"),  HM_STR("private_key"), HM_STR("accountkey"),
    HM_STR("auth_key"),   HM_STR("credentials"),
};

struct scan {
    struct hm_str text;
    size_t at;
    size_t word;        /* where the run of name characters that ends at `at` began */
    struct hm_str last; /* the word before this one */
    size_t run;         /* of hm_token_run */
    size_t done;        /* what lies before is in `out`, or was masked */
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
is_secret_name(struct hm_str name)
{
    char last = name.n == 0 ? '\0' : hm_ascii_lower(name.p[name.n - 1]);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t n = names[i].n;
        if (names[i].p[n - 1] == last && n <= name.n &&
            hm_str_eq_nocase(hm_str_from(name, name.n - n), names[i])) {
            return true;
        }
    }
    return false;
}

static bool
ends_nocase(struct hm_str text, struct hm_str end)
{
    return text.n >= end.n && hm_str_eq_nocase(hm_str_from(text, text.n - end.n), end);
}

/* Puts @p prefix and the mask in place of all from `at` to @p end. */
static void
mask_to(struct scan *scan, struct hm_str prefix, size_t end)
{
    hm_buf_add(&scan->out, hm_str_sub(scan->text, scan->done, scan->at - scan->done));
    hm_buf_add(&scan->out, prefix);
    hm_buf_puts(&scan->out, MASK);
    scan->at = end;
    scan->word = end;
    scan->done = end;
}

/* The length of the token of this shape that the text begins with, or 0. */
static size_t
shape_length(const struct shape *shape, struct hm_str text)
{
    size_t from = shape->prefix.n;
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
    const size_t n_shapes = sizeof shapes / sizeof shapes[0];
    struct hm_str text = hm_str_from(scan->text, scan->at);
    struct hm_secret secret;
    size_t longest = SIZE_MAX;

    if (hm_secret_at(scan->text, scan->at, &secret)) {
        mask_to(scan, hm_str_c(secret.prefix), secret.off + secret.len);
        return true;
    }
    for (;;) {
        const struct shape *shape =
            hm_prefix_find(shapes, n_shapes, sizeof shapes[0], text, longest - 1);
        if (shape == NULL) {
            return false;
        }
        size_t n = shape_length(shape, text);
        if (n > 0) {
            mask_to(scan, shape->prefix, scan->at + n);
            return true;
        }
        longest = shape->prefix.n;
    }
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
    mask_to(scan, HM_S("PRIVATE KEY "), scan->at + n);
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
    mask_to(scan, hm_str_sub(rest, 0, colon == at ? 0 : colon + 1), scan->at + at);
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
    mask_to(scan, hm_str_sub(rest, 0, from), scan->at + end);
}

/* Whether a blank behind @p name parts it from its secret value. */
static bool
is_followed_by_secret(const struct scan *scan, struct hm_str name)
{
    bool is_option = hm_str_starts(name, "--");
    bool is_env = hm_str_eq_nocase(scan->last, HM_S("ENV"));

    if ((is_option || is_env) && is_secret_name(name)) {
        return true;
    }
    return hm_str_eq_nocase(name, HM_S("Bearer")) ||
           (hm_str_eq_nocase(name, HM_S("Basic")) &&
            hm_str_eq_nocase(scan->last, HM_S("Authorization")));
}

/* At a character that ends a word: whether what follows is the word's secret value. Passes the
 * separator and masks. */
static bool
mask_after_name(struct scan *scan)
{
    struct hm_str name = hm_str_sub(scan->text, scan->word, scan->at - scan->word);
    struct hm_str rest = hm_str_from(scan->text, scan->at);
    char c = rest.p[0];
    size_t n = 0;

    if (name.n == 0) {
        return false;
    }
    if (c == '=') {
        n = is_secret_name(name) ? 1 : 0;
    } else if ((c == '"' || c == '\'') && rest.n > 1 && rest.p[1] == ':') {
        n = is_secret_name(name) ? 2 : 0;
        while (n > 0 && n < rest.n && rest.p[n] == ' ') {
            n++;
        }
    } else if (c == ' ' || c == '\t') {
        n = is_followed_by_secret(scan, name) ? 1 : 0;
    }
    if (n == 0) {
        return false;
    }
    scan->at += n;
    scan->word = scan->at;
    mask_value(scan);
    return true;
}

/* The length of what may be the inside of a key, where a message quotes one of its lines, or 0:
 * long, of all kinds of characters, and with nothing before it that a path or a name has. */
static size_t
base64_length(struct hm_str whole, size_t at)
{
    struct hm_str text = hm_str_from(whole, at);
    bool has_upper = false, has_lower = false, has_digit = false;
    size_t n = 0;

    if (at > 0 && strchr("+/=_-.@", whole.p[at - 1]) != NULL) {
        return 0;
    }
    for (; n < text.n && (is_alnum(text.p[n]) || strchr("+/=", text.p[n]) != NULL); n++) {
        has_upper = has_upper || (text.p[n] >= 'A' && text.p[n] <= 'Z');
        has_lower = has_lower || (text.p[n] >= 'a' && text.p[n] <= 'z');
        has_digit = has_digit || hm_is_digit(text.p[n]);
        if (n < 16 && text.p[n] == '/') {
            return 0;
        }
    }
    return n < BASE64_LEAST || !has_upper || !has_lower || !has_digit ? 0 : n;
}

/* Neither must anything follow that a path or a name has. */
static bool
mask_base64_line(struct scan *scan)
{
    size_t n = base64_length(scan->text, scan->at);
    size_t end = scan->at + n;

    if (n == 0 || (end < scan->text.n && strchr("_-.@:", scan->text.p[end]) != NULL)) {
        return false;
    }
    mask_to(scan, HM_S(""), end);
    return true;
}

/* At a letter or digit: a token that begins here, or all letters and digits that follow. */
static void
pass_word(struct scan *scan)
{
    struct hm_str text = scan->text;

    if (scan->at == 0 || !is_alnum(text.p[scan->at - 1])) {
        size_t run = hm_token_run(text, scan->at, &scan->run);
        if ((run >= SHORTEST && mask_token(scan)) ||
            (run >= BASE64_LEAST && mask_base64_line(scan))) {
            return;
        }
    }
    while (scan->at < text.n && is_alnum(text.p[scan->at])) {
        scan->at++;
    }
}

/* At a character that is in no name. */
static void
end_word(struct scan *scan)
{
    if (mask_after_name(scan)) {
        return;
    }
    if (scan->at > scan->word) {
        scan->last = hm_str_sub(scan->text, scan->word, scan->at - scan->word);
    }
    if (scan->text.p[scan->at] == ':' && hm_str_starts(hm_str_from(scan->text, scan->at), "://")) {
        scan->at += 3;
        scan->word = scan->at;
        (void)mask_userinfo(scan);
        return;
    }
    scan->at++;
    scan->word = scan->at;
}

struct hm_str
hm_redact_fully(struct hm_arena *arena, struct hm_str text)
{
    struct scan scan = { .text = text };

    while (scan.at < text.n) {
        char c = text.p[scan.at];
        if (is_alnum(c)) {
            pass_word(&scan);
        } else if (!is_name(c)) {
            end_word(&scan);
        } else if (c != '-' || !mask_key_block(&scan)) {
            scan.at++;
        }
    }
    if (scan.done == 0) {
        return text;
    }
    hm_buf_add(&scan.out, hm_str_from(text, scan.done));
    struct hm_str result =
        hm_str_is(hm_buf_str(&scan.out), text) ? text : hm_arena_str(arena, hm_buf_str(&scan.out));
    hm_buf_done(&scan.out);
    return result;
}

/* --- whether there is anything to mask: a test here holds wherever its namesake above does --- */

enum {
    TOKEN = 1, /* hm_is_token_byte */
    NAMED = 2, /* what follows may be a secret, if its name stands before */
    ALNUM = 4,
    INNER = 8, /* a token's byte that ends no name */
};

static const unsigned char kinds[256] = {
    ['\0'] = TOKEN | INNER,
    ['+'] = TOKEN | INNER,
    ['-' ... '/'] = TOKEN | INNER,
    ['='] = TOKEN | NAMED,
    ['_'] = TOKEN | INNER,
    ['~'] = TOKEN | INNER,
    ['0' ... '9'] = TOKEN | INNER | ALNUM,
    ['A' ... 'Z'] = TOKEN | INNER | ALNUM,
    ['a' ... 'z'] = TOKEN | INNER | ALNUM,
    [' '] = NAMED,
    ['\t'] = NAMED,
    ['"'] = NAMED,
    ['\''] = NAMED,
};

#define PAIR(a, b) ((unsigned)(a) << 8 | (unsigned)(b))

/* Whether these are the last letters of what may_end_name looks for, or may be: few words go on to
 * it. */
static inline bool
may_be_last(char a, char b)
{
#define LETTER(c) (1U << ((c)&31))
    static const uint32_t seconds[32] = {
        ['r' & 31] = LETTER('d'),
        ['w' & 31] = LETTER('d'),
        ['s' & 31] = LETTER('e'),
        ['e' & 31] = LETTER('t') | LETTER('n') | LETTER('y') | LETTER('r'),
        ['l' & 31] = LETTER('s'),
        ['i' & 31] = LETTER('c') | LETTER('n'),
    };

    return (seconds[a & 31] & LETTER(b)) != 0;
#undef LETTER
}

/* Whether @p text ends in a secret's name, or in what else announces one. */
static bool
may_end_name(struct hm_str text)
{
    if (text.n < 3 || !may_be_last(text.p[text.n - 2], text.p[text.n - 1])) {
        return false;
    }
    switch (PAIR(hm_ascii_lower(text.p[text.n - 2]), hm_ascii_lower(text.p[text.n - 1]))) {
    case PAIR('r', 'd'):
    case PAIR('w', 'd'):
    case PAIR('s', 'e'):
    case PAIR('e', 't'):
    case PAIR('e', 'n'):
    case PAIR('e', 'y'):
    case PAIR('l', 's'):
        return is_secret_name(hm_str_from(text, text.n > NAME_LIMIT ? text.n - NAME_LIMIT : 0));
    case PAIR('e', 'r'):
        return ends_nocase(text, HM_S("Bearer"));
    case PAIR('i', 'c'):
        return ends_nocase(text, HM_S("Basic"));
    case PAIR('i', 'n'):
        return ends_nocase(text, HM_S("-----BEGIN"));
    default:
        return false;
    }
}

/* Whether some token begins with these three bytes, or may: most words are told by one look, at a
 * set of 256 numbers that they are mixed to. */
static bool
may_begin_token(const char *p)
{
#define MIX(p) ((unsigned char)(7 * (p)[0] + 31 * (p)[1] + (p)[2]))
#define SHAPE(prefix, more, least)                                                                 \
    | (MIX(prefix) / 64 == QUARTER ? UINT64_C(1) << MIX(prefix) % 64 : 0)
#define SECRET(prefix, class, least, most, kind) SHAPE(prefix, , )
    static const uint64_t begins[4] = {
#define QUARTER 0
        0
#include "plugin/model/redact.def"
#include "plugin/model/secret.def"
        ,
#undef QUARTER
#define QUARTER 1
        0
#include "plugin/model/redact.def"
#include "plugin/model/secret.def"
        ,
#undef QUARTER
#define QUARTER 2
        0
#include "plugin/model/redact.def"
#include "plugin/model/secret.def"
        ,
#undef QUARTER
#define QUARTER 3
        0
#include "plugin/model/redact.def"
#include "plugin/model/secret.def"
        ,
#undef QUARTER
    };
#undef SECRET
#undef SHAPE
    return (begins[MIX(p) / 64] & UINT64_C(1) << MIX(p) % 64) != 0;
#undef MIX
}

/* Whether a token or a key's line may begin in the run [from, end) of token bytes. */
static bool
may_hold_token(struct hm_str text, size_t from, size_t end)
{
    const size_t n_shapes = sizeof shapes / sizeof shapes[0];

    for (size_t i = from; i + SHORTEST <= end;) {
        if ((kinds[(unsigned char)text.p[i]] & ALNUM) == 0) {
            i++;
            continue;
        }
        struct hm_str rest = hm_str_make(text.p + i, end - i);
        if (may_begin_token(rest.p) &&
            (hm_secret_begins(rest) ||
             hm_prefix_find(shapes, n_shapes, sizeof shapes[0], rest, SIZE_MAX) != NULL)) {
            return true;
        }
        if (rest.n >= BASE64_LEAST && base64_length(text, i) > 0) {
            return true;
        }
        while (i < end && (kinds[(unsigned char)text.p[i]] & ALNUM) != 0) {
            i++;
        }
    }
    return false;
}

/* Whether @p text, behind "://", may have somebody's name before the host. */
static bool
may_have_userinfo(struct hm_str text)
{
    for (size_t i = 0; i < text.n && text.p[i] != '/' && !hm_is_space(text.p[i]); i++) {
        if (text.p[i] == '@') {
            return true;
        }
    }
    return false;
}

size_t
hm_redact_begins(struct hm_str text)
{
    size_t from = 0; /* where the run of token bytes began */

    for (size_t i = 0; i < text.n; i++) {
        unsigned kind = kinds[(unsigned char)text.p[i]];
        if ((kind & INNER) != 0) {
            continue;
        }
        if ((kind & NAMED) != 0 && may_end_name(hm_str_make(text.p, i))) {
            size_t name = i < NAME_LIMIT ? 0 : i - NAME_LIMIT;
            return from < name ? from : name; /* a token may begin before the name */
        }
        if ((kind & TOKEN) != 0) {
            continue;
        }
        if (i - from >= SHORTEST && may_hold_token(text, from, i)) {
            return from;
        }
        if (text.p[i] == ':' && text.n - i > 2 && text.p[i + 1] == '/' && text.p[i + 2] == '/' &&
            may_have_userinfo(hm_str_from(text, i + 3))) {
            return i;
        }
        from = i + 1;
    }
    return text.n - from >= SHORTEST && may_hold_token(text, from, text.n) ? from : text.n;
}

bool
hm_may_redact(struct hm_str text)
{
    return hm_redact_begins(text) < text.n;
}

struct hm_str
hm_redact(struct hm_arena *arena, struct hm_str text)
{
    return hm_may_redact(text) ? hm_redact_fully(arena, text) : text;
}
