/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/github_values.h"

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"
#include "plugin/manifest/pipeline_reader.h"

enum {
    MAX_RESOLVED = 1 << 16, /* bytes of a value; longer ones stay as they are written */
    MAX_MATRIX = 2000,      /* values of a matrix that is gone through */
    MAX_ENV = 1000,         /* variables likewise */
    MAX_CONDITION = 1000,   /* bytes */
};

/* --- matrices --- */

static const struct hm_yaml *
member(const struct hm_yaml *map, struct hm_str name)
{
    for (uint32_t i = 0; map != NULL && map->kind == HM_YAML_MAP && i < map->n; i++) {
        if (hm_str_is(map->pairs[i].key->text, name)) {
            return map->pairs[i].value;
        }
    }
    return NULL;
}

static bool
is_plain(const struct hm_yaml *value)
{
    return value->kind != HM_YAML_LIST && value->kind != HM_YAML_MAP &&
           value->kind != HM_YAML_NULL && !hm_str_has(value->text, "${{");
}

/* Goes through what a name is in all runs; false where one of them is not written there, or is
 * another than those before. */
static bool
agrees(const struct hm_yaml *value, struct hm_str *first)
{
    if (!is_plain(value) || (first->p != NULL && !hm_str_is(*first, value->text))) {
        return false;
    }
    *first = value->text;
    return true;
}

static uint32_t
count_axes(const struct hm_yaml *matrix)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < matrix->n; i++) {
        struct hm_str key = matrix->pairs[i].key->text;
        n += !hm_str_eq(key, "include") && !hm_str_eq(key, "exclude");
    }
    return n;
}

/* The one value that a name has in all runs. Where runs are only added, each has to give it. */
static bool
agreed_value(const struct hm_yaml *matrix, struct hm_str name, struct hm_str *ret_value)
{
    const struct hm_yaml *own = member(matrix, name);
    const struct hm_yaml *included = member(matrix, HM_S("include"));
    struct hm_str value = { 0 };

    if (matrix == NULL || matrix->kind != HM_YAML_MAP || matrix->weight > MAX_MATRIX ||
        (own != NULL && own->kind != HM_YAML_LIST) ||
        (included != NULL && included->kind != HM_YAML_LIST) ||
        (own == NULL && count_axes(matrix) > 0)) {
        return false;
    }
    for (uint32_t i = 0; own != NULL && i < own->n; i++) {
        if (!agrees(own->items[i], &value)) {
            return false;
        }
    }
    for (uint32_t i = 0; included != NULL && i < included->n; i++) {
        const struct hm_yaml *other = member(included->items[i], name);
        if (other == NULL ? own == NULL : !agrees(other, &value)) {
            return false;
        }
    }
    *ret_value = value;
    return value.p != NULL;
}

/* --- expressions --- */

static bool
env_value(const struct hm_github_values *values, struct hm_str name, struct hm_str *ret_value)
{
    for (size_t i = 0; i < sizeof values->envs / sizeof values->envs[0]; i++) {
        const struct hm_entries *env = values->envs[i];
        if (env != NULL && env->n > MAX_ENV) {
            return false;
        }
        for (uint32_t k = env == NULL ? 0 : env->n; k > 0; k--) {
            const struct hm_entry *entry = &env->list[k - 1];
            if (hm_str_is(entry->name, name)) {
                *ret_value = entry->value.text;
                return entry->value.is_set && entry->value.is_known;
            }
        }
    }
    return false;
}

static bool
is_name(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && c != '_' && c != '-') {
            return false;
        }
    }
    return text.n > 0;
}

/* `env.NAME` or `env['NAME']`. */
static bool
member_of(struct hm_str expression, const char *context, struct hm_str *ret_name)
{
    size_t n = strlen(context);
    struct hm_str rest = hm_str_from(expression, n);

    if (!hm_str_eq_nocase(hm_str_sub(expression, 0, n), hm_str_c(context))) {
        return false;
    }
    if (hm_str_starts(rest, ".")) {
        *ret_name = hm_str_from(rest, 1);
    } else if (hm_str_starts(rest, "['") && hm_str_ends(rest, "']") && rest.n > 4) {
        *ret_name = hm_str_sub(rest, 2, rest.n - 4);
    } else {
        return false;
    }
    return is_name(*ret_name);
}

