/* SPDX-License-Identifier: Apache-2.0 */
/* A line's hash is a polynomial over the WINDOW UTF-16 units from its start. With the hash of all
 * units kept up, it is the hash at the window's end less what was there before the line began. */
#include "reports/identity/line_hash.h"

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "reports/identity/tally.h"

enum {
    WINDOW = HM_LINE_HASH_WINDOW,
    END_UNIT = 65535,
    OPEN_LIMIT = 128, /* a power of two; each line has a unit, so at most WINDOW are open */
};

static const uint64_t FACTOR = 37;

/* A line whose window is not full yet. */
struct open_line {
    uint64_t from;   /* units before it */
    uint64_t before; /* their hash */
};

struct rolling {
    uint64_t n; /* units so far */
    uint64_t hash;
    uint64_t due;    /* units when the first open line's window is full */
    uint64_t oldest; /* FACTOR to the power of WINDOW */
    struct open_line open[OPEN_LIMIT];
    uint32_t first_open; /* lines before it */
    uint32_t end_open;
    struct hm_tally tally;
    const uint32_t *lines;
    size_t n_lines;
    size_t n_done;
    struct hm_line_hash *results;
};

static void
set_due(struct rolling *state)
{
    state->due = state->first_open == state->end_open
                     ? UINT64_MAX
                     : state->open[state->first_open % OPEN_LIMIT].from + WINDOW;
}

static void
open_line(struct rolling *state)
{
    state->open[state->end_open++ % OPEN_LIMIT] =
        (struct open_line){ .from = state->n, .before = state->hash };
    set_due(state);
}

static void
close_line(struct rolling *state)
{
    const struct open_line *open = &state->open[state->first_open++ % OPEN_LIMIT];
    uint32_t line = state->first_open;
    struct hm_line_hash hash = { .hash = state->hash - state->oldest * open->before };

    hash.count = hm_tally_count(&state->tally, hash.hash);
    while (state->n_done < state->n_lines && state->lines[state->n_done] <= line) {
        if (state->lines[state->n_done] == line) {
            state->results[state->n_done] = hash;
        }
        state->n_done++;
    }
    set_due(state);
}

static void
add_unit(struct rolling *state, uint32_t unit)
{
    state->hash = FACTOR * state->hash + unit;
    if (++state->n == state->due) {
        close_line(state);
    }
}

/* Whether the hash of the last line that was asked for is known. */
static bool
is_done(const struct rolling *state)
{
    return state->n_done == state->n_lines;
}

static void
add_code(struct rolling *state, uint32_t code)
{
    if (code > 0xffff) {
        add_unit(state, 0xd7c0 + (code >> 10));
        add_unit(state, 0xdc00 + (code & 0x3ff));
    } else {
        add_unit(state, code);
    }
}

enum kind {
    SPECIAL,
    UNIT,  /* one unit and nothing else */
    BLANK, /* nothing at all */
};

static const unsigned char kinds[256] = {
    [0 ... '\t' - 1] = UNIT,       ['\t'] = BLANK, ['\n' + 1 ... '\r' - 1] = UNIT,
    ['\r' + 1 ... ' ' - 1] = UNIT, [' '] = BLANK,  [' ' + 1 ... 0x7f] = UNIT,
};

/* Takes what is not special off the front of @p rest, at most up to where a line's window is full.
 */
static void
add_plain(struct rolling *state, struct hm_str *rest)
{
    uint64_t room = state->due - state->n;
    uint64_t hash = state->hash;
    size_t n = 0;

    for (; n < rest->n && room > 0; n++) {
        unsigned char c = (unsigned char)rest->p[n];
        if (kinds[c] == UNIT) {
            hash = FACTOR * hash + c;
            room--;
        } else if (kinds[c] == SPECIAL) {
            break;
        }
    }
    state->hash = hash;
    state->n = state->due - room;
    *rest = hm_str_make(rest->p + n, rest->n - n);
    if (room == 0) {
        close_line(state);
    }
}

static void
add_special(struct rolling *state, struct hm_str *rest)
{
    bool is_pair = rest->n > 1 && rest->p[0] == '\r' && rest->p[1] == '\n';

    switch (rest->p[0]) {
    case '\n':
    case '\r':
        add_unit(state, '\n');
        open_line(state);
        *rest = hm_str_from(*rest, is_pair ? 2 : 1);
        return;
    default:
        add_code(state, hm_utf8_next(rest, NULL));
    }
}

void
hm_line_hashes(struct hm_str text, const uint32_t *lines, size_t n, struct hm_line_hash *ret_hashes)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct rolling state = {
        .oldest = 1,
        .tally.arena = &arena,
        .lines = lines,
        .n_lines = n,
        .results = ret_hashes,
    };

    memset(ret_hashes, 0, n * sizeof *ret_hashes);
    for (int i = 0; i < WINDOW; i++) {
        state.oldest *= FACTOR;
    }
    open_line(&state);
    while (text.n > 0 && !is_done(&state)) {
        add_plain(&state, &text);
        if (text.n > 0 && !is_done(&state) && kinds[(unsigned char)*text.p] == SPECIAL) {
            add_special(&state, &text);
        }
    }
    if (!is_done(&state)) {
        add_unit(&state, END_UNIT);
        while (state.first_open < state.end_open) {
            add_unit(&state, 0);
        }
    }
}

struct hm_str
hm_line_hash_text(struct hm_arena *arena, struct hm_line_hash hash)
{
    static const char digits[] = "0123456789abcdef";
    char text[16 + 1 + 10];
    char *const end = text + sizeof text;
    char *at = end;

    if (hash.count == 0) {
        return hm_str_make(NULL, 0);
    }
    for (; hash.count > 0; hash.count /= 10) {
        *--at = digits[hash.count % 10];
    }
    *--at = ':';
    do {
        *--at = digits[hash.hash & 15];
        hash.hash >>= 4;
    } while (hash.hash > 0);
    return hm_arena_str(arena, hm_str_make(at, (size_t)(end - at)));
}
