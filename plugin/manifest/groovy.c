/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/groovy.h"

#include "plugin/base/vec.h"

struct reading {
    struct hm_arena *arena;
    struct hm_str text;
    size_t at;
    uint32_t line;
    uint32_t n_open;
    char open[HM_GROOVY_DEPTH]; /* brackets that are open, '$' for that of "${" */
    bool begins_line;
    bool ends_value;   /* the token before ends a value: a slash behind it divides */
    unsigned n_inside; /* of how many "${" */
    HM_VEC(struct hm_groovy_token) tokens;
    HM_VEC(struct hm_groovy_comment) comments;
};

/* How a string is written. */
struct quotes {
    const char *open;
    const char *close;
    bool has_variables;
    bool is_one_line;
    char escape;
};

static const struct quotes all_quotes[] = {
    { "'''", "'''", false, false, '\\' }, { "\"\"\"", "\"\"\"", true, false, '\\' },
    { "'", "'", false, true, '\\' },      { "\"", "\"", true, true, '\\' },
    { "$/", "/$", true, false, '$' },     { "/", "/", true, false, '\\' },
};

static struct hm_str
rest_of(const struct reading *r)
{
    return hm_str_from(r->text, r->at);
}

static char
peek(const struct reading *r, size_t ahead)
{
    return ahead < r->text.n - r->at ? r->text.p[r->at + ahead] : '\0';
}

static void
skip(struct reading *r, size_t n)
{
    for (; n > 0 && r->at < r->text.n; n--) {
        r->line += r->text.p[r->at++] == '\n';
    }
}