static bool
input_value(const struct hm_github_values *values, struct hm_str name, struct hm_str *ret_value,
            bool *ret_is_known)
{
    for (uint32_t i = 0; values->inputs != NULL && i < values->inputs->n; i++) {
        const struct hm_entry *entry = &values->inputs->list[i];
        if (hm_str_eq_nocase(entry->name, name)) {
            *ret_value = entry->value.text;
            *ret_is_known = entry->value.is_known;
            return entry->value.is_set;
        }
    }
    return false;
}

/* Where an operator stands that no quotes and no parentheses are around; text.n: nowhere. */
static size_t
operator_at(struct hm_str text, const char *operator)
{
    unsigned depth = 0;
    bool is_quoted = false;

    for (size_t i = 0; i + 1 < text.n; i++) {
        char c = text.p[i];
        is_quoted = is_quoted != (c == '\'');
        depth += !is_quoted && c == '(';
        depth -= !is_quoted && c == ')' && depth > 0;
        if (!is_quoted && depth == 0 && hm_str_starts(hm_str_from(text, i), operator)) {
            return i;
        }
    }
    return text.n;
}

/* Of `a || b` the value is one of them, not whether it holds. */
static bool
is_comparison(const struct hm_github_values *values, struct hm_str text)
{
    bool is_joined = operator_at(text, "&&") < text.n || operator_at(text, "||") < text.n;

    return values->inputs != NULL && text.n <= MAX_CONDITION && !is_joined &&
           (operator_at(text, "==") < text.n || operator_at(text, "!=") < text.n ||
            hm_str_starts(text, "!"));
}

bool
hm_github_value(const struct hm_github_values *values, struct hm_str expression,
                struct hm_str *ret_value, bool *ret_is_known)
{
    struct hm_str text = hm_str_trim(expression);
    struct hm_str name;
    uint64_t number;

    *ret_is_known = true;
    if (text.n >= 2 && text.p[0] == '\'' && hm_str_find(hm_str_from(text, 1), '\'') == text.n - 2) {
        *ret_value = hm_str_sub(text, 1, text.n - 2);
        return true;
    }
    if (hm_str_to_u64(text, UINT32_MAX, &number)) {
        *ret_value = text;
        return true;
    }
    if (member_of(text, "env", &name)) {
        return env_value(values, name, ret_value);
    }
    if (member_of(text, "inputs", &name)) {
        return input_value(values, name, ret_value, ret_is_known);
    }
    if (member_of(text, "matrix", &name)) {
        return agreed_value(values->matrix, name, ret_value);
    }
    /* A comparison of inputs is a value, too: `push: ${{ inputs.mode == 'release' }}`. */
    enum hm_trit holds = is_comparison(values, text) ? hm_github_holds(values, text) : HM_UNKNOWN;
    *ret_value = holds == HM_YES ? HM_S("true") : HM_S("false");
    return holds != HM_UNKNOWN;
}

bool
hm_github_is_word(struct hm_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (hm_is_space(text.p[i]) || text.p[i] == '\'' || text.p[i] == '"') {
            return false;
        }
    }
    return true;
}

/* --- conditions --- */

static enum hm_trit
invert(enum hm_trit value)
{
    return value == HM_UNKNOWN ? HM_UNKNOWN : value == HM_YES ? HM_NO : HM_YES;
}

static bool
is_boolean(struct hm_str text)
{
    return hm_str_eq(text, "true") || hm_str_eq(text, "false");
}

/* One side of a comparison; `true` and `false` are values. */
static bool
side_value(const struct hm_github_values *values, struct hm_str side, struct hm_str *ret_value)
{
    bool is_known = true;

    side = hm_str_trim(side);
    if (is_boolean(side)) {
        *ret_value = side;
        return values->are_typed;
    }
    return operator_at(side, "=") == side.n && operator_at(side, "!") == side.n &&
           hm_github_value(values, side, ret_value, &is_known) && is_known &&
           /* A truth is not equal to the text that says it. */
           !(values->are_typed && hm_str_starts(side, "'") && is_boolean(*ret_value));
}

