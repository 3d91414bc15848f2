/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/context/regexp.h"

#include "plugin/context/regexp_steps.h"
#include "plugin/base/rune.h"

struct compiler {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;
    size_t posix_end; /* see hm_class_parse */
    uint32_t depth;
    struct hm_err *err;
    size_t n;
    struct hm_regexp_step steps[HM_REGEXP_STEPS];
};

static enum hm_status
refuse(struct compiler *c, enum hm_status status, const char *why)
{
    return hm_err_set(c->err, status, "%s", why);
}

static enum hm_status
emit(struct compiler *c, struct hm_regexp_step step)
{
    if (c->n >= HM_REGEXP_STEPS) {
        return refuse(c, HM_E_LIMIT, "expression is too large");
    }
    c->steps[c->n++] = step;
    return HM_OK;
}

/* Puts a step in front of the code from @p at on. */
static enum hm_status
insert(struct compiler *c, size_t at, struct hm_regexp_step step)
{
    enum hm_status status = emit(c, step);

    if (status == HM_OK) {
        memmove(&c->steps[at + 1], &c->steps[at], (c->n - 1 - at) * sizeof step);
        c->steps[at] = step;
    }
    return status;
}

static enum hm_status
copy(struct compiler *c, size_t from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        enum hm_status status = emit(c, c->steps[from + i]);
        if (status != HM_OK) {
            return status;
        }
    }
    return HM_OK;
}

static enum hm_status
make_optional(struct compiler *c, size_t from)
{
    return insert(
        c, from,
        (struct hm_regexp_step){ .op = HM_OP_SPLIT, .distance = (int32_t)(c->n - from) + 1 });
}

/* One or more of the code from @p from on. */
static enum hm_status
make_loop(struct compiler *c, size_t from)
{
    return emit(
        c, (struct hm_regexp_step){ .op = HM_OP_SPLIT, .distance = (int32_t)from - (int32_t)c->n });
}

static enum hm_status
make_star(struct compiler *c, size_t from)
{
    enum hm_status status = make_loop(c, from);
    return status == HM_OK ? make_optional(c, from) : status;
}

/* x{2,5} is written out as xx(x(x(x)?)?)?, x{2,} as xx+, x{0} as nothing. */
static enum hm_status
make_repeat(struct compiler *c, size_t from, uint32_t min, uint32_t max, bool is_open)
{
    size_t n = c->n - from;
    uint32_t total = is_open ? (min == 0 ? 1 : min) : max;
    enum hm_status status = HM_OK;

    if (total == 0) {
        c->n = from;
        return HM_OK;
    }
    for (uint32_t i = 1; i < total && status == HM_OK; i++) {
        status = copy(c, from, n);
    }
    if (status != HM_OK) {
        return status;
    }
    if (is_open) {
        size_t last = from + (total - 1) * n;
        return min == 0 ? make_star(c, last) : make_loop(c, last);
    }
    for (uint32_t i = total; i > min && status == HM_OK; i--) {
        status = make_optional(c, from + (i - 1) * n);
    }
    return status;
}

/* A number without leading zero; what is too large for a repetition stays too large. */
static bool
read_count(struct compiler *c, uint32_t *ret_n)
{
    struct hm_str s = hm_str_from(c->text, c->at);
    size_t i = 0;
    uint32_t n = 0;

    if (s.n == 0 || !hm_is_digit(s.p[0]) || (s.n > 1 && s.p[0] == '0' && hm_is_digit(s.p[1]))) {
        return false;
    }
    for (; i < s.n && hm_is_digit(s.p[i]); i++) {
        n = n > 100000 ? UINT32_MAX / 16 : n * 10 + (uint32_t)(s.p[i] - '0');
    }
    c->at += i;
    *ret_n = n;
    return true;
}

