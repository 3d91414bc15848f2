/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/expand.h"

#include "plugin/base/rune.h"
#include "plugin/dockerfile/expansion.h"
#include "plugin/dockerfile/gotext.h"

#define BOM 0xfeffu

uint64_t
hm_expand_work(size_t n)
{
    return (uint64_t)n * HM_EXPAND_WORK_PER_BYTE + HM_EXPAND_WORK_FLOOR;
}

void
hm_expander_done(struct hm_expander *ex)
{
    hm_buf_done(&ex->out);
    hm_buf_done(&ex->word);
}

/* Whether a pattern is being read, in which an escape that was quoted must not be one again. */
static bool
is_in_pattern(const struct hm_expansion *run)
{
    const struct hm_expand_frame *frame = hm_expansion_frame(run);

    return frame->kind == HM_FRAME_PATTERN ||
           (frame->kind == HM_FRAME_OPERAND && (frame->op == '#' || frame->op == '%'));
}

static struct hm_str
double_escapes(struct hm_arena *arena, struct hm_str s, char escape)
{
    char *p = hm_arena_alloc(arena, s.n * 2);
    size_t to = 0;

    for (size_t i = 0; i < s.n; i++) {
        p[to++] = s.p[i];
        if (s.p[i] == escape) {
            p[to++] = escape;
        }
    }
    return hm_str_make(p, to);
}

static void
read_single_quoted(struct hm_expansion *run)
{
    bool keeps_quotes = run->ex->keeps_quotes;
    size_t start = run->at++;
    struct hm_str rest = hm_str_from(run->source, run->at);
    size_t n = hm_str_find(rest, '\'');

    if (n == rest.n) {
        run->at = run->source.n;
        hm_expansion_fail(
            run, HM_S("unexpected end of statement while looking for matching single-quote"));
        return;
    }
    struct hm_str inner = hm_runes_clean(run->ex->arena, hm_str_sub(rest, 0, n));
    if (is_in_pattern(run)) {
        inner = double_escapes(run->ex->arena, inner, run->ex->escape);
    }
    run->at = start + n + 2;
    if (keeps_quotes) {
        hm_expansion_emit(run, HM_S("'"));
        hm_expansion_split_raw(run, HM_S("'"));
    }
    hm_expansion_emit(run, inner);
    hm_expansion_split_raw(run, inner);
    if (keeps_quotes) {
        hm_expansion_emit(run, HM_S("'"));
        hm_expansion_split_raw(run, HM_S("'"));
    }
}

static void
open_quote(struct hm_expansion *run)
{
    struct hm_expand_frame frame = { .kind = HM_FRAME_QUOTE, .mark = run->ex->out.n };

    (void)hm_expansion_next(run);
    frame.keeps_escapes = hm_expansion_frame(run)->keeps_escapes;
    hm_expansion_push(run, frame);
    if (run->ex->keeps_quotes) {
        hm_expansion_emit(run, HM_S("\""));
    }
}

static void
close_quote(struct hm_expansion *run)
{
    struct hm_expander *ex = run->ex;

    if (ex->keeps_quotes) {
        hm_expansion_emit(run, HM_S("\""));
    }
    size_t mark = hm_expansion_top(run)->mark;
    ex->frames.n--;
    if (ex->out.n >= mark && !hm_expansion_top(run)->is_silent) {
        hm_expansion_split_raw(run, hm_str_sub(hm_buf_str(&ex->out), mark, ex->out.n - mark));
    }
}

/* Whether the character begins something inside "…", or is more than one byte. */
static bool
is_special_in_quote(char c, char escape)
{
    return (unsigned char)c >= 0x80 || c == escape || c == '$' || c == '"';
}

/* Emits what stands for itself; false when there is none of that. */
static bool
read_quoted(struct hm_expansion *run)
{
    size_t end = run->at;

    while (end < run->source.n && !is_special_in_quote(run->source.p[end], run->ex->escape)) {
        end++;
    }
    if (end == run->at) {
        return false;
    }
    hm_expansion_emit(run, hm_str_sub(run->source, run->at, end - run->at));
    run->at = end;
    return true;
}

/* One step inside "…". */
static void
step_quote(struct hm_expansion *run)
{
    if (read_quoted(run)) {
        return;
    }
    uint32_t escape = (unsigned char)run->ex->escape;
    uint32_t rune = hm_expansion_peek(run);

    if (rune == HM_EXPANSION_END) {
        hm_expansion_fail(
            run, HM_S("unexpected end of statement while looking for matching double-quote"));
        return;
    }
    if (rune == '$') {
        hm_expansion_dollar(run);
        return;
    }
    (void)hm_expansion_next(run);
    if (rune == '"') {
        close_quote(run);
        return;
    }
    if (rune == escape) {
        uint32_t next = hm_expansion_peek(run);
        if (next == HM_EXPANSION_END) {
            return;
        }
        bool is_escaped = next == '"' || next == '$' || next == escape;
        /* An escape that escapes nothing is doubled where patterns are read, or quotes removed. */
        bool is_doubled = is_in_pattern(run) || !run->ex->keeps_quotes;
        if (hm_expansion_top(run)->keeps_escapes && (is_escaped || is_doubled)) {
            hm_expansion_emit_rune(run, rune);
        }
        if (is_escaped) {
            rune = hm_expansion_next(run);
        }
    }
    hm_expansion_emit_rune(run, rune);
}

static void
end_text(struct hm_expansion *run, const struct hm_expand_frame *top)
{
    if (top->kind != HM_FRAME_WORD) {
        hm_expansion_fail(run, HM_S("syntax error: missing '}'"));
    }
}

