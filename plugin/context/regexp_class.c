/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/regexp_class.h"

#include "plugin/base/rune.h"
#include "plugin/base/vec.h"

#define LAST_RUNE 0x10ffffu

struct named {
    const char *name;
    struct hm_rune_range ranges[4]; /* ends at one whose last is 0, or at the fourth */
};

static const struct named PERL[] = {
    { "d", { { '0', '9' } } },
    { "s", { { '\t', '\n' }, { '\f', '\r' }, { ' ', ' ' } } },
    { "w", { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } } },
};

static const struct named POSIX[] = {
    { "alnum", { { '0', '9' }, { 'A', 'Z' }, { 'a', 'z' } } },
    { "alpha", { { 'A', 'Z' }, { 'a', 'z' } } },
    { "ascii", { { 0, 0x7f } } },
    { "blank", { { '\t', '\t' }, { ' ', ' ' } } },
    { "cntrl", { { 0, 0x1f }, { 0x7f, 0x7f } } },
    { "digit", { { '0', '9' } } },
    { "graph", { { '!', '~' } } },
    { "lower", { { 'a', 'z' } } },
    { "print", { { ' ', '~' } } },
    { "punct", { { '!', '/' }, { ':', '@' }, { '[', '`' }, { '{', '~' } } },
    { "space", { { '\t', '\r' }, { ' ', ' ' } } },
    { "upper", { { 'A', 'Z' } } },
    { "word", { { '0', '9' }, { 'A', 'Z' }, { '_', '_' }, { 'a', 'z' } } },
    { "xdigit", { { '0', '9' }, { 'A', 'F' }, { 'a', 'f' } } },
};

struct set {
    struct hm_arena *arena;
    HM_VEC(struct hm_rune_range) ranges;
};

static void
add(struct set *set, uint32_t first, uint32_t last)
{
    hm_vec_add(set->arena, &set->ranges, ((struct hm_rune_range){ first, last }));
}

static void
add_all_but(struct set *set, const struct hm_rune_range *ranges, size_t n)
{
    uint32_t next = 0;

    for (size_t i = 0; i < n; i++) {
        if (ranges[i].first > next) {
            add(set, next, ranges[i].first - 1);
        }
        next = ranges[i].last + 1;
    }
    if (next <= LAST_RUNE) {
        add(set, next, LAST_RUNE);
    }
}