/* {n}, {n,} or {n,m}; anything else is no repetition and leaves the position alone. */
static bool
read_repeat(struct compiler *c, uint32_t *ret_min, uint32_t *ret_max, bool *ret_is_open)
{
    size_t start = c->at;
    const struct hm_str *t = &c->text;

    c->at++;
    *ret_is_open = false;
    if (read_count(c, ret_min)) {
        *ret_max = *ret_min;
        bool is_ok = true;
        if (c->at < t->n && t->p[c->at] == ',') {
            c->at++;
            *ret_is_open = c->at < t->n && t->p[c->at] == '}';
            is_ok = *ret_is_open || read_count(c, ret_max);
        }
        if (is_ok && c->at < t->n && t->p[c->at] == '}') {
            c->at++;
            return true;
        }
    }
    c->at = start;
    return false;
}

/* The state of one concatenation while it is read. */
struct sequence {
    size_t atom;         /* where the code of the last atom starts */
    bool has_atom;       /* there is something to repeat */
    bool was_repetition; /* another one right after it is an error */
};

static enum hm_status
parse_repetition(struct compiler *c, struct sequence *seq, bool *ret_was_one)
{
    char ch = c->text.p[c->at];
    uint32_t min = 0;
    uint32_t max = 0;
    bool is_open = false;

    *ret_was_one =
        ch == '*' || ch == '+' || ch == '?' || (ch == '{' && read_repeat(c, &min, &max, &is_open));
    if (!*ret_was_one) {
        return HM_OK;
    }
    if (ch == '{' && (min > 1000 || max > 1000 || (!is_open && min > max))) {
        return refuse(c, HM_E_SYNTAX, "invalid repeat count");
    }
    c->at += ch == '{' ? 0 : 1;
    if (c->at < c->text.n && c->text.p[c->at] == '?') {
        c->at++; /* non-greedy, which makes no difference to whether there is a match */
    }
    if (seq->was_repetition) {
        return refuse(c, HM_E_SYNTAX, "invalid nested repetition operator");
    }
    if (!seq->has_atom) {
        return refuse(c, HM_E_SYNTAX, "missing argument to repetition operator");
    }
    seq->was_repetition = true;
    switch (ch) {
    case '*':
        return make_star(c, seq->atom);
    case '+':
        return make_loop(c, seq->atom);
    case '?':
        return make_optional(c, seq->atom);
    default:
        return make_repeat(c, seq->atom, min, max, is_open);
    }
}

static enum hm_status
emit_rune(struct compiler *c, struct sequence *seq, uint32_t rune)
{
    seq->atom = c->n;
    return emit(c, (struct hm_regexp_step){ .op = HM_OP_RUNE, .rune = rune });
}

static enum hm_status
emit_place(struct compiler *c, struct sequence *seq, size_t n, enum hm_regexp_place place)
{
    c->at += n;
    seq->atom = c->n;
    return emit(c, (struct hm_regexp_step){ .op = HM_OP_ASSERT, .place = place });
}

/* \Q…\E: every character stands for itself. */
static enum hm_status
parse_quoted(struct compiler *c, struct sequence *seq)
{
    enum hm_status status = HM_OK;

    c->at += 2;
    while (c->at < c->text.n && status == HM_OK) {
        if (hm_str_starts(hm_str_from(c->text, c->at), "\\E")) {
            c->at += 2;
            return HM_OK;
        }
        size_t n = 0;
        uint32_t rune = hm_rune_next(c->text, c->at, &n);
        c->at += n;
        seq->has_atom = true;
        status = emit_rune(c, seq, rune);
    }
    return status;
}

static enum hm_status
emit_class(struct compiler *c, struct sequence *seq, const struct hm_class *class)
{
    seq->atom = c->n;
    return emit(c, (struct hm_regexp_step){ .op = HM_OP_CLASS, .class = class });
}

