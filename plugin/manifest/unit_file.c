/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/unit_file.h"

/* Text that is put together, and where each byte of it was. */
struct made {
    HM_VEC(char) bytes;
    HM_VEC(uint32_t) places;
    bool has_variable;
};

static void
put(struct hm_arena *arena, struct made *to, char c, uint32_t place)
{
    hm_vec_add(arena, &to->bytes, c);
    hm_vec_add(arena, &to->places, place);
}

/* --- keys --- */

static struct hm_str
next_line(struct hm_unit_reader *r, size_t *ret_off)
{
    struct hm_str rest = hm_str_from(r->text, r->at);
    struct hm_str line = hm_str_sub(rest, 0, hm_str_find(rest, '\n'));

    *ret_off = r->at;
    r->at += line.n + 1;
    if (hm_str_ends(line, "\r")) {
        line.n--;
    }
    return line;
}

static bool
is_comment(struct hm_str line)
{
    line = hm_str_trim(line);
    return line.n > 0 && (*line.p == '#' || *line.p == ';');
}

/* The rest of a value, whose first line is @p line. */
static void
read_value(struct hm_unit_reader *r, struct hm_str line, size_t off, size_t skip,
           struct hm_unit_key *key)
{
    struct made made = { 0 };
    size_t end = off + line.n;

    for (size_t i = skip;; i = 0) {
        bool goes_on = hm_str_ends(line, "\\");
        size_t n = line.n - goes_on;
        for (; i < n; i++) {
            put(r->arena, &made, line.p[i], (uint32_t)(off + i));
        }
        end = off + line.n;
        if (!goes_on) {
            break;
        }
        put(r->arena, &made, ' ', (uint32_t)(off + n));
        do {
            if (r->at >= r->text.n) {
                goes_on = false;
                break;
            }
            line = next_line(r, &off);
        } while (is_comment(line));
        if (!goes_on) {
            break;
        }
    }
    struct hm_str value = hm_str_make(made.bytes.p, made.bytes.n);
    struct hm_str trimmed = hm_str_trim(value);
    key->value = trimmed;
    key->places = trimmed.n == 0 ? NULL : made.places.p + (trimmed.p - value.p);
    key->span.len = (uint32_t)(end - key->span.off);
}

bool
hm_unit_next(struct hm_unit_reader *r, struct hm_unit_key *ret_key)
{
    while (r->at < r->text.n) {
        size_t off;
        struct hm_str line = next_line(r, &off);
        struct hm_str trimmed = hm_str_trim(line);
        size_t equals = hm_str_find(line, '=');
        if (trimmed.n == 0 || is_comment(line)) {
            continue;
        }
        size_t lead = (size_t)(trimmed.p - line.p);
        if (hm_str_starts(trimmed, "[") && hm_str_ends(trimmed, "]")) {
            r->section = hm_str_sub(trimmed, 1, trimmed.n - 2);
            r->section_span =
                (struct hm_span){ .off = (uint32_t)(off + lead), .len = (uint32_t)trimmed.n };
            continue;
        }
        *ret_key = (struct hm_unit_key){ .name = hm_str_trim(hm_str_sub(line, 0, equals)) };
        ret_key->span.off = (uint32_t)(off + lead);
        read_value(r, line, off, equals < line.n ? equals + 1 : line.n, ret_key);
        return true;
    }
    return false;
}

/* --- words --- */

/* "\x2d", "\n", "\s" */
static size_t
put_escape(struct hm_arena *arena, struct made *to, struct hm_str s, size_t i, uint32_t place)
{
    static const char names[] = "abfnrtv\\\"'s";
    static const char chars[] = "\a\b\f\n\r\t\v\\\"' ";
    const char *at = i + 1 < s.n ? memchr(names, s.p[i + 1], sizeof names - 1) : NULL;

    if (at == NULL) {
        put(arena, to, s.p[i], place);
        return 1;
    }
    put(arena, to, chars[at - names], place);
    return 2;
}

/* A specifier as a variable. */
static size_t
put_specifier(struct hm_arena *arena, struct made *to, struct hm_str s, size_t i, uint32_t place)
{
    char name[] = "${x}";
    const char *made = name;

    if (i + 1 >= s.n || !(hm_is_alpha(s.p[i + 1]) || s.p[i + 1] == '%')) {
        put(arena, to, '%', place);
        return 1;
    }
    if (s.p[i + 1] == '%') {
        put(arena, to, '%', place);
        return 2;
    }
    name[2] = s.p[i + 1];
    made = s.p[i + 1] == 'h' ? "${HOME}" : name;
    for (; *made != '\0'; made++) {
        put(arena, to, *made, place);
    }
    to->has_variable = true;
    return 2;
}

