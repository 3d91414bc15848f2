/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/gate/gate.h"

#include "plugin/base/auto.h"
#include "plugin/base/utf8.h"
#include "plugin/driver/options.h"
#include "reports/escape.h"

enum token {
    END,
    WORD, /* a name, a level, a number */
    TEXT, /* in quotes */
    AND,
    OR,
    NOT,
    OPEN,
    CLOSE,
    COMPARISON,
};

struct parser {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;  /* behind the token at hand */
    size_t end; /* behind the token before it */
    enum token token;
    struct hm_str piece; /* the token at hand, as written */
    enum hm_gate_comparison comparison;
    unsigned depth;
    unsigned n_nodes;
    struct hm_gate_fault *fault;
    struct hm_err *reterr;
};

static const struct {
    const char *text; /* the longer before those they begin with */
    enum token token;
    enum hm_gate_comparison comparison;
} signs[] = {
    { "&&", AND, 0 },
    { "&", AND, 0 },
    { "||", OR, 0 },
    { "|", OR, 0 },
    { "(", OPEN, 0 },
    { ")", CLOSE, 0 },
    { "!=", COMPARISON, HM_GATE_IS_NOT },
    { "!", NOT, 0 },
    { "<=", COMPARISON, HM_GATE_AT_MOST },
    { "<", COMPARISON, HM_GATE_BELOW },
    { ">=", COMPARISON, HM_GATE_AT_LEAST },
    { ">", COMPARISON, HM_GATE_ABOVE },
    { "==", COMPARISON, HM_GATE_IS },
    { "=", COMPARISON, HM_GATE_IS },
    { ":", COMPARISON, HM_GATE_IS },
};

/* --- errors --- */

static enum hm_status fail_at(struct parser *parser, size_t offset, size_t n, const char *fmt, ...)
    HM_PRINTF(4, 5);

/* The column is counted in characters. */
static enum hm_status
fail_at(struct parser *parser, size_t offset, size_t n, const char *fmt, ...)
{
    char said[400];
    size_t column = 1;
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(said, sizeof said, fmt, ap);
    va_end(ap);
    for (size_t i = 0; i < offset; i++) {
        column += ((unsigned char)parser->text.p[i] & 0xc0) != 0x80;
    }
    if (parser->fault != NULL) {
        *parser->fault = (struct hm_gate_fault){ .offset = offset, .n = n };
    }
    return hm_err_set(parser->reterr, HM_E_USAGE, "column %zu: %s", column, said);
}

static size_t
offset_of(const struct parser *parser, struct hm_str piece)
{
    return piece.p == NULL ? parser->text.n : (size_t)(piece.p - parser->text.p);
}

/* At the token at hand. */
#define fail(parser, ...)                                                                          \
    fail_at((parser), offset_of((parser), (parser)->piece), (parser)->piece.n, __VA_ARGS__)

/* --- tokens --- */

static bool
is_word_byte(char c, bool is_value)
{
    return hm_is_alpha(c) || hm_is_digit(c) || (c != '\0' && strchr("_-.", c) != NULL) ||
           (is_value &&
            ((c != '\0' && strchr("*?/@:+,#~%", c) != NULL) || (unsigned char)c >= 0x80));
}

static enum hm_status
quoted(struct parser *parser, size_t from)
{
    size_t at = from + 1;

    while (at < parser->text.n && parser->text.p[at] != '"') {
        at += parser->text.p[at] == '\\' ? 2 : 1;
    }
    if (at >= parser->text.n) {
        return fail_at(parser, from, parser->text.n - from, "the quote is not closed");
    }
    parser->token = TEXT;
    parser->piece = hm_str_sub(parser->text, from, at + 1 - from);
    parser->at = at + 1;
    return HM_OK;
}