static enum hm_status
parse_escape(struct compiler *c, struct sequence *seq)
{
    char ch = c->at + 1 < c->text.n ? c->text.p[c->at + 1] : '\0';
    const struct hm_class *class = NULL;
    uint32_t rune = 0;
    bool had_atom = seq->has_atom;

    seq->has_atom = true;
    switch (ch) {
    case 'A':
        return emit_place(c, seq, 2, HM_AT_START);
    case 'z':
        return emit_place(c, seq, 2, HM_AT_END);
    case 'b':
        return emit_place(c, seq, 2, HM_AT_WORD_EDGE);
    case 'B':
        return emit_place(c, seq, 2, HM_NOT_AT_WORD_EDGE);
    case 'Q':
        seq->has_atom = had_atom;
        return parse_quoted(c, seq);
    default:
        break;
    }
    enum hm_status status = hm_class_parse_escape(c->arena, c->text, &c->at, &class, &rune, c->err);
    if (status != HM_OK) {
        return status;
    }
    return class != NULL ? emit_class(c, seq, class) : emit_rune(c, seq, rune);
}

static enum hm_status parse_alternatives(struct compiler *c);

static enum hm_status
parse_group(struct compiler *c, struct sequence *seq)
{
    if (hm_str_starts(hm_str_from(c->text, c->at), "(?")) {
        return refuse(c, HM_E_UNSUPPORTED, "flags and named groups are not supported");
    }
    if (++c->depth > HM_REGEXP_DEPTH) {
        return refuse(c, HM_E_LIMIT, "expression nests too deeply");
    }
    c->at++;
    size_t start = c->n;
    enum hm_status status = parse_alternatives(c);
    if (status != HM_OK) {
        return status;
    }
    if (c->at >= c->text.n) {
        return refuse(c, HM_E_SYNTAX, "missing closing )");
    }
    c->at++;
    c->depth--;
    seq->atom = start;
    return HM_OK;
}

static enum hm_status
parse_atom(struct compiler *c, struct sequence *seq)
{
    const struct hm_class *class = NULL;
    enum hm_status status = HM_OK;
    size_t n = 0;
    char ch = c->text.p[c->at];

    if (ch == '\\') {
        return parse_escape(c, seq);
    }
    seq->has_atom = true;
    switch (ch) {
    case '^':
        return emit_place(c, seq, 1, HM_AT_START);
    case '$':
        return emit_place(c, seq, 1, HM_AT_END);
    case '.':
        c->at++;
        seq->atom = c->n;
        return emit(c, (struct hm_regexp_step){ .op = HM_OP_ANY });
    case '(':
        return parse_group(c, seq);
    case '[':
        status = hm_class_parse(c->arena, c->text, c->posix_end, &c->at, &class, c->err);
        return status == HM_OK ? emit_class(c, seq, class) : status;
    default: {
        uint32_t rune = hm_rune_next(c->text, c->at, &n);
        c->at += n;
        return emit_rune(c, seq, rune);
    }
    }
}

/* Up to a '|' or a ')' of this level, or the end. */
static enum hm_status
parse_sequence(struct compiler *c)
{
    struct sequence seq = { 0 };

    while (c->at < c->text.n && c->text.p[c->at] != '|' && c->text.p[c->at] != ')') {
        bool was_one = false;
        enum hm_status status = parse_repetition(c, &seq, &was_one);
        if (status == HM_OK && !was_one) {
            seq.was_repetition = false;
            status = parse_atom(c, &seq);
        }
        if (status != HM_OK) {
            return status;
        }
    }
    return HM_OK;
}

/* The jumps from the end of each alternative are chained through their distances until the end of
 * the last one is known. */
static enum hm_status
parse_alternatives(struct compiler *c)
{
    int32_t exits = -1;

    for (;;) {
        size_t start = c->n;
        enum hm_status status = parse_sequence(c);
        if (status != HM_OK) {
            return status;
        }
        if (c->at >= c->text.n || c->text.p[c->at] != '|') {
            break;
        }
        c->at++;
        status = emit(c, (struct hm_regexp_step){ .op = HM_OP_JUMP, .distance = exits });
        if (status == HM_OK) {
            exits = (int32_t)c->n;
            status = make_optional(c, start);
        }
        if (status != HM_OK) {
            return status;
        }
    }
    while (exits >= 0) {
        int32_t next = c->steps[exits].distance;
        c->steps[exits].distance = (int32_t)c->n - exits;
        exits = next;
    }
    return HM_OK;
}

