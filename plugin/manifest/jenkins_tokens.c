/* SPDX-License-Identifier: Apache-2.0 */
/* The tokens of a Jenkinsfile: brackets, statements, calls, variables and functions. */
#include "plugin/manifest/jenkins.h"

struct hm_span
hm_jenkins_span(const struct hm_jenkins *j, const struct hm_groovy_token *token)
{
    return (struct hm_span){ .off = j->source->base + token->off, .len = token->len };
}

struct hm_span
hm_jenkins_range_span(const struct hm_jenkins *j, struct hm_jenkins_range range)
{
    if (range.to <= range.from || range.to > j->n) {
        return (struct hm_span){ .off = j->source->base };
    }
    return hm_span_join(hm_jenkins_span(j, &j->tokens[range.from]),
                        hm_jenkins_span(j, &j->tokens[range.to - 1]));
}

static bool
is_word(const struct hm_groovy_token *token)
{
    return token != NULL && token->kind == HM_GROOVY_WORD;
}

static bool
is_open(const struct hm_groovy_token *token)
{
    return token != NULL && token->kind == HM_GROOVY_MARK &&
           strchr("([{", token->text.p[0]) != NULL;
}

static bool
is_close(const struct hm_groovy_token *token)
{
    return token != NULL && token->kind == HM_GROOVY_MARK &&
           strchr(")]}", token->text.p[0]) != NULL;
}

/* --- statements and calls --- */

/* A line goes on behind an operator or a comma, and where the next begins with a dot. */
static bool
goes_on(const struct hm_jenkins *j, size_t i)
{
    const struct hm_groovy_token *before = &j->tokens[i - 1];
    const struct hm_groovy_token *token = &j->tokens[i];

    return (before->kind == HM_GROOVY_MARK && strchr(",+:=?&|.", before->text.p[0]) != NULL) ||
           (token->kind == HM_GROOVY_MARK && strchr(".+?:&|", token->text.p[0]) != NULL);
}

size_t
hm_jenkins_statement_end(const struct hm_jenkins *j, size_t from, size_t to)
{
    size_t i = from;

    while (i < to) {
        const struct hm_groovy_token *token = &j->tokens[i];
        if (is_close(token) || hm_groovy_is_mark(token, ';') || hm_groovy_is_mark(token, '{') ||
            (i > from && token->begins_line && !goes_on(j, i))) {
            return i;
        }
        i = is_open(token) ? j->match[i] + 1 : i + 1;
    }
    return to;
}

/* The arguments between commas, brackets in them left alone. */
static void
split(const struct hm_jenkins *j, struct hm_jenkins_range inside, struct hm_jenkins_call *call)
{
    size_t begin = inside.from;

    for (size_t i = inside.from; i <= inside.to && call->n_args < HM_JENKINS_ARGS;) {
        if (i < inside.to && !hm_groovy_is_mark(&j->tokens[i], ',')) {
            i = is_open(&j->tokens[i]) && j->match[i] < inside.to ? j->match[i] + 1 : i + 1;
            continue;
        }
        if (i > begin) {
            struct hm_jenkins_arg *arg = &call->args[call->n_args++];
            bool is_named = i - begin > 2 && hm_groovy_is_mark(&j->tokens[begin + 1], ':') &&
                            j->tokens[begin].kind != HM_GROOVY_MARK;
            arg->name = is_named ? j->tokens[begin].text : HM_S("");
            arg->value = (struct hm_jenkins_range){ begin + (is_named ? 2 : 0), i };
        }
        begin = ++i;
    }
}

void
hm_jenkins_call(const struct hm_jenkins *j, size_t from, size_t to,
                struct hm_jenkins_call *ret_call)
{
    struct hm_jenkins_range inside = { from, from };
    size_t i = from;

    ret_call->n_args = 0;
    ret_call->has_block = false;
    ret_call->block = (struct hm_jenkins_range){ 0 };
    if (i < to && hm_groovy_is_mark(&j->tokens[i], '(')) {
        inside = (struct hm_jenkins_range){ i + 1, j->match[i] };
        i = j->match[i] + 1;
    } else if (i < to && !j->tokens[i].begins_line) {
        inside.to = hm_jenkins_statement_end(j, i, to);
        i = inside.to;
    }
    /* A map in brackets is the same as named arguments. */
    if (inside.to > inside.from + 2 && hm_groovy_is_mark(&j->tokens[inside.from], '[') &&
        j->match[inside.from] + 1 == inside.to &&
        hm_groovy_is_mark(&j->tokens[inside.from + 2], ':')) {
        inside = (struct hm_jenkins_range){ inside.from + 1, inside.to - 1 };
    }
    split(j, inside, ret_call);
    ret_call->inside = inside;
    if (i < to && hm_groovy_is_mark(&j->tokens[i], '{')) {
        ret_call->has_block = true;
        ret_call->block = (struct hm_jenkins_range){ i + 1, j->match[i] };
        i = j->match[i] + 1;
    }
    ret_call->end = i;
}

const struct hm_jenkins_arg *
hm_jenkins_arg(const struct hm_jenkins_call *call, const char *name)
{
    for (uint32_t i = 0; i < call->n_args; i++) {
        if (call->args[i].name.n > 0 && hm_str_eq(call->args[i].name, name)) {
            return &call->args[i];
        }
    }
    return NULL;
}

const struct hm_jenkins_arg *
hm_jenkins_first(const struct hm_jenkins_call *call, const char *name)
{
    const struct hm_jenkins_arg *named = hm_jenkins_arg(call, name);

    for (uint32_t i = 0; named == NULL && i < call->n_args; i++) {
        named = call->args[i].name.n == 0 ? &call->args[i] : NULL;
    }
    return named;
}

/* --- what the file defines --- */

