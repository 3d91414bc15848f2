/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/syntax.h"

#include "plugin/base/auto.h"
#include "plugin/base/rune.h"

/* Go's scanner of lines gives up at longer ones. */
#define SCANNER_LIMIT 65536u

/* The space of regular expressions, which has no VT. */
static bool
is_regexp_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* A value of nothing but space keeps its last character, since BuildKit's expression asks for one.
 */
bool
hm_directive_split(struct hm_str text, struct hm_str *ret_name, struct hm_str *ret_value)
{
    size_t i = 0;

    while (i < text.n && (hm_is_alpha(text.p[i]) || (i > 0 && hm_is_digit(text.p[i])))) {
        i++;
    }
    *ret_name = hm_str_sub(text, 0, i);
    while (i < text.n && is_regexp_space(text.p[i])) {
        i++;
    }
    if (ret_name->n == 0 || i == text.n || text.p[i] != '=') {
        return false;
    }
    struct hm_str value = hm_str_from(text, i + 1);
    if (value.n == 0) {
        return false;
    }
    while (value.n > 1 && is_regexp_space(*value.p)) {
        value = hm_str_from(value, 1);
    }
    while (value.n > 1 && is_regexp_space(value.p[value.n - 1])) {
        value.n--;
    }
    *ret_value = value;
    return true;
}

/* One of the names that directives have; each once. */
static bool
is_new_directive(struct hm_str name, unsigned *seen, bool *ret_is_twice)
{
    static const char *const NAMES[] = { "syntax", "escape", "check" };

    for (unsigned i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (hm_str_eq_nocase(name, hm_str_c(NAMES[i]))) {
            *ret_is_twice = (*seen & (1u << i)) != 0;
            *seen |= 1u << i;
            return true;
        }
    }
    return false;
}

/* Looks for a directive in the lines at the file's beginning that have no other. */
static bool
find(struct hm_str text, const char *comment, const char *wanted, struct hm_syntax *found)
{
    unsigned seen = 0;

    for (uint32_t line = found->line + 1; text.n > 0; line++) {
        size_t end = hm_str_find(text, '\n');
        struct hm_str rest = hm_str_sub(text, 0, end);
        struct hm_str name;
        struct hm_str value;
        bool is_twice = false;
        if (end >= SCANNER_LIMIT || !hm_str_starts(rest, comment)) {
            return false;
        }
        rest = hm_runes_trim_start(hm_str_from(rest, strlen(comment)));
        if (rest.n > 0 && rest.p[rest.n - 1] == '\r') {
            rest.n--;
        }
        if (!hm_directive_split(rest, &name, &value) || !is_new_directive(name, &seen, &is_twice) ||
            is_twice) {
            return false;
        }
        if (hm_str_eq_nocase(name, hm_str_c(wanted))) {
            found->is_given = true;
            found->cmdline = value;
            found->ref = hm_str_sub(value, 0, hm_str_find(value, ' '));
            found->line = line;
            return true;
        }
        text = hm_str_from(text, end + 1);
    }
    return false;
}

static struct hm_str
skip_bom(struct hm_str text)
{
    return hm_str_starts(text, "\xef\xbb\xbf") ? hm_str_from(text, 3) : text;
}

static struct hm_str
skip_shebang(struct hm_str text, struct hm_syntax *found)
{
    if (!hm_str_starts(text, "#!")) {
        return text;
    }
    found->line = 1;
    return hm_str_from(text, hm_str_find(text, '\n') + 1);
}

static bool
find_json(struct hm_arena *arena, struct hm_str text, struct hm_syntax *found)
{
    if (!hm_str_starts(hm_str_trim(text), "{")) {
        return false;
    }
    hm_auto_json json_t *root = json_loadb(text.p, text.n, JSON_ALLOW_NUL, NULL);
    const json_t *value = json_object_get(root, "syntax");
    if (!json_is_string(value)) {
        return false;
    }
    found->ref =
        hm_arena_str(arena, hm_str_make(json_string_value(value), json_string_length(value)));
    found->cmdline = found->ref;
    found->is_given = true;
    return true;
}

struct hm_syntax
hm_syntax_detect(struct hm_arena *arena, struct hm_str text)
{
    struct hm_syntax found = { 0 };

    text = skip_shebang(skip_bom(text), &found);
    if (!find(text, "#", "syntax", &found) && !find(text, "//", "syntax", &found)) {
        (void)find_json(arena, text, &found);
    }
    return found;
}

bool
hm_check_detect(struct hm_str text, struct hm_str *ret_value)
{
    struct hm_syntax found = { 0 };

    text = skip_shebang(skip_bom(text), &found);
    if (!find(text, "#", "check", &found)) {
        return false;
    }
    *ret_value = found.ref; /* BuildKit takes nothing behind a space */
    return true;
}