/* Reads the next token. In a value more bytes belong to a word. */
static enum hm_status
next(struct parser *parser, bool is_value)
{
    struct hm_str text = parser->text;
    size_t from = parser->at;

    parser->end = parser->at;
    while (from < text.n && hm_is_space(text.p[from])) {
        from++;
    }
    struct hm_str rest = hm_str_from(text, from);
    parser->piece = rest;
    if (rest.n == 0) {
        parser->token = END;
        parser->at = text.n;
        return HM_OK;
    }
    if (rest.p[0] == '"') {
        return quoted(parser, from);
    }
    size_t n = 0;
    while (n < rest.n && is_word_byte(rest.p[n], is_value)) {
        n++;
    }
    if (n > 0) {
        parser->piece = hm_str_sub(rest, 0, n);
        parser->at = from + n;
        parser->token = is_value                                       ? WORD
                        : hm_str_eq_nocase(parser->piece, HM_S("and")) ? AND
                        : hm_str_eq_nocase(parser->piece, HM_S("or"))  ? OR
                        : hm_str_eq_nocase(parser->piece, HM_S("not")) ? NOT
                                                                       : WORD;
        return HM_OK;
    }
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (hm_str_starts(rest, signs[i].text)) {
            parser->token = signs[i].token;
            parser->comparison = signs[i].comparison;
            parser->piece = hm_str_sub(rest, 0, strlen(signs[i].text));
            parser->at = from + parser->piece.n;
            return HM_OK;
        }
    }
    return fail_at(parser, from, 1, "this character means nothing here");
}

/* --- tests --- */

static enum hm_status
new_node(struct parser *parser, enum hm_gate_operator kind, struct hm_gate_node **ret)
{
    if (++parser->n_nodes > HM_GATE_NODES) {
        return fail(parser, "there are more than %d tests and operators", HM_GATE_NODES);
    }
    *ret = hm_arena_new(parser->arena, struct hm_gate_node, 1);
    (*ret)->kind = kind;
    return HM_OK;
}

/* What a name's nearest right word is: of tests, levels, and the words between. */
static enum hm_status
unknown_name(struct parser *parser)
{
    size_t n = 0;
    const struct hm_gate_test *tests = hm_gate_tests(&n);
    const char *words[64] = { "and", "or", "not" };
    size_t n_words = 3;
    char name[32] = "";

    for (size_t i = 0; i < n; i++) {
        words[n_words++] = tests[i].name;
    }
    for (int i = HM_SEV_NONE + 1; i < HM_SEV_COUNT; i++) {
        words[n_words++] = hm_severity_row((enum hm_severity)i)->word;
    }
    for (size_t i = 0; i < parser->piece.n && i < sizeof name - 1; i++) {
        name[i] = hm_ascii_lower(parser->piece.p[i]);
    }
    const char *near = parser->piece.n < sizeof name ? hm_nearest(name, words, n_words) : NULL;
    return fail(parser,
                near == NULL ? "there is no test \"%s\"; see `hullmark help gate`"
                             : "there is no test \"%s\"; did you mean \"%s\"?",
                name, near);
}

static struct hm_str
unquote(struct parser *parser)
{
    struct hm_str inside = hm_str_sub(parser->piece, 1, parser->piece.n - 2);
    char *p = hm_arena_alloc(parser->arena, inside.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < inside.n; i++) {
        i += inside.p[i] == '\\' && i + 1 < inside.n;
        p[n++] = inside.p[i];
    }
    return hm_str_make(p, n);
}

/* "2h", "7d", "1w" in seconds. */
static enum hm_status
read_age(struct parser *parser, struct hm_gate_node *node)
{
    static const struct {
        char unit;
        double seconds;
    } units[] = { { 'h', 3600 }, { 'd', 86400 }, { 'w', 7 * 86400 } };
    struct hm_str text = parser->piece;
    uint64_t number = 0;

    for (size_t i = 0; i < 3 && text.n > 1; i++) {
        if (hm_ascii_lower(text.p[text.n - 1]) == units[i].unit &&
            hm_str_to_u64(hm_str_sub(text, 0, text.n - 1), 100000, &number)) {
            node->number = (double)number * units[i].seconds;
            return HM_OK;
        }
    }
    return fail(parser, "%s takes a number of hours, days or weeks, such as 36h, 7d or 2w",
                node->test->name);
}

