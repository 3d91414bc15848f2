/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/regexp.h"

#include "plugin/context/regexp_steps.h"
#include "plugin/base/rune.h"

/* A set of steps that is cleared by forgetting its size. */
struct threads {
    uint16_t list[HM_REGEXP_STEPS];
    uint16_t where[HM_REGEXP_STEPS];
    uint32_t n;
};

static bool
has_thread(const struct threads *set, uint32_t step)
{
    return set->where[step] < set->n && set->list[set->where[step]] == step;
}

static bool
is_word(uint32_t rune)
{
    return rune < 0x80 && (hm_is_alpha((char)rune) || hm_is_digit((char)rune) || rune == '_');
}

static void
push(struct threads *set, int64_t step)
{
    if (!has_thread(set, (uint32_t)step)) {
        set->where[step] = (uint16_t)set->n;
        set->list[set->n++] = (uint16_t)step;
    }
}

/* Adds a step and all that is reached from it without reading: the list is its own work list.
 * Returns whether HM_OP_MATCH is among them. */
static bool
add_thread(const struct hm_regexp *re, struct threads *set, int64_t step, unsigned places)
{
    bool is_match = false;
    uint32_t done = set->n;

    for (push(set, step); done < set->n; done++) {
        int64_t at = set->list[done];
        const struct hm_regexp_step *s = &re->steps[at];
        switch (s->op) {
        case HM_OP_SPLIT:
            push(set, at + 1);
            push(set, at + s->distance);
            break;
        case HM_OP_JUMP:
            push(set, at + s->distance);
            break;
        case HM_OP_ASSERT:
            if ((places & s->place) != 0) {
                push(set, at + 1);
            }
            break;
        case HM_OP_MATCH:
            is_match = true;
            break;
        case HM_OP_RUNE:
        case HM_OP_CLASS:
        case HM_OP_ANY:
            break;
        }
    }
    return is_match;
}

static bool
takes(const struct hm_regexp_step *step, uint32_t rune)
{
    switch (step->op) {
    case HM_OP_RUNE:
        return step->rune == rune;
    case HM_OP_CLASS:
        return hm_class_has(step->class, rune);
    case HM_OP_ANY:
        return rune != '\n';
    case HM_OP_SPLIT:
    case HM_OP_JUMP:
    case HM_OP_ASSERT:
    case HM_OP_MATCH:
        break;
    }
    return false;
}

static unsigned
places_at(struct hm_str s, size_t at, bool was_word)
{
    size_t n = 0;
    bool is_next_word = at < s.n && is_word(hm_rune_next(s, at, &n));

    return (at == 0 ? (unsigned)HM_AT_START : 0) | (at == s.n ? (unsigned)HM_AT_END : 0) |
           (unsigned)(was_word != is_next_word ? HM_AT_WORD_EDGE : HM_NOT_AT_WORD_EDGE);
}

static bool
simulate(const struct hm_regexp *re, struct hm_str s, uint64_t *spent)
{
    struct threads sets[2];
    struct threads *now = &sets[0];
    struct threads *next = &sets[1];
    bool was_word = false;

    /* Only so that the first look-ups read something. */
    memset(sets[0].where, 0, re->n * sizeof sets[0].where[0]);
    memset(sets[1].where, 0, re->n * sizeof sets[1].where[0]);
    now->n = 0;
    if (add_thread(re, now, 0, places_at(s, 0, false))) {
        return true;
    }
    for (size_t at = 0; at < s.n && (now->n > 0 || !re->is_anchored);) {
        size_t n = 0;
        uint32_t rune = hm_rune_next(s, at, &n);
        at += n;
        was_word = is_word(rune);
        unsigned places = places_at(s, at, was_word);
        bool is_match = false;
        next->n = 0;
        for (uint32_t i = 0; i < now->n; i++) {
            if (takes(&re->steps[now->list[i]], rune)) {
                is_match = add_thread(re, next, now->list[i] + 1, places) || is_match;
            }
        }
        if (!re->is_anchored) {
            is_match = add_thread(re, next, 0, places) || is_match;
        }
        *spent += now->n + next->n + 1;
        if (is_match) {
            return true;
        }
        struct threads *swap = now;
        now = next;
        next = swap;
    }
    return false;
}

/* By what is known of every match: most texts need no more. */
static bool
can_match(const struct hm_regexp *re, struct hm_str s)
{
    return s.n >= re->prefix.n && s.n >= re->suffix.n &&
           hm_str_is(hm_str_sub(s, 0, re->prefix.n), re->prefix) &&
           hm_str_is(hm_str_from(s, s.n - re->suffix.n), re->suffix) &&
           (re->needle.n == 0 || memmem(s.p, s.n, re->needle.p, re->needle.n) != NULL);
}

bool
hm_regexp_matches(const struct hm_regexp *regexp, struct hm_str s, uint64_t *spent)
{
    ++*spent;
    return can_match(regexp, s) && simulate(regexp, s, spent);
}

uint32_t
hm_regexp_size(const struct hm_regexp *regexp)
{
    return regexp->n;
}
