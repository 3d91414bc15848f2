/* SPDX-License-Identifier: Apache-2.0 */
/* Which folder a word of a script means: "$(dirname "$0")/..", "$SCRIPT_DIR", "$(pwd)/web". */
#include "plugin/base/path.h"
#include "plugin/manifest/act_maker.h"

enum {
    DEPTH = 8, /* of variables and substitutions within each other */
};

struct reading {
    const struct hm_act_maker *maker;
    const struct hm_script *script;
    const struct hm_command *cmd;
    const struct hm_act_place *from; /* where the command runs */
    unsigned depth;
};

static bool eval(struct reading *r, struct hm_str text, struct hm_act_place *ret);

static bool
go_on(const struct reading *r, const struct hm_act_place *from, struct hm_str to,
      struct hm_act_place *ret)
{
    if (to.n > HM_PATH_LIMIT) {
        return false;
    }
    ret->base = from->base;
    ret->folder = hm_path_join(r->maker->arena, from->folder, to);
    return ret->folder.n <= HM_PATH_LIMIT;
}

/* The name in "$X" or "${X}"; empty for anything else. */
static struct hm_str
variable_of(struct hm_str text)
{
    size_t n = 0;

    if (hm_str_starts(text, "${") && hm_str_ends(text, "}")) {
        text = hm_str_sub(text, 2, text.n - 3);
    } else if (hm_str_starts(text, "$")) {
        text = hm_str_from(text, 1);
    } else {
        return HM_S("");
    }
    while (n < text.n && (hm_is_alpha(text.p[n]) || hm_is_digit(text.p[n]) || text.p[n] == '_')) {
        n++;
    }
    return n == text.n ? text : HM_S("");
}

/* What follows a word of a substitution and its options; false where it begins with another. */
static bool
take_word(struct hm_str *text, const char *word)
{
    struct hm_str rest = hm_str_trim(*text);
    size_t n = strlen(word);

    if (!hm_str_starts(rest, word) || rest.n == n || !hm_is_space(rest.p[n])) {
        return false;
    }
    rest = hm_str_trim(hm_str_from(rest, n));
    while (hm_str_starts(rest, "-")) {
        rest = hm_str_trim(hm_str_from(rest, hm_str_find(rest, ' ')));
    }
    *text = rest;
    return true;
}

/* What stands in "$(…)" when that is all of the text. */
static bool
take_substitution(struct hm_str text, struct hm_str *ret_inner, size_t *ret_end)
{
    unsigned open = 0;

    for (size_t i = 1; hm_str_starts(text, "$(") && i < text.n; i++) {
        open += text.p[i] == '(';
        open -= text.p[i] == ')';
        if (open == 0) {
            *ret_inner = hm_str_trim(hm_str_sub(text, 2, i - 2));
            *ret_end = i + 1;
            return true;
        }
    }
    return false;
}

/* --- variables --- */

/* "NAME=…" of a word behind export, readonly, local or declare. */
static bool
is_given(const struct hm_arg *arg, struct hm_str name)
{
    return arg->text.n > name.n && hm_str_is(hm_str_sub(arg->text, 0, name.n), name) &&
           arg->text.p[name.n] == '=';
}

/* The value that the script gives a variable, where it does so in one place in front of the
   command. */
static const struct hm_command *
find_value(const struct reading *r, struct hm_str name, struct hm_str *ret_value)
{
    static const char *const words[] = {
        "export", "readonly", "local", "declare", "typeset", NULL
    };
    const struct hm_command *found = NULL;
    unsigned n = 0;

    for (uint32_t i = 0; i < r->cmd->index && i < r->script->n_commands; i++) {
        const struct hm_command *other = &r->script->commands[i];
        for (uint32_t k = 0; other->n_args == 0 && k < other->n_assignments; k++) {
            if (hm_str_is(other->assignments[k].name, name)) {
                *ret_value = other->assignments[k].value.text;
                found = other;
                n += other->assignments[k].is_plain ? 1 : 2;
            }
        }
        for (uint32_t k = 1; hm_str_in(other->name, words) && k < other->n_args; k++) {
            if (is_given(&other->args[k], name)) {
                *ret_value = hm_str_from(other->args[k].text, name.n + 1);
                found = other;
                n++;
            }
        }
    }
    return n == 1 ? found : NULL;
}

