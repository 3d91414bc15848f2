/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/expand.h"

#include "plugin/base/auto.h"
#include "plugin/base/rune.h"
#include "plugin/dockerfile/gotext.h"
#include "plugin/dockerfile/pattern.h"

#define BOM 0xfeffu
#define END UINT32_MAX

/*
 * BuildKit's lexer calls itself for each ${…}; here the calls are frames of a list, so that nesting
 * costs memory of the input's size and no stack.
 */
enum frame_kind {
    FRAME_WORD,        /* the whole text */
    FRAME_QUOTE,       /* "…" */
    FRAME_OPERAND,     /* ${name:-…} */
    FRAME_PATTERN,     /* ${name/…/ */
    FRAME_REPLACEMENT, /* ${name/pattern/…} */
};

/* What becomes of the operand's text, known before it is read. */
enum use {
    USE_DROP,    /* the value stands for it */
    USE_KEEP,    /* it is the result */
    USE_OPERAND, /* pattern or message: taken out of the output when it ends */
    USE_REBUILD, /* keeps_unset: the reference is written again around it */
};

struct hm_expand_frame {
    enum frame_kind kind;
    enum use use;
    bool keeps_escapes;
    bool is_silent; /* nothing in it reaches the output */
    bool was_known; /* is_known when it began */
    bool null_is_unset;
    bool is_all; /* ${name//…} */
    enum hm_found found;
    uint32_t op;
    size_t start;  /* of "${" in the source */
    size_t mark;   /* of the output when it began */
    size_t middle; /* of the output where the replacement begins */
    struct hm_str name;
    struct hm_str value;
};

struct run {
    struct hm_expander *ex;
    struct hm_str source;
    size_t at;
    struct hm_pieces *words; /* NULL when not splitting */
    bool in_word;
    size_t word_from; /* of the piece at hand, in the source */
    size_t word_to;
    size_t step_from; /* of what is being read */
    bool is_known;
    bool has_variable;
    struct hm_str error; /* set once; ends the run */
};

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

static uint32_t
peek_rune(const struct run *run)
{
    size_t n;

    return run->at >= run->source.n ? END : hm_rune_next(run->source, run->at, &n);
}

static uint32_t
next_rune(struct run *run)
{
    size_t n;

    if (run->at >= run->source.n) {
        return END;
    }
    uint32_t rune = hm_rune_next(run->source, run->at, &n);
    run->at += n;
    return rune;
}

static struct hm_expand_frame *
top_of(const struct run *run)
{
    return &run->ex->frames.p[run->ex->frames.n - 1];
}

/* Whether the text of the word itself is being read, not that of something in it. */
static bool
is_outermost(const struct run *run)
{
    return run->ex->frames.n == 1;
}

/* Takes @p n bytes of work; false when there is none left. */
static bool
spend(struct run *run, size_t n)
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

static void
emit(struct run *run, struct hm_str s)
{
    if (!top_of(run)->is_silent && spend(run, s.n)) {
        hm_buf_add(&run->ex->out, s);
    }
}

static void
emit_rune(struct run *run, uint32_t rune)
{
    char bytes[4];
    size_t n = hm_rune_put(rune, bytes);

    emit(run, hm_str_make(bytes, n));
}

static void
end_word(struct run *run)
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
add_to_word(struct run *run, struct hm_str s)
{
    if (run->ex->word.n == 0) {
        run->word_from = run->step_from;
    }
    run->word_to = run->at;
    hm_buf_add(&run->ex->word, s);
    run->in_word = true;
}

static void
split_raw(struct run *run, struct hm_str s)
{
    if (run->words != NULL && is_outermost(run)) {
        add_to_word(run, s);
    }
}

static void
split_rune(struct run *run, uint32_t rune)
{
    if (run->words == NULL || !is_outermost(run)) {
        return;
    }
    if (hm_rune_is_space(rune)) {
        if (run->in_word) {
            end_word(run);
        }
        return;
    }
    char bytes[4];
    add_to_word(run, hm_str_make(bytes, hm_rune_put(rune, bytes)));
}

static void
split_text(struct run *run, struct hm_str s)
{
    size_t n;

    if (run->words != NULL && is_outermost(run)) {
        for (size_t i = 0; i < s.n; i += n) {
            split_rune(run, hm_rune_next(s, i, &n));
        }
    }
}

/*
 * BuildKit hands an error up through all the ${…} around it, and each of them that finds the text
 * at its end says that its own brace is missing.
 */
