/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

#include "plugin/model/secret.h"

bool
hm_pipeline_is_github(const struct hm_pipeline *pipeline)
{
    return pipeline->kind == HM_PIPELINE_GITHUB || pipeline->kind == HM_PIPELINE_GITHUB_ACTION;
}

static bool
is_name_byte(char c)
{
    return hm_is_alpha(c) || hm_is_digit(c) || c == '_' || c == '-';
}

static struct hm_str
name_at(struct hm_str text, size_t off)
{
    size_t n = off;

    while (n < text.n && is_name_byte(text.p[n])) {
        n++;
    }
    return hm_str_sub(text, off, n - off);
}

/* So many variables of an environment are looked through. */
#define MOST_VARIABLES 1024u

static const struct hm_entry *
variable(const struct hm_pipeline_place *place, struct hm_str name)
{
    const struct hm_entries *const all[] = {
        place->step == NULL ? NULL : &place->step->env,
        place->job == NULL ? NULL : &place->job->env,
        &place->pipeline->env,
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        for (uint32_t k = 0; all[i] != NULL && k < all[i]->n && k < MOST_VARIABLES; k++) {
            if (hm_str_is(all[i]->list[k].name, name)) {
                return &all[i]->list[k];
            }
        }
    }
    return NULL;
}

/* "secrets.X", "secrets['X']" in an expression; `github.token` is one by another name. */
static bool
secret_of_expression(struct hm_str text, struct hm_str *ret_name)
{
    static const char *const heads[] = { "secrets.", "secrets['", "credentials('" };

    for (size_t i = 0; i + 8 < text.n; i++) {
        for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++) {
            size_t n = strlen(heads[k]);
            bool begins = i == 0 || !is_name_byte(text.p[i - 1]);
            if (begins && hm_str_starts(hm_str_from(text, i), heads[k])) {
                *ret_name = name_at(text, i + n);
                return ret_name->n > 0;
            }
        }
    }
    if (hm_str_has(text, "github.token")) {
        *ret_name = HM_S("github.token");
        return true;
    }
    return false;
}

/* GitLab and Jenkins give secrets to variables that no file mentions. */
static bool
is_secret_by_name(const struct hm_pipeline_place *place, struct hm_str name)
{
    return !hm_pipeline_is_github(place->pipeline) && hm_secret_name(name) == HM_NAME_SECRET;
}

static bool
is_secret_variable(const struct hm_pipeline_place *place, struct hm_str name)
{
    const struct hm_entry *entry = variable(place, name);
    struct hm_str inner;

    if (entry != NULL && entry->value.is_set) {
        /* A condition about a secret is none. */
        return hm_str_has(entry->value.text, "!=") || hm_str_has(entry->value.text, "==")
                   ? false
                   : secret_of_expression(entry->value.text, &inner) ||
                         (entry->value.has_variable && is_secret_by_name(place, name));
    }
    return is_secret_by_name(place, name);
}

bool
hm_pipeline_secret_in(const struct hm_pipeline_place *place, struct hm_str text, bool has_shell,
                      struct hm_str *ret_name)
{
    for (size_t i = 0; i + 1 < text.n; i++) {
        struct hm_str rest = hm_str_from(text, i);
        if (hm_str_starts(rest, "${{")) {
            size_t end = 3;
            while (end + 1 < rest.n && (rest.p[end] != '}' || rest.p[end + 1] != '}')) {
                end++;
            }
            struct hm_str inner = hm_str_trim(hm_str_sub(rest, 3, end - 3));
            bool is_test = hm_str_has(inner, "==") || hm_str_has(inner, "!=");
            bool is_env =
                hm_str_starts(inner, "env.") && is_secret_variable(place, name_at(inner, 4));
            if (!is_test && (is_env || secret_of_expression(inner, ret_name))) {
                *ret_name = is_env ? name_at(inner, 4) : *ret_name;
                return true;
            }
            i += end;
        } else if (has_shell && rest.p[0] == '$') {
            size_t from = rest.p[1] == '{' ? 2 : 1;
            struct hm_str name = name_at(rest, from);
            /* ${#X}, ${X:+set}: its length, whether it is there. */
            bool is_value =
                from == 1 || (from + name.n < rest.n &&
                              (rest.p[from + name.n] == '}' ||
                               (hm_str_starts(hm_str_from(rest, from + name.n), ":-"))));
            if (name.n > 0 && is_value && is_secret_variable(place, name)) {
                *ret_name = name;
                return true;
            }
        }
    }
    return false;
}

/* Behind the ')' of the "$(" that a text begins with. */
static size_t
substitution_end(struct hm_str text)
{
    unsigned depth = 0;

    for (size_t i = 1; i < text.n; i++) {
        depth += text.p[i] == '(';
        depth -= text.p[i] == ')';
        if (depth == 0) {
            return i + 1;
        }
    }
    return text.n;
}

