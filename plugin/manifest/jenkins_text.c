/* SPDX-License-Identifier: Apache-2.0 */
/* What Groovy's strings come to: escapes undone, variables whose values are known put in. */
#include "plugin/manifest/jenkins.h"

enum {
    EXPANDED_LIMIT = 8192, /* bytes of a variable's value */
    EXPANDED_STEPS = 200,  /* variables in one text, those in their values included */
    NAME_LIMIT = 200,      /* bytes of an expression that is shown */
};

/* --- variables --- */

void
hm_jenkins_define(struct hm_jenkins *j, struct hm_jenkins_scope *scope, struct hm_str name,
                  struct hm_scalar value, struct hm_span span)
{
    struct hm_entry entry = { .name = name, .value = value, .span = span };

    if (scope->list.n < HM_JENKINS_VARIABLES) {
        hm_vec_add(j->arena, &scope->list, entry);
    } else {
        j->reader->is_full = true;
    }
}

struct hm_entries
hm_jenkins_entries(struct hm_jenkins *j, const struct hm_jenkins_scope *scope,
                   const struct hm_jenkins_scope *end)
{
    HM_VEC(struct hm_entry) all = { 0 };

    for (; scope != NULL && scope != end; scope = scope->outer) {
        for (size_t i = scope->list.n; i > 0; i--) {
            hm_vec_add(j->arena, &all, scope->list.p[i - 1]);
        }
    }
    return (struct hm_entries){ .list = all.p,
                                .n = (uint32_t)all.n,
                                .span = all.n == 0 ? (struct hm_span){ 0 } : all.p[0].span };
}

static const struct hm_entry *
find_in(const struct hm_jenkins_scope *scope, struct hm_str name)
{
    for (; scope != NULL; scope = scope->outer) {
        for (size_t i = scope->list.n; i > 0; i--) {
            if (hm_str_is(scope->list.p[i - 1].name, name)) {
                return &scope->list.p[i - 1];
            }
        }
    }
    return NULL;
}

static struct hm_str
name_of(struct hm_str expression)
{
    static const char *const outer[] = { "env.", "params." };

    for (size_t i = 0; i < sizeof outer / sizeof outer[0]; i++) {
        if (hm_str_starts(expression, outer[i])) {
            return hm_str_from(expression, strlen(outer[i]));
        }
    }
    return expression;
}

/* The value of a variable, where the file tells it. */
static bool
value_of(struct hm_jenkins *j, const struct hm_jenkins_place *place, struct hm_str expression,
         struct hm_str *ret_value)
{
    struct hm_str name = name_of(expression);

    if (++j->n_lookups > HM_JENKINS_LOOKUPS) {
        return false;
    }
    const struct hm_entry *entry = find_in(place->step_env, name);
    entry = entry != NULL ? entry : find_in(place->env, name);
    if (entry != NULL) {
        *ret_value = entry->value.text;
        return entry->value.is_set && entry->value.is_known;
    }
    const struct hm_jenkins_variable *variable = hm_jenkins_variable(j, name);
    if (variable == NULL || variable->value.to <= variable->value.from ||
        hm_str_starts(expression, "params.") || ++j->n_expanded > EXPANDED_STEPS) {
        return false;
    }
    struct hm_joined_text text = { .arena = j->arena };
    bool is_known = hm_jenkins_join(j, place, variable->value, &text, NULL);
    *ret_value = hm_str_make(text.text.p, text.text.n);
    return is_known && text.text.n <= EXPANDED_LIMIT;
}

/* --- pieces --- */

/* A text that is being joined. */
struct joining {
    struct hm_jenkins *j;
    const struct hm_jenkins_place *place;
    struct hm_joined_text *to;
    struct hm_jenkins_inserted *inserted;
    bool is_known;
};

/* A shell must see no quotes, blanks or brackets of an expression that it never gets. */
static bool
is_plain(struct hm_str expression)
{
    for (size_t i = 0; i < expression.n; i++) {
        char c = expression.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && c != '_' && c != '.') {
            return false;
        }
    }
    return expression.n > 0 && !hm_is_digit(expression.p[0]);
}

static void
insert(struct joining *joining, struct hm_str expression, struct hm_span span)
{
    struct hm_jenkins *j = joining->j;
    struct hm_str value = HM_S("${...}");
    struct hm_str name = name_of(expression);
    bool is_name = is_plain(name) && hm_str_find(name, '.') == name.n;
    bool is_known = is_name && value_of(j, joining->place, expression, &value);

    if (!is_known && is_name) {
        value = hm_arena_printf(j->arena, "${%.*s}", HM_FMT(name));
    }
    hm_joined_put(joining->to, is_known || is_name ? value : HM_S("${...}"), span);
    joining->is_known = joining->is_known && is_known;
    if (joining->inserted != NULL) {
        struct hm_scalar *put = hm_vec_push(j->arena, &joining->inserted->list);
        *put = (struct hm_scalar){ .text = hm_str_sub(expression, 0, NAME_LIMIT),
                                   .span = span,
                                   .value = span,
                                   .is_set = true,
                                   .is_known = is_known,
                                   .has_variable = true };
    }
}

