/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/manifest/run_command.h"

#include "plugin/manifest/run_call.h"
#include "plugin/manifest/run_option.h"

/* --- the command line --- */

/* The value of the option at hand, which is what is left of its word, or the next one. */
static void
take_option(struct hm_run *r, const struct hm_run_option *option, const struct hm_arg *arg,
            struct hm_str rest, bool has_rest)
{
    struct hm_span span = hm_run_map(r->reader, arg->span);

    if (!option->has_value) {
        struct hm_arg plain = *arg;
        plain.is_literal = arg->is_literal || rest.n == 0;
        struct hm_ynode node = hm_run_node(r, &plain, rest, span);
        hm_run_take_flag(r, option->what, &node);
    } else if (has_rest) {
        hm_run_take_value(r, option->what, arg, rest, span);
        r->is_watched = r->is_watched || option->what == HM_RUN_WATCHED;
    } else if (r->at < r->n) {
        const struct hm_arg *value = &r->args[r->at++];
        hm_run_take_value(r, option->what, value, value->text,
                          hm_span_join(span, hm_run_map(r->reader, value->span)));
        r->is_watched = r->is_watched || option->what == HM_RUN_WATCHED;
    } else {
        r->service->incomplete = "its last option has no value";
    }
}

static bool
take_long(struct hm_run *r, const struct hm_arg *arg)
{
    size_t equals = hm_str_find(arg->text, '=');
    struct hm_str name = hm_str_sub(arg->text, 2, equals - 2);
    const struct hm_run_option *option = hm_run_option_long(name);

    if (option == NULL) {
        return false;
    }
    take_option(r, option, arg, hm_str_from(arg->text, equals + 1), equals < arg->text.n);
    return true;
}

static bool
take_letters(struct hm_run *r, const struct hm_arg *arg)
{
    for (size_t i = 1; i < arg->text.n; i++) {
        const struct hm_run_option *option = hm_run_option_letter(arg->text.p[i]);
        if (option == NULL) {
            return false;
        }
        struct hm_str rest = hm_str_from(arg->text, i + 1);
        bool has_equals = rest.n > 0 && *rest.p == '=';
        if (option->has_value || has_equals) {
            bool has_rest = rest.n > 0;
            take_option(r, option, arg, hm_str_from(rest, has_equals), has_rest);
            return true;
        }
        take_option(r, option, arg, hm_str_sub(rest, 0, 0), false);
    }
    return true;
}

/* Whether a word that is a variable may stand for any number of options. */
static bool
is_list(const struct hm_run *r, const struct hm_arg *arg)
{
    static const char *const hints[] = {
        "OPT",  "ARG", "FLAG", "PARAM", "VOL",   "MOUNT", "ENV",
        "PORT", "TTY", "-it",  "NET",   "LIMIT", "USER",  "EXTRA"
    };
    struct hm_str text = arg->text;

    if (hm_str_has(text, "[@]") || hm_str_has(text, "[*]") || hm_str_eq(text, "$@") ||
        hm_str_eq(text, "$*") || hm_str_eq(text, "${@}")) {
        return true;
    }
    if (arg->is_quoted || arg->text.n == 0 || *arg->text.p != '$' ||
        hm_str_find(text, ':') < text.n || hm_str_find(text, '/') < text.n) {
        return hm_str_has(text, ":+") || hm_str_has(text, ":-");
    }
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (hm_str_has_nocase(text, hints[i])) {
            return true;
        }
    }
    /* An image is followed by its command, whose options are not run's. */
    for (uint32_t i = r->at; i < r->n; i++) {
        struct hm_str word = r->args[i].text;
        size_t end = hm_str_find(word, '=');
        if (hm_str_starts(word, "--") && hm_run_option_long(hm_str_sub(word, 2, end - 2)) != NULL) {
            return true;
        }
    }
    return false;
}

/* Options up to the image; false where it cannot be told which word that is. */
static bool
take_options(struct hm_run *r)
{
    while (r->at < r->n) {
        const struct hm_arg *arg = &r->args[r->at];
        if (hm_str_eq(arg->text, "--")) {
            r->at++;
            return true;
        }
        if (arg->text.n > 1 && *arg->text.p == '-') {
            r->at++;
            if (!(hm_str_starts(arg->text, "--") ? take_long(r, arg) : take_letters(r, arg))) {
                r->service->incomplete = "one of its options is not known";
                return false;
            }
        } else if (!arg->is_literal && is_list(r, arg)) {
            r->at++;
            r->service->incomplete = "some of its options stand in a variable";
        } else {
            /* One that stands for nothing is no word. */
            if (!arg->is_literal && !arg->is_quoted && r->service->incomplete == NULL &&
                r->at + 1 < r->n && *arg->text.p == '$' &&
                hm_str_find(arg->text, '/') == arg->text.n &&
                hm_str_find(arg->text, ':') == arg->text.n &&
                !hm_str_has_nocase(arg->text, "ima") && !hm_str_has_nocase(arg->text, "img")) {
                r->service->incomplete = "its image may be options, too: both stand in a variable";
            }
            return true;
        }
    }
    return true;
}

