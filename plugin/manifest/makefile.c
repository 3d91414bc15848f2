/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/makefile.h"

#include "plugin/manifest/command_file.h"
#include "plugin/manifest/make_text.h"

struct reader {
    struct hm_arena *arena;
    struct hm_str text;
    struct hm_make_variables variables;
    struct hm_command_file *file;
    bool are_recipes; /* the variables are known, and the recipes are read */
    unsigned depth;   /* of conditions */
    bool is_define;   /* inside of define … endef */
    bool is_in_rule;  /* lines that begin with a TAB are its recipe */
};

bool
hm_makefile_is_named(struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);

    return hm_str_eq(name, "Makefile") || hm_str_eq(name, "makefile") ||
           hm_str_eq(name, "GNUmakefile") || hm_str_ends(name, ".mk") ||
           hm_str_starts(name, "Makefile.");
}

/* A line with those that it goes on in. */
static struct hm_str
next_line(const struct reader *r, size_t at)
{
    struct hm_str rest = hm_str_from(r->text, at);
    size_t n = 0;

    while (true) {
        size_t end = n + hm_str_find(hm_str_from(rest, n), '\n');
        size_t text_end = end > n && rest.p[end - 1] == '\r' ? end - 1 : end;
        size_t slashes = 0;
        while (slashes < text_end - n && rest.p[text_end - 1 - slashes] == '\\') {
            slashes++;
        }
        if (slashes % 2 == 0 || end >= rest.n) {
            return hm_str_sub(rest, 0, end);
        }
        n = end + 1;
    }
}

static bool
take_word(struct hm_str *rest, const char *word)
{
    struct hm_str text = hm_str_trim(*rest);
    size_t n = strlen(word);

    if (!hm_str_starts(text, word) || (text.n > n && !hm_is_space(text.p[n]))) {
        return false;
    }
    *rest = hm_str_trim(hm_str_from(text, n));
    return true;
}

/* Without its comment, its lines joined. */
static struct hm_str
value_of(const struct reader *r, struct hm_str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '#' && (i == 0 || value.p[i - 1] != '\\')) {
            value.n = i;
        }
    }
    value = hm_str_trim(value);
    if (hm_str_find(value, '\n') == value.n) {
        return value;
    }
    struct hm_str copy = hm_arena_str(r->arena, value);
    for (size_t i = 0; i + 1 < copy.n; i++) {
        char *c = (char *)copy.p + i;
        if (c[0] == '\\' && (c[1] == '\n' || c[1] == '\r')) {
            c[0] = ' ';
            c[1] = ' ';
        }
    }
    return copy;
}

/* NAME = value, and what is in front: export, override. */
static bool
read_assignment(struct reader *r, struct hm_str line, bool is_certain)
{
    static const char *const words[] = { "export", "override", "private", "unexport" };
    enum hm_make_assign how = HM_MAKE_SET;
    size_t n = 0;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        (void)take_word(&line, words[i]);
    }
    line = hm_str_trim(line);
    while (n < line.n &&
           (hm_is_alpha(line.p[n]) || hm_is_digit(line.p[n]) || strchr("_.-", line.p[n]) != NULL)) {
        n++;
    }
    struct hm_str name = hm_str_sub(line, 0, n);
    struct hm_str rest = hm_str_trim(hm_str_from(line, n));
    while (rest.n > 1 && *rest.p == ':') {
        rest = hm_str_from(rest, 1);
        if (*rest.p != ':' && *rest.p != '=') {
            return false;
        }
    }
    if (rest.n > 1 && rest.p[1] == '=' && strchr("?+!", *rest.p) != NULL) {
        how = *rest.p == '?' ? HM_MAKE_DEFAULT : *rest.p == '+' ? HM_MAKE_APPEND : HM_MAKE_UNKNOWN;
        rest = hm_str_from(rest, 1);
    }
    if (name.n == 0 || rest.n == 0 || *rest.p != '=') {
        return false;
    }
    if (!r->are_recipes) {
        hm_make_assign(&r->variables, name, value_of(r, hm_str_from(rest, 1)),
                       is_certain ? how : HM_MAKE_UNKNOWN);
    }
    return true;
}

