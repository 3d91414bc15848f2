/* SPDX-License-Identifier: Apache-2.0 */
/* What the values of a pipeline come to: inputs, `$[[ inputs.x ]]`, and variables, `$X`. */
#include "plugin/base/auto.h"
#include "plugin/base/buf.h"
#include "plugin/manifest/gitlab.h"

enum {
    EXPANDED_LIMIT = 8192, /* bytes of a value with variables */
    EXPANDED_DEPTH = 10,   /* variables in variables */
    EXPANDED_STEPS = 200,  /* of one value */
    EXPANDED_ALL = 200000, /* of a pipeline */
    LIST_DEPTH = 10,       /* lists in lists */
};

/* --- inputs --- */

/* An input in a text: what is between "$[[" and "]]". */
struct hole {
    size_t begin;
    size_t end;
    struct hm_str inside; /* "inputs.x | f" */
};

static bool
next_hole(struct hm_str text, size_t from, struct hole *ret)
{
    for (size_t at = from; at + 3 <= text.n; at++) {
        at += hm_str_find(hm_str_from(text, at), '$');
        if (!hm_str_starts(hm_str_from(text, at), "$[[")) {
            continue;
        }
        for (size_t end = at + 3; end + 1 < text.n && text.p[end] != '\n'; end++) {
            if (text.p[end] == ']' && text.p[end + 1] == ']') {
                *ret =
                    (struct hole){ .begin = at,
                                   .end = end + 2,
                                   .inside = hm_str_trim(hm_str_sub(text, at + 3, end - at - 3)) };
                return true;
            }
        }
        return false;
    }
    return false;
}

/* The value of an input, or NULL: it is not given, or a function changes it. */
static const struct hm_dotenv_value *
input_of(const struct hm_manifest_file *file, struct hm_str inside)
{
    size_t bar = hm_str_find(inside, '|');
    struct hm_str name = hm_str_trim(hm_str_sub(inside, 0, bar));
    struct hm_str function = hm_str_trim(hm_str_from(inside, bar + 1));

    if (!hm_str_starts(name, "inputs.") ||
        (function.n > 0 && !hm_str_eq(function, "expand_vars"))) {
        return NULL;
    }
    const struct hm_dotenv_value *found = hm_dotenv_find(file->env, hm_str_from(name, 7));
    return found != NULL && found->is_known ? found : NULL;
}

struct hm_str
hm_gitlab_inputs(struct hm_gitlab *lab, const struct hm_ynode *node, bool *is_known)
{
    hm_auto_buf struct hm_buf out = { .limit = HM_SOURCE_LIMIT };
    struct hole hole;
    size_t at = 0;

    if (!hm_str_has(node->text, "$[[")) {
        return node->text;
    }
    while (next_hole(node->text, at, &hole)) {
        const struct hm_dotenv_value *value = input_of(node->file, hole.inside);
        hm_buf_add(&out, hm_str_sub(node->text, at, hole.begin - at));
        if (value != NULL) {
            hm_buf_add(&out, value->value);
        } else {
            hm_buf_add(&out, hm_str_sub(node->text, hole.begin, hole.end - hole.begin));
            *is_known = false;
        }
        at = hole.end;
    }
    hm_buf_add(&out, hm_str_from(node->text, at));
    return hm_arena_str(lab->arena, hm_buf_str(&out));
}

void
hm_gitlab_join(struct hm_gitlab *lab, struct hm_joined_text *to, const struct hm_ynode *node,
               struct hm_gitlab_inserted *inserted)
{
    struct hm_joined_text own = { .arena = lab->arena };
    struct hole hole;
    size_t at = 0;

    if (!hm_str_has(node->text, "$[[")) {
        hm_joined_add_yaml(to, &node->file->source, node->value, node->text);
        return;
    }
    hm_joined_add_yaml(&own, &node->file->source, node->value, node->text);
    while (next_hole(node->text, at, &hole)) {
        const struct hm_dotenv_value *value = input_of(node->file, hole.inside);
        uint32_t from = hm_joined_original(&own, hole.begin);
        uint32_t last = hm_joined_original(&own, hole.end - 1);
        struct hm_span place = { .off = from, .len = last >= from ? last - from + 1 : 0 };
        hm_joined_copy(to, &own, at, value != NULL ? hole.begin : hole.end);
        if (value != NULL) {
            hm_joined_put(to, value->value, place);
        }
        struct hm_scalar *put = hm_vec_push(lab->arena, &inserted->list);
        *put = (struct hm_scalar){ .text = hole.inside,
                                   .span = place,
                                   .value = place,
                                   .is_set = true,
                                   .is_known = value != NULL,
                                   .has_variable = true };
        at = hole.end;
    }
    hm_joined_copy(to, &own, at, own.text.n);
}