static void
add_named(struct set *set, const struct named *named, bool is_negated)
{
    size_t n = 0;

    while (n < sizeof named->ranges / sizeof named->ranges[0] && named->ranges[n].last != 0) {
        n++;
    }
    if (is_negated) {
        add_all_but(set, named->ranges, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        add(set, named->ranges[i].first, named->ranges[i].last);
    }
}

static int
compare_ranges(const void *a, const void *b)
{
    const struct hm_rune_range *x = a;
    const struct hm_rune_range *y = b;

    return x->first < y->first ? -1 : x->first > y->first;
}

static const struct hm_class *
finish(struct set *set, bool is_negated)
{
    struct hm_rune_range *r = set->ranges.p;
    size_t n = 0;

    if (set->ranges.n > 0) {
        qsort(r, set->ranges.n, sizeof *r, compare_ranges);
    }
    for (size_t i = 0; i < set->ranges.n; i++) {
        if (n > 0 && r[i].first <= r[n - 1].last + 1) {
            r[n - 1].last = r[i].last > r[n - 1].last ? r[i].last : r[n - 1].last;
        } else {
            r[n++] = r[i];
        }
    }
    struct set negated = { .arena = set->arena };
    if (is_negated) {
        add_all_but(&negated, r, n);
        r = negated.ranges.p;
        n = negated.ranges.n;
    }
    struct hm_class *class = hm_arena_new(set->arena, struct hm_class, 1);
    class->ranges = r;
    class->n = (uint32_t)n;
    for (size_t i = 0; i < n; i++) {
        for (uint32_t c = r[i].first; c <= r[i].last && c < 128; c++) {
            class->ascii[c / 64] |= (uint64_t)1 << (c % 64);
        }
    }
    return class;
}

bool
hm_class_has(const struct hm_class *class, uint32_t rune)
{
    if (rune < 128) {
        return (class->ascii[rune / 64] >> (rune % 64) & 1) != 0;
    }
    size_t low = 0;
    size_t high = class->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (class->ranges[middle].last < rune) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < class->n && class->ranges[low].first <= rune;
}

static const struct named *
find_named(const struct named *table, size_t n, struct hm_str name)
{
    for (size_t i = 0; i < n; i++) {
        if (hm_str_eq(name, table[i].name)) {
            return &table[i];
        }
    }
    return NULL;
}

/* \d, \D …: adds it and moves on, or does nothing. */
static bool
parse_perl(struct set *set, struct hm_str text, size_t *at)
{
    if (*at + 1 >= text.n || text.p[*at] != '\\') {
        return false;
    }
    char letter = text.p[*at + 1];
    char lower = hm_ascii_lower(letter);
    const struct named *named =
        find_named(PERL, sizeof PERL / sizeof PERL[0], hm_str_make(&lower, 1));
    if (named == NULL) {
        return false;
    }
    add_named(set, named, letter != lower);
    *at += 2;
    return true;
}

size_t
hm_class_posix_end(struct hm_str text)
{
    for (size_t i = text.n; i >= 2; i--) {
        if (text.p[i - 2] == ':' && text.p[i - 1] == ']') {
            return i - 2;
        }
    }
    return 0;
}

/* [:name:] and [:^name:] within a class; without a ":]" anywhere behind it, "[:" is two characters.
 */
static enum hm_status
parse_posix(struct set *set, struct hm_str text, size_t posix_end, size_t *at, bool *ret_was_one,
            struct hm_err *reterr)
{
    size_t start = *at + 2;
    const struct named *named = NULL;

    *ret_was_one = false;
    if (start > posix_end || !hm_str_starts(hm_str_from(text, *at), "[:")) {
        return HM_OK;
    }
    bool is_negated = text.p[start] == '^';
    start += is_negated ? 1 : 0;
    size_t end = start;
    while (end < text.n && hm_is_alpha(text.p[end])) {
        end++;
    }
    if (hm_str_starts(hm_str_from(text, end), ":]")) {
        named =
            find_named(POSIX, sizeof POSIX / sizeof POSIX[0], hm_str_sub(text, start, end - start));
    }
    if (named == NULL) {
        return hm_err_set(reterr, HM_E_SYNTAX, "invalid character class range");
    }
    add_named(set, named, is_negated);
    *at = end + 2;
    *ret_was_one = true;
    return HM_OK;
}

static int
hex_value(uint32_t c)
{
    return c >= '0' && c <= '9'   ? (int)(c - '0')
           : c >= 'a' && c <= 'f' ? (int)(c - 'a') + 10
           : c >= 'A' && c <= 'F' ? (int)(c - 'A') + 10
                                  : -1;
}

/* After "\x": two digits, or any number of them in braces. */
static bool
parse_hex(struct hm_str rest, size_t *ret_n, uint32_t *ret_rune)
{
    uint32_t value = 0;
    size_t i = 0;
    bool has_braces = rest.n > 0 && rest.p[0] == '{';

    for (i = has_braces ? 1 : 0; i < rest.n && (has_braces || i < 2); i++) {
        int digit = hex_value((unsigned char)rest.p[i]);
        if (digit < 0) {
            break;
        }
        value = value * 16 + (uint32_t)digit;
        if (value > LAST_RUNE) {
            return false;
        }
    }
    *ret_rune = value;
    *ret_n = has_braces ? i + 1 : i;
    return has_braces ? i > 1 && i < rest.n && rest.p[i] == '}' : i == 2;
}

static bool
is_octal(struct hm_str s, size_t at)
{
    return at < s.n && s.p[at] >= '0' && s.p[at] <= '7';
}

/* One to three digits; a single one other than 0 would refer to a group, which Go does not have. */
static bool
parse_octal(struct hm_str rest, size_t *ret_n, uint32_t *ret_rune)
{
    size_t n = 0;
    uint32_t value = 0;

    if (!is_octal(rest, 0) || (rest.p[0] != '0' && !is_octal(rest, 1))) {
        return false;
    }
    for (; n < 3 && is_octal(rest, n); n++) {
        value = value * 8 + (uint32_t)(rest.p[n] - '0');
    }
    *ret_n = n;
    *ret_rune = value;
    return true;
}

static enum hm_status
parse_rune_escape(struct hm_str text, size_t *at, uint32_t *ret_rune, struct hm_err *reterr)
{
    static const char letters[] = "afnrtv";
    static const char meanings[] = "\a\f\n\r\t\v";
    struct hm_str rest = hm_str_from(text, *at + 1);
    size_t n = 1;
    bool is_ok = rest.n > 0;

    if (!is_ok) {
        return hm_err_set(reterr, HM_E_SYNTAX, "trailing backslash at end of expression");
    }
    char c = rest.p[0];
    if (c == 'x') {
        is_ok = parse_hex(hm_str_from(rest, 1), &n, ret_rune);
        n++;
    } else if (hm_is_digit(c)) {
        is_ok = parse_octal(rest, &n, ret_rune);
    } else if (hm_is_alpha(c)) {
        const char *letter = strchr(letters, c);
        is_ok = letter != NULL;
        *ret_rune = is_ok ? (uint32_t)meanings[letter - letters] : 0;
    } else {
        is_ok = (unsigned char)c < 0x80;
        *ret_rune = (uint32_t)(unsigned char)c;
    }
    if (!is_ok) {
        return hm_err_set(reterr, HM_E_SYNTAX, "invalid escape sequence");
    }
    *at += 1 + n;
    return HM_OK;
}

static bool
is_unicode_class(struct hm_str text, size_t at)
{
    struct hm_str rest = hm_str_from(text, at);

    return rest.n >= 2 && rest.p[0] == '\\' && (rest.p[1] == 'p' || rest.p[1] == 'P');
}

static enum hm_status
refuse_unicode_class(struct hm_err *reterr)
{
    return hm_err_set(reterr, HM_E_UNSUPPORTED, "Unicode classes (\\p) are not supported");
}

enum hm_status
hm_class_parse_escape(struct hm_arena *arena, struct hm_str text, size_t *at,
                      const struct hm_class **ret_class, uint32_t *ret_rune, struct hm_err *reterr)
{
    struct set set = { .arena = arena };

    if (is_unicode_class(text, *at)) {
        return refuse_unicode_class(reterr);
    }
    if (parse_perl(&set, text, at)) {
        *ret_class = finish(&set, false);
        return HM_OK;
    }
    return parse_rune_escape(text, at, ret_rune, reterr);
}

static enum hm_status
parse_member(struct hm_str text, size_t *at, uint32_t *ret_rune, struct hm_err *reterr)
{
    size_t n = 0;

    if (*at >= text.n) {
        return hm_err_set(reterr, HM_E_SYNTAX, "missing closing ]");
    }
    if (text.p[*at] == '\\') {
        return parse_rune_escape(text, at, ret_rune, reterr);
    }
    *ret_rune = hm_rune_next(text, *at, &n);
    *at += n;
    return HM_OK;
}

/* A character or a range; "-" right before the closing bracket is a character. */
static enum hm_status
parse_range(struct set *set, struct hm_str text, size_t *at, struct hm_err *reterr)
{
    uint32_t first = 0;
    enum hm_status status = parse_member(text, at, &first, reterr);
    uint32_t last = first;

    if (status == HM_OK && *at + 1 < text.n && text.p[*at] == '-' && text.p[*at + 1] != ']') {
        ++*at;
        status = parse_member(text, at, &last, reterr);
        if (status == HM_OK && last < first) {
            status = hm_err_set(reterr, HM_E_SYNTAX, "invalid character class range");
        }
    }
    if (status == HM_OK) {
        add(set, first, last);
    }
    return status;
}

enum hm_status
hm_class_parse(struct hm_arena *arena, struct hm_str text, size_t posix_end, size_t *at,
               const struct hm_class **ret_class, struct hm_err *reterr)
{
    struct set set = { .arena = arena };
    size_t i = *at + 1;
    bool is_negated = i < text.n && text.p[i] == '^';

    i += is_negated ? 1 : 0;
    for (bool is_first = true; is_first || i >= text.n || text.p[i] != ']'; is_first = false) {
        bool was_posix = false;
        enum hm_status status = parse_posix(&set, text, posix_end, &i, &was_posix, reterr);
        if (status == HM_OK && was_posix) {
            continue;
        }
        if (status == HM_OK && is_unicode_class(text, i)) {
            status = refuse_unicode_class(reterr);
        }
        if (status == HM_OK && !parse_perl(&set, text, &i)) {
            status = parse_range(&set, text, &i, reterr);
        }
        if (status != HM_OK) {
            return status;
        }
    }
    *at = i + 1;
    *ret_class = finish(&set, is_negated);
    return HM_OK;
}
