/* SPDX-License-Identifier: Apache-2.0 */
/* The statements of a Jenkinsfile, one after the other, whatever blocks they stand in. */
#include "plugin/base/path.h"
#include "plugin/manifest/jenkins.h"

/* --- blocks that change what their steps mean --- */

static struct hm_scalar
word_at(const struct hm_jenkins *j, size_t at, const char *text, bool is_known)
{
    struct hm_span span = hm_jenkins_span(j, &j->tokens[at]);

    return (struct hm_scalar){
        .text = hm_str_c(text), .span = span, .value = span, .is_set = true, .is_known = is_known
    };
}

/* catchError goes on, but the build has failed unless it says otherwise. */
static void
catch_error(struct hm_jenkins *j, size_t at, const struct hm_jenkins_call *call,
            struct hm_jenkins_place *place)
{
    struct hm_scalar result = hm_jenkins_given(j, place, hm_jenkins_arg(call, "buildResult"));
    bool is_failure = !result.is_set || !result.is_known || hm_str_eq(result.text, "FAILURE") ||
                      hm_str_eq(result.text, "ABORTED");
    bool is_warning = hm_groovy_is_word(&j->tokens[at], "warnError");

    place->ignores = word_at(j, at, "true", is_warning || !is_failure);
}

/* dir('web') { … }: below the folder of the dir around it. */
static void
enter_folder(struct hm_jenkins *j, const struct hm_jenkins_call *call,
             struct hm_jenkins_place *place)
{
    struct hm_scalar to = hm_jenkins_given(j, place, hm_jenkins_first(call, "path"));
    bool is_known = to.is_set && to.is_known && to.text.n <= HM_PATH_LIMIT;

    if (!is_known) {
        to.is_set = true;
        to.is_known = false;
        to.text = HM_S("${?}");
    } else if (place->folder.is_set && !hm_str_starts(to.text, "/")) {
        to.text = hm_path_join(j->arena, place->folder.text, to.text);
    }
    place->folder = to;
}

/* Whether what catches an error passes it on, or makes the build fail otherwise. */
static enum hm_trit
is_swallowed(const struct hm_jenkins *j, size_t block_end, size_t to)
{
    size_t i = block_end;
    enum hm_trit swallowed = HM_NO;

    while (i + 2 < to && hm_groovy_is_word(&j->tokens[i], "catch") &&
           hm_groovy_is_mark(&j->tokens[i + 1], '(')) {
        size_t body = j->match[i + 1] + 1;
        if (body >= to || !hm_groovy_is_mark(&j->tokens[body], '{')) {
            return HM_UNKNOWN;
        }
        swallowed = HM_YES;
        for (size_t k = body + 1; k < j->match[body]; k++) {
            const struct hm_groovy_token *token = &j->tokens[k];
            if (hm_groovy_is_word(token, "throw") || hm_groovy_is_word(token, "error") ||
                hm_groovy_is_word(token, "exit")) {
                return HM_NO;
            }
            if (hm_groovy_is_word(token, "result") || hm_groovy_is_word(token, "FAILURE") ||
                hm_str_eq(token->text, "FAILURE") || hm_groovy_is_word(token, "failed")) {
                swallowed = HM_UNKNOWN;
            }
        }
        i = j->match[body] + 1;
    }
    return swallowed;
}

static size_t
walk_try(struct hm_jenkins *j, size_t at, size_t to, const struct hm_jenkins_place *place)
{
    struct hm_jenkins_place own = *place;
    size_t end = j->match[at + 1];
    enum hm_trit swallowed = is_swallowed(j, end + 1, to);

    if (swallowed != HM_NO) {
        own.ignores = word_at(j, at, "true", swallowed == HM_YES);
    }
    hm_jenkins_walk(j, (struct hm_jenkins_range){ at + 2, end }, &own);
    return end + 1;
}

static size_t
walk_post(struct hm_jenkins *j, size_t at, const struct hm_jenkins_place *place)
{
    size_t end = j->match[at + 1];
    struct hm_jenkins_job **after_all = hm_jenkins_loose_job(j);

    for (size_t i = at + 2; i + 1 < end;) {
        struct hm_jenkins_place own = *place;
        own.loose = after_all;
        if (j->tokens[i].kind != HM_GROOVY_WORD || !hm_groovy_is_mark(&j->tokens[i + 1], '{')) {
            i++;
            continue;
        }
        struct hm_str when = j->tokens[i].text;
        hm_jenkins_need_job(j, &own, at, HM_S("Declarative: Post Actions"));
        own.condition = word_at(j, i, hm_arena_c(j->arena, when), true);
        own.runs_always = !hm_str_eq(when, "success") && !hm_str_eq(when, "fixed");
        hm_jenkins_walk(j, (struct hm_jenkins_range){ i + 2, j->match[i + 1] }, &own);
        i = j->match[i + 1] + 1;
    }
    return end + 1;
}

