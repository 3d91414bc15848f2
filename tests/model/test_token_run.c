/* SPDX-License-Identifier: Apache-2.0 */
/* Passing over what is too short, and finding a prefix among many, must find what trying every row
 * at every byte finds. */
#include <criterion/criterion.h>

#include "plugin/base/prefixes.h"
#include "plugin/model/secret.h"
#include "plugin/model/token_run.h"

static const struct row {
    struct hm_str prefix;
    char class;
    size_t least;
    size_t most;
} rows[] = {
#define SECRET(prefix, class, least, most, kind) { HM_STR(prefix), #class[0], least, most },
#include "plugin/model/secret.def"
#undef SECRET
};

static const struct hm_str shapes[] = {
#define SHAPE(prefix, more, least) HM_STR(prefix),
#include "plugin/model/redact.def"
#undef SHAPE
};

enum {
    N_ROWS = sizeof rows / sizeof rows[0],
    N_SHAPES = sizeof shapes / sizeof shapes[0],
};

Test(token_run, the_tables_are_sorted)
{
    cr_expect(hm_prefix_is_sorted(rows, N_ROWS, sizeof rows[0]));
    cr_expect(hm_prefix_is_sorted(shapes, N_SHAPES, sizeof shapes[0]));
}

Test(token_run, every_byte_of_a_prefix_is_a_token_byte)
{
    for (size_t i = 0; i < N_ROWS + N_SHAPES; i++) {
        struct hm_str prefix = i < N_ROWS ? rows[i].prefix : shapes[i - N_ROWS];
        size_t end = 0;
        cr_expect_eq(hm_token_run(prefix, 0, &end), prefix.n, "%s", prefix.p);
    }
}

Test(token_run, runs_are_measured_from_any_byte_on)
{
    struct hm_str text = HM_S("ab-c d+e");
    size_t end = 0;

    cr_expect_eq(hm_token_run(text, 0, &end), 4);
    cr_expect_eq(hm_token_run(text, 3, &end), 1);
    cr_expect_eq(hm_token_run(text, 4, &end), 0);
    cr_expect_eq(hm_token_run(text, 5, &end), 3);
}

static bool
is_alnum(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c);
}

static bool
is_in(char class, char c)
{
    switch (class) {
    case 'U':
        return hm_is_digit(c) || (c >= 'A' && c <= 'Z');
    case 'H':
        return hm_is_digit(c) || (c >= 'a' && c <= 'f');
    case 'A':
        return is_alnum(c);
    case 'W':
        return is_alnum(c) || c == '_' || c == '-';
    default:
        return is_alnum(c) || (c != '\0' && strchr("_-.=~", c) != NULL);
    }
}

/* The length of the token that begins at a byte, of the longest prefix that makes one; 0: none. */
static size_t
token_at(struct hm_str text, size_t at)
{
    size_t longest = 0;
    size_t length = 0;

    if (at > 0 && (is_alnum(text.p[at - 1]) || text.p[at - 1] == '_')) {
        return 0;
    }
    for (size_t i = 0; i < N_ROWS; i++) {
        struct hm_str rest = hm_str_from(text, at);
        bool seen[256] = { false };
        size_t n_seen = 0;
        size_t n = 0;
        if (!hm_str_starts(rest, rows[i].prefix.p)) {
            continue;
        }
        rest = hm_str_from(rest, rows[i].prefix.n);
        for (; n <= rows[i].most && n < rest.n && is_in(rows[i].class, rest.p[n]); n++) {
            n_seen += seen[(unsigned char)rest.p[n]] ? 0 : 1;
            seen[(unsigned char)rest.p[n]] = true;
        }
        if (n >= rows[i].least && n <= rows[i].most && n_seen >= 6 &&
            (n == rest.n || !is_alnum(rest.p[n])) && rows[i].prefix.n > longest) {
            longest = rows[i].prefix.n;
            length = longest + n;
        }
    }
    return length;
}

static unsigned
next_random(uint64_t *state, unsigned below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)((*state >> 20) % below);
}

/* Prefixes, tails as long as some row wants them and a bit off, and what stands between words. */
static size_t
generate(uint64_t *state, char *bytes, size_t cap)
{
    static const char letters[] = "0123456789abcdefABCDEFGHXYZxyz_-.=~";
    size_t n = 0;

    for (unsigned pieces = 1 + next_random(state, 6); pieces > 0; pieces--) {
        const struct row *row = &rows[next_random(state, N_ROWS)];
        size_t tail = (next_random(state, 2) == 0 ? row->least : row->most) + next_random(state, 3);
        unsigned kinds = next_random(state, 3) == 0 ? sizeof letters - 1 : 16;
        if (n + row->prefix.n + tail + 2 > cap) {
            break;
        }
        memcpy(bytes + n, row->prefix.p, row->prefix.n);
        n += row->prefix.n;
        for (tail -= tail > 0; tail > 0; tail--) {
            bytes[n++] = letters[next_random(state, kinds)];
        }
        bytes[n++] = " \n/\"_-x"[next_random(state, 7)];
    }
    return n;
}

Test(token_run, secrets_are_those_that_trying_every_row_finds)
{
    uint64_t state = 88172645463325252u;
    size_t n_found = 0;

    for (int i = 0; i < 5000; i++) {
        char bytes[2048];
        struct hm_str text = hm_str_make(bytes, generate(&state, bytes, sizeof bytes));
        for (size_t at = 0; at < text.n; at++) {
            struct hm_secret secret = { 0 };
            size_t expected = hm_is_alpha(bytes[at]) ? token_at(text, at) : 0;
            bool is_found = hm_secret_at(text, at, &secret);
            cr_assert_eq(is_found ? secret.len : 0, expected, "at %zu of %.*s", at, HM_FMT(text));
            n_found += is_found;
        }
    }
    cr_expect_gt(n_found, 1000);
}
