/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/csv.h"

static bool
fail_at(struct hm_arena *arena, size_t at, const char *reason, struct hm_str *ret_error)
{
    *ret_error = hm_arena_printf(arena, "parse error on line 1, column %zu: %s", at + 1, reason);
    return false;
}

/* Each pair of quotes as one; a view where there is none. */
static struct hm_str
without_pairs(struct hm_arena *arena, struct hm_str inner)
{
    if (hm_str_find(inner, '"') == inner.n) {
        return inner;
    }
    char *p = hm_arena_alloc(arena, inner.n);
    size_t to = 0;
    for (size_t i = 0; i < inner.n; i++) {
        p[to++] = inner.p[i];
        i += inner.p[i] == '"';
    }
    return hm_str_make(p, to);
}

/* A field in quotes; @p at is behind the first. */
static bool
read_quoted(struct hm_arena *arena, struct hm_str line, size_t *at, struct hm_csv_field *field,
            struct hm_str *ret_error)
{
    for (size_t i = *at; i < line.n; i++) {
        if (line.p[i] != '"') {
            continue;
        }
        if (i + 1 < line.n && line.p[i + 1] == '"') {
            i++;
        } else if (i + 1 == line.n || line.p[i + 1] == ',') {
            field->text = without_pairs(arena, hm_str_sub(line, *at, i - *at));
            *at = i + 1;
            return true;
        } else {
            return fail_at(arena, i, "extraneous or missing \" in quoted-field", ret_error);
        }
    }
    /* Go names the place behind the last pair of quotes that it understood. */
    size_t from = line.n;
    while (from > *at && line.p[from - 1] != '"') {
        from--;
    }
    return fail_at(arena, from, "extraneous or missing \" in quoted-field", ret_error);
}

bool
hm_csv_split(struct hm_arena *arena, struct hm_str line, struct hm_csv_fields *ret_fields,
             struct hm_str *ret_error)
{
    struct hm_csv_fields fields = { 0 };

    if (line.n == 0) {
        *ret_error = HM_S("EOF");
        return false;
    }
    for (size_t at = 0;; at++) {
        struct hm_csv_field field = { .from = (uint32_t)at };
        if (at < line.n && line.p[at] == '"') {
            at++;
            if (!read_quoted(arena, line, &at, &field, ret_error)) {
                return false;
            }
        } else {
            struct hm_str rest = hm_str_from(line, at);
            field.text = hm_str_sub(rest, 0, hm_str_find(rest, ','));
            size_t quote = hm_str_find(field.text, '"');
            if (quote < field.text.n) {
                return fail_at(arena, at + quote, "bare \" in non-quoted field", ret_error);
            }
            at += field.text.n;
        }
        field.to = (uint32_t)at;
        hm_vec_add(arena, &fields.list, field);
        if (at >= line.n) {
            break;
        }
    }
    *ret_fields = fields;
    return true;
}
