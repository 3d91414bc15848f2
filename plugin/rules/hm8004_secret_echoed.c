/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/pipelines.h"

#include "plugin/model/sensitive.h"

/* Commands whose output is no longer what the platform masks. */
static const char *const transforming[] = { "base64",  "base32", "rev", "xxd",  "od",
                                            "hexdump", "tr",     "sed", "fold", NULL };

/* `base64 --decode -o key.p12`, `sed -i`: what it makes is in a file. */
static bool
writes_file(const struct hm_command *cmd)
{
    static const char *const options[] = { "-o", "--output", "-out", "-i" };

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (hm_command_has(cmd, options[i]) || hm_command_option(cmd, options[i], NULL)) {
            return true;
        }
    }
    return false;
}

/* What reads the output of a command, where the log gets that; NULL: nothing that changes it. */
static const struct hm_command *
logged_reader(const struct hm_script *script, const struct hm_command *cmd)
{
    for (uint32_t i = cmd->index + 1; i < script->n_commands && i < cmd->index + 64; i++) {
        const struct hm_command *reader = &script->commands[i];
        if (reader->input == cmd->index && hm_str_in(reader->name, transforming) &&
            !writes_file(reader) && hm_command_is_logged(script, reader)) {
            return reader;
        }
    }
    return NULL;
}

static void
check_printed(const struct hm_visit *at, const struct hm_pipeline_place *place, struct hm_sink *out)
{
    const struct hm_arg *arg;
    struct hm_str name;

    /* "::add-mask::" is how a value is told to be a secret. */
    for (uint32_t i = 1; i < at->cmd->n_args; i++) {
        if (hm_str_has(at->cmd->args[i].text, "::add-mask::") ||
            hm_str_eq(at->cmd->args[i].text, "-v")) {
            return;
        }
    }
    if (!hm_command_secret(place, at->cmd, &arg, &name)) {
        return;
    }
    const struct hm_command *reader = logged_reader(at->script, at->cmd);
    if (reader != NULL) {
        hm_find_at(out, HM_SEV_HIGH, at->cmd->span,
                   "%.*s is printed through %.*s into the log, where the platform does not "
                   "recognise and mask it any more: take the command out.",
                   HM_FMT(name), HM_FMT(reader->name));
    } else if (hm_command_is_logged(at->script, at->cmd)) {
        hm_find(out, at->cmd->span,
                "%.*s is printed into the log, for everybody who may read that: take the command "
                "out.",
                HM_FMT(name));
    }
}

/* The first variable of an environment that is given a secret. */
static bool
has_secret(const struct hm_pipeline_place *place, const struct hm_entries *env,
           struct hm_str *ret_name)
{
    struct hm_str inner;

    for (uint32_t i = 0; i < env->n; i++) {
        if (env->list[i].value.is_set &&
            hm_pipeline_secret_in(place, env->list[i].value.text, false, &inner)) {
            *ret_name = env->list[i].name;
            return true;
        }
    }
    return false;
}

static void
check_environment(const struct hm_visit *at, const struct hm_pipeline_place *place,
                  struct hm_sink *out)
{
    struct hm_str name;
    bool is_all =
        at->cmd->n_args == 1 || (hm_str_eq(at->cmd->name, "export") && at->cmd->n_args == 2 &&
                                 hm_str_eq(at->cmd->args[1].text, "-p"));

    if (is_all && hm_command_is_logged(at->script, at->cmd) &&
        (has_secret(place, &at->step->env, &name) || has_secret(place, &at->job->env, &name) ||
         has_secret(place, &at->pipeline->env, &name))) {
        hm_find(out, at->cmd->span,
                "The whole environment is printed into the log, and %.*s is in it: print the "
                "variables that you need by name.",
                HM_FMT(name));
    }
}

/* `printenv NPM_TOKEN`. */
static void
check_named(const struct hm_visit *at, const struct hm_pipeline_place *place, struct hm_sink *out)
{
    for (uint32_t i = 1; i < at->cmd->n_args; i++) {
        struct hm_str word =
            hm_arena_concat(out->arena, HM_S("${"), at->cmd->args[i].text, HM_S("}"));
        struct hm_str name;
        if (hm_pipeline_secret_in(place, word, true, &name) &&
            hm_command_is_logged(at->script, at->cmd)) {
            hm_find(
                out, at->cmd->span,
                "%.*s is printed into the log, for everybody who may read that: take the command "
                "out.",
                HM_FMT(name));
            return;
        }
    }
}