static enum hm_status
read_score(struct parser *parser, struct hm_gate_node *node)
{
    struct hm_str text = parser->piece;
    size_t dot = hm_str_find(text, '.');
    struct hm_str decimals = hm_str_from(text, dot + 1);
    uint64_t whole = 0;
    uint64_t tenths = 0;

    if (!hm_str_to_u64(hm_str_sub(text, 0, dot), 10, &whole) ||
        (dot < text.n && (decimals.n != 1 || !hm_str_to_u64(decimals, 9, &tenths)))) {
        return fail(parser, "score takes a number from 0 to 10, such as 7.5");
    }
    node->number = (double)(10 * whole + tenths) / 10;
    return HM_OK;
}

static enum hm_status
check_level(struct parser *parser, struct hm_str word)
{
    const char *words[HM_SEV_COUNT];
    size_t n = 0;
    char text[32] = "";

    for (int i = HM_SEV_NONE + 1; i < HM_SEV_COUNT; i++) {
        words[n++] = hm_severity_row((enum hm_severity)i)->word;
    }
    if (hm_severity_parse(word) != HM_SEV_NONE) {
        return HM_OK;
    }
    for (size_t i = 0; i < word.n && i < sizeof text - 1; i++) {
        text[i] = hm_ascii_lower(word.p[i]);
    }
    const char *near = hm_nearest(text, words, n);
    return fail(parser,
                near == NULL ? "there is no level \"%s\"; there are critical, high, medium, low "
                               "and info"
                             : "there is no level \"%s\"; did you mean \"%s\"?",
                text, near);
}

static enum hm_status
check_word(struct parser *parser, const struct hm_gate_node *node, struct hm_str word)
{
    const char *near = NULL;

    if (word.n == 0) {
        return fail(parser, "%s takes a word, and this is none", node->test->name);
    }
    if (word.n > HM_GATE_WORD) {
        return fail(parser, "a word has more than %d bytes", HM_GATE_WORD);
    }
    if (node->test->kind == HM_GATE_LEVEL) {
        return check_level(parser, word);
    }
    if (node->test->knows != NULL && !node->test->knows(word, &near)) {
        return fail(parser,
                    near == NULL ? "there is no %s \"%.*s\""
                                 : "there is no %s \"%.*s\"; did you mean \"%s\"?",
                    node->test->name, HM_FMT(hm_str_sub(word, 0, 60)), near);
    }
    return HM_OK;
}

/* "a,b" are two words, "\"a,b\"" is one. */
static enum hm_status
read_words(struct parser *parser, struct hm_gate_node *node)
{
    HM_VEC(struct hm_str) words = { 0 };
    struct hm_str rest = parser->piece;
    struct hm_str word;

    if (parser->token == TEXT) {
        hm_vec_add(parser->arena, &words, unquote(parser));
    } else {
        while (hm_str_split(&rest, ',', &word)) {
            hm_vec_add(parser->arena, &words, word);
        }
    }
    for (size_t i = 0; i < words.n; i++) {
        HM_TRY(check_word(parser, node, words.p[i]));
    }
    bool is_ordered = node->comparison != HM_GATE_IS && node->comparison != HM_GATE_IS_NOT;
    if (is_ordered && words.n > 1) {
        return fail(parser, "one word can be compared so, not several");
    }
    node->words = words.p;
    node->n_words = words.n;
    return HM_OK;
}

static enum hm_status
read_value(struct parser *parser, struct hm_gate_node *node)
{
    bool is_text = node->test->kind == HM_GATE_TEXT || node->test->kind == HM_GATE_OPTIONAL;
    bool is_equal = parser->comparison == HM_GATE_IS || parser->comparison == HM_GATE_IS_NOT;

    if (node->test->kind == HM_GATE_FLAG) {
        return fail(parser, "%s is compared with nothing", node->test->name);
    }
    if (is_text && !is_equal) {
        return fail(parser, "%s is compared with : or != only", node->test->name);
    }
    node->comparison = parser->comparison;
    HM_TRY(next(parser, true));
    if (parser->token != WORD && parser->token != TEXT) {
        return fail(parser, "%s needs a value, as in `%s`", node->test->name, node->test->example);
    }
    switch (node->test->kind) {
    case HM_GATE_SCORE:
        HM_TRY(read_score(parser, node));
        break;
    case HM_GATE_AGE:
        HM_TRY(read_age(parser, node));
        break;
    default:
        HM_TRY(read_words(parser, node));
        break;
    }
    return next(parser, false);
}

