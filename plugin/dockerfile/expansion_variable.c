/* SPDX-License-Identifier: Apache-2.0 */
/* $name, ${name} and ${name<operator>…}. */
#include "plugin/dockerfile/expansion.h"

#include "plugin/base/auto.h"
#include "plugin/base/rune.h"
#include "plugin/dockerfile/pattern.h"

static void
fail_modifier(struct hm_expansion *run, bool has_colon, uint32_t op)
{
    char bytes[4];
    size_t n = hm_rune_put(op, bytes);

    hm_expansion_fail(run, hm_arena_concat(run->ex->arena, HM_S("unsupported modifier ("),
                                           has_colon ? HM_S(":") : HM_S(""), hm_str_make(bytes, n),
                                           HM_S(") in substitution")));
}

static enum hm_found
look_up(struct hm_expansion *run, struct hm_str name, struct hm_str *ret_value)
{
    *ret_value = hm_str_make(NULL, 0);
    run->has_variable = true;
    return run->ex->lookup == NULL ? HM_FOUND_UNSET : run->ex->lookup(run->ex->of, name, ret_value);
}

static bool
is_special(uint32_t rune)
{
    return rune < 0x80 && rune != 0 && strchr("@*#?-$!0", (int)rune) != NULL;
}

static struct hm_str
read_name(struct hm_expansion *run)
{
    size_t start = run->at;
    uint32_t first = hm_expansion_peek(run);

    if (first == HM_EXPANSION_END) {
        return hm_str_make(run->source.p + start, 0);
    }
    bool is_number = hm_rune_is_digit(first);
    if (!is_number && is_special(first)) {
        (void)hm_expansion_next(run);
    } else {
        for (;;) {
            uint32_t rune = hm_expansion_peek(run);
            bool is_part = rune != HM_EXPANSION_END &&
                           (hm_rune_is_digit(rune) ||
                            (!is_number && (rune == '_' || hm_rune_is_letter(rune))));
            if (!is_part) {
                break;
            }
            (void)hm_expansion_next(run);
        }
    }
    return hm_str_sub(run->source, start, run->at - start);
}

/* The result of a reference without operand. */
static void
put_value(struct hm_expansion *run, size_t start, enum hm_found found, struct hm_str value)
{
    struct hm_str written = hm_str_sub(run->source, start, run->at - start);

    if (found == HM_FOUND_UNKNOWN || found == HM_FOUND_BARE) {
        if (!hm_expansion_top(run)->is_silent) {
            run->is_known = false;
        }
        value = written;
    } else if (found == HM_FOUND_UNSET && run->ex->keeps_unset) {
        value = written;
    }
    hm_expansion_emit(run, value);
    hm_expansion_split(run, value);
}

/* Puts a finished operand's result in the place of what was written for it, and says so to the
 * splitter. */
static void
settle(struct hm_expansion *run, size_t mark, bool replaces, struct hm_str value)
{
    struct hm_buf *out = &run->ex->out;

    if (replaces) {
        out->n = mark;
        hm_expansion_emit(run, value);
    }
    if (run->words != NULL && hm_expansion_is_outermost(run) && out->n >= mark) {
        hm_expansion_split(run, hm_str_make(out->p == NULL ? "" : out->p + mark, out->n - mark));
    }
}

static enum hm_frame_use
use_of(const struct hm_expand_frame *frame, bool keeps_unset)
{
    bool is_empty = frame->found == HM_FOUND_UNSET || (frame->null_is_unset && frame->value.n == 0);

    if (keeps_unset && frame->found == HM_FOUND_UNSET) {
        return HM_USE_REBUILD;
    }
    if (frame->found == HM_FOUND_BARE && frame->op == '-') {
        return HM_USE_KEEP;
    }
    if (frame->found == HM_FOUND_UNKNOWN) {
        return HM_USE_DROP;
    }
    switch (frame->op) {
    case '-':
        return is_empty ? HM_USE_KEEP : HM_USE_DROP;
    case '+':
        return is_empty ? HM_USE_DROP : HM_USE_KEEP;
    case '?':
        return is_empty ? HM_USE_OPERAND : HM_USE_DROP;
    case '#':
    case '%':
    case '/':
        return HM_USE_OPERAND;
    default:
        return HM_USE_DROP;
    }
}