/* --- files of others --- */

static void
include(struct hm_jenkins *j, const struct hm_jenkins_place *place, struct hm_jenkins_range range)
{
    for (size_t i = range.from; i < range.to && j->includes.n < HM_JENKINS_VARIABLES; i++) {
        if (j->tokens[i].kind == HM_GROOVY_STRING) {
            hm_vec_add(j->arena, &j->includes,
                       hm_jenkins_value(j, place, (struct hm_jenkins_range){ i, i + 1 }));
        }
    }
}

/* --- statements --- */

/* Words that are no steps: what stands in their brackets is walked all the same. */
static bool
is_keyword(struct hm_str word)
{
    static const char *const words[] = {
        "if",      "else",      "for",      "while",     "do",           "switch",  "case",
        "default", "return",    "throw",    "new",       "in",           "as",      "instanceof",
        "assert",  "break",     "continue", "final",     "static",       "void",    "def",
        "var",     "String",    "int",      "Integer",   "boolean",      "Boolean", "long",
        "double",  "float",     "Map",      "List",      "Object",       "Closure", "class",
        "enum",    "interface", "package",  "finally",   "try",          "catch",   "null",
        "true",    "false",     "this",     "super",     "env",          "params",  "currentBuild",
        "scm",     "private",   "public",   "protected", "synchronized", "System",  "Math",
        "steps",   "stages",    "script",   "always",    "matrix",       "and",     "or",
        NULL,
    };

    return hm_str_in(word, words);
}

static const char *const SECTIONS[] = { "environment", "agent",    "when",  "options",
                                        "parameters",  "triggers", "tools", "input",
                                        "axes",        "excludes", NULL };

/* A section that was read before, or a word like it that is none. */
static size_t
skip_section(const struct hm_jenkins *j, size_t at, size_t to)
{
    struct hm_jenkins_call call;

    hm_jenkins_call(j, at + 1, to, &call);
    return call.end > at ? call.end : at + 1;
}

static struct hm_jenkins_function *
function_of(struct hm_jenkins *j, struct hm_str name)
{
    for (size_t i = 0; i < j->functions.n; i++) {
        if (hm_str_is(j->functions.p[i].name, name)) {
            return &j->functions.p[i];
        }
    }
    return NULL;
}

/* A call that stands where a statement does, or whose value is given to something. */
static bool
is_call(const struct hm_jenkins *j, size_t at, size_t to)
{
    const struct hm_groovy_token *token = &j->tokens[at];
    const struct hm_groovy_token *next = at + 1 < to ? &j->tokens[at + 1] : NULL;
    const struct hm_groovy_token *before = at == 0 ? NULL : &j->tokens[at - 1];

    if (next == NULL || (before != NULL && before->kind == HM_GROOVY_WORD && !token->begins_line &&
                         !is_keyword(before->text))) {
        return false;
    }
    if (hm_groovy_is_mark(next, '(')) {
        return before == NULL || !hm_groovy_is_word(before, "new");
    }
    bool begins = before == NULL || token->begins_line || hm_groovy_is_mark(before, '{') ||
                  hm_groovy_is_mark(before, ';') || hm_groovy_is_mark(before, '}') ||
                  hm_groovy_is_mark(before, '=') || hm_groovy_is_mark(before, '>');
    return begins && !next->begins_line &&
           (next->kind == HM_GROOVY_STRING || hm_groovy_is_mark(next, '{') ||
            (hm_groovy_is_mark(next, '[') && next->off > token->off + token->len) ||
            (next->kind == HM_GROOVY_WORD && !hm_str_eq(next->text, "in") &&
             !hm_str_eq(next->text, "instanceof") && !hm_str_eq(next->text, "as") &&
             !hm_groovy_is_mark(hm_jenkins_at(j, at + 2), '=')));
}

/* `name.method`: how many tokens the name of a call has. */
static size_t
dotted(const struct hm_jenkins *j, size_t at, size_t to)
{
    size_t end = at + 1;

    while (end + 1 < to && hm_groovy_is_mark(&j->tokens[end], '.') &&
           j->tokens[end + 1].kind == HM_GROOVY_WORD) {
        end += 2;
    }
    return end;
}

/* Methods of Groovy's own objects, which are no steps whatever they are called on. */
static const char *const METHODS[] = {
    "add",
    "addAll",
    "any",
    "append",
    "call",
    "collect",
    "collectEntries",
    "contains",
    "containsKey",
    "each",
    "eachWithIndex",
    "endsWith",
    "equals",
    "every",
    "find",
    "findAll",
    "first",
    "format",
    "get",
    "getAt",
    "getText",
    "isEmpty",
    "join",
    "last",
    "matches",
    "plus",
    "put",
    "putAll",
    "remove",
    "replace",
    "replaceAll",
    "resolveStrategy",
    "run",
    "size",
    "sort",
    "split",
    "startsWith",
    "substring",
    "take",
    "times",
    "toInteger",
    "toLowerCase",
    "toString",
    "toUpperCase",
    "tokenize",
    "trim",
    "unique",
    "values",
    NULL,
};