/* --- strings --- */

struct quotes {
    size_t n;       /* bytes of the opening quotes */
    bool is_slashy; /* "/…/" */
    bool is_dollar; /* "$/…/$" */
};

static struct quotes
quotes_of(const struct hm_jenkins *j, const struct hm_groovy_token *token)
{
    struct hm_str raw = hm_str_sub(j->source->text, token->off, token->len);
    bool is_triple = hm_str_starts(raw, "'''") || hm_str_starts(raw, "\"\"\"");

    return (struct quotes){ .n = (size_t)(token->text.p - raw.p),
                            .is_slashy = !is_triple && hm_str_starts(raw, "/"),
                            .is_dollar = hm_str_starts(raw, "$/") };
}

static size_t
put_rune(char out[static 4], uint32_t rune)
{
    if (rune < 0x80) {
        out[0] = (char)rune;
        return 1;
    }
    if (rune < 0x800) {
        out[0] = (char)(0xc0 | rune >> 6);
        out[1] = (char)(0x80 | (rune & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | rune >> 12);
    out[1] = (char)(0x80 | (rune >> 6 & 0x3f));
    out[2] = (char)(0x80 | (rune & 0x3f));
    return 3;
}

/* An escape at @p at; returns how many bytes it has. */
static size_t
escape(struct joining *joining, struct hm_str text, size_t at, uint32_t original)
{
    static const char letters[] = "ntrbfs";
    static const char meanings[] = "\n\t\r\b\f ";
    char c = at + 1 < text.n ? text.p[at + 1] : '\\';
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    char out[4] = { letter != NULL ? meanings[letter - letters] : c };
    size_t n_out = 1;
    size_t n = 2;

    if (c == '\n' || (c == '\r' && at + 2 < text.n && text.p[at + 2] == '\n')) {
        return c == '\n' ? 2 : 3;
    }
    if (c == 'u' && text.n - at >= 6) {
        uint32_t rune = 0;
        for (size_t i = at + 2; i < at + 6; i++) {
            char digit = hm_ascii_lower(text.p[i]);
            rune = rune * 16 + (uint32_t)(hm_is_digit(digit)             ? digit - '0'
                                          : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                                                                         : 0);
        }
        n_out = put_rune(out, rune);
        n = 6;
    }
    n = n < text.n - at ? n : text.n - at;
    struct hm_str meant = hm_arena_str(joining->j->arena, hm_str_make(out, n_out));
    hm_joined_put(joining->to, meant, (struct hm_span){ .off = original, .len = (uint32_t)n });
    return n;
}

/* How long "${…}" or "$name.name" is; 0 where there is none. */
static size_t
hole_at(struct hm_str text, size_t at, struct hm_str *ret_expression)
{
    size_t i = at + 1;

    if (i < text.n && text.p[i] == '{') {
        unsigned depth = 0;
        for (; i < text.n; i++) {
            depth += text.p[i] == '{';
            depth -= text.p[i] == '}';
            if (depth == 0) {
                *ret_expression = hm_str_trim(hm_str_sub(text, at + 2, i - at - 2));
                return i + 1 - at;
            }
        }
        return 0;
    }
    while (i < text.n &&
           (hm_is_alpha(text.p[i]) || text.p[i] == '_' || (i > at + 1 && hm_is_digit(text.p[i])) ||
            (i > at + 1 && text.p[i] == '.' && i + 1 < text.n &&
             (hm_is_alpha(text.p[i + 1]) || text.p[i + 1] == '_')))) {
        i++;
    }
    *ret_expression = hm_str_sub(text, at + 1, i - at - 1);
    return i > at + 1 ? i - at : 0;
}

static void
join_string(struct joining *joining, const struct hm_groovy_token *token)
{
    struct hm_jenkins *j = joining->j;
    struct quotes quotes = quotes_of(j, token);
    uint32_t base = j->source->base + token->off + (uint32_t)quotes.n;
    struct hm_str text = token->text;
    size_t from = 0;
    size_t at = 0;

    while (at < text.n) {
        char c = text.p[at];
        char after = at + 1 < text.n ? text.p[at + 1] : '\0';
        bool is_escape = quotes.is_dollar   ? c == '$' && (after == '$' || after == '/')
                         : quotes.is_slashy ? c == '\\' && after == '/'
                                            : c == '\\';
        struct hm_str expression = { 0 };
        size_t n =
            c == '$' && token->has_variable && !is_escape ? hole_at(text, at, &expression) : 0;
        if (!is_escape && n == 0) {
            at++;
            continue;
        }
        hm_joined_add(joining->to, hm_str_sub(text, from, at - from), base + (uint32_t)from);
        if (is_escape) {
            at += escape(joining, text, at, base + (uint32_t)at);
        } else {
            insert(joining, expression,
                   (struct hm_span){ .off = base + (uint32_t)at, .len = (uint32_t)n });
            at += n;
        }
        from = at;
    }
    hm_joined_add(joining->to, hm_str_sub(text, from, at - from), base + (uint32_t)from);
}

/* --- sums --- */

/* Methods that leave a text's words alone. */
static size_t
skip_methods(const struct hm_jenkins *j, size_t at, size_t to)
{
    static const char *const same[] = { "trim",     "stripIndent",  "stripMargin",
                                        "toString", "stripLeading", NULL };

    while (at + 2 < to && hm_groovy_is_mark(&j->tokens[at], '.') &&
           j->tokens[at + 1].kind == HM_GROOVY_WORD && hm_str_in(j->tokens[at + 1].text, same) &&
           hm_groovy_is_mark(&j->tokens[at + 2], '(')) {
        at = j->match[at + 2] + 1;
    }
    return at;
}

/* `name`, `env.name`: returns the token behind it. */
static size_t
join_word(struct joining *joining, size_t at, size_t to)
{
    const struct hm_jenkins *j = joining->j;
    size_t end = at + 1;

    while (end + 1 < to && hm_groovy_is_mark(&j->tokens[end], '.') &&
           j->tokens[end + 1].kind == HM_GROOVY_WORD &&
           !hm_groovy_is_mark(hm_jenkins_at(j, end + 2), '(')) {
        end += 2;
    }
    struct hm_span span = hm_jenkins_range_span(j, (struct hm_jenkins_range){ at, end });
    struct hm_str name = hm_source_text(j->source, span);
    bool is_literal = hm_str_eq(name, "true") || hm_str_eq(name, "false") ||
                      (name.n > 0 && hm_is_digit(name.p[0]));
    if (is_literal) {
        hm_joined_add(joining->to, name, span.off);
    } else {
        insert(joining, name, span);
    }
    return end;
}

bool
hm_jenkins_join(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                struct hm_jenkins_range range, struct hm_joined_text *to,
                struct hm_jenkins_inserted *inserted)
{
    struct joining joining = {
        .j = j, .place = place, .to = to, .inserted = inserted, .is_known = true
    };
    size_t start = to->text.n;
    size_t at = range.from;

    while (at < range.to && hm_groovy_is_mark(&j->tokens[at], '(') &&
           j->match[at] + 1 == range.to) {
        range = (struct hm_jenkins_range){ at + 1, range.to - 1 };
        at++;
    }
    while (at < range.to) {
        const struct hm_groovy_token *token = &j->tokens[at];
        size_t begin = at;
        if (to->text.n > HM_SOURCE_LIMIT) {
            return false;
        }
        if (token->kind == HM_GROOVY_STRING) {
            join_string(&joining, token);
            at = skip_methods(j, at + 1, range.to);
        } else if (token->kind == HM_GROOVY_WORD) {
            at = skip_methods(j, join_word(&joining, at, range.to), range.to);
        }
        if (at == range.to) {
            return joining.is_known;
        }
        if (at == begin || !hm_groovy_is_mark(&j->tokens[at], '+')) {
            break;
        }
        at++;
    }
    /* Something else than a sum: what it comes to is not known. */
    to->text.n = start;
    while (to->joins.n > 0 && to->joins.p[to->joins.n - 1].logical >= start) {
        to->joins.n--;
    }
    hm_joined_put(to, HM_S("${...}"), hm_jenkins_range_span(j, range));
    return false;
}

struct hm_scalar
hm_jenkins_value(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                 struct hm_jenkins_range range)
{
    struct hm_joined_text text = { .arena = j->arena };
    struct hm_jenkins_inserted inserted = { 0 };
    struct hm_span span = hm_jenkins_range_span(j, range);

    if (range.to <= range.from) {
        return (struct hm_scalar){ .is_known = true };
    }
    j->n_expanded = 0;
    bool is_known = hm_jenkins_join(j, place, range, &text, &inserted);
    return (struct hm_scalar){ .text = hm_str_make(text.text.p, text.text.n),
                               .span = span,
                               .value = span,
                               .is_set = true,
                               .is_known = is_known,
                               .has_variable = inserted.list.n > 0 || !is_known };
}

struct hm_scalar
hm_jenkins_given(struct hm_jenkins *j, const struct hm_jenkins_place *place,
                 const struct hm_jenkins_arg *arg)
{
    return arg == NULL ? (struct hm_scalar){ .is_known = true }
                       : hm_jenkins_value(j, place, arg->value);
}
