/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/interpolate.h"

#include "plugin/base/auto.h"

struct reader {
    struct hm_arena *arena;
    const struct hm_dotenv *env;
    struct hm_buf out;
    bool is_known;
    bool has_variable;
    const char *error;
};

static void read_text(struct reader *reader, struct hm_str text, unsigned depth);

const struct hm_dotenv_value *
hm_dotenv_find(const struct hm_dotenv *env, struct hm_str name)
{
    const struct hm_dotenv_value *above =
        env == NULL || env->above == NULL ? NULL : hm_dotenv_find(env->above, name);

    if (above != NULL) {
        return above;
    }
    for (size_t i = env == NULL ? 0 : env->list.n; i > 0; i--) {
        if (hm_str_is(env->list.p[i - 1].name, name)) {
            return &env->list.p[i - 1];
        }
    }
    return NULL;
}

static bool
is_name_char(char c, bool is_first)
{
    return hm_is_alpha(c) || c == '_' || (!is_first && hm_is_digit(c));
}

static size_t
name_length(struct hm_str text)
{
    size_t n = 0;

    while (n < text.n && is_name_char(text.p[n], n == 0)) {
        n++;
    }
    return n;
}

/* The length of "${…}" with its braces, those inside counted; 0 where it does not end. */
static size_t
braced_length(struct hm_str text)
{
    size_t depth = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '$' && i + 1 < text.n && text.p[i + 1] == '{') {
            depth++;
            i++;
        } else if (text.p[i] == '}' && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

static void
keep(struct reader *reader, struct hm_str written)
{
    hm_buf_add(&reader->out, written);
    reader->is_known = false;
}

/* What stands behind the name: ":-default", "?message" … */
static void
read_braced(struct reader *reader, struct hm_str whole, unsigned depth)
{
    struct hm_str inner = hm_str_sub(whole, 2, whole.n - 3);
    size_t n = name_length(inner);
    const struct hm_dotenv_value *set = hm_dotenv_find(reader->env, hm_str_sub(inner, 0, n));
    struct hm_str rest = hm_str_from(inner, n);
    bool counts_empty = hm_str_starts(rest, ":");
    struct hm_str op = hm_str_sub(hm_str_from(rest, counts_empty), 0, 1);
    struct hm_str word = hm_str_from(rest, counts_empty + 1u);
    bool has_value = set != NULL && (!counts_empty || set->value.n > 0);

    if (n == 0 || (rest.n > 0 && (op.n == 0 || strchr("-?+", *op.p) == NULL))) {
        reader->error = "this is no form of a variable";
        keep(reader, whole);
    } else if (set != NULL && !set->is_known) {
        keep(reader, whole);
    } else if (hm_str_eq(op, "+")) {
        if (has_value) {
            read_text(reader, word, depth + 1);
        } else if (set == NULL) {
            keep(reader, whole);
        }
    } else if (has_value) {
        hm_buf_add(&reader->out, set->value);
    } else if (hm_str_eq(op, "-")) {
        read_text(reader, word, depth + 1);
    } else if (hm_str_eq(op, "?") && set != NULL) {
        reader->error = "the variable must not be empty, and is";
        keep(reader, whole);
    } else {
        keep(reader, whole);
    }
}

static void
read_text(struct reader *reader, struct hm_str text, unsigned depth)
{
    while (text.n > 0) {
        size_t dollar = hm_str_find(text, '$');
        hm_buf_add(&reader->out, hm_str_sub(text, 0, dollar));
        text = hm_str_from(text, dollar);
        if (text.n == 0) {
            return;
        }
        size_t n = name_length(hm_str_from(text, 1));
        if (hm_str_starts(text, "$$")) {
            hm_buf_putc(&reader->out, '$');
            n = 1;
        } else if (hm_str_starts(text, "${")) {
            size_t whole = braced_length(text);
            reader->has_variable = true;
            if (whole == 0 || depth >= HM_INTERPOLATE_DEPTH) {
                reader->error = whole == 0 ? "a variable's brace is not closed"
                                           : "variables stand in each other too deeply";
                keep(reader, text);
                return;
            }
            read_braced(reader, hm_str_sub(text, 0, whole), depth);
            n = whole - 1;
        } else if (n > 0) {
            const struct hm_dotenv_value *set = hm_dotenv_find(reader->env, hm_str_sub(text, 1, n));
            reader->has_variable = true;
            if (set != NULL && set->is_known) {
                hm_buf_add(&reader->out, set->value);
            } else {
                keep(reader, hm_str_sub(text, 0, n + 1));
            }
        } else {
            reader->error = "a `$` that is none must be written `$$`";
            hm_buf_putc(&reader->out, '$');
        }
        text = hm_str_from(text, n + 1);
    }
}

/* Values of .env are short: what replaces a text may be so long. */
enum { RESULT_LIMIT = 1 << 20 };

struct hm_interpolated
hm_interpolate(struct hm_arena *arena, struct hm_str text, const struct hm_dotenv *env)
{
    if (hm_str_find(text, '$') == text.n) {
        return (struct hm_interpolated){ .text = text, .is_known = true };
    }
    struct reader reader = {
        .arena = arena, .env = env, .out = { .limit = text.n + RESULT_LIMIT }, .is_known = true
    };
    read_text(&reader, text, 0);
    struct hm_interpolated result = {
        .text = hm_arena_str(arena, hm_buf_str(&reader.out)),
        .is_known = reader.is_known && !reader.out.is_cut,
        .has_variable = reader.has_variable,
        .error = reader.error,
    };
    hm_buf_done(&reader.out);
    return result;
}

/* The value behind '=': quoted, with what a double quote lets stand for other characters; or up to
 * a comment. */
static struct hm_dotenv_value
read_value(struct hm_arena *arena, struct hm_str text, const struct hm_dotenv *env)
{
    hm_auto_buf struct hm_buf out = { 0 };
    struct hm_dotenv_value value = { .is_known = true };
    char quote = text.n > 0 && (*text.p == '"' || *text.p == '\'') ? *text.p : '\0';

    for (size_t i = quote == '\0' ? 0 : 1; i < text.n; i++) {
        char c = text.p[i];
        if (quote != '\0' && c == quote) {
            break;
        }
        if (quote == '\0' && c == '#' && (i == 0 || hm_is_space(text.p[i - 1]))) {
            break;
        }
        if (quote == '"' && c == '\\' && i + 1 < text.n) {
            c = text.p[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        hm_buf_putc(&out, c);
    }
    struct hm_str raw = hm_buf_str(&out);
    raw = hm_arena_str(arena, quote == '\0' ? hm_str_trim(raw) : raw);
    if (quote == '\'') {
        value.value = raw;
        return value;
    }
    struct hm_interpolated result = hm_interpolate(arena, raw, env);
    value.value = result.text;
    value.is_known = result.is_known;
    return value;
}

void
hm_dotenv_read(struct hm_dotenv *env, struct hm_arena *arena, struct hm_str text)
{
    struct hm_str line;

    while (env->list.n < HM_DOTENV_LIMIT && hm_str_split(&text, '\n', &line)) {
        line = hm_str_trim(line);
        if (hm_str_starts(line, "export ")) {
            line = hm_str_trim(hm_str_from(line, 7));
        }
        size_t equals = name_length(line);
        while (equals < line.n && hm_is_space(line.p[equals])) {
            equals++;
        }
        if (equals < line.n && line.p[equals] != '=' && line.p[equals] != ':') {
            continue;
        }
        struct hm_str name = hm_str_trim(hm_str_sub(line, 0, equals));
        if (equals == line.n || name.n == 0 || name_length(name) != name.n) {
            continue;
        }
        struct hm_dotenv_value value =
            read_value(arena, hm_str_trim(hm_str_from(line, equals + 1)), env);
        value.name = hm_arena_str(arena, name);
        hm_vec_add(arena, &env->list, value);
    }
}