/* --- variables --- */

static int
compare_names(const void *a, const void *b)
{
    return hm_str_compare(((const struct hm_gitlab_variable *)a)->name,
                          ((const struct hm_gitlab_variable *)b)->name);
}

static int
compare_variables(const void *a, const void *b)
{
    const struct hm_gitlab_variable *left = a;
    const struct hm_gitlab_variable *right = b;
    int order = compare_names(a, b);

    return order != 0 ? order : (left->order > right->order) - (left->order < right->order);
}

static struct hm_gitlab_variable *
add(struct hm_gitlab *lab, struct hm_gitlab_scope *scope, struct hm_ynode *item)
{
    struct hm_gitlab_variable *to = hm_vec_push(lab->arena, &scope->list);

    to->name = item->key;
    to->node = item;
    to->order = (uint32_t)scope->list.n;
    return to;
}

void
hm_gitlab_scope_add(struct hm_gitlab *lab, struct hm_gitlab_scope *scope,
                    struct hm_ynode *variables)
{
    for (uint32_t i = 0; variables != NULL && variables->kind == HM_YAML_MAP && i < variables->n;
         i++) {
        struct hm_ynode *item = hm_gitlab_deref(lab, variables->items[i]);
        struct hm_gitlab_variable *to = add(lab, scope, variables->items[i]);
        if (item != NULL && item->kind == HM_YAML_MAP) {
            struct hm_scalar expand = hm_ynode_value(hm_ynode_get(item, "expand"));
            to->is_raw = hm_scalar_is(&expand, "false") == HM_YES;
            item = hm_gitlab_get(lab, item, "value");
        }
        to->value = item;
    }
}

void
hm_gitlab_scope_open(struct hm_gitlab *lab, struct hm_gitlab_scope *scope,
                     struct hm_ynode *variables)
{
    for (uint32_t i = 0; variables != NULL && variables->kind == HM_YAML_MAP && i < variables->n;
         i++) {
        add(lab, scope, variables->items[i])->is_open = true;
    }
}

void
hm_gitlab_scope_close(struct hm_gitlab_scope *scope)
{
    size_t n = 0;

    hm_vec_sort(&scope->list, compare_variables);
    for (size_t i = 0; i < scope->list.n; i++) {
        if (n > 0 && hm_str_is(scope->list.p[n - 1].name, scope->list.p[i].name)) {
            n--;
        }
        scope->list.p[n++] = scope->list.p[i];
    }
    scope->list.n = n;
}