/* Begins ${name<op>…}, whose operator was just read. */
static void
open_operand(struct hm_expansion *run, struct hm_expand_frame frame)
{
    frame.found = look_up(run, frame.name, &frame.value);
    if (frame.found == HM_FOUND_BARE && frame.op != '-') {
        frame.found = HM_FOUND_UNKNOWN;
    }
    frame.use = use_of(&frame, run->ex->keeps_unset);
    frame.is_silent = frame.use == HM_USE_DROP;
    frame.mark = run->ex->out.n;
    if (frame.use == HM_USE_REBUILD) {
        char bytes[4];
        size_t n = hm_rune_put(frame.op, bytes);
        hm_expansion_emit(run, HM_S("${"));
        hm_expansion_emit(run, frame.name);
        if (frame.null_is_unset) {
            hm_expansion_emit(run, HM_S(":"));
        }
        hm_expansion_emit(run, hm_str_make(bytes, n));
    }
    /* BuildKit shares one buffer among the calls: an operand's beginning loses the piece at hand.
     */
    hm_buf_clear(&run->ex->word);
    hm_expansion_push(run, frame);
}

/* ${…: run->at is behind the brace, @p start at the dollar. */
static void
read_braced(struct hm_expansion *run, size_t start)
{
    uint32_t rune = hm_expansion_peek(run);

    if (rune == HM_EXPANSION_END) {
        hm_expansion_fail(run, HM_S("syntax error: missing '}'"));
        return;
    }
    if (rune == '{' || rune == '}' || rune == ':') {
        hm_expansion_fail(run, HM_S("syntax error: bad substitution"));
        return;
    }
    struct hm_expand_frame frame = { .start = start, .name = read_name(run) };
    frame.op = hm_expansion_next(run);
    if (frame.op == '}') {
        struct hm_str value;
        enum hm_found found = look_up(run, frame.name, &value);
        put_value(run, start, found, value);
        return;
    }
    if (frame.op == '/') {
        frame.kind = HM_FRAME_PATTERN;
        frame.keeps_escapes = true;
        frame.is_all = hm_expansion_peek(run) == '/';
        if (frame.is_all) {
            (void)hm_expansion_next(run);
        }
        open_operand(run, frame);
        return;
    }
    frame.kind = HM_FRAME_OPERAND;
    if (frame.op == ':') {
        frame.null_is_unset = true;
        frame.op = hm_expansion_next(run);
    } else if (frame.op == HM_EXPANSION_END || frame.op >= 0x80 ||
               strchr("+-?#%", (int)frame.op) == NULL || frame.op == 0) {
        fail_modifier(run, false, frame.op);
        return;
    }
    frame.keeps_escapes = frame.op == '#' || frame.op == '%';
    if (frame.null_is_unset && frame.keeps_escapes) {
        fail_modifier(run, true, frame.op);
        return;
    }
    open_operand(run, frame);
}

void
hm_expansion_dollar(struct hm_expansion *run)
{
    size_t start = run->at;

    (void)hm_expansion_next(run);
    if (hm_expansion_peek(run) == '{') {
        (void)hm_expansion_next(run);
        read_braced(run, start);
        return;
    }
    struct hm_str name = read_name(run);
    if (name.n == 0) {
        hm_expansion_emit(run, HM_S("$"));
        hm_expansion_split(run, HM_S("$"));
        return;
    }
    struct hm_str value;
    enum hm_found found = look_up(run, name, &value);
    put_value(run, start, found, value);
}

/* The text that a frame wrote, copied out of the buffer. */
static struct hm_str
written_since(struct hm_expansion *run, size_t from, size_t to)
{
    struct hm_str s = hm_str_sub(hm_buf_str(&run->ex->out), from, to > from ? to - from : 0);

    return hm_arena_str(run->ex->arena, s);
}

static void
refuse_unset(struct hm_expansion *run, const struct hm_expand_frame *frame, struct hm_str message)
{
    if (message.n == 0) {
        message = frame->found == HM_FOUND_UNSET ? HM_S("is not allowed to be unset")
                                                 : HM_S("is not allowed to be empty");
    }
    hm_expansion_fail(run, hm_arena_concat(run->ex->arena, frame->name, HM_S(": "), message));
}

/* A pattern may have used the work up; then its answer means nothing. */
static void
note_work(struct hm_expansion *run, bool is_cut)
{
    if (run->ex->work_left == 0 || is_cut) {
        run->ex->is_exhausted = true;
        run->is_known = false;
    }
}

static void
trim_value(struct hm_expansion *run, const struct hm_expand_frame *frame, struct hm_str pattern)
{
    bool is_greedy = pattern.n > 0 && (uint32_t)(unsigned char)*pattern.p == frame->op;
    struct hm_str value = frame->value;
    struct hm_str error = { 0 };

    if (is_greedy) {
        pattern = hm_str_from(pattern, 1);
    }
    if (!hm_pattern_trim(run->ex->arena, pattern, value, frame->op == '%', is_greedy,
                         &run->ex->work_left, &value, &error)) {
        hm_expansion_fail(run, error);
        return;
    }
    note_work(run, false);
    settle(run, frame->mark, true, value);
}