static void
check_file(const struct hm_visit *at, struct hm_sink *out)
{
    for (uint32_t i = 1; i < at->cmd->n_args; i++) {
        struct hm_str path = at->cmd->args[i].text;
        const char *what;
        if (hm_str_starts(path, "-")) {
            continue;
        }
        path = hm_str_starts(path, "~/") ? hm_str_from(path, 2) : path;
        bool is_public =
            hm_str_ends(path, ".pub") || hm_str_has(path, "example") || hm_str_has(path, "sample");
        if (!is_public && hm_sensitive_path(path, &what) == HM_FILE_CREDENTIAL &&
            hm_command_is_logged(at->script, at->cmd)) {
            hm_find(out, at->cmd->span, "%.*s is printed into the log: %s.",
                    HM_FMT(at->cmd->args[i].text), what);
            return;
        }
    }
}

/* `set -x` prints each command that follows with its values. */
static void
check_trace(const struct hm_visit *at, const struct hm_pipeline_place *place, struct hm_sink *out)
{
    bool is_on = false;
    const struct hm_arg *arg;
    struct hm_str name;

    for (uint32_t i = 1; i < at->cmd->n_args; i++) {
        struct hm_str word = at->cmd->args[i].text;
        is_on = is_on || hm_str_eq(word, "xtrace") ||
                (word.n > 1 && word.p[0] == '-' && hm_str_find(word, 'x') < word.n);
        if (word.n > 1 && word.p[0] == '+') {
            return;
        }
    }
    for (uint32_t i = at->cmd->index + 1; is_on && i < at->script->n_commands; i++) {
        const struct hm_command *cmd = &at->script->commands[i];
        if (hm_str_eq(cmd->name, "set") && hm_command_has(cmd, "+x")) {
            return;
        }
        if (hm_command_secret(place, cmd, &arg, &name)) {
            hm_find(
                out, at->cmd->span,
                "The commands behind it are printed into the log with their values, and %.*s is in "
                "one of them: switch it off in front of that (set +x).",
                HM_FMT(name));
            return;
        }
    }
}

/* Steps of Jenkins that print what they are given; in quotes that Groovy does not look into a
 * variable is only its name. */
static void
check_step(const struct hm_visit *at, const struct hm_pipeline_place *place, struct hm_sink *out)
{
    static const char *const printing[] = { "echo", "print", "println", "error", "unstable", NULL };
    struct hm_str name;

    if (at->pipeline->kind != HM_PIPELINE_JENKINS || !hm_str_in(at->step->uses.text, printing)) {
        return;
    }
    for (uint32_t i = 0; i < at->step->with.n; i++) {
        const struct hm_scalar *value = &at->step->with.list[i].value;
        if (value->is_set && !value->is_known &&
            hm_pipeline_secret_in(place, value->text, true, &name)) {
            hm_find(
                out, at->step->span,
                "%.*s is printed into the log, for everybody who may read that: take the command "
                "out.",
                HM_FMT(name));
            return;
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_pipeline_place place = hm_visit_place(at);

    if (at->pipeline == NULL || at->step == NULL) {
        return;
    }
    if (at->cmd == NULL) {
        check_step(at, &place, out);
        return;
    }
    struct hm_str program = at->cmd->name;
    if (hm_str_eq(program, "echo") || hm_str_eq(program, "printf") ||
        hm_str_eq(program, "Write-Host") || hm_str_eq(program, "write-host")) {
        check_printed(at, &place, out);
    } else if (hm_str_eq(program, "cat")) {
        check_file(at, out);
    } else if (hm_str_eq(program, "set") && at->cmd->n_args > 1) {
        check_trace(at, &place, out);
    } else {
        check_environment(at, &place, out);
        if (hm_str_eq(program, "printenv")) {
            check_named(at, &place, out);
        }
    }
}

const struct hm_rule hm8004_secret_echoed = {
    .id = "HM8004",
    .concept = "secret-echoed",
    .since = "0.1",
    .title = "A secret is printed into the log of a pipeline",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 532 },
    .needs = HM_NEEDS_PIPELINE,
    .on = HM_ON(STEP),
    .commands = HM_IDS("echo", "printf", "env", "printenv", "export", "set", "cat", "Write-Host",
                       "write-host"),
    .why = "Logs are kept, copied into other systems, and read by more people than may know the "
           "secret; of a public repository by everybody. Platforms mask the values that they know, "
           "as they are written: an encoded one (`| base64`, high), one of several lines or a part "
           "of one passes, and so does everything that was not declared masked.\n\n"
           "Printing to a file or into another command's input (`| docker login "
           "--password-stdin`) is no finding.",
    .fix = "Take the command out. To see whether a secret is there, print that: `test -n "
           "\"$TOKEN\"`. Replace the secret if a log has it.",
    .bad = HM_GITHUB_STEPS "      - run: echo \"the token is $TOKEN\"\n"
                           "        env:\n"
                           "          TOKEN: ${{ secrets.NPM_TOKEN }}\n",
    .good = HM_GITHUB_STEPS
    "      - run: echo \"$TOKEN\" | docker login ghcr.io -u ci --password-stdin\n"
    "        env:\n"
    "          TOKEN: ${{ secrets.REGISTRY_TOKEN }}\n",
    .check = check,
};