/* A byte outside of blanks, or what it begins. Returns how many it was. */
static size_t
put_piece(struct hm_arena *arena, struct made *to, struct hm_str s, size_t i, uint32_t place)
{
    char c = s.p[i];

    if (c == '%') {
        return put_specifier(arena, to, s, i, place);
    }
    if (c == '$' && i + 1 < s.n && s.p[i + 1] == '$') {
        put(arena, to, '$', place);
        return 2;
    }
    to->has_variable =
        to->has_variable || (c == '$' && i + 1 < s.n &&
                             (s.p[i + 1] == '{' || s.p[i + 1] == '_' || hm_is_alpha(s.p[i + 1])));
    put(arena, to, c, place);
    return 1;
}

static struct hm_shell_text
text_of(struct hm_arena *arena, const struct made *made)
{
    HM_VEC(struct hm_join) joins = { 0 };

    for (size_t i = 0; i < made->places.n; i++) {
        if (i == 0 || made->places.p[i] != made->places.p[i - 1] + 1) {
            struct hm_join join = { .logical = (uint32_t)i, .original = made->places.p[i] };
            hm_vec_add(arena, &joins, join);
        }
    }
    return (struct hm_shell_text){ .text = hm_str_make(made->bytes.p, made->bytes.n),
                                   .joins = joins.p,
                                   .n_joins = (uint32_t)joins.n };
}

/* From byte @p i of the value on; returns the end. */
static size_t
read_word(struct hm_arena *arena, const struct hm_unit_key *key, size_t i, struct hm_arg *ret_arg,
          struct hm_shell_text *ret_text)
{
    struct hm_str s = key->value;
    struct made made = { 0 };
    size_t from = i;
    char quote = '\0';

    *ret_arg = (struct hm_arg){ .is_literal = true };
    while (i < s.n && (quote != '\0' || !hm_is_space(s.p[i]))) {
        char c = s.p[i];
        if (quote != '\0' ? c == quote : c == '"' || c == '\'') {
            quote = quote == '\0' ? c : '\0';
            ret_arg->is_quoted = true;
            i++;
        } else if (c == '\\') {
            i += put_escape(arena, &made, s, i, key->places[i]);
        } else {
            ret_arg->is_quoted =
                ret_arg->is_quoted || (c == '$' && i + 1 < s.n && s.p[i + 1] == '{');
            i += put_piece(arena, &made, s, i, key->places[i]);
        }
    }
    *ret_text = text_of(arena, &made);
    ret_arg->text = ret_text->text;
    ret_arg->is_literal = !made.has_variable;
    ret_arg->span.off = key->places[from];
    ret_arg->span.len = key->places[i - 1] + 1 - key->places[from];
    if (ret_text->n_joins == 0) {
        ret_text->base = ret_arg->span.off;
    }
    return i;
}

void
hm_unit_words(struct hm_arena *arena, const struct hm_unit_key *key,
              struct hm_unit_words *ret_words)
{
    HM_VEC(struct hm_arg) args = { 0 };
    HM_VEC(struct hm_shell_text) texts = { 0 };

    for (size_t i = 0; i < key->value.n;) {
        struct hm_arg arg;
        struct hm_shell_text text;
        if (hm_is_space(key->value.p[i])) {
            i++;
            continue;
        }
        i = read_word(arena, key, i, &arg, &text);
        hm_vec_add(arena, &args, arg);
        hm_vec_add(arena, &texts, text);
    }
    *ret_words = (struct hm_unit_words){ .args = args.p, .texts = texts.p, .n = (uint32_t)args.n };
}

struct hm_arg
hm_unit_value(struct hm_arena *arena, const struct hm_unit_key *key)
{
    struct made made = { 0 };

    for (size_t i = 0; i < key->value.n;) {
        i += put_piece(arena, &made, key->value, i, key->places[i]);
    }
    return (struct hm_arg){ .text = hm_str_make(made.bytes.p, made.bytes.n),
                            .span = key->span,
                            .is_literal = !made.has_variable,
                            .is_quoted = true };
}

bool
hm_unit_is_true(struct hm_str value)
{
    static const char *const words[] = { "1", "on", "t", "true", "y", "yes", NULL };

    return hm_str_in_nocase(value, words);
}
