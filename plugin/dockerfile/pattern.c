/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/pattern.h"

#include "plugin/base/auto.h"
#include "plugin/base/rune.h"

#define BOM 0xfeffu
#define END UINT32_MAX

static uint32_t
next_rune(struct hm_str s, size_t *at)
{
    size_t n = 0;

    if (*at >= s.n) {
        return END;
    }
    uint32_t rune = hm_rune_next(s, *at, &n);
    *at += n;
    return rune;
}

static uint32_t
peek_rune(struct hm_str s, size_t at)
{
    return next_rune(s, &at);
}

static struct hm_str
bad_escape(struct hm_arena *arena, struct hm_str text, uint32_t rune)
{
    char bytes[4];
    size_t n = hm_rune_put(rune, bytes);

    return hm_arena_concat(arena, HM_S("invalid pattern ("), text,
                           HM_S(") in substitution: invalid escape '\\"), hm_str_make(bytes, n),
                           HM_S("'"));
}

bool
hm_pattern_read(struct hm_arena *arena, struct hm_str text, struct hm_pattern *ret_pattern,
                struct hm_str *ret_error)
{
    struct hm_pattern pattern = { 0 };
    size_t at = 0;

    /* Go's text/scanner leaves a byte order mark at the start out. */
    if (peek_rune(text, 0) == BOM) {
        (void)next_rune(text, &at);
    }
    while (at < text.n) {
        struct hm_pattern_atom atom = { .rune = next_rune(text, &at) };
        if (atom.rune == '\\') {
            uint32_t next = peek_rune(text, at);
            if (next == '}' || next == '/') {
                continue;
            }
            atom.rune = next_rune(text, &at);
            if (atom.rune != '*' && atom.rune != '?' && atom.rune != '\\') {
                *ret_error = bad_escape(arena, text, atom.rune);
                return false;
            }
        } else if (atom.rune == '*') {
            atom.is_star = true;
        } else if (atom.rune == '?') {
            atom.is_any = true;
        }
        hm_vec_add(arena, &pattern.atoms, atom);
    }
    pattern.states = hm_arena_alloc(arena, 2 * (pattern.atoms.n + 1));
    *ret_pattern = pattern;
    return true;
}

/* Adds atom @p i and, since a star may stand for nothing, those behind stars. */
static void
add_state(const struct hm_pattern *pattern, unsigned char *set, size_t i)
{
    set[i] = 1;
    while (i < pattern->atoms.n && pattern->atoms.p[i].is_star) {
        set[++i] = 1;
    }
}

/*
 * All ways through the pattern at once, a set of atoms per character: all stars of a pattern are of
 * one kind, so that the match a backtracking engine prefers is the longest (or shortest) of all.
 */
bool
hm_pattern_match(const struct hm_pattern *pattern, struct hm_str s, size_t from, bool is_greedy,
                 uint64_t *work, size_t *ret_end)
{
    size_t n = pattern->atoms.n;
    unsigned char *now = pattern->states;
    unsigned char *then = now + n + 1;
    size_t at = from;
    bool is_found = false;

    memset(now, 0, n + 1);
    add_state(pattern, now, 0);
    for (;;) {
        if (now[n]) {
            is_found = true;
            *ret_end = at;
            if (!is_greedy) {
                return true;
            }
        }
        if (at >= s.n) {
            break;
        }
        if (*work <= n) {
            *work = 0;
            break;
        }
        *work -= n + 1;
        uint32_t rune = next_rune(s, &at);
        bool is_alive = false;
        memset(then, 0, n + 1);
        for (size_t i = 0; i < n; i++) {
            const struct hm_pattern_atom *atom = &pattern->atoms.p[i];
            bool is_wild = (atom->is_star || atom->is_any) && rune != '\n';
            if (now[i] && (is_wild || (!atom->is_star && !atom->is_any && atom->rune == rune))) {
                add_state(pattern, then, atom->is_star ? i : i + 1);
                is_alive = true;
            }
        }
        unsigned char *swap = now;
        now = then;
        then = swap;
        if (!is_alive) {
            break;
        }
    }
    return is_found;
}

/* @p s must be valid where escapes are not kept: then it stays as long as it is. */
static struct hm_str
reverse(struct hm_arena *arena, struct hm_str s, bool keeps_escapes)
{
    size_t room = keeps_escapes ? s.n * 3 : s.n;
    char *p = hm_arena_alloc(arena, room);
    size_t end = room;

    for (size_t at = 0; at < s.n;) {
        char bytes[8];
        uint32_t rune = next_rune(s, &at);
        size_t n = hm_rune_put(rune, bytes);
        if (keeps_escapes && rune == '\\' && at < s.n) {
            n += hm_rune_put(next_rune(s, &at), bytes + n);
        }
        end -= n;
        memcpy(p + end, bytes, n);
    }
    return hm_str_make(p + end, room - end);
}

/* A suffix is looked for from behind, in the reversed text: BuildKit does the same, and shows the
 * reversed pattern in its message. */