static void
match_brackets(struct hm_jenkins *j)
{
    size_t open[HM_GROOVY_DEPTH + 1];
    size_t n = 0;

    j->match = hm_arena_new(j->arena, size_t, j->n + 1);
    for (size_t i = 0; i < j->n; i++) {
        j->match[i] = i;
        if (is_open(&j->tokens[i]) && n < HM_GROOVY_DEPTH) {
            open[n++] = i;
        } else if (is_close(&j->tokens[i]) && n > 0) {
            j->match[open[--n]] = i;
        }
    }
}

static void
add_variable(struct hm_jenkins *j, struct hm_str name, struct hm_jenkins_range value)
{
    struct hm_jenkins_variable variable = { .name = name, .value = value };

    if (j->variables.n < HM_JENKINS_VARIABLES) {
        hm_vec_add(j->arena, &j->variables, variable);
    }
}

static int
compare_variables(const void *a, const void *b)
{
    return hm_str_compare(((const struct hm_jenkins_variable *)a)->name,
                          ((const struct hm_jenkins_variable *)b)->name);
}

/* `NAME = value`, and whatever else gives a variable another value. */
static void
scan_variable(struct hm_jenkins *j, size_t i)
{
    static const struct hm_jenkins_range unknown = { 0 };
    const struct hm_groovy_token *next = hm_jenkins_at(j, i + 1);
    const struct hm_groovy_token *after = hm_jenkins_at(j, i + 2);
    bool is_member = i > 0 && hm_groovy_is_mark(&j->tokens[i - 1], '.') &&
                     !(i > 1 && hm_groovy_is_word(&j->tokens[i - 2], "env"));

    if (!is_word(&j->tokens[i]) || is_member || next == NULL) {
        return;
    }
    if (hm_groovy_is_mark(next, '=') && !hm_groovy_is_mark(after, '=') &&
        !hm_groovy_is_mark(after, '~')) {
        size_t end = hm_jenkins_statement_end(j, i + 2, j->n);
        bool is_whole = end == j->n || !hm_groovy_is_mark(&j->tokens[end], '{');
        add_variable(j, j->tokens[i].text,
                     is_whole ? (struct hm_jenkins_range){ i + 2, end } : unknown);
    } else if ((next->kind == HM_GROOVY_MARK && strchr("+-*/", next->text.p[0]) != NULL &&
                hm_groovy_is_mark(after, '=')) ||
               (hm_groovy_is_mark(next, '-') && hm_groovy_is_mark(after, '>')) ||
               (hm_groovy_is_mark(next, '+') && hm_groovy_is_mark(after, '+')) ||
               hm_groovy_is_word(next, "in")) {
        add_variable(j, j->tokens[i].text, unknown);
    }
}

/* `def name(…) {`, `void name(…) {`. */
static void
scan_function(struct hm_jenkins *j, size_t i)
{
    static const char *const words[] = { "return", "new", "else", "throw", "in", "assert", NULL };

    if (!is_word(&j->tokens[i]) || !is_word(hm_jenkins_at(j, i + 1)) ||
        !hm_groovy_is_mark(hm_jenkins_at(j, i + 2), '(') || j->tokens[i + 1].begins_line ||
        hm_str_in(j->tokens[i].text, words)) {
        return;
    }
    size_t body = j->match[i + 2] + 1;
    if (hm_groovy_is_mark(hm_jenkins_at(j, body), '{')) {
        struct hm_jenkins_function function = { .name = j->tokens[i + 1].text,
                                                .token = &j->tokens[i + 1],
                                                .body = { body + 1, j->match[body] },
                                                .end = j->match[body] + 1 };
        bool is_def = hm_groovy_is_word(&j->tokens[i], "def") || j->tokens[i].begins_line;
        /* `stage name(…) {` and its like are calls. */
        if (is_def && !hm_groovy_is_word(&j->tokens[i], "stage") &&
            j->functions.n < HM_JENKINS_FUNCTIONS) {
            hm_vec_add(j->arena, &j->functions, function);
        }
    }
}

static bool
is_same(const struct hm_jenkins *j, struct hm_jenkins_range a, struct hm_jenkins_range b)
{
    return a.to == a.from + 1 && b.to == b.from + 1 &&
           j->tokens[a.from].kind == j->tokens[b.from].kind &&
           hm_str_is(j->tokens[a.from].text, j->tokens[b.from].text);
}

void
hm_jenkins_scan(struct hm_jenkins *j)
{
    size_t n = 0;

    match_brackets(j);
    for (size_t i = 0; i < j->n; i++) {
        if (hm_groovy_is_word(&j->tokens[i], "environment") &&
            hm_groovy_is_mark(hm_jenkins_at(j, i + 1), '{')) {
            i = j->match[i + 1];
            continue;
        }
        scan_variable(j, i);
        scan_function(j, i);
    }
    hm_vec_sort(&j->variables, compare_variables);
    for (size_t i = 0; i < j->variables.n; i++) {
        struct hm_jenkins_variable *last = n == 0 ? NULL : &j->variables.p[n - 1];
        if (last == NULL || !hm_str_is(last->name, j->variables.p[i].name)) {
            j->variables.p[n++] = j->variables.p[i];
        } else if (!is_same(j, last->value, j->variables.p[i].value)) {
            last->value = (struct hm_jenkins_range){ 0 };
        }
    }
    j->variables.n = n;
}

const struct hm_jenkins_variable *
hm_jenkins_variable(const struct hm_jenkins *j, struct hm_str name)
{
    const struct hm_jenkins_variable key = { .name = name };

    return j->variables.n == 0 ? NULL
                               : bsearch(&key, j->variables.p, j->variables.n,
                                         sizeof *j->variables.p, compare_variables);
}
