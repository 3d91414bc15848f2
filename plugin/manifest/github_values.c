/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/github_values.h"

#include "plugin/base/auto.h"
#include "plugin/base/buf.h"
#include "plugin/manifest/pipeline_reader.h"

enum {
    MAX_RESOLVED = 1 << 16, /* bytes of a value; longer ones stay as they are written */
    MAX_MATRIX = 2000,      /* values of a matrix that is gone through */
    MAX_ENV = 1000,         /* variables likewise */
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

bool
hm_github_value(const struct hm_github_values *values, struct hm_str expression,
                struct hm_str *ret_value)
{
    struct hm_str text = hm_str_trim(expression);
    struct hm_str name;
    uint64_t number;

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
    return member_of(text, "matrix", &name) && agreed_value(values->matrix, name, ret_value);
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
        if (n > 0 && hm_github_value(values, hm_str_sub(rest, 3, n - 5), &own)) {
            hm_buf_add(&out, own);
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