/* DOCKER_USERNAME may be kept as a secret and is none. */
static bool
is_user_name(struct hm_str name)
{
    static const char *const ends[] = { "user", "username", "user_name", "login" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t n = strlen(ends[i]);
        if (name.n >= n && hm_str_eq_nocase(hm_str_from(name, name.n - n), hm_str_c(ends[i]))) {
            return true;
        }
    }
    return false;
}

static bool
secret_in_part(const struct hm_pipeline_place *place, struct hm_str text, bool has_shell,
               struct hm_str *ret_name)
{
    while (hm_pipeline_secret_in(place, text, has_shell, ret_name)) {
        if (!is_user_name(*ret_name)) {
            return true;
        }
        /* The name stands in the text. */
        text = hm_str_from(text, (size_t)(ret_name->p - text.p) + ret_name->n);
    }
    return false;
}

/* What stands in $(...) is given to another command, and what that makes of it is here. */
static bool
secret_outside(const struct hm_pipeline_place *place, const struct hm_arg *arg,
               struct hm_str *ret_name)
{
    struct hm_str rest = arg->text;
    size_t at = 0;

    while (at < rest.n) {
        if (!hm_str_starts(hm_str_from(rest, at), "$(")) {
            at++;
            continue;
        }
        if (secret_in_part(place, hm_str_sub(rest, 0, at), !arg->is_literal, ret_name)) {
            return true;
        }
        rest = hm_str_from(rest, at);
        rest = hm_str_from(rest, substitution_end(rest));
        at = 0;
    }
    return secret_in_part(place, rest, !arg->is_literal, ret_name);
}

bool
hm_command_secret(const struct hm_pipeline_place *place, const struct hm_command *cmd,
                  const struct hm_arg **ret_arg, struct hm_str *ret_name)
{
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        const struct hm_arg *arg = &cmd->args[i];
        if (secret_outside(place, arg, ret_name)) {
            *ret_arg = arg;
            return true;
        }
    }
    return false;
}

static bool
is_written_away(const struct hm_command *cmd)
{
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        const struct hm_redirect *redirect = &cmd->redirects[i];
        bool is_out = redirect->kind == HM_REDIRECT_OUT || redirect->kind == HM_REDIRECT_APPEND;
        if (is_out && redirect->fd != 2 && !hm_str_eq(redirect->target.text, "/dev/stdout") &&
            !hm_str_eq(redirect->target.text, "/dev/stderr") &&
            !hm_str_eq(redirect->target.text, "/dev/tty")) {
            return true;
        }
    }
    return false;
}

bool
hm_command_is_logged(const struct hm_script *script, const struct hm_command *cmd)
{
    if (is_written_away(cmd) || cmd->owner != HM_NONE ||
        (cmd->flags & HM_CMD_IN_SUBSTITUTION) != 0) {
        return false;
    }
    for (uint32_t i = cmd->index + 1; i < script->n_commands && i < cmd->index + 64; i++) {
        if (script->commands[i].input == cmd->index) {
            return false;
        }
    }
    return true;
}

bool
hm_is_commit(struct hm_str ref)
{
    for (size_t i = 0; i < ref.n; i++) {
        char c = hm_ascii_lower(ref.p[i]);
        if (!hm_is_digit(c) && (c < 'a' || c > 'f')) {
            return false;
        }
    }
    return ref.n == 40 || ref.n == 64;
}

struct hm_str
hm_chain_label(const struct hm_chain *chain)
{
    return chain->image.is_set ? chain->image.text : HM_S("an image");
}

bool
hm_chain_lacks(struct hm_sink *out, const struct hm_chain *chain, const struct hm_chain_link *link,
               const char *unknown, const char *done)
{
    if (chain->push == NULL || hm_chain_is_local(chain) || link->when >= HM_CHAIN_AFTER) {
        return false;
    }
    struct hm_str image = hm_chain_label(chain);
    if (unknown == NULL && chain->may_stay) {
        unknown = "it may go to the registry that runs beside the job, and no further";
    }
    if (link->when == HM_CHAIN_UNKNOWN) {
        hm_cannot_tell(out, chain->push->span, "It is not known whether what is %s is %.*s.", done,
                       HM_FMT(image));
    } else if (unknown != NULL) {
        hm_cannot_tell(out, chain->push->span, "Not all that is done to %.*s can be seen here: %s.",
                       HM_FMT(image), unknown);
    }
    return link->when != HM_CHAIN_UNKNOWN && unknown == NULL;
}

struct hm_str
hm_job_label(struct hm_arena *arena, const struct hm_visit *at)
{
    const char *what = at->pipeline->kind == HM_PIPELINE_JENKINS ? "stage" : "job";

    if (at->pipeline->kind == HM_PIPELINE_GITHUB_ACTION) {
        return HM_S("The action");
    }
    return hm_arena_printf(arena, "The %s %.*s", what, HM_FMT(at->job->name));
}