static void
fail(struct run *run, struct hm_str text)
{
    const struct hm_expander *ex = run->ex;

    for (size_t i = 0; run->at >= run->source.n && i < ex->frames.n; i++) {
        enum frame_kind kind = ex->frames.p[i].kind;
        if (kind == FRAME_OPERAND || kind == FRAME_REPLACEMENT) {
            text = HM_S("syntax error: missing '}'");
            break;
        }
        if (kind == FRAME_PATTERN) {
            text = HM_S("syntax error: missing '/' in ${}");
            break;
        }
    }
    run->error = text;
}

static void
fail_modifier(struct run *run, bool has_colon, uint32_t op)
{
    char bytes[4];
    size_t n = hm_rune_put(op, bytes);

    fail(run, hm_arena_printf(run->ex->arena, "unsupported modifier (%s%.*s) in substitution",
                              has_colon ? ":" : "", (int)n, bytes));
}

static enum hm_found
look_up(struct run *run, struct hm_str name, struct hm_str *ret_value)
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
read_name(struct run *run)
{
    size_t start = run->at;
    uint32_t first = peek_rune(run);

    if (first == END) {
        return hm_str_make(run->source.p + start, 0);
    }
    bool is_number = hm_rune_is_digit(first);
    if (!is_number && is_special(first)) {
        (void)next_rune(run);
    } else {
        for (;;) {
            uint32_t rune = peek_rune(run);
            bool is_part =
                rune != END && (hm_rune_is_digit(rune) ||
                                (!is_number && (rune == '_' || hm_rune_is_letter(rune))));
            if (!is_part) {
                break;
            }
            (void)next_rune(run);
        }
    }
    return hm_str_sub(run->source, start, run->at - start);
}

/* The result of a reference without operand. */
static void
put_value(struct run *run, size_t start, enum hm_found found, struct hm_str value)
{
    struct hm_str written = hm_str_sub(run->source, start, run->at - start);

    if (found == HM_FOUND_UNKNOWN || found == HM_FOUND_BARE) {
        if (!top_of(run)->is_silent) {
            run->is_known = false;
        }
        value = written;
    } else if (found == HM_FOUND_UNSET && run->ex->keeps_unset) {
        value = written;
    }
    emit(run, value);
    split_text(run, value);
}

static void
push_frame(struct run *run, struct hm_expand_frame frame)
{
    bool is_silent = run->ex->frames.n > 0 && top_of(run)->is_silent;

    /* Patterns and messages are read even where nothing comes of them: they may be wrong. */
    frame.is_silent = frame.is_silent || (is_silent && frame.use != USE_OPERAND);
    frame.was_known = run->is_known;
    hm_vec_add(run->ex->arena, &run->ex->frames, frame);
}

/* Puts a finished operand's result in the place of what was written for it, and says so to the
 * splitter. */
static void
settle(struct run *run, size_t mark, bool replaces, struct hm_str value)
{
    struct hm_buf *out = &run->ex->out;

    if (replaces) {
        out->n = mark;
        emit(run, value);
    }
    if (run->words != NULL && is_outermost(run) && out->n >= mark) {
        split_text(run, hm_str_make(out->p == NULL ? "" : out->p + mark, out->n - mark));
    }
}

static enum use
use_of(const struct hm_expand_frame *frame, bool keeps_unset)
{
    bool is_empty = frame->found == HM_FOUND_UNSET || (frame->null_is_unset && frame->value.n == 0);

    if (keeps_unset && frame->found == HM_FOUND_UNSET) {
        return USE_REBUILD;
    }
    if (frame->found == HM_FOUND_BARE && frame->op == '-') {
        return USE_KEEP;
    }
    if (frame->found == HM_FOUND_UNKNOWN) {
        return USE_DROP;
    }
    switch (frame->op) {
    case '-':
        return is_empty ? USE_KEEP : USE_DROP;
    case '+':
        return is_empty ? USE_DROP : USE_KEEP;
    case '?':
        return is_empty ? USE_OPERAND : USE_DROP;
    case '#':
    case '%':
    case '/':
        return USE_OPERAND;
    default:
        return USE_DROP;
    }
}

