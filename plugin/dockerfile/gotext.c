/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/gotext.h"

#include "plugin/base/auto.h"
#include "plugin/base/rune.h"

static void
quote_rune(struct hm_buf *buf, uint32_t rune)
{
    static const char FROM[] = "\a\b\f\n\r\t\v\"\\";
    static const char TO[] = "abfnrtv\"\\";
    const char *hit = rune == 0 || rune >= 0x80 ? NULL : strchr(FROM, (int)rune);

    if (hit != NULL) {
        hm_buf_putc(buf, '\\');
        hm_buf_putc(buf, TO[hit - FROM]);
    } else if (hm_rune_is_print(rune)) {
        hm_rune_add(buf, rune);
    } else if (rune < 0x80) {
        hm_buf_printf(buf, "\\x%02x", (unsigned)rune);
    } else if (rune < 0x10000) {
        hm_buf_printf(buf, "\\u%04x", (unsigned)rune);
    } else {
        hm_buf_printf(buf, "\\U%08x", (unsigned)rune);
    }
}

void
hm_go_quote(struct hm_buf *buf, struct hm_str s)
{
    size_t n;

    hm_buf_putc(buf, '"');
    for (size_t i = 0; i < s.n; i += n) {
        uint32_t rune = hm_rune_next(s, i, &n);
        if (rune == HM_RUNE_BAD && n == 1) {
            hm_buf_printf(buf, "\\x%02x", (unsigned char)s.p[i]);
        } else {
            quote_rune(buf, rune);
        }
    }
    hm_buf_putc(buf, '"');
}

struct hm_str
hm_go_quoted(struct hm_arena *arena, struct hm_str s)
{
    hm_auto_buf struct hm_buf buf = { 0 };

    hm_go_quote(&buf, s);
    return hm_arena_str(arena, hm_buf_str(&buf));
}

struct unit {
    const char *name;
    uint64_t nanoseconds;
};

static const struct unit UNITS[] = {
    { "ns", 1 },       { "us", 1000 },      { "\xc2\xb5s", 1000 }, { "\xce\xbcs", 1000 },
    { "ms", 1000000 }, { "s", 1000000000 }, { "m", 60000000000 },  { "h", 3600000000000 },
};

static uint64_t
unit_of(struct hm_str name)
{
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (hm_str_eq(name, UNITS[i].name)) {
            return UNITS[i].nanoseconds;
        }
    }
    return 0;
}

static bool
bad_duration(struct hm_arena *arena, struct hm_str s, struct hm_str *ret_error)
{
    *ret_error = hm_arena_concat(arena, HM_S("time: invalid duration "), hm_go_quoted(arena, s));
    return false;
}

/* One "1.5h" off the front of @p rest, added to @p total; whole seconds and smaller are exact, and
 * fractions are rounded as Go's are. */
static bool
take_term(struct hm_arena *arena, struct hm_str s, struct hm_str *rest, uint64_t *total,
          struct hm_str *ret_error)
{
    const uint64_t most = (uint64_t)1 << 63;
    uint64_t value = 0;
    uint64_t fraction = 0;
    double scale = 1;
    size_t i = 0;
    bool is_full = false;