static enum hm_trit
holds_one(const struct hm_github_values *values, struct hm_str text)
{
    size_t equal = operator_at(text, "==");
    size_t other = operator_at(text, "!=");
    size_t at = equal < other ? equal : other;
    struct hm_str a, b;
    bool is_known = true;

    if (at < text.n) {
        if (!side_value(values, hm_str_sub(text, 0, at), &a) ||
            !side_value(values, hm_str_from(text, at + 2), &b)) {
            return HM_UNKNOWN;
        }
        return hm_str_eq_nocase(a, b) == (equal < other) ? HM_YES : HM_NO;
    }
    if (hm_str_starts(text, "!")) {
        return invert(holds_one(values, hm_str_trim(hm_str_from(text, 1))));
    }
    if (!hm_str_starts(text, "inputs") || !hm_github_value(values, text, &a, &is_known) ||
        !is_known) {
        return HM_UNKNOWN;
    }
    /* The text "false" is something. */
    if (!values->are_typed && hm_str_eq(a, "false")) {
        return HM_UNKNOWN;
    }
    return a.n == 0 || hm_str_eq(a, "false") ? HM_NO : HM_YES;
}

/* Parts of `a && b`, of which one that does not hold decides; likewise of `a || b`. */
static enum hm_trit
holds_all(const struct hm_github_values *values, struct hm_str text)
{
    enum hm_trit all = HM_YES;

    while (text.n > 0) {
        size_t at = operator_at(text, "&&");
        enum hm_trit one = holds_one(values, hm_str_trim(hm_str_sub(text, 0, at)));
        if (one == HM_NO) {
            return HM_NO;
        }
        all = one == HM_UNKNOWN ? HM_UNKNOWN : all;
        text = hm_str_from(text, at < text.n ? at + 2 : at);
    }
    return all;
}

enum hm_trit
hm_github_holds(const struct hm_github_values *values, struct hm_str condition)
{
    struct hm_str text = hm_str_trim(condition);
    enum hm_trit any = HM_NO;

    if (hm_pipeline_expression(HM_PIPELINE_GITHUB, text) == text.n && text.n > 5) {
        text = hm_str_trim(hm_str_sub(text, 3, text.n - 5));
    }
    if (text.n == 0 || text.n > MAX_CONDITION) {
        return HM_UNKNOWN;
    }
    while (text.n > 0) {
        size_t at = operator_at(text, "||");
        enum hm_trit one = holds_all(values, hm_str_trim(hm_str_sub(text, 0, at)));
        if (one == HM_YES) {
            return HM_YES;
        }
        any = one == HM_UNKNOWN ? HM_UNKNOWN : any;
        text = hm_str_from(text, at < text.n ? at + 2 : at);
    }
    return any;
}

void
hm_github_resolve(const struct hm_github_values *values, struct hm_scalar *value)
{
    hm_auto_buf struct hm_buf out = { .limit = MAX_RESOLVED };
    struct hm_str rest = value->text;
    bool is_known = true;

    if (!value->is_set || !value->has_variable) {
        return;
    }
    while (rest.n > 0) {
        size_t off = hm_str_find(rest, '$');
        hm_buf_add(&out, hm_str_sub(rest, 0, off));
        rest = hm_str_from(rest, off);
        size_t n = hm_pipeline_expression(HM_PIPELINE_GITHUB, rest);
        struct hm_str own;
        bool is_own_known;
        if (n > 0 && hm_github_value(values, hm_str_sub(rest, 3, n - 5), &own, &is_own_known)) {
            hm_buf_add(&out, own);
            is_known = is_known && is_own_known;
        } else {
            is_known = is_known && n == 0;
            n = n > 0 ? n : 1;
            hm_buf_add(&out, hm_str_sub(rest, 0, n));
        }
        rest = hm_str_from(rest, n);
    }
    if (out.is_cut) {
        return;
    }
    value->text = hm_arena_str(values->arena, hm_buf_str(&out));
    value->is_known = is_known;
}

void
hm_github_resolve_entries(const struct hm_github_values *values, struct hm_entries *entries)
{
    for (uint32_t i = 0; i < entries->n; i++) {
        hm_github_resolve(values, (struct hm_scalar *)&entries->list[i].value);
    }
}

void
hm_github_resolve_list(const struct hm_github_values *values, struct hm_scalars *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        hm_github_resolve(values, (struct hm_scalar *)&list->list[i]);
    }
}