/* `high` is `severity >= high`. */
static enum hm_status
read_level(struct parser *parser, const struct hm_gate_test *severity, struct hm_gate_node *node)
{
    struct hm_str *word = hm_arena_new(parser->arena, struct hm_str, 1);

    *word = parser->piece;
    node->test = severity;
    node->comparison = HM_GATE_AT_LEAST;
    node->words = word;
    node->n_words = 1;
    return next(parser, false);
}

static enum hm_status
read_test(struct parser *parser, const struct hm_gate_node **ret)
{
    size_t n = 0;
    const struct hm_gate_test *tests = hm_gate_tests(&n);
    struct hm_gate_node *node;

    HM_TRY(new_node(parser, HM_GATE_TEST, &node));
    node->from = (uint32_t)offset_of(parser, parser->piece);
    if (hm_severity_parse(parser->piece) != HM_SEV_NONE) {
        HM_TRY(read_level(parser, &tests[0], node));
        if (parser->token == COMPARISON) {
            return fail(parser, "a level is compared with nothing; write severity in front of it");
        }
    } else {
        for (size_t i = 0; i < n && node->test == NULL; i++) {
            node->test =
                hm_str_eq_nocase(parser->piece, hm_str_c(tests[i].name)) ? &tests[i] : NULL;
        }
        if (node->test == NULL) {
            return unknown_name(parser);
        }
        bool is_bare = node->test->kind == HM_GATE_FLAG || node->test->kind == HM_GATE_OPTIONAL;
        HM_TRY(next(parser, false));
        if (parser->token == COMPARISON) {
            HM_TRY(read_value(parser, node));
        } else if (!is_bare) {
            return fail(parser, "%s needs a value, as in `%s`", node->test->name,
                        node->test->example);
        }
    }
    node->is_about_run = node->test->is_about_run;
    node->to = (uint32_t)parser->end;
    *ret = node;
    return HM_OK;
}

/* --- operators --- */

static enum hm_status read_or(struct parser *parser, const struct hm_gate_node **ret);

static enum hm_status
read_not(struct parser *parser, const struct hm_gate_node **ret)
{
    struct hm_gate_node *node;
    size_t from = offset_of(parser, parser->piece);
    bool is_not = parser->token == NOT;

    if (!is_not && parser->token != OPEN) {
        return parser->token == WORD ? read_test(parser, ret)
                                     : fail(parser, "here should be a test, such as high");
    }
    if (++parser->depth > HM_GATE_DEPTH) {
        return fail(parser, "more than %d parentheses and nots are inside each other",
                    HM_GATE_DEPTH);
    }
    HM_TRY(next(parser, false));
    if (is_not) {
        HM_TRY(new_node(parser, HM_GATE_NOT, &node));
        HM_TRY(read_not(parser, &node->left));
        node->is_about_run = node->left->is_about_run;
        node->from = (uint32_t)from;
        node->to = node->left->to;
        *ret = node;
    } else {
        const struct hm_gate_node *inside;
        HM_TRY(read_or(parser, &inside));
        if (parser->token != CLOSE) {
            return fail(parser, "here should be a \")\", or an \"and\" or \"or\"");
        }
        HM_TRY(next(parser, false));
        *ret = inside;
    }
    parser->depth--;
    return HM_OK;
}

static enum hm_status
read_chain(struct parser *parser, enum hm_gate_operator kind, const struct hm_gate_node **ret)
{
    enum token sign = kind == HM_GATE_AND ? AND : OR;
    const struct hm_gate_node *left;
    size_t from = offset_of(parser, parser->piece);

    HM_TRY(kind == HM_GATE_AND ? read_not(parser, &left) : read_chain(parser, HM_GATE_AND, &left));
    while (parser->token == sign) {
        struct hm_gate_node *node;
        HM_TRY(new_node(parser, kind, &node));
        HM_TRY(next(parser, false));
        HM_TRY(kind == HM_GATE_AND ? read_not(parser, &node->right)
                                   : read_chain(parser, HM_GATE_AND, &node->right));
        node->left = left;
        node->is_about_run = left->is_about_run && node->right->is_about_run;
        node->from = (uint32_t)from;
        node->to = (uint32_t)parser->end;
        left = node;
    }
    *ret = left;
    return HM_OK;
}