/* ifeq, else, endif, define: which lines of a file count is not decided here. */
static bool
read_directive(struct reader *r, struct hm_str line)
{
    static const char *const conditions[] = { "ifeq", "ifneq", "ifdef", "ifndef" };

    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        struct hm_str rest = hm_str_trim(line);
        if (hm_str_starts(rest, conditions[i])) {
            struct hm_str behind = hm_str_from(rest, strlen(conditions[i]));
            if (behind.n > 0 && (hm_is_space(*behind.p) || *behind.p == '(')) {
                r->depth++;
                return true;
            }
        }
    }
    if (take_word(&line, "endif")) {
        r->depth -= r->depth > 0;
        return true;
    }
    if (take_word(&line, "define")) {
        r->is_define = true;
        if (!r->are_recipes) {
            hm_make_assign(&r->variables, hm_str_sub(line, 0, hm_str_find(line, ' ')), HM_S(""),
                           HM_MAKE_UNKNOWN);
        }
        return true;
    }
    return take_word(&line, "else");
}

/* Where the recipe begins that stands behind the rule's own line, or n. */
static size_t
read_rule(struct reader *r, struct hm_str line)
{
    size_t colon = hm_str_find(line, ':');

    r->is_in_rule = colon < line.n && hm_str_find(line, '#') > colon;
    if (!r->is_in_rule) {
        return line.n;
    }
    struct hm_str rest = hm_str_from(line, colon + 1);
    (void)read_assignment(r, hm_str_from(rest, hm_str_starts(rest, ":")), false);
    size_t semicolon = hm_str_find(rest, ';');
    return semicolon < rest.n ? colon + 2 + semicolon : line.n;
}

static void
read_recipe(struct reader *r, struct hm_str recipe)
{
    const struct hm_shell shell = { .dialect = HM_SHELL_SH };
    struct hm_make_text made = { 0 };
    size_t n = 0;

    while (n < recipe.n && strchr("@-+ \t", recipe.p[n]) != NULL) {
        n++;
    }
    recipe = hm_str_from(recipe, n);
    if (recipe.n == 0) {
        return;
    }
    hm_make_expand(&r->variables, &made, recipe, (uint32_t)(recipe.p - r->text.p));
    const struct hm_shell_text text = {
        .text = hm_str_make(made.bytes.p, made.bytes.n),
        .joins = made.joins.p,
        .n_joins = (uint32_t)made.joins.n,
    };
    if (hm_run_has_engine(text.text)) {
        hm_command_file_shell(r->file, &text, &shell);
    }
}

/* Make replaces variables of recipes when all is read: so first what they are, then the recipes. */
static void
read_lines(struct reader *r)
{
    r->depth = 0;
    r->is_define = r->is_in_rule = false;
    for (size_t at = 0; at < r->text.n;) {
        struct hm_str line = next_line(r, at);
        struct hm_str trimmed = hm_str_trim(line);
        at += line.n + 1;
        bool is_recipe = hm_str_starts(line, "\t") && (r->is_in_rule || r->is_define);
        if (is_recipe) {
            if (r->are_recipes) {
                read_recipe(r, hm_str_from(line, 1));
            }
            continue;
        }
        if (r->is_define) {
            r->is_define = !hm_str_starts(trimmed, "endef");
            continue;
        }
        if (trimmed.n == 0 || *trimmed.p == '#' || read_directive(r, line)) {
            continue;
        }
        if (read_assignment(r, line, r->depth == 0)) {
            r->is_in_rule = false;
            continue;
        }
        size_t recipe = read_rule(r, line);
        if (r->are_recipes && recipe < line.n) {
            read_recipe(r, hm_str_from(line, recipe));
        }
    }
}

bool
hm_makefile_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                 struct hm_manifests *ret_manifest)
{
    struct reader r = { .arena = arena, .text = text, .variables = { .arena = arena } };

    if (!hm_run_is_likely(text) || text.n > HM_SOURCE_LIMIT) {
        return false;
    }
    r.file = hm_command_file_new(arena, path, text, HM_RUN_BY_SCRIPT);
    read_lines(&r);
    r.are_recipes = true;
    read_lines(&r);
    return hm_command_file_finish(r.file, HM_MANIFEST_COMMANDS, ret_manifest);
}
