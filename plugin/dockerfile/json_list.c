/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/json_list.h"

#include <math.h>

#include "plugin/base/rune.h"

enum {
    DEPTH_LIMIT = 10000, /* Go's */
};

struct reader {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;
    bool has_overflow; /* a number that is no float64: Go reads on and then fails */
};

static void
skip_blanks(struct reader *r)
{
    while (r->at < r->text.n && (r->text.p[r->at] == ' ' || r->text.p[r->at] == '\t' ||
                                 r->text.p[r->at] == '\n' || r->text.p[r->at] == '\r')) {
        r->at++;
    }
}

static char
peek(const struct reader *r)
{
    return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static int
hex_digit(char c)
{
    char lower = hm_ascii_lower(c);

    return hm_is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Four hexadecimal digits at @p at; -1 when they are not there. */
static int32_t
hex4(struct hm_str text, size_t at)
{
    int32_t value = 0;

    if (at > text.n || text.n - at < 4) {
        return -1;
    }
    for (size_t i = 0; i < 4; i++) {
        int digit = hex_digit(text.p[at + i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* Passes a string; false when it is none. */
static bool
skip_string(struct reader *r, bool *ret_is_plain)
{
    bool is_plain = true;

    for (r->at++; r->at < r->text.n; r->at++) {
        unsigned char c = (unsigned char)r->text.p[r->at];
        if (c == '"') {
            r->at++;
            *ret_is_plain = is_plain;
            return true;
        }
        if (c < 0x20) {
            return false;
        }
        is_plain = is_plain && c < 0x80;
        if (c == '\\') {
            is_plain = false;
            r->at++;
            if (peek(r) == 'u') {
                if (hex4(r->text, r->at + 1) < 0) {
                    return false;
                }
            } else if (peek(r) == '\0' || strchr("\"\\/bfnrt", peek(r)) == NULL) {
                return false;
            }
        }
    }
    return false;
}

static uint32_t
decode_escape(struct hm_str in, size_t *at)
{
    static const char FROM[] = "bfnrt";
    static const char TO[] = "\b\f\n\r\t";
    char c = in.p[(*at)++];

    if (c != 'u') {
        const char *hit = strchr(FROM, c);
        return (unsigned char)(hit == NULL ? c : TO[hit - FROM]);
    }
    uint32_t rune = (uint32_t)hex4(in, *at);
    *at += 4;
    if (rune < 0xd800 || rune > 0xdfff) {
        return rune;
    }
    int32_t low =
        *at + 1 < in.n && in.p[*at] == '\\' && in.p[*at + 1] == 'u' ? hex4(in, *at + 2) : -1;
    if (rune > 0xdbff || low < 0xdc00 || low > 0xdfff) {
        return HM_RUNE_BAD;
    }
    *at += 6;
    return 0x10000 + ((rune - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
}

/* @p in was passed by skip_string, and has no quotes around it. */
static struct hm_str
decode(struct hm_arena *arena, struct hm_str in)
{
    char *p = hm_arena_alloc(arena, in.n * 3);
    size_t to = 0;

    for (size_t i = 0; i < in.n;) {
        size_t n = 1;
        uint32_t rune = hm_rune_next(in, i, &n);
        i += n;
        if (rune == '\\') {
            rune = decode_escape(in, &i);
        }
        to += hm_rune_put(rune, p + to);
    }
    return hm_str_make(p, to);
}

static size_t
skip_digits(struct reader *r)
{
    size_t from = r->at;

    while (hm_is_digit(peek(r))) {
        r->at++;
    }
    return r->at - from;
}

static bool
skip_number(struct reader *r)
{
    size_t from = r->at;

    if (peek(r) == '-') {
        r->at++;
    }
    bool is_zero = peek(r) == '0';
    size_t digits = skip_digits(r);
    if (digits == 0 || (is_zero && digits > 1)) {
        return false;
    }
    if (peek(r) == '.') {
        r->at++;
        if (skip_digits(r) == 0) {
            return false;
        }
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        if (peek(r) == '-' || peek(r) == '+') {
            r->at++;
        }
        if (skip_digits(r) == 0) {
            return false;
        }
    }
    const char *number = hm_arena_c(r->arena, hm_str_sub(r->text, from, r->at - from));
    r->has_overflow = r->has_overflow || isinf(strtod(number, NULL));
    return true;
}

static bool
skip_word(struct reader *r, const char *word)
{
    size_t n = strlen(word);

    if (!hm_str_starts(hm_str_from(r->text, r->at), word)) {
        return false;
    }
    r->at += n;
    return true;
}

static bool
skip_scalar(struct reader *r)
{
    bool is_plain;

    switch (peek(r)) {
    case '"':
        return skip_string(r, &is_plain);
    case 't':
        return skip_word(r, "true");
    case 'f':
        return skip_word(r, "false");
    case 'n':
        return skip_word(r, "null");
    default:
        return skip_number(r);
    }
}

/* Passes "key": of an object. */
static bool
skip_key(struct reader *r)
{
    bool is_plain;

    skip_blanks(r);
    if (peek(r) != '"' || !skip_string(r, &is_plain)) {
        return false;
    }
    skip_blanks(r);
    if (peek(r) != ':') {
        return false;
    }
    r->at++;
    return true;
}

/* Passes one value of any kind, without recursion: @p base containers are open around it. */
static bool
skip_value(struct reader *r, size_t base)
{
    char *open = NULL; /* the closing bracket of each container that is open */
    size_t depth = 0;

    for (;;) {
        skip_blanks(r);
        char c = peek(r);
        if (c == '[' || c == '{') {
            if (base + depth + 1 > DEPTH_LIMIT) {
                return false;
            }
            if (open == NULL) {
                open = hm_arena_alloc(r->arena, DEPTH_LIMIT);
            }
            r->at++;
            open[depth++] = c == '[' ? ']' : '}';
            skip_blanks(r);
            if (peek(r) != open[depth - 1]) {
                if (c == '{' && !skip_key(r)) {
                    return false;
                }
                continue;
            }
            r->at++;
            depth--;
        } else if (!skip_scalar(r)) {
            return false;
        }
        for (;;) {
            if (depth == 0) {
                return true;
            }
            skip_blanks(r);
            if (peek(r) != open[depth - 1]) {
                break;
            }
            r->at++;
            depth--;
        }
        if (peek(r) != ',') {
            return false;
        }
        r->at++;
        if (open[depth - 1] == '}' && !skip_key(r)) {
            return false;
        }
    }
}

static bool
read_element(struct reader *r, struct hm_json_list *strings, bool *is_mixed)
{
    size_t from = r->at;
    bool is_plain;

    if (peek(r) != '"') {
        *is_mixed = true;
        return skip_value(r, 1);
    }
    if (!skip_string(r, &is_plain)) {
        return false;
    }
    struct hm_str inner = hm_str_sub(r->text, from + 1, r->at - from - 2);
    hm_vec_add(r->arena, &strings->list,
               ((struct hm_json_list_item){ .value = is_plain ? inner : decode(r->arena, inner),
                                            .from = (uint32_t)from,
                                            .to = (uint32_t)r->at }));
    return true;
}

enum hm_json_list_kind
hm_json_list_read(struct hm_arena *arena, struct hm_str text, struct hm_json_list *strings)
{
    struct reader r = { .arena = arena, .text = text };
    bool is_mixed = false;

    strings->list.n = 0;
    r.at = text.n - hm_runes_trim_start(text).n;
    if (peek(&r) != '[') {
        return HM_JSON_LIST_NONE;
    }
    r.at++;
    skip_blanks(&r);
    if (peek(&r) == ']') {
        r.at++;
    } else {
        for (;;) {
            if (!read_element(&r, strings, &is_mixed)) {
                return HM_JSON_LIST_NONE;
            }
            skip_blanks(&r);
            char c = peek(&r);
            r.at++;
            if (c == ']') {
                break;
            }
            if (c != ',') {
                return HM_JSON_LIST_NONE;
            }
            skip_blanks(&r);
        }
    }
    skip_blanks(&r);
    if (r.at < text.n || r.has_overflow) {
        return HM_JSON_LIST_NONE;
    }
    return is_mixed ? HM_JSON_LIST_MIXED : HM_JSON_LIST_STRINGS;
}