/* The brace or slash that ends the frame. */
static bool
is_stop(const struct hm_expand_frame *top, uint32_t rune)
{
    return (rune == '}' && (top->kind == HM_FRAME_OPERAND || top->kind == HM_FRAME_REPLACEMENT)) ||
           (rune == '/' && top->kind == HM_FRAME_PATTERN);
}

/* "<<" and the blanks behind it belong together, so that "<< EOF" is one word. */
static void
read_less(struct hm_expansion *run)
{
    size_t start = run->at++;

    if (hm_expansion_peek(run) == '<') {
        for (run->at++; run->at < run->source.n; run->at++) {
            char c = run->source.p[run->at];
            if (c != '\t' && c != '\r' && c != ' ') {
                break;
            }
        }
    }
    struct hm_str piece = hm_str_sub(run->source, start, run->at - start);
    hm_expansion_emit(run, piece);
    hm_expansion_split_raw(run, piece);
}

/* An escape and what it escapes; false at the end of the text. */
static bool
read_escape(struct hm_expansion *run, bool keeps_escapes)
{
    struct hm_str escape = hm_str_sub(run->source, run->at++, 1);

    if (keeps_escapes) {
        hm_expansion_split_raw(run, escape);
        hm_expansion_emit(run, escape);
    }
    uint32_t rune = hm_expansion_next(run);
    if (rune == HM_EXPANSION_END) {
        return false;
    }
    char bytes[4];
    hm_expansion_split_raw(run, hm_str_make(bytes, hm_rune_put(rune, bytes)));
    hm_expansion_emit_rune(run, rune);
    return true;
}

/* ASCII that is neither space nor means anything. */
static bool
is_plain(char c, char escape, bool is_pattern)
{
    return c > ' ' && c < 0x7f && c != escape && c != '$' && c != '\'' && c != '"' && c != '<' &&
           c != '}' && (c != '/' || !is_pattern);
}

/* Characters that stand for themselves, many at once where that is easy. */
static void
read_plain(struct hm_expansion *run)
{
    bool is_pattern = hm_expansion_top(run)->kind == HM_FRAME_PATTERN;
    size_t end = run->at;

    while (end < run->source.n && is_plain(run->source.p[end], run->ex->escape, is_pattern)) {
        end++;
    }
    if (end == run->at) {
        uint32_t rune = hm_expansion_next(run);
        hm_expansion_split_rune(run, rune);
        hm_expansion_emit_rune(run, rune);
        return;
    }
    struct hm_str piece = hm_str_sub(run->source, run->at, end - run->at);
    run->at = end;
    hm_expansion_split_raw(run, piece);
    hm_expansion_emit(run, piece);
}

/* One step outside quotes; false at the end of the text. */
static bool
step_plain(struct hm_expansion *run)
{
    const struct hm_expand_frame *top = hm_expansion_top(run);
    uint32_t rune = hm_expansion_peek(run);
    bool goes_on = rune != HM_EXPANSION_END;

    if (!goes_on) {
        end_text(run, top);
    } else if (is_stop(top, rune)) {
        hm_expansion_close(run, top->kind);
    } else if (rune == '$') {
        hm_expansion_dollar(run);
    } else if (rune == '\'' && !run->ex->ignores_quotes) {
        read_single_quoted(run);
    } else if (rune == '"' && !run->ex->ignores_quotes) {
        open_quote(run);
    } else if (rune == '<') {
        read_less(run);
    } else if (rune == (unsigned char)run->ex->escape) {
        goes_on = read_escape(run, top->keeps_escapes);
        if (!goes_on) {
            end_text(run, top);
        }
    } else {
        read_plain(run);
    }
    return goes_on;
}

static void
expand(struct hm_expander *ex, struct hm_str source, struct hm_pieces *words,
       struct hm_expanded *ret_expanded)
{
    struct hm_expansion run = { .ex = ex, .source = source, .words = words, .is_known = true };
    size_t n_words = words == NULL ? 0 : words->list.n;
    bool goes_on = true;

    ex->frames.n = 0;
    hm_buf_clear(&ex->out);
    hm_buf_clear(&ex->word);
    hm_expansion_push(&run, (struct hm_expand_frame){ .kind = HM_FRAME_WORD,
                                                      .keeps_escapes = ex->keeps_escapes });
    if (hm_expansion_peek(&run) == BOM) {
        (void)hm_expansion_next(&run);
    }
    while (goes_on && run.error.p == NULL) {
        if (hm_expansion_is_outermost(&run)) {
            run.step_from = run.at;
        }
        if (hm_expansion_top(&run)->kind == HM_FRAME_QUOTE) {
            step_quote(&run);
        } else {
            goes_on = step_plain(&run);
        }
    }
    if (run.error.p == NULL && words != NULL) {
        hm_expansion_end_word(&run);
    }
    if (run.error.p != NULL) {
        run.error = hm_arena_concat(ex->arena, HM_S("failed to process "),
                                    hm_go_quoted(ex->arena, source), HM_S(": "), run.error);
    }
    *ret_expanded = (struct hm_expanded){ .is_known = run.is_known,
                                          .has_variable = run.has_variable,
                                          .error = run.error };
    if (run.error.p != NULL && words != NULL) {
        words->list.n = n_words;
    }
    if (run.error.p == NULL && words == NULL) {
        ret_expanded->value = hm_arena_str(ex->arena, hm_buf_str(&ex->out));
    }
}

void
hm_expand_word(struct hm_expander *ex, struct hm_str word, struct hm_expanded *ret_expanded)
{
    expand(ex, word, NULL, ret_expanded);
}

void
hm_expand_words(struct hm_expander *ex, struct hm_str text, struct hm_pieces *words,
                struct hm_expanded *ret_expanded)
{
    expand(ex, text, words, ret_expanded);
}