static enum hm_status
read_or(struct parser *parser, const struct hm_gate_node **ret)
{
    return read_chain(parser, HM_GATE_OR, ret);
}

/* What stands between the outermost "or", from left to right. */
static void
list_clauses(const struct hm_gate_node *node, struct hm_gate_expression *expression)
{
    while (node->kind == HM_GATE_OR && node->right->kind != HM_GATE_OR) {
        expression->clauses[expression->n_clauses++] = node->right;
        node = node->left;
    }
    if (node->kind == HM_GATE_OR) {
        list_clauses(node->right, expression);
        list_clauses(node->left, expression);
    } else {
        expression->clauses[expression->n_clauses++] = node;
    }
}

static int
by_offset(const void *left, const void *right)
{
    const struct hm_gate_node *const *a = left;
    const struct hm_gate_node *const *b = right;

    return ((*a)->from > (*b)->from) - ((*a)->from < (*b)->from);
}

enum hm_status
hm_gate_parse(struct hm_arena *arena, struct hm_str text, struct hm_gate_expression *ret,
              struct hm_gate_fault *ret_fault, struct hm_err *reterr)
{
    struct hm_gate_expression expression = { .text = hm_arena_str(arena, text) };
    struct parser parser = {
        .arena = arena, .text = expression.text, .fault = ret_fault, .reterr = reterr
    };

    if (text.n > HM_GATE_LENGTH) {
        return fail_at(&parser, 0, 1, "the expression has more than %d bytes", HM_GATE_LENGTH);
    }
    HM_TRY(next(&parser, false));
    if (parser.token == END) {
        return fail_at(&parser, 0, 0, "the expression is empty");
    }
    HM_TRY(read_or(&parser, &expression.root));
    if (parser.token != END) {
        return fail(&parser, parser.token == CLOSE ? "there is no \"(\" to this"
                                                   : "here should be an \"and\" or \"or\"");
    }
    expression.clauses = hm_arena_new(arena, const struct hm_gate_node *, parser.n_nodes + 1);
    list_clauses(expression.root, &expression);
    qsort(expression.clauses, expression.n_clauses, sizeof *expression.clauses, by_offset);
    *ret = expression;
    return HM_OK;
}

void
hm_gate_show_fault(struct hm_str text, const struct hm_gate_fault *fault, struct hm_buf *out)
{
    enum {
        BEFORE = 60, /* bytes that are shown on each side of the fault */
        AFTER = 40,
    };
    size_t from = fault->offset > BEFORE ? fault->offset - BEFORE : 0;
    size_t to = fault->offset + fault->n + AFTER;
    hm_auto_buf struct hm_buf before = { 0 };
    hm_auto_buf struct hm_buf at = { 0 };

    while (from > 0 && from < fault->offset && ((unsigned char)text.p[from] & 0xc0) == 0x80) {
        from++;
    }
    hm_escape_terminal(&before, hm_str_sub(text, from, fault->offset - from));
    hm_escape_terminal(&at, hm_str_sub(text, fault->offset, fault->n < BEFORE ? fault->n : BEFORE));
    hm_buf_printf(out, "  %.*s%.*s", HM_FMT(hm_buf_str(&before)), HM_FMT(hm_buf_str(&at)));
    hm_escape_terminal(out,
                       hm_str_sub(text, fault->offset + (fault->n < BEFORE ? fault->n : BEFORE),
                                  to - fault->offset - fault->n));
    hm_buf_puts(out, "\n  ");
    for (size_t i = 0; i < hm_terminal_width(hm_str_sub(text, from, fault->offset - from)); i++) {
        hm_buf_putc(out, ' ');
    }
    hm_buf_putc(out, '^');
    for (size_t i = 1; i < hm_terminal_width(hm_str_sub(text, fault->offset,
                                                        fault->n < BEFORE ? fault->n : BEFORE));
         i++) {
        hm_buf_putc(out, '~');
    }
    hm_buf_putc(out, '\n');
}