/* The closing brace of ${name<op>…}. */
static void
close_operand(struct hm_expansion *run)
{
    struct hm_expand_frame frame = *hm_expansion_top(run);
    struct hm_expander *ex = run->ex;

    bool is_supported = frame.op < 0x80 && frame.op != 0 && strchr("+-?#%", (int)frame.op) != NULL;
    if (frame.use == HM_USE_REBUILD) {
        hm_expansion_emit(run, HM_S("}"));
        ex->frames.n--;
        hm_buf_clear(&ex->word);
        settle(run, frame.mark, false, HM_S(""));
        return;
    }
    struct hm_str operand = { 0 };
    if (frame.use == HM_USE_OPERAND) {
        operand = written_since(run, frame.mark, ex->out.n);
    }
    ex->frames.n--;
    hm_buf_clear(&ex->word);
    if (!is_supported) {
        fail_modifier(run, frame.null_is_unset, frame.op);
        return;
    }
    if (frame.use == HM_USE_KEEP) {
        settle(run, frame.mark, false, HM_S(""));
        return;
    }
    bool is_operand_known = run->is_known || !frame.was_known;
    run->is_known = frame.was_known;
    if (frame.use == HM_USE_OPERAND && frame.op == '?') {
        refuse_unset(run, &frame, operand);
        return;
    }
    if (frame.found == HM_FOUND_UNKNOWN || (frame.use == HM_USE_OPERAND && !is_operand_known)) {
        ex->out.n = frame.is_silent ? ex->out.n : frame.mark;
        put_value(run, frame.start, HM_FOUND_UNKNOWN, HM_S(""));
        return;
    }
    if (frame.use == HM_USE_OPERAND) {
        trim_value(run, &frame, operand);
        return;
    }
    settle(run, frame.mark, false, HM_S(""));
    if (frame.op != '+') {
        hm_expansion_emit(run, frame.value);
        hm_expansion_split(run, frame.value);
    }
}

/* The slash between pattern and replacement. */
static void
close_pattern(struct hm_expansion *run)
{
    struct hm_expand_frame *frame = hm_expansion_top(run);

    hm_buf_clear(&run->ex->word);
    frame->middle = run->ex->out.n;
    frame->kind = HM_FRAME_REPLACEMENT;
    if (frame->use == HM_USE_REBUILD) {
        hm_expansion_emit(run, HM_S("/"));
    }
}

static void
close_replacement(struct hm_expansion *run)
{
    struct hm_expand_frame frame = *hm_expansion_top(run);
    struct hm_expander *ex = run->ex;

    if (frame.use == HM_USE_REBUILD) {
        hm_expansion_emit(run, HM_S("}"));
    }
    size_t end = ex->out.n;
    ex->frames.n--;
    hm_buf_clear(&ex->word);
    if (frame.use == HM_USE_REBUILD) {
        settle(run, frame.mark, false, HM_S(""));
        return;
    }
    bool is_operand_known = run->is_known || !frame.was_known;
    run->is_known = frame.was_known;
    if (frame.found == HM_FOUND_UNKNOWN || !is_operand_known) {
        ex->out.n = frame.is_silent ? ex->out.n : frame.mark;
        put_value(run, frame.start, HM_FOUND_UNKNOWN, HM_S(""));
        return;
    }
    struct hm_str pattern = written_since(run, frame.mark, frame.middle);
    struct hm_str replacement = written_since(run, frame.middle, end);
    struct hm_str error = { 0 };
    hm_auto_buf struct hm_buf out = { .limit = HM_EXPAND_VALUE_LIMIT };
    if (!hm_pattern_replace(ex->arena, pattern, replacement, frame.value, frame.is_all,
                            &ex->work_left, &out, &error)) {
        hm_expansion_fail(run, error);
        return;
    }
    note_work(run, out.is_cut);
    settle(run, frame.mark, true, hm_buf_str(&out));
}

void
hm_expansion_close(struct hm_expansion *run, enum hm_frame_kind kind)
{
    (void)hm_expansion_next(run);
    switch (kind) {
    case HM_FRAME_PATTERN:
        close_pattern(run);
        break;
    case HM_FRAME_REPLACEMENT:
        close_replacement(run);
        break;
    default:
        close_operand(run);
        break;
    }
}