static size_t
walk_call(struct hm_jenkins *j, size_t at, size_t to, const struct hm_jenkins_place *place)
{
    struct hm_jenkins_place own = *place;
    struct hm_jenkins_scope *scope = hm_arena_new(j->arena, struct hm_jenkins_scope, 1);
    struct hm_jenkins_call call;
    size_t last = dotted(j, at, to);
    struct hm_span span = hm_jenkins_range_span(j, (struct hm_jenkins_range){ at, last });
    struct hm_str name = hm_source_text(j->source, span);
    struct hm_str method = j->tokens[last - 1].text;
    struct hm_jenkins_function *function = last == at + 1 ? function_of(j, name) : NULL;

    hm_jenkins_call(j, last, to, &call);
    scope->outer = place->step_env;
    if (function != NULL) {
        own.n_calls++;
        /* Deeper ones are read by themselves, where nothing else called them. */
        if (own.n_calls <= HM_JENKINS_CALLS && j->n_steps < HM_JENKINS_STEPS) {
            j->n_steps++;
            function->is_called = true;
            hm_jenkins_need_job(j, &own, at, HM_S("steps"));
            hm_jenkins_walk(j, function->body, &own);
        }
        own.n_calls--;
    } else if (hm_str_eq(name, "node") || hm_str_eq(name, "podTemplate")) {
        if (name.p[0] == 'p') {
            hm_jenkins_agent(j, at, to, &own);
        } else if (call.n_args > 0 && place->job == NULL) {
            struct hm_scalars *labels = hm_arena_new(j->arena, struct hm_scalars, 1);
            struct hm_scalar *label = hm_arena_new(j->arena, struct hm_scalar, 1);
            *label = hm_jenkins_given(j, place, hm_jenkins_first(&call, "label"));
            *labels =
                (struct hm_scalars){ .list = label, .n = 1, .span = label->span, .is_set = true };
            own.runs_on = label->is_set ? labels : own.runs_on;
        }
        own.loose = hm_jenkins_loose_job(j);
    } else if (hm_str_eq(name, "withEnv")) {
        hm_jenkins_with_env(j, place, &call, scope);
        own.step_env = scope;
    } else if (hm_str_eq(name, "catchError") || hm_str_eq(name, "warnError")) {
        catch_error(j, at, &call, &own);
    } else if (hm_str_eq(name, "library") || hm_str_eq(name, "load")) {
        include(j, place, call.inside);
    } else if (hm_str_eq(name, "parallel")) {
        own.is_argument = true;
        hm_jenkins_walk(j, call.inside, &own);
    } else if (place->is_argument || hm_str_in(method, METHODS)) {
        own.is_argument = true;
        hm_jenkins_walk(j, call.inside, &own);
    } else {
        hm_jenkins_need_job(j, &own, at, HM_S("steps"));
        if (hm_str_eq(name, "withCredentials")) {
            hm_jenkins_credentials(j, &call, place, scope);
        }
        hm_jenkins_other(j, &own, at, name, &call);
        if (scope->list.n > 0) {
            own.step_env = scope;
        }
        if (hm_str_eq(name, "dir")) {
            enter_folder(j, &call, &own);
        }
        /* Shells in its arguments: echo(sh(…)). */
        own.is_argument = true;
        hm_jenkins_walk(j, call.inside, &own);
    }
    own.is_argument = false;
    if (call.has_block) {
        hm_jenkins_walk(j, call.block, &own);
    }
    return call.end > at ? call.end : last;
}

static size_t
walk_if(struct hm_jenkins *j, size_t at, const struct hm_jenkins_place *place)
{
    struct hm_jenkins_place own = *place;
    size_t close = j->match[at + 1];
    struct hm_jenkins_range asked = { at + 2, close };

    hm_jenkins_walk(j, asked, place);
    if (!hm_groovy_is_mark(hm_jenkins_at(j, close + 1), '{')) {
        return close + 1;
    }
    if (asked.to > asked.from) {
        struct hm_span span = hm_jenkins_range_span(j, asked);
        own.condition = (struct hm_scalar){
            .text = hm_source_text(j->source, span), .span = span, .value = span, .is_set = true
        };
    }
    hm_jenkins_walk(j, (struct hm_jenkins_range){ close + 2, j->match[close + 1] }, &own);
    return j->match[close + 1] + 1;
}

