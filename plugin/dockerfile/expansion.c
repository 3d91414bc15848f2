/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/expansion.h"

#include "plugin/base/rune.h"

uint32_t
hm_expansion_peek(const struct hm_expansion *run)
{
    size_t n;

    return run->at >= run->source.n ? HM_EXPANSION_END : hm_rune_next(run->source, run->at, &n);
}

uint32_t
hm_expansion_next(struct hm_expansion *run)
{
    size_t n;

    if (run->at >= run->source.n) {
        return HM_EXPANSION_END;
    }
    uint32_t rune = hm_rune_next(run->source, run->at, &n);
    run->at += n;
    return rune;
}

struct hm_expand_frame *
hm_expansion_top(const struct hm_expansion *run)
{
    return &run->ex->frames.p[run->ex->frames.n - 1];
}

bool
hm_expansion_is_outermost(const struct hm_expansion *run)
{
    return run->ex->frames.n == 1;
}

/* Takes @p n bytes of work; false when there is none left. */
static bool
spend(struct hm_expansion *run, size_t n)
{
    size_t limit = run->ex->value_limit == 0 ? HM_EXPAND_VALUE_LIMIT : run->ex->value_limit;

    if (run->ex->work_left < n || run->ex->out.n + n > limit) {
        run->ex->is_exhausted = true;
        run->is_known = false;
        return false;
    }
    run->ex->work_left -= n;
    return true;
}

const struct hm_expand_frame *
hm_expansion_frame(const struct hm_expansion *run)
{
    size_t i = run->ex->frames.n;

    while (i > 1 && run->ex->frames.p[i - 1].kind == HM_FRAME_QUOTE) {
        i--;
    }
    return &run->ex->frames.p[i - 1];
}

void
hm_expansion_emit(struct hm_expansion *run, struct hm_str s)
{
    if (!hm_expansion_top(run)->is_silent && spend(run, s.n)) {
        hm_buf_add(&run->ex->out, s);
    }
}

void
hm_expansion_emit_rune(struct hm_expansion *run, uint32_t rune)
{
    char bytes[4];
    size_t n = hm_rune_put(rune, bytes);

    hm_expansion_emit(run, hm_str_make(bytes, n));
}

void
hm_expansion_end_word(struct hm_expansion *run)
{
    struct hm_expander *ex = run->ex;

    if (ex->word.n > 0) {
        hm_vec_add(ex->arena, &run->words->list,
                   ((struct hm_piece){ .text = hm_arena_str(ex->arena, hm_buf_str(&ex->word)),
                                       .from = (uint32_t)run->word_from,
                                       .to = (uint32_t)run->word_to }));
        hm_buf_clear(&ex->word);
        run->in_word = false;
    }
}

static void
add_to_word(struct hm_expansion *run, struct hm_str s)
{
    if (run->ex->word.n == 0) {
        run->word_from = run->step_from;
    }
    run->word_to = run->at;
    hm_buf_add(&run->ex->word, s);
    run->in_word = true;
}

void
hm_expansion_split_raw(struct hm_expansion *run, struct hm_str s)
{
    if (run->words != NULL && hm_expansion_is_outermost(run)) {
        add_to_word(run, s);
    }
}

void
hm_expansion_split_rune(struct hm_expansion *run, uint32_t rune)
{
    if (run->words == NULL || !hm_expansion_is_outermost(run)) {
        return;
    }
    if (hm_rune_is_space(rune)) {
        if (run->in_word) {
            hm_expansion_end_word(run);
        }
        return;
    }
    char bytes[4];
    add_to_word(run, hm_str_make(bytes, hm_rune_put(rune, bytes)));
}

void
hm_expansion_split(struct hm_expansion *run, struct hm_str s)
{
    size_t n;

    if (run->words != NULL && hm_expansion_is_outermost(run)) {
        for (size_t i = 0; i < s.n; i += n) {
            hm_expansion_split_rune(run, hm_rune_next(s, i, &n));
        }
    }
}

void
hm_expansion_fail(struct hm_expansion *run, struct hm_str text)
{
    const struct hm_expander *ex = run->ex;

    for (size_t i = 0; run->at >= run->source.n && i < ex->frames.n; i++) {
        enum hm_frame_kind kind = ex->frames.p[i].kind;
        if (kind == HM_FRAME_OPERAND || kind == HM_FRAME_REPLACEMENT) {
            text = HM_S("syntax error: missing '}'");
            break;
        }
        if (kind == HM_FRAME_PATTERN) {
            text = HM_S("syntax error: missing '/' in ${}");
            break;
        }
    }
    run->error = text;
}

void
hm_expansion_push(struct hm_expansion *run, struct hm_expand_frame frame)
{
    bool is_silent = run->ex->frames.n > 0 && hm_expansion_top(run)->is_silent;

    /* Patterns and messages are read even where nothing comes of them: they may be wrong. */
    frame.is_silent = frame.is_silent || (is_silent && frame.use != HM_USE_OPERAND);
    frame.was_known = run->is_known;
    hm_vec_add(run->ex->arena, &run->ex->frames, frame);
}