/* Begins ${name<op>…}, whose operator was just read. */
static void
open_operand(struct run *run, struct hm_expand_frame frame)
{
    frame.found = look_up(run, frame.name, &frame.value);
    if (frame.found == HM_FOUND_BARE && frame.op != '-') {
        frame.found = HM_FOUND_UNKNOWN;
    }
    frame.use = use_of(&frame, run->ex->keeps_unset);
    frame.is_silent = frame.use == USE_DROP;
    frame.mark = run->ex->out.n;
    if (frame.use == USE_REBUILD) {
        char bytes[4];
        size_t n = hm_rune_put(frame.op, bytes);
        emit(run, HM_S("${"));
        emit(run, frame.name);
        if (frame.null_is_unset) {
            emit(run, HM_S(":"));
        }
        emit(run, hm_str_make(bytes, n));
    }
    /* BuildKit shares one buffer among the calls: an operand's beginning loses the piece at hand.
     */
    hm_buf_clear(&run->ex->word);
    push_frame(run, frame);
}

/* ${…: run->at is behind the brace, @p start at the dollar. */
static void
read_braced(struct run *run, size_t start)
{
    uint32_t rune = peek_rune(run);

    if (rune == END) {
        fail(run, HM_S("syntax error: missing '}'"));
        return;
    }
    if (rune == '{' || rune == '}' || rune == ':') {
        fail(run, HM_S("syntax error: bad substitution"));
        return;
    }
    struct hm_expand_frame frame = { .start = start, .name = read_name(run) };
    frame.op = next_rune(run);
    if (frame.op == '}') {
        struct hm_str value;
        enum hm_found found = look_up(run, frame.name, &value);
        put_value(run, start, found, value);
        return;
    }
    if (frame.op == '/') {
        frame.kind = FRAME_PATTERN;
        frame.keeps_escapes = true;
        frame.is_all = peek_rune(run) == '/';
        if (frame.is_all) {
            (void)next_rune(run);
        }
        open_operand(run, frame);
        return;
    }
    frame.kind = FRAME_OPERAND;
    if (frame.op == ':') {
        frame.null_is_unset = true;
        frame.op = next_rune(run);
    } else if (frame.op == END || frame.op >= 0x80 || strchr("+-?#%", (int)frame.op) == NULL ||
               frame.op == 0) {
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

static void
read_dollar(struct run *run)
{
    size_t start = run->at;

    (void)next_rune(run);
    if (peek_rune(run) == '{') {
        (void)next_rune(run);
        read_braced(run, start);
        return;
    }
    struct hm_str name = read_name(run);
    if (name.n == 0) {
        emit(run, HM_S("$"));
        split_text(run, HM_S("$"));
        return;
    }
    struct hm_str value;
    enum hm_found found = look_up(run, name, &value);
    put_value(run, start, found, value);
}

/* The text that a frame wrote, copied out of the buffer. */
static struct hm_str
written_since(struct run *run, size_t from, size_t to)
{
    struct hm_str s = hm_str_sub(hm_buf_str(&run->ex->out), from, to > from ? to - from : 0);

    return hm_arena_str(run->ex->arena, s);
}

static void
refuse_unset(struct run *run, const struct hm_expand_frame *frame, struct hm_str message)
{
    if (message.n == 0) {
        message = frame->found == HM_FOUND_UNSET ? HM_S("is not allowed to be unset")
                                                 : HM_S("is not allowed to be empty");
    }
    fail(run, hm_arena_printf(run->ex->arena, "%.*s: %.*s", HM_FMT(frame->name), HM_FMT(message)));
}

/* A pattern may have used the work up; then its answer means nothing. */
static void
note_work(struct run *run, bool is_cut)
{
    if (run->ex->work_left == 0 || is_cut) {
        run->ex->is_exhausted = true;
        run->is_known = false;
    }
}

static void
trim_value(struct run *run, const struct hm_expand_frame *frame, struct hm_str pattern)
{
    bool is_greedy = pattern.n > 0 && (uint32_t)(unsigned char)*pattern.p == frame->op;
    struct hm_str value = frame->value;
    struct hm_str error = { 0 };

    if (is_greedy) {
        pattern = hm_str_from(pattern, 1);
    }
    if (!hm_pattern_trim(run->ex->arena, pattern, value, frame->op == '%', is_greedy,
                         &run->ex->work_left, &value, &error)) {
        fail(run, error);
        return;
    }
    note_work(run, false);
    settle(run, frame->mark, true, value);
}

/* The closing brace of ${name<op>…}. */
static void
close_operand(struct run *run)
{
    struct hm_expand_frame frame = *top_of(run);
    struct hm_expander *ex = run->ex;

    bool is_supported = frame.op < 0x80 && frame.op != 0 && strchr("+-?#%", (int)frame.op) != NULL;
    if (frame.use == USE_REBUILD) {
        emit(run, HM_S("}"));
        ex->frames.n--;
        hm_buf_clear(&ex->word);
        settle(run, frame.mark, false, HM_S(""));
        return;
    }
    struct hm_str operand = { 0 };
    if (frame.use == USE_OPERAND) {
        operand = written_since(run, frame.mark, ex->out.n);
    }
    ex->frames.n--;
    hm_buf_clear(&ex->word);
    if (!is_supported) {
        fail_modifier(run, frame.null_is_unset, frame.op);
        return;
    }
    if (frame.use == USE_KEEP) {
        settle(run, frame.mark, false, HM_S(""));
        return;
    }
    bool is_operand_known = run->is_known || !frame.was_known;
    run->is_known = frame.was_known;
    if (frame.use == USE_OPERAND && frame.op == '?') {
        refuse_unset(run, &frame, operand);
        return;
    }
    if (frame.found == HM_FOUND_UNKNOWN || (frame.use == USE_OPERAND && !is_operand_known)) {
        ex->out.n = frame.is_silent ? ex->out.n : frame.mark;
        put_value(run, frame.start, HM_FOUND_UNKNOWN, HM_S(""));
        return;
    }
    if (frame.use == USE_OPERAND) {
        trim_value(run, &frame, operand);
        return;
    }
    settle(run, frame.mark, false, HM_S(""));
    if (frame.op != '+') {
        emit(run, frame.value);
        split_text(run, frame.value);
    }
}

/* The slash between pattern and replacement. */
static void
close_pattern(struct run *run)
{
    struct hm_expand_frame *frame = top_of(run);

    hm_buf_clear(&run->ex->word);
    frame->middle = run->ex->out.n;
    frame->kind = FRAME_REPLACEMENT;
    if (frame->use == USE_REBUILD) {
        emit(run, HM_S("/"));
    }
}

static void
close_replacement(struct run *run)
{
    struct hm_expand_frame frame = *top_of(run);
    struct hm_expander *ex = run->ex;

    if (frame.use == USE_REBUILD) {
        emit(run, HM_S("}"));
    }
    size_t end = ex->out.n;
    ex->frames.n--;
    hm_buf_clear(&ex->word);
    if (frame.use == USE_REBUILD) {
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
        fail(run, error);
        return;
    }
    note_work(run, out.is_cut);
    settle(run, frame.mark, true, hm_buf_str(&out));
}

static void
read_single_quoted(struct run *run)
{
    bool keeps_quotes = run->ex->keeps_quotes;
    size_t start = run->at++;
    struct hm_str rest = hm_str_from(run->source, run->at);
    size_t n = hm_str_find(rest, '\'');

    if (n == rest.n) {
        run->at = run->source.n;
        fail(run, HM_S("unexpected end of statement while looking for matching single-quote"));
        return;
    }
    struct hm_str inner = hm_runes_clean(run->ex->arena, hm_str_sub(rest, 0, n));
    run->at = start + n + 2;
    if (keeps_quotes) {
        emit(run, HM_S("'"));
        split_raw(run, HM_S("'"));
    }
    emit(run, inner);
    split_raw(run, inner);
    if (keeps_quotes) {
        emit(run, HM_S("'"));
        split_raw(run, HM_S("'"));
    }
}

/* The innermost setting of whether escapes stay: quotes have none of their own. */
static bool
keeps_escapes(const struct run *run)
{
    for (size_t i = run->ex->frames.n; i > 0; i--) {
        if (run->ex->frames.p[i - 1].kind != FRAME_QUOTE) {
            return run->ex->frames.p[i - 1].keeps_escapes;
        }
    }
    return false;
}

static void
open_quote(struct run *run)
{
    struct hm_expand_frame frame = { .kind = FRAME_QUOTE, .mark = run->ex->out.n };

    (void)next_rune(run);
    frame.keeps_escapes = keeps_escapes(run);
    push_frame(run, frame);
    if (run->ex->keeps_quotes) {
        emit(run, HM_S("\""));
    }
}

static void
close_quote(struct run *run)
{
    struct hm_expander *ex = run->ex;

    if (ex->keeps_quotes) {
        emit(run, HM_S("\""));
    }
    size_t mark = top_of(run)->mark;
    ex->frames.n--;
    if (ex->out.n >= mark && !top_of(run)->is_silent) {
        split_raw(run, hm_str_sub(hm_buf_str(&ex->out), mark, ex->out.n - mark));
    }
}

/* One step inside "…". */
static void
step_quote(struct run *run)
{
    uint32_t escape = (unsigned char)run->ex->escape;
    uint32_t rune = peek_rune(run);

    if (rune == END) {
        fail(run, HM_S("unexpected end of statement while looking for matching double-quote"));
        return;
    }
    if (rune == '$') {
        read_dollar(run);
        return;
    }
    (void)next_rune(run);
    if (rune == '"') {
        close_quote(run);
        return;
    }
    if (rune == escape) {
        if (top_of(run)->keeps_escapes) {
            emit_rune(run, rune);
        }
        uint32_t next = peek_rune(run);
        if (next == END) {
            return;
        }
        if (next == '"' || next == '$' || next == escape) {
            rune = next_rune(run);
        }
    }
    emit_rune(run, rune);
}

static void
end_text(struct run *run, const struct hm_expand_frame *top)
{
    if (top->kind != FRAME_WORD) {
        fail(run, HM_S("syntax error: missing '}'"));
    }
}

/* The brace or slash that ends the frame. */
static bool
is_stop(const struct hm_expand_frame *top, uint32_t rune)
{
    return (rune == '}' && (top->kind == FRAME_OPERAND || top->kind == FRAME_REPLACEMENT)) ||
           (rune == '/' && top->kind == FRAME_PATTERN);
}

static void
close_frame(struct run *run, enum frame_kind kind)
{
    (void)next_rune(run);
    switch (kind) {
    case FRAME_PATTERN:
        close_pattern(run);
        break;
    case FRAME_REPLACEMENT:
        close_replacement(run);
        break;
    default:
        close_operand(run);
        break;
    }
}

/* One step outside quotes; false at the end of the text. */
static bool
step_plain(struct run *run)
{
    const struct hm_expand_frame *top = top_of(run);
    uint32_t rune = peek_rune(run);

    if (rune == END) {
        end_text(run, top);
        return false;
    }
    if (is_stop(top, rune)) {
        close_frame(run, top->kind);
        return true;
    }
    if (rune == '$') {
        read_dollar(run);
        return true;
    }
    if (!run->ex->ignores_quotes && (rune == '\'' || rune == '"')) {
        if (rune == '"') {
            open_quote(run);
        } else {
            read_single_quoted(run);
        }
        return true;
    }
    if (rune == '<') {
        /* "<<" and the blanks behind it belong together, so that "<< EOF" is one word. */
        size_t start = run->at++;
        if (peek_rune(run) == '<') {
            for (run->at++; run->at < run->source.n && strchr("\t\r ", run->source.p[run->at]) &&
                            run->source.p[run->at] != '\0';
                 run->at++) {
            }
        }
        struct hm_str piece = hm_str_sub(run->source, start, run->at - start);
        emit(run, piece);
        split_raw(run, piece);
        return true;
    }
    (void)next_rune(run);
    if (rune != (unsigned char)run->ex->escape) {
        split_rune(run, rune);
        emit_rune(run, rune);
        return true;
    }
    char bytes[4];
    if (top->keeps_escapes) {
        split_raw(run, hm_str_make(bytes, hm_rune_put(rune, bytes)));
        emit_rune(run, rune);
    }
    rune = next_rune(run);
    if (rune == END) {
        end_text(run, top);
        return false;
    }
    split_raw(run, hm_str_make(bytes, hm_rune_put(rune, bytes)));
    emit_rune(run, rune);
    return true;
}

static void
expand(struct hm_expander *ex, struct hm_str source, struct hm_pieces *words,
       struct hm_expanded *ret_expanded)
{
    struct run run = { .ex = ex, .source = source, .words = words, .is_known = true };
    size_t n_words = words == NULL ? 0 : words->list.n;
    bool goes_on = true;

    ex->frames.n = 0;
    hm_buf_clear(&ex->out);
    hm_buf_clear(&ex->word);
    push_frame(&run,
               (struct hm_expand_frame){ .kind = FRAME_WORD, .keeps_escapes = ex->keeps_escapes });
    if (peek_rune(&run) == BOM) {
        (void)next_rune(&run);
    }
    while (goes_on && run.error.p == NULL) {
        if (is_outermost(&run)) {
            run.step_from = run.at;
        }
        if (top_of(&run)->kind == FRAME_QUOTE) {
            step_quote(&run);
        } else {
            goes_on = step_plain(&run);
        }
    }
    if (run.error.p == NULL && words != NULL) {
        end_word(&run);
    }
    if (run.error.p != NULL) {
        run.error = hm_arena_printf(ex->arena, "failed to process %.*s: %.*s",
                                    HM_FMT(hm_go_quoted(ex->arena, source)), HM_FMT(run.error));
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