static const struct hm_gitlab_variable *
find(const struct hm_gitlab_scope *scope, struct hm_str name)
{
    const struct hm_gitlab_variable key = { .name = name };

    for (; scope != NULL; scope = scope->outer) {
        const struct hm_gitlab_variable *found =
            scope->list.n == 0
                ? NULL
                : bsearch(&key, scope->list.p, scope->list.n, sizeof *scope->list.p, compare_names);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

struct expansion {
    struct hm_gitlab *lab;
    const struct hm_gitlab_scope *scope;
    struct hm_buf out;
    unsigned n_steps;
    bool is_known;
    bool has_variable;
};

/* The name behind a '$' and how many bytes it takes; 0: there is none. */
static size_t
name_at(struct hm_str rest, struct hm_str *ret_name)
{
    size_t brace = hm_str_starts(rest, "{") ? 1 : 0;
    size_t n = brace;

    while (n < rest.n &&
           (hm_is_alpha(rest.p[n]) || rest.p[n] == '_' || (n > brace && hm_is_digit(rest.p[n])))) {
        n++;
    }
    if (n == brace || (brace == 1 && (n == rest.n || rest.p[n] != '}'))) {
        return 0;
    }
    *ret_name = hm_str_sub(rest, brace, n - brace);
    return n + brace;
}

static void
expand(struct expansion *e, struct hm_str text, unsigned depth)
{
    for (size_t at = 0; at < text.n;) {
        size_t dollar = at + hm_str_find(hm_str_from(text, at), '$');
        struct hm_str name = { 0 };
        hm_buf_add(&e->out, hm_str_sub(text, at, dollar - at));
        if (dollar == text.n) {
            return;
        }
        struct hm_str rest = hm_str_from(text, dollar + 1);
        size_t n = hm_str_starts(rest, "$") ? 0 : name_at(rest, &name);
        at = dollar + 1 + n;
        if (n == 0) {
            hm_buf_add(&e->out, HM_S("$"));
            at += hm_str_starts(rest, "$");
            continue;
        }
        e->has_variable = true;
        const struct hm_gitlab_variable *found = find(e->scope, name);
        bool is_value = found != NULL && !found->is_open && found->value != NULL &&
                        found->value->kind < HM_YAML_LIST && found->value->is_known;
        bool is_known = is_value;
        struct hm_str value =
            is_value ? hm_gitlab_inputs(e->lab, found->value, &is_known) : HM_S("");
        if (!is_known || depth >= EXPANDED_DEPTH || ++e->n_steps > EXPANDED_STEPS ||
            ++e->lab->n_expanded > EXPANDED_ALL || e->out.n + value.n > EXPANDED_LIMIT) {
            hm_buf_add(&e->out, hm_str_sub(text, dollar, at - dollar));
            e->is_known = false;
        } else if (found->is_raw) {
            hm_buf_add(&e->out, value);
        } else {
            expand(e, value, depth + 1);
        }
    }
}

/* YAML 1.1, which GitLab reads, has more words for true and false than 1.2. */
static struct hm_str
plain_word(const struct hm_ynode *node, struct hm_str text)
{
    static const char *const yes[] = { "yes", "on", "true", NULL };
    static const char *const no[] = { "no", "off", "false", NULL };
    bool is_plain = node->kind != HM_YAML_TEXT || node->value.len == text.n;

    if (text.n > 5 || !is_plain) {
        return text;
    }
    return hm_str_in_nocase(text, yes)  ? HM_S("true")
           : hm_str_in_nocase(text, no) ? HM_S("false")
                                        : text;
}

struct hm_scalar
hm_gitlab_value(struct hm_gitlab *lab, struct hm_ynode *node, const struct hm_gitlab_scope *scope)
{
    struct hm_ynode *found = hm_gitlab_deref(lab, node);
    struct hm_scalar value = hm_ynode_value(found);
    struct expansion e = { .lab = lab, .scope = scope, .out.limit = HM_SOURCE_LIMIT };

    if (found == NULL || found->kind >= HM_YAML_LIST) {
        return value;
    }
    bool is_known = found->is_known;
    value.text = plain_word(found, hm_gitlab_inputs(lab, found, &is_known));
    value.has_variable = value.has_variable || hm_str_has(found->text, "$[[");
    if (scope != NULL && hm_str_find(value.text, '$') < value.text.n) {
        e.is_known = true;
        expand(&e, value.text, 0);
        value.text = hm_arena_str(lab->arena, hm_buf_str(&e.out));
        value.has_variable = value.has_variable || e.has_variable;
        is_known = is_known && e.is_known;
        hm_buf_done(&e.out);
    }
    value.is_known = is_known;
    return value;
}

struct collected {
    HM_VEC(struct hm_scalar) list;
};

static void
collect(struct hm_gitlab *lab, struct hm_ynode *node, const struct hm_gitlab_scope *scope,
        unsigned depth, struct collected *to)
{
    struct hm_ynode *found = hm_gitlab_deref(lab, node);

    if (found == NULL || depth > LIST_DEPTH || ++lab->maker.n_made > HM_NODES_LIMIT) {
        return;
    }
    if (found->kind != HM_YAML_LIST) {
        hm_vec_add(lab->arena, &to->list, hm_gitlab_value(lab, found, scope));
    }
    for (uint32_t i = 0; found->kind == HM_YAML_LIST && i < found->n; i++) {
        collect(lab, found->items[i], scope, depth + 1, to);
    }
}

struct hm_scalars
hm_gitlab_values(struct hm_gitlab *lab, struct hm_ynode *node, const struct hm_gitlab_scope *scope)
{
    struct collected collected = { 0 };

    if (node == NULL || node->kind == HM_YAML_NULL) {
        return (struct hm_scalars){ 0 };
    }
    collect(lab, node, scope, 0, &collected);
    return (struct hm_scalars){ .list = collected.list.p,
                                .n = (uint32_t)collected.list.n,
                                .span = node->span,
                                .is_set = true };
}

struct hm_entries
hm_gitlab_scope_entries(struct hm_gitlab *lab, const struct hm_gitlab_scope *scope,
                        struct hm_span span)
{
    struct hm_entry *list = hm_arena_new(lab->arena, struct hm_entry, scope->list.n);

    for (size_t i = 0; i < scope->list.n; i++) {
        const struct hm_gitlab_variable *variable = &scope->list.p[i];
        list[i] = (struct hm_entry){ .name = variable->name, .span = variable->node->span };
        if (!variable->is_open && variable->value != NULL) {
            list[i].value = hm_gitlab_value(lab, variable->value, variable->is_raw ? NULL : scope);
        }
    }
    return (struct hm_entries){ .list = list, .n = (uint32_t)scope->list.n, .span = span };
}