    for (; i < rest->n && hm_is_digit(rest->p[i]); i++) {
        if (value > most / 10) {
            return bad_duration(arena, s, ret_error);
        }
        value = value * 10 + (uint64_t)(rest->p[i] - '0');
        if (value > most) {
            return bad_duration(arena, s, ret_error);
        }
    }
    size_t digits = i;
    if (i < rest->n && rest->p[i] == '.') {
        for (i++; i < rest->n && hm_is_digit(rest->p[i]); i++) {
            uint64_t more = fraction * 10 + (uint64_t)(rest->p[i] - '0');
            is_full = is_full || fraction > (most - 1) / 10 || more > most;
            if (!is_full) {
                fraction = more;
                scale *= 10;
            }
            digits++;
        }
    }
    if (digits == 0) {
        return bad_duration(arena, s, ret_error);
    }
    size_t unit = i;
    while (i < rest->n && rest->p[i] != '.' && !hm_is_digit(rest->p[i])) {
        i++;
    }
    struct hm_str name = hm_str_sub(*rest, unit, i - unit);
    if (name.n == 0) {
        *ret_error =
            hm_arena_concat(arena, HM_S("time: missing unit in duration "), hm_go_quoted(arena, s));
        return false;
    }
    uint64_t factor = unit_of(name);
    if (factor == 0) {
        *ret_error = hm_arena_concat(arena, HM_S("time: unknown unit "), hm_go_quoted(arena, name),
                                     HM_S(" in duration "), hm_go_quoted(arena, s));
        return false;
    }
    if (value > most / factor) {
        return bad_duration(arena, s, ret_error);
    }
    value = value * factor + (uint64_t)((double)fraction * ((double)factor / scale));
    *total += value;
    if (value > most || *total > most) {
        return bad_duration(arena, s, ret_error);
    }
    *rest = hm_str_from(*rest, i);
    return true;
}

bool
hm_go_duration(struct hm_arena *arena, struct hm_str s, int64_t *ret_value,
               struct hm_str *ret_error)
{
    struct hm_str rest = s;
    uint64_t total = 0;
    bool is_negative = false;

    if (rest.n > 0 && (*rest.p == '-' || *rest.p == '+')) {
        is_negative = *rest.p == '-';
        rest = hm_str_from(rest, 1);
    }
    if (hm_str_eq(rest, "0")) {
        *ret_value = 0;
        return true;
    }
    if (rest.n == 0) {
        return bad_duration(arena, s, ret_error);
    }
    while (rest.n > 0) {
        if (!take_term(arena, s, &rest, &total, ret_error)) {
            return false;
        }
    }
    if (total > (uint64_t)INT64_MAX && !is_negative) {
        return bad_duration(arena, s, ret_error);
    }
    *ret_value = is_negative ? -(int64_t)(total - 1) - 1 : (int64_t)total;
    if (total == 0) {
        *ret_value = 0;
    }
    return true;
}

/* Sign and decimal digits; values past @p limit come back as limit + 1. */
static bool
read_decimal(struct hm_str s, uint64_t limit, bool *ret_is_negative, uint64_t *ret_value)
{
    uint64_t value = 0;

    *ret_is_negative = s.n > 0 && *s.p == '-';
    if (s.n > 0 && (*s.p == '-' || *s.p == '+')) {
        s = hm_str_from(s, 1);
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!hm_is_digit(s.p[i])) {
            return false;
        }
        value = value * 10 + (uint64_t)(s.p[i] - '0');
        if (value > limit) {
            value = limit + 1;
        }
    }
    *ret_value = value;
    return s.n > 0;
}

bool
hm_go_int32(struct hm_arena *arena, struct hm_str s, int32_t *ret_value, struct hm_str *ret_error)
{
    const char *reason = NULL;
    bool is_negative = false;
    uint64_t value = 0;

    if (!read_decimal(s, (uint64_t)1 << 32, &is_negative, &value)) {
        reason = "invalid syntax";
    } else if (value > (uint64_t)INT32_MAX + (is_negative ? 1 : 0)) {
        reason = "value out of range";
    }
    if (reason != NULL) {
        *ret_error = hm_arena_concat(arena, HM_S("strconv.ParseInt: parsing "),
                                     hm_go_quoted(arena, s), HM_S(": "), hm_str_c(reason));
        return false;
    }
    *ret_value = (int32_t)(is_negative ? -(int64_t)value : (int64_t)value);
    return true;
}