static bool
is_letter(char c)
{
    return hm_is_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* --- space and comments */

static void
add_comment(struct reading *r, size_t from, size_t to, uint32_t line)
{
    struct hm_groovy_comment comment = { .text = hm_str_sub(r->text, from, to - from),
                                         .line = line,
                                         .next = r->tokens.n,
                                         .is_alone = r->begins_line };

    if (r->n_inside == 0) {
        hm_vec_add(r->arena, &r->comments, comment);
    }
}

static enum hm_status
skip_comment(struct reading *r, struct hm_err *reterr)
{
    uint32_t line = r->line;
    size_t from = r->at + 2;

    if (peek(r, 1) == '/' || peek(r, 0) == '#') {
        skip(r, hm_str_find(rest_of(r), '\n'));
        add_comment(r, from, r->at, line);
        return HM_OK;
    }
    skip(r, 2);
    while (r->at < r->text.n && !hm_str_starts(rest_of(r), "*/")) {
        skip(r, 1);
    }
    if (r->at >= r->text.n) {
        return hm_err_set(reterr, HM_E_SYNTAX, "line %u: the comment has no end", line);
    }
    add_comment(r, from, r->at, line);
    skip(r, 2);
    return HM_OK;
}

/* A line's end ends a statement, but not inside of parentheses. */
static void
end_line(struct reading *r)
{
    r->begins_line = true;
    if (r->n_open == 0 || strchr("([", r->open[r->n_open - 1]) == NULL) {
        r->ends_value = false;
    }
}

static enum hm_status
skip_blank(struct reading *r, struct hm_err *reterr)
{
    for (; r->at < r->text.n;) {
        char c = peek(r, 0);
        if (c == '\n') {
            end_line(r);
            skip(r, 1);
        } else if (c == '\\' && peek(r, 1) == '\n') {
            skip(r, 2);
        } else if (hm_is_space(c)) {
            skip(r, 1);
        } else if ((c == '/' && (peek(r, 1) == '/' || peek(r, 1) == '*')) ||
                   (r->at == 0 && hm_str_starts(r->text, "#!"))) {
            HM_TRY(skip_comment(r, reterr));
        } else {
            break;
        }
    }
    return HM_OK;
}

/* --- strings */

static enum hm_status next(struct reading *r, unsigned depth, struct hm_groovy_token *ret,
                           struct hm_err *reterr);

/* "${…}", in which there may be strings again. */
static enum hm_status
skip_expression(struct reading *r, unsigned depth, struct hm_err *reterr)
{
    uint32_t n_open = r->n_open;
    uint32_t line = r->line;

    if (r->n_open == HM_GROOVY_DEPTH) {
        return hm_err_set(reterr, HM_E_LIMIT, "line %u: brackets are nested too deep", line);
    }
    r->open[r->n_open++] = '{';
    r->ends_value = false;
    r->n_inside++;
    skip(r, 2);
    while (r->n_open > n_open) {
        struct hm_groovy_token token;
        HM_TRY(skip_blank(r, reterr));
        if (r->at >= r->text.n) {
            return hm_err_set(reterr, HM_E_SYNTAX, "line %u: \"${\" has no end", line);
        }
        HM_TRY(next(r, depth + 1, &token, reterr));
    }
    r->n_inside--;
    return HM_OK;
}

/* The one byte of an escape tells nothing of a slash in slashy strings but "\/". */
static bool
is_escape(const struct reading *r, const struct quotes *quotes)
{
    char c = peek(r, 0);
    char after = peek(r, 1);

    if (quotes->escape == '$') {
        return c == '$' && (after == '$' || (after == '/' && peek(r, 2) != '$'));
    }
    return c == '\\' && (quotes->open[0] != '/' || after == '/');
}

static enum hm_status
read_string(struct reading *r, const struct quotes *quotes, unsigned depth,
            struct hm_groovy_token *token, struct hm_err *reterr)
{
    size_t begin = r->at + strlen(quotes->open);

    if (depth > HM_GROOVY_DEPTH) {
        return hm_err_set(reterr, HM_E_LIMIT, "line %u: strings are nested too deep", r->line);
    }
    token->kind = HM_GROOVY_STRING;
    skip(r, strlen(quotes->open));
    while (!hm_str_starts(rest_of(r), quotes->close)) {
        if (r->at >= r->text.n || (quotes->is_one_line && peek(r, 0) == '\n')) {
            return hm_err_set(reterr, HM_E_SYNTAX, "line %u: the string has no end", token->line);
        }
        if (is_escape(r, quotes)) {
            token->has_escape = true;
            skip(r, 2);
        } else if (quotes->has_variables && hm_str_starts(rest_of(r), "${")) {
            token->has_variable = true;
            HM_TRY(skip_expression(r, depth, reterr));
        } else {
            token->has_variable |=
                quotes->has_variables && peek(r, 0) == '$' && is_letter(peek(r, 1));
            skip(r, 1);
        }
    }
    token->text = hm_str_sub(r->text, begin, r->at - begin);
    skip(r, strlen(quotes->close));
    r->ends_value = true;
    return HM_OK;
}

static const struct quotes *
find_quotes(const struct reading *r)
{
    for (size_t i = 0; i < sizeof all_quotes / sizeof all_quotes[0]; i++) {
        bool is_slashy = strchr("/$", all_quotes[i].open[0]) != NULL;
        if (hm_str_starts(rest_of(r), all_quotes[i].open) && !(is_slashy && r->ends_value)) {
            return &all_quotes[i];
        }
    }
    return NULL;
}

/* --- the rest */

static enum hm_status
read_mark(struct reading *r, struct hm_groovy_token *token, struct hm_err *reterr)
{
    char c = peek(r, 0);

    token->kind = HM_GROOVY_MARK;
    token->text = hm_str_sub(r->text, r->at, 1);
    if (strchr("([{", c) != NULL) {
        if (r->n_open == HM_GROOVY_DEPTH) {
            return hm_err_set(reterr, HM_E_LIMIT, "line %u: brackets are nested too deep", r->line);
        }
        r->open[r->n_open++] = c;
    } else if (strchr(")]}", c) != NULL) {
        char open = c == ')' ? '(' : c == ']' ? '[' : '{';
        if (r->n_open == 0 || r->open[r->n_open - 1] != open) {
            return hm_err_set(reterr, HM_E_SYNTAX, "line %u: '%c' closes nothing", r->line, c);
        }
        r->n_open--;
    }
    r->ends_value = c == ')' || c == ']' || c == '}' ||
                    ((c == '+' || c == '-') && r->at > 0 && r->text.p[r->at - 1] == c);
    skip(r, 1);
    return HM_OK;
}

static void
read_word(struct reading *r, struct hm_groovy_token *token)
{
    size_t begin = r->at;

    while (is_letter(peek(r, 0)) || hm_is_digit(peek(r, 0)) ||
           (peek(r, 0) == '$' && r->at > begin)) {
        skip(r, 1);
    }
    token->kind = HM_GROOVY_WORD;
    token->text = hm_str_sub(r->text, begin, r->at - begin);
    r->ends_value = true;
}

/* There is one: no blank stands before it. */
static enum hm_status
next(struct reading *r, unsigned depth, struct hm_groovy_token *ret, struct hm_err *reterr)
{
    const struct quotes *quotes = find_quotes(r);
    enum hm_status status = HM_OK;

    *ret = (struct hm_groovy_token){
        .off = (uint32_t)r->at,
        .line = r->line,
        .begins_line = r->begins_line,
    };
    r->begins_line = false;
    if (quotes != NULL) {
        status = read_string(r, quotes, depth, ret, reterr);
    } else if (is_letter(peek(r, 0)) || hm_is_digit(peek(r, 0))) {
        read_word(r, ret);
    } else {
        status = read_mark(r, ret, reterr);
    }
    ret->len = (uint32_t)r->at - ret->off;
    return status;
}

enum hm_status
hm_groovy_read(struct hm_arena *arena, struct hm_str text, struct hm_groovy *ret,
               struct hm_err *reterr)
{
    struct reading r = { .arena = arena, .text = text, .line = 1, .begins_line = true };

    if (text.n > HM_GROOVY_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "line 1: the file has more than %zu bytes",
                          HM_GROOVY_LIMIT);
    }
    if (hm_str_find(text, '\0') < text.n) {
        return hm_err_set(reterr, HM_E_SYNTAX, "line 1: the file is not text");
    }
    HM_TRY(skip_blank(&r, reterr));
    while (r.at < text.n) {
        struct hm_groovy_token token;
        HM_TRY(next(&r, 0, &token, reterr));
        hm_vec_add(arena, &r.tokens, token);
        HM_TRY(skip_blank(&r, reterr));
    }
    if (r.n_open > 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "line %u: a '%c' is not closed", r.line,
                          r.open[r.n_open - 1]);
    }
    *ret = (struct hm_groovy){ r.tokens.p, r.tokens.n, r.comments.p, r.comments.n };
    return HM_OK;
}

bool
hm_groovy_is_mark(const struct hm_groovy_token *token, char mark)
{
    return token != NULL && token->kind == HM_GROOVY_MARK && token->text.p[0] == mark;
}

bool
hm_groovy_is_word(const struct hm_groovy_token *token, const char *word)
{
    return token != NULL && token->kind == HM_GROOVY_WORD && hm_str_eq(token->text, word);
}