static bool
eval_variable(struct reading *r, struct hm_str name, struct hm_act_place *ret)
{
    static const char *const roots[] = { "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "WORKSPACE", NULL };
    static const char *const here[] = { "PWD", "CURDIR", NULL };
    struct hm_str value;
    struct hm_act_place from;

    if (hm_str_in(name, here)) {
        *ret = *r->from;
        return true;
    }
    const struct hm_command *giver = find_value(r, name, &value);
    if (giver == NULL) {
        *ret = (struct hm_act_place){
            .base = r->maker->is_file ? HM_ACT_FROM_ROOT : HM_ACT_FROM_START,
            .folder = HM_S(""),
        };
        return hm_str_in(name, roots);
    }
    if (!hm_act_folder_within(r->maker, r->script, giver, r->depth, &from)) {
        return false;
    }
    struct reading inner = *r;
    inner.cmd = giver;
    inner.from = &from;
    return eval(&inner, value, ret);
}

/* --- the script itself --- */

static bool
is_script(struct reading *r, struct hm_str text)
{
    static const char *const names[] = {
        "$0",
        "${0}",
        "$BASH_SOURCE",
        "${BASH_SOURCE}",
        "${BASH_SOURCE[0]}",
        "${BASH_SOURCE:-$0}",
        "${BASH_SOURCE[0]:-$0}",
        "${BASH_SOURCE[0]:-${0}}",
        "${(%):-%N}",
        "${(%):-%x}",
        NULL,
    };
    struct hm_str inner;
    struct hm_str value;
    size_t end;

    if (hm_str_in(text, names)) {
        return r->maker->is_file;
    }
    if (r->depth >= DEPTH) {
        return false;
    }
    struct reading next = *r;
    next.depth++;
    if (take_substitution(text, &inner, &end) && end == text.n) {
        return (take_word(&inner, "readlink") || take_word(&inner, "realpath")) &&
               is_script(&next, inner);
    }
    struct hm_str name = variable_of(text);
    return name.n > 0 && find_value(r, name, &value) != NULL &&
           is_script(&next, hm_act_unquoted(r->maker, value));
}

/* "${0%/ *}", "${BASH_SOURCE[0]%/ *}", "${DIR%/ *}": what is above. */
static bool
eval_above(struct reading *r, struct hm_str braces, struct hm_act_place *ret)
{
    struct hm_str name = hm_str_sub(braces, 2, braces.n - 2 - strlen("%/*}"));
    struct hm_str whole = hm_arena_printf(r->maker->arena, "${%.*s}", HM_FMT(name));
    struct hm_act_place below;

    if (is_script(r, whole)) {
        *ret = (struct hm_act_place){ .base = HM_ACT_FROM_SCRIPT, .folder = HM_S("") };
        return true;
    }
    return eval(r, whole, &below) && go_on(r, &below, HM_S(".."), ret);
}

/* --- substitutions --- */

static bool
eval_dirname(struct reading *r, struct hm_str of, struct hm_act_place *ret)
{
    struct hm_act_place below;

    if (is_script(r, of)) {
        *ret = (struct hm_act_place){ .base = HM_ACT_FROM_SCRIPT, .folder = HM_S("") };
        return true;
    }
    return eval(r, of, &below) && go_on(r, &below, HM_S(".."), ret);
}

/* "cd X >/dev/null 2>&1 && pwd -P" */
static bool
eval_cd(struct reading *r, struct hm_str text, struct hm_act_place *ret)
{
    size_t n = 0;
    unsigned open = 0;

    while (n < text.n && (open > 0 || (text.p[n] != '&' && text.p[n] != ';' && text.p[n] != '>'))) {
        open += text.p[n] == '(';
        open -= open > 0 && text.p[n] == ')';
        n++;
    }
    struct hm_str to = hm_str_trim(hm_str_sub(text, 0, n));
    struct hm_str rest = hm_str_trim(hm_str_from(text, n));
    if (hm_str_ends(to, " 2") || hm_str_ends(to, " 1")) {
        to = hm_str_trim(hm_str_sub(to, 0, to.n - 1));
    }
    return (hm_str_ends(rest, "pwd") || hm_str_ends(rest, "pwd -P")) && eval(r, to, ret);
}

static bool
eval_substitution(struct reading *r, struct hm_str inner, struct hm_act_place *ret)
{
    if (hm_str_eq(inner, "pwd") || hm_str_eq(inner, "pwd -P")) {
        *ret = *r->from;
        return true;
    }
    if (hm_str_eq(inner, "git rev-parse --show-toplevel")) {
        *ret = (struct hm_act_place){
            .base = r->maker->is_file ? HM_ACT_FROM_ROOT : HM_ACT_FROM_START,
            .folder = HM_S(""),
        };
        return true;
    }
    if (hm_str_starts(inner, "CDPATH=")) {
        inner = hm_str_trim(hm_str_from(inner, strlen("CDPATH=")));
    }
    if (take_word(&inner, "dirname")) {
        return eval_dirname(r, inner, ret);
    }
    if (take_word(&inner, "cd")) {
        return eval_cd(r, inner, ret);
    }
    return (take_word(&inner, "realpath") || take_word(&inner, "readlink")) && eval(r, inner, ret);
}

/* --- words --- */

static bool
eval_head(struct reading *r, struct hm_str head, struct hm_act_place *ret)
{
    struct hm_str inner;
    size_t end;

    if (take_substitution(head, &inner, &end)) {
        return eval_substitution(r, inner, ret);
    }
    if (hm_str_starts(head, "${") && hm_str_ends(head, "%/*}")) {
        return eval_above(r, head, ret);
    }
    struct hm_str name = variable_of(head);
    return name.n > 0 && eval_variable(r, name, ret);
}

/* Where "$X", "${X}" or "$(…)" ends, or 0. */
static size_t
head_of(struct hm_str text)
{
    struct hm_str inner;
    size_t n = 1;

    if (take_substitution(text, &inner, &n)) {
        return n;
    }
    if (hm_str_starts(text, "${")) {
        n = hm_str_find(text, '}');
        return n < text.n ? n + 1 : 0;
    }
    while (n < text.n && (hm_is_alpha(text.p[n]) || hm_is_digit(text.p[n]) || text.p[n] == '_')) {
        n++;
    }
    return hm_str_starts(text, "$") && n > 1 ? n : 0;
}

static bool
eval(struct reading *r, struct hm_str text, struct hm_act_place *ret)
{
    struct hm_act_place head;

    text = hm_str_trim(hm_act_unquoted(r->maker, text));
    if (text.n == 0 || r->depth >= DEPTH || hm_str_find(text, '`') < text.n) {
        return false;
    }
    if (*text.p != '$') {
        bool is_other =
            *text.p == '/' || *text.p == '~' || *text.p == '-' || hm_str_find(text, '$') < text.n;
        return !is_other && go_on(r, r->from, text, ret);
    }
    size_t n = head_of(text);
    struct hm_str rest = hm_str_from(text, n);
    if (n == 0 || (rest.n > 0 && *rest.p != '/') || hm_str_find(rest, '$') < rest.n) {
        return false;
    }
    struct reading inner = *r;
    inner.depth++;
    if (!eval_head(&inner, hm_str_sub(text, 0, n), &head)) {
        return false;
    }
    while (hm_str_starts(rest, "/")) {
        rest = hm_str_from(rest, 1);
    }
    if (rest.n > 0) {
        return go_on(r, &head, rest, ret);
    }
    *ret = head;
    return true;
}

struct hm_str
hm_act_unquoted(const struct hm_act_maker *maker, struct hm_str text)
{
    if (hm_str_find(text, '"') == text.n) {
        return text;
    }
    char *bytes = hm_arena_alloc(maker->arena, text.n);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '"') {
            bytes[n++] = text.p[i];
        }
    }
    return hm_str_make(bytes, n);
}

bool
hm_act_place(const struct hm_act_maker *maker, const struct hm_script *script,
             const struct hm_command *cmd, const struct hm_act_place *from, unsigned depth,
             struct hm_str text, struct hm_act_place *ret_place)
{
    struct reading r = {
        .maker = maker, .script = script, .cmd = cmd, .from = from, .depth = depth
    };

    return text.n <= HM_ACT_TEXT_LIMIT && eval(&r, text, ret_place);
}