static bool
trim_end(struct hm_arena *arena, struct hm_arena *scratch, struct hm_str text, bool is_greedy,
         uint64_t *work, struct hm_str *value, struct hm_str *ret_error)
{
    struct hm_pattern pattern = { 0 };
    size_t end = 0;

    if (!hm_pattern_read(scratch, reverse(scratch, text, true), &pattern, ret_error)) {
        return false;
    }
    if (*work <= value->n) {
        *work = 0;
        return true;
    }
    *work -= value->n;
    *value = hm_runes_clean(arena, *value);
    struct hm_str reversed = reverse(scratch, *value, false);
    if (hm_pattern_match(&pattern, reversed, 0, is_greedy, work, &end)) {
        value->n -= end;
    }
    return true;
}

static bool
trim_start(struct hm_arena *scratch, struct hm_str text, bool is_greedy, uint64_t *work,
           struct hm_str *value, struct hm_str *ret_error)
{
    struct hm_pattern pattern = { 0 };
    size_t end = 0;

    if (!hm_pattern_read(scratch, text, &pattern, ret_error)) {
        return false;
    }
    if (hm_pattern_match(&pattern, *value, 0, is_greedy, work, &end)) {
        *value = hm_str_from(*value, end);
    }
    return true;
}

bool
hm_pattern_trim(struct hm_arena *arena, struct hm_str text, struct hm_str value, bool at_end,
                bool is_greedy, uint64_t *work, struct hm_str *ret_value, struct hm_str *ret_error)
{
    /* A file may use a long value as often as it has bytes: what is needed meanwhile is not kept.
     */
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_str error = { 0 };
    bool is_good = at_end ? trim_end(arena, &scratch, text, is_greedy, work, &value, &error)
                          : trim_start(&scratch, text, is_greedy, work, &value, &error);

    if (is_good) {
        *ret_value = value;
    } else {
        *ret_error = hm_arena_str(arena, error);
    }
    return is_good;
}

/* Go's templates: $0 is the match, other groups are empty, $$ is a dollar. */
static void
add_replacement(struct hm_str template, struct hm_str match, struct hm_buf *out)
{
    while (template.n > 0) {
        size_t dollar = hm_str_find(template, '$');
        hm_buf_add(out, hm_str_sub(template, 0, dollar));
        template = hm_str_from(template, dollar);
        if (template.n == 0) {
            return;
        }
        if (template.n > 1 && template.p[1] == '$') {
            hm_buf_putc(out, '$');
            template = hm_str_from(template, 2);
            continue;
        }
        bool is_braced = template.n > 1 && template.p[1] == '{';
        size_t from = is_braced ? 2 : 1;
        size_t at = from;
        for (;;) {
            uint32_t rune = peek_rune(template, at);
            if (rune == END ||
                !(rune == '_' || hm_rune_is_letter(rune) || hm_rune_is_digit(rune))) {
                break;
            }
            (void)next_rune(template, &at);
        }
        bool is_closed = !is_braced || (at < template.n && template.p[at] == '}');
        if (at == from || !is_closed) {
            hm_buf_putc(out, '$');
            template = hm_str_from(template, 1);
            continue;
        }
        if (hm_str_eq(hm_str_sub(template, from, at - from), "0")) {
            hm_buf_add(out, match);
        }
        template = hm_str_from(template, is_braced ? at + 1 : at);
    }
}

bool
hm_pattern_replace(struct hm_arena *arena, struct hm_str text, struct hm_str replacement,
                   struct hm_str value, bool is_all, uint64_t *work, struct hm_buf *out,
                   struct hm_str *ret_error)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    struct hm_pattern pattern = { 0 };
    struct hm_str error = { 0 };
    size_t copied = 0; /* value up to here is in out */
    size_t last_end = SIZE_MAX;

    if (!hm_pattern_read(&scratch, text, &pattern, &error)) {
        *ret_error = hm_arena_str(arena, error);
        return false;
    }
    for (size_t at = 0; at <= value.n && *work > 0;) {
        size_t end = 0;
        bool is_hit = hm_pattern_match(&pattern, value, at, true, work, &end);
        /* An empty match right behind another match does not count. */
        if (is_hit && (end > at || at != last_end)) {
            hm_buf_add(out, hm_str_sub(value, copied, at - copied));
            copied = end;
            last_end = end;
            if (!is_all) {
                hm_buf_add(out, replacement);
                break;
            }
            if (out->is_cut) {
                break;
            }
            if (*work <= replacement.n) {
                *work = 0;
                break;
            }
            *work -= replacement.n;
            add_replacement(replacement, hm_str_sub(value, at, end - at), out);
        }
        if (is_hit && end > at) {
            at = end;
        } else if (at < value.n) {
            (void)next_rune(value, &at);
        } else {
            break;
        }
    }
    if (*work > 0) {
        hm_buf_add(out, hm_str_from(value, copied));
    }
    return true;
}