static struct hm_str
literal(struct hm_arena *arena, const struct hm_regexp_step *steps, size_t from, size_t to)
{
    struct hm_buf buf = { 0 };

    for (size_t i = from; i < to; i++) {
        hm_rune_add(&buf, steps[i].rune);
    }
    struct hm_str s = hm_arena_str(arena, hm_buf_str(&buf));
    hm_buf_done(&buf);
    return s;
}

/* U+FFFD also stands for bytes that are no UTF-8, so it is not compared as bytes. */
static bool
is_plain(const struct hm_regexp_step *step)
{
    return step->op == HM_OP_RUNE && step->rune != HM_RUNE_BAD;
}

/* The code that every match runs through: what no jump from before leads over. */
static struct hm_str
find_needle(struct hm_arena *arena, const struct hm_regexp *re)
{
    size_t covered = 0; /* steps before this one may be jumped over */
    size_t from = 0;
    size_t best = 0;
    size_t best_n = 0;

    for (size_t i = 0; i < re->n; i++) {
        const struct hm_regexp_step *step = &re->steps[i];
        if (step->op == HM_OP_SPLIT || step->op == HM_OP_JUMP) {
            size_t target = (size_t)((int64_t)i + step->distance);
            covered = target > covered ? target : covered;
        }
        if (!is_plain(step) || i < covered) {
            from = i + 1;
        } else if (i + 1 - from > best_n) {
            best = from;
            best_n = i + 1 - from;
        }
    }
    return literal(arena, re->steps, best, best + best_n);
}

/* What a match must begin with, end with and hold, so that most texts are refused at once. */
static void
find_literals(struct hm_arena *arena, struct hm_regexp *re)
{
    size_t end = re->n - 1; /* HM_OP_MATCH */

    re->needle = find_needle(arena, re);
    re->is_anchored = re->steps[0].op == HM_OP_ASSERT && re->steps[0].place == HM_AT_START;
    if (re->is_anchored) {
        size_t to = 1;
        while (is_plain(&re->steps[to])) {
            to++;
        }
        re->prefix = literal(arena, re->steps, 1, to);
    }
    if (end == 0 || re->steps[end - 1].op != HM_OP_ASSERT ||
        re->steps[end - 1].place != HM_AT_END) {
        return;
    }
    size_t from = end - 1;
    while (from > 0 && is_plain(&re->steps[from - 1])) {
        from--;
    }
    /* Code that is jumped into the middle of is no must. */
    for (size_t i = 0; i < re->n; i++) {
        if (re->steps[i].op == HM_OP_SPLIT || re->steps[i].op == HM_OP_JUMP) {
            size_t target = (size_t)((int64_t)i + re->steps[i].distance);
            from = target > from ? target : from;
        }
    }
    if (from < end - 1) {
        re->suffix = literal(arena, re->steps, from, end - 1);
    }
}

enum hm_status
hm_regexp_compile(struct hm_arena *arena, struct hm_str text, const struct hm_regexp **ret_regexp,
                  struct hm_err *reterr)
{
    struct compiler c;

    /* Member by member: the steps need no zeroes. */
    c.arena = arena;
    c.text = text;
    c.err = reterr;
    c.at = c.n = c.depth = 0;
    if (!hm_runes_are_valid(text)) {
        return refuse(&c, HM_E_SYNTAX, "invalid UTF-8");
    }
    c.posix_end = hm_class_posix_end(text);
    enum hm_status status = parse_alternatives(&c);
    if (status == HM_OK && c.at < text.n) {
        status = refuse(&c, HM_E_SYNTAX, "unexpected )");
    }
    if (status == HM_OK) {
        status = emit(&c, (struct hm_regexp_step){ .op = HM_OP_MATCH });
    }
    if (status != HM_OK) {
        return status;
    }
    struct hm_regexp_step *steps = hm_arena_new(arena, struct hm_regexp_step, c.n);
    memcpy(steps, c.steps, c.n * sizeof *steps);
    struct hm_regexp *re = hm_arena_new(arena, struct hm_regexp, 1);
    re->steps = steps;
    re->n = (uint32_t)c.n;
    find_literals(arena, re);
    *ret_regexp = re;
    return HM_OK;
}