static void
take_image(struct hm_run *r)
{
    struct hm_arena *arena = r->reader->arena;
    struct hm_service *service = r->service;

    if (r->at >= r->n) {
        return;
    }
    const struct hm_arg *arg = &r->args[r->at++];
    struct hm_ynode node = hm_run_node(r, arg, arg->text, hm_run_map(r->reader, arg->span));
    if (!r->is_rootfs) {
        hm_run_set(&service->image, &node);
    }
    uint32_t n = r->n - r->at;
    struct hm_scalar *words = hm_arena_new(arena, struct hm_scalar, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct hm_arg *word = &r->args[r->at + i];
        struct hm_ynode value = hm_run_node(r, word, word->text, hm_run_map(r->reader, word->span));
        hm_run_set(&words[i], &value);
    }
    service->command = (struct hm_scalars){ .list = words, .n = n, .is_set = n > 0 };
    if (n > 0) {
        service->command.span = hm_span_join(words[0].span, words[n - 1].span);
    }
}

/* By --name, or as its image is called. */
static struct hm_str
name_of(const struct hm_service *service, struct hm_str program)
{
    if (service->container_name.text.n > 0 &&
        (service->container_name.is_known || !service->image.is_known)) {
        return service->container_name.text;
    }
    struct hm_str image = service->image.text;
    image.n = hm_str_find(image, '@');
    struct hm_str name = hm_str_basename(image);
    if (service->image.is_known) {
        name.n = hm_str_find(name, ':');
    }
    return name.n > 0 ? name : program;
}

static bool
is_passing(const struct hm_run *r, bool is_created)
{
    const struct hm_service *service = r->service;
    bool is_restarted = service->restart.is_set && !hm_str_eq(service->restart.text, "no");

    if (service->is_swarm) {
        return r->is_job; /* all others a swarm keeps running, whoever has started them */
    }
    if (r->reader->place != HM_RUN_BY_SCRIPT) {
        return r->reader->place == HM_RUN_BY_PIPELINE;
    }
    if (is_restarted) {
        return false;
    }
    /* Nobody starts what has no name: files are copied out of it. */
    if (is_created && !service->container_name.is_set && service->incomplete == NULL) {
        return true;
    }
    return r->is_removed ||
           (!r->is_detached && !is_created && (r->is_watched || service->incomplete == NULL));
}

/* Reads a command that runs or creates a container; false for all others. */
static bool
read_service(struct hm_run_reader *reader, const struct hm_command *cmd,
             struct hm_service *ret_service)
{
    struct hm_run_call call;
    struct hm_run r = { .reader = reader, .service = ret_service };

    if (!hm_run_call_read(cmd, &call) || call.is_image ||
        !((hm_str_eq(call.verb, "run") && !call.is_swarm) || hm_str_eq(call.verb, "create"))) {
        return false;
    }
    *ret_service = (struct hm_service){ .form = HM_SERVICE_COMMAND,
                                        .has_healthcheck_off = HM_NO,
                                        .is_podman = hm_str_starts(call.program, "podman"),
                                        .is_swarm = call.is_swarm };
    r.args = call.args;
    r.n = call.n_args;
    r.at = call.rest;
    if (take_options(&r)) {
        take_image(&r);
    }
    if (r.is_help ||
        (!ret_service->image.is_set && ret_service->incomplete == NULL && !r.is_rootfs)) {
        return false;
    }
    hm_run_keep(&r);
    if (r.attempts.is_set && r.attempts.is_known && ret_service->restart.is_known &&
        !hm_str_eq(r.attempts.text, "0")) {
        struct hm_scalar *restart = &ret_service->restart;
        restart->text = hm_arena_printf(reader->arena, "%.*s:%.*s",
                                        HM_FMT(restart->is_set ? restart->text : HM_S("any")),
                                        HM_FMT(r.attempts.text));
        restart->span = restart->is_set ? restart->span : r.attempts.span;
        restart->is_set = true;
    }
    ret_service->is_passing = is_passing(&r, hm_str_eq(call.verb, "create"));
    ret_service->name = name_of(ret_service, call.program);
    ret_service->span =
        hm_run_map(r.reader, hm_span_join(cmd->args[0].span, call.args[call.rest - 1].span));
    ret_service->body = hm_run_map(r.reader, cmd->span);
    return true;
}

void
hm_run_options(struct hm_run_reader *reader, const struct hm_arg *args, uint32_t n,
               struct hm_service *service)
{
    struct hm_run r = { .reader = reader, .args = args, .n = n, .service = service };

    service->has_healthcheck_off = HM_NO;
    if (take_options(&r) && r.at < n && service->incomplete == NULL) {
        service->incomplete = "not all of its options can be told apart";
    }
    hm_run_keep(&r);
}

void
hm_run_script(struct hm_run_reader *reader, const struct hm_script *script)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        struct hm_service service = { 0 };
        hm_run_note_made(reader, &script->commands[i]);
        if (read_service(reader, &script->commands[i], &service)) {
            if (reader->services.n < HM_RUN_SERVICES) {
                hm_vec_add(reader->arena, &reader->services, service);
            }
        } else {
            hm_run_note_pulls(reader, &script->commands[i]);
        }
    }
}

void
hm_run_finish(struct hm_run_reader *reader)
{
    for (size_t i = 0; i < reader->services.n; i++) {
        struct hm_service *service = &reader->services.p[i];
        service->is_image_made =
            service->is_image_made ||
            (service->image.is_set && hm_run_is_made(reader, service->image.text));
    }
    hm_run_judge_pulls(reader);
}