/* A definition of a function is walked where it is called. */
static const struct hm_jenkins_function *
function_at(const struct hm_jenkins *j, size_t at)
{
    size_t low = 0;
    size_t high = j->functions.n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        size_t there = (size_t)(j->functions.p[middle].token - j->tokens);
        if (there == at) {
            return &j->functions.p[middle];
        }
        low = there < at ? middle + 1 : low;
        high = there < at ? high : middle;
    }
    return NULL;
}

static size_t
walk_word(struct hm_jenkins *j, size_t at, size_t to, const struct hm_jenkins_place *place)
{
    static const char *const shells[] = { "sh", "bat", "powershell", "pwsh", NULL };
    const struct hm_groovy_token *token = &j->tokens[at];
    const struct hm_groovy_token *next = at + 1 < to ? &j->tokens[at + 1] : NULL;
    bool has_block = hm_groovy_is_mark(next, '{');
    bool has_parens = hm_groovy_is_mark(next, '(');
    const struct hm_jenkins_function *function = has_parens ? function_at(j, at) : NULL;
    struct hm_jenkins_place own = *place;

    if (function != NULL) {
        return function->end < to ? function->end : to;
    }
    if (has_block && hm_groovy_is_word(token, "pipeline")) {
        return hm_jenkins_walk_pipeline(j, at, place);
    }
    if (hm_groovy_is_word(token, "stage")) {
        return hm_jenkins_walk_stage(j, at, to, place);
    }
    if (has_block && hm_groovy_is_word(token, "post")) {
        return walk_post(j, at, place);
    }
    if (has_block && hm_groovy_is_word(token, "try")) {
        return walk_try(j, at, to, place);
    }
    if (has_parens && hm_groovy_is_word(token, "if")) {
        return walk_if(j, at, place);
    }
    if ((has_block || hm_groovy_is_word(token, "agent")) && hm_str_in(token->text, SECTIONS) &&
        hm_jenkins_is_section(j, at, hm_arena_c(j->arena, token->text))) {
        return skip_section(j, at, to);
    }
    if ((hm_groovy_is_word(token, "docker") && hm_groovy_is_mark(next, '.')) ||
        hm_jenkins_is_image(j, at)) {
        hm_jenkins_need_job(j, &own, at, HM_S("steps"));
        size_t end = hm_jenkins_docker(j, &own, at, to, hm_jenkins_walk);
        return end > at ? end : at + 1;
    }
    if (hm_str_in(token->text, shells) && is_call(j, at, to)) {
        struct hm_jenkins_call call;
        hm_jenkins_need_job(j, &own, at, HM_S("steps"));
        hm_jenkins_call(j, at + 1, to, &call);
        hm_jenkins_shell(j, &own, at, &call);
        return call.end > at ? call.end : at + 1;
    }
    size_t last = dotted(j, at, to);
    if (is_keyword(token->text) || next == NULL) {
        return is_keyword(token->text) && last > at + 1 ? last : at + 1;
    }
    if (is_call(j, at, to)) {
        return walk_call(j, at, to, place);
    }
    /* Of what is an object the methods are another's steps: infra.publish(…). */
    bool is_statement = hm_jenkins_is_section(j, at, hm_arena_c(j->arena, token->text));
    if (last > at + 1 && last < to && is_statement && hm_jenkins_variable(j, token->text) == NULL &&
        (hm_groovy_is_mark(&j->tokens[last], '(') || hm_groovy_is_mark(&j->tokens[last], '{'))) {
        return walk_call(j, at, to, place);
    }
    return last;
}

void
hm_jenkins_walk(struct hm_jenkins *j, struct hm_jenkins_range range,
                const struct hm_jenkins_place *place)
{
    for (size_t i = range.from; i < range.to && i < j->n;) {
        const struct hm_groovy_token *token = &j->tokens[i];
        size_t end = i + 1;
        if (j->reader->is_full) {
            return;
        }
        if (token->kind == HM_GROOVY_MARK && j->match[i] > i) {
            struct hm_jenkins_place own = *place;
            own.is_argument = place->is_argument && !hm_groovy_is_mark(token, '{');
            hm_jenkins_walk(j, (struct hm_jenkins_range){ i + 1, j->match[i] }, &own);
            end = j->match[i] + 1;
        } else if (hm_groovy_is_mark(token, '@') && i + 2 < range.to &&
                   hm_groovy_is_word(&j->tokens[i + 1], "Library")) {
            include(j, place, (struct hm_jenkins_range){ i + 2, j->match[i + 2] });
            end = j->match[i + 2] + 1;
        } else if (hm_groovy_is_word(token, "import")) {
            end = hm_jenkins_statement_end(j, i, range.to);
        } else if (token->kind == HM_GROOVY_WORD) {
            end = walk_word(j, i, range.to, place);
        }
        i = end > i ? end : i + 1;
    }
}