bool
hm_go_atoi(struct hm_str s, int64_t *ret_value)
{
    bool is_negative = false;
    uint64_t value = 0;

    if (!read_decimal(s, (uint64_t)1 << 53, &is_negative, &value) || value > (uint64_t)1 << 53) {
        return false;
    }
    *ret_value = is_negative ? -(int64_t)value : (int64_t)value;
    return true;
}

bool
hm_go_is_uint32(struct hm_str s, unsigned base)
{
    uint64_t value = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit >= base) {
            return false;
        }
        value = value * base + digit;
        if (value > UINT32_MAX) {
            return false;
        }
    }
    return s.n > 0;
}

bool
hm_go_bool(struct hm_str s, bool *ret_value)
{
    static const char *const YES[] = { "1", "t", "T", "TRUE", "true", "True" };
    static const char *const NO[] = { "0", "f", "F", "FALSE", "false", "False" };

    for (size_t i = 0; i < sizeof YES / sizeof *YES; i++) {
        if (hm_str_eq(s, YES[i]) || hm_str_eq(s, NO[i])) {
            *ret_value = hm_str_eq(s, YES[i]);
            return true;
        }
    }
    return false;
}

static struct hm_str
map_runes(struct hm_arena *arena, struct hm_str s, uint32_t (*to_case)(uint32_t rune))
{
    char *p = hm_arena_alloc(arena, s.n * 3);
    size_t to = 0;
    size_t n;

    for (size_t i = 0; i < s.n; i += n) {
        to += hm_rune_put(to_case(hm_rune_next(s, i, &n)), p + to);
    }
    return hm_str_make(p, to);
}

struct hm_str
hm_go_lower(struct hm_arena *arena, struct hm_str s)
{
    return map_runes(arena, s, hm_rune_lower);
}

struct hm_str
hm_go_upper(struct hm_arena *arena, struct hm_str s)
{
    return map_runes(arena, s, hm_rune_upper);
}

enum {
    NAME_LIMIT = 24, /* no option is longer, and three edits more are too many */
    FAR = 3,
};

/* Levenshtein's distance in characters, or FAR where it is at least that. */
static unsigned
distance(struct hm_str value, const char *option)
{
    uint32_t runes[NAME_LIMIT + FAR];
    unsigned row[NAME_LIMIT + 1];
    size_t m = strlen(option);
    size_t len = 0;
    size_t n;

    for (size_t i = 0; i < value.n; i += n) {
        if (len == sizeof runes / sizeof *runes) {
            return FAR;
        }
        runes[len++] = hm_rune_next(value, i, &n);
    }
    if (m > NAME_LIMIT || len > m + FAR || m > len + FAR) {
        return FAR;
    }
    for (size_t j = 0; j <= m; j++) {
        row[j] = (unsigned)j;
    }
    for (size_t i = 1; i <= len; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned changed = diagonal + (runes[i - 1] == (unsigned char)option[j - 1] ? 0 : 1);
            unsigned least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            diagonal = row[j];
            row[j] = changed < least ? changed : least;
        }
    }
    return row[m] < FAR ? row[m] : FAR;
}

struct hm_str
hm_go_suggest(struct hm_arena *arena, struct hm_str value, const char *const *options,
              bool is_exact)
{
    struct hm_str key = is_exact ? value : hm_go_lower(arena, value);
    const char *best = NULL;
    unsigned least = FAR;

    for (; *options != NULL; options++) {
        if (hm_str_eq(key, *options)) {
            return HM_S("");
        }
        unsigned far = distance(key, *options);
        if (far < least) {
            least = far;
            best = *options;
        }
    }
    if (best == NULL || *best == '\0') {
        return HM_S("");
    }
    struct hm_str match = hm_str_c(best);
    /* Options are in lower case; a value that is all upper case is answered in kind. */
    if (!is_exact && !hm_str_is(value, key) && hm_str_is(value, hm_go_upper(arena, value))) {
        match = hm_go_upper(arena, match);
    }
    return hm_arena_concat(arena, HM_S(" (did you mean "), match, HM_S("?)"));
}
