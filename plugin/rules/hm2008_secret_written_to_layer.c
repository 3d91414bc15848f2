/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/model/secret.h"
#include "plugin/rules/commands.h"
#include "plugin/rules/seat.h"

enum {
    MAX_SECRETS = 16,    /* variables that a RUN's secret mounts set */
    MAX_COMMANDS = 2000, /* of a builder, for each COPY that takes from it */
};

/* What a RUN's words may hold a secret by. */
struct sources {
    const struct hm_visit *at;
    const struct hm_script *script;
    bool can_look_up;
};

static bool
is_secret_variable(const struct sources *sources, struct hm_str name)
{
    const struct hm_instruction *inst = sources->at->inst;

    for (uint32_t i = 0; i < inst->n_mounts && i < MAX_SECRETS; i++) {
        if (inst->mounts[i].env.value.n > 0 && hm_str_is(inst->mounts[i].env.value, name)) {
            return true;
        }
    }
    /* In a builder stage the argument itself is the fault (HM2005), and said there. */
    return sources->can_look_up && hm_visit_ships(sources->at) &&
           hm_secret_name(name) == HM_NAME_SECRET &&
           hm_stage_variable(sources->at->file, inst, name) != NULL;
}

/* A file that a secret mount shows. */
static bool
is_secret_path(const struct sources *sources, struct hm_str text)
{
    const struct hm_instruction *inst = sources->at->inst;

    for (uint32_t i = 0; i < inst->n_mounts && i < MAX_SECRETS; i++) {
        struct hm_str target = inst->mounts[i].target.value;
        if (hm_str_eq(inst->mounts[i].type, "secret") && target.n > 1 && target.n <= text.n &&
            hm_str_is(hm_str_sub(text, 0, target.n), target)) {
            return true;
        }
    }
    return hm_str_starts(text, "/run/secrets/");
}

static bool
holds_secret_variable(const struct sources *sources, struct hm_str text)
{
    struct hm_variable_walk walk = { .text = text, .escape = '\\' };
    struct hm_variable_ref ref;

    while (hm_variable_next(&walk, &ref)) {
        if (is_secret_variable(sources, ref.name)) {
            return true;
        }
    }
    return false;
}

/* The command's words, its here-documents, and what its substitutions read. */
static bool
holds_secret(const struct sources *sources, const struct hm_command *cmd)
{
    for (uint32_t i = 1; i < cmd->n_args; i++) {
        struct hm_str text = cmd->args[i].text;
        if (!cmd->args[i].is_literal &&
            (holds_secret_variable(sources, text) || hm_str_has(text, "/run/secrets/"))) {
            return true;
        }
    }
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        const struct hm_redirect *redirect = &cmd->redirects[i];
        bool is_text =
            redirect->kind == HM_REDIRECT_HEREDOC || redirect->kind == HM_REDIRECT_STRING;
        if (is_text && !redirect->target.is_literal &&
            holds_secret_variable(sources, redirect->target.text)) {
            return true;
        }
    }
    return false;
}

/* The file that keeps what the command puts out, or the empty view. */
static struct hm_str
kept_in(const struct hm_command *cmd)
{
    for (uint32_t i = 0; i < cmd->n_redirects; i++) {
        const struct hm_redirect *redirect = &cmd->redirects[i];
        if ((redirect->kind == HM_REDIRECT_OUT || redirect->kind == HM_REDIRECT_APPEND) &&
            redirect->fd <= 1) {
            return redirect->target.text;
        }
    }
    return hm_str_c("");
}

/* A seat that is no part of the layer. */
static bool
is_passing(const struct sources *sources, struct hm_str path)
{
    const struct hm_instruction *inst = sources->at->inst;

    if (path.n == 0 || hm_str_starts(path, "/dev/") || hm_str_starts(path, "/proc/") ||
        hm_str_starts(path, "/run/secrets/")) {
        return true;
    }
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        struct hm_str target = inst->mounts[i].target.value;
        if (target.n > 1 && target.n <= path.n &&
            hm_str_is(hm_str_sub(path, 0, target.n), target)) {
            return true;
        }
    }
    return false;
}

/* Whether a command behind @p from takes the file away again: rm, shred, by its last name. */
static bool
is_removed(const struct hm_script *script, uint32_t from, struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);

    for (uint32_t i = from + 1; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        uint32_t n_fields;
        const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
        bool is_rm = hm_str_eq(cmd->name, "rm") || hm_str_eq(cmd->name, "shred") ||
                     hm_str_eq(cmd->name, "unlink");
        for (uint32_t k = 1; is_rm && k < n_fields; k++) {
            if (hm_str_is(hm_str_basename(fields[k].text), name) ||
                hm_str_is(fields[k].text, hm_str_dirname(path))) {
                return true;
            }
        }
    }
    return false;
}

/* Programs that keep what they are told in a file of settings. */
static const struct keeper {
    const char *program;
    const char *word; /* must be among the arguments */
    const char *file;
} keepers[] = {
    { "npm", "set", ".npmrc" },
    { "pnpm", "set", ".npmrc" },
    { "yarn", "set", ".yarnrc" },
    { "pip", "set", "pip.conf" },
    { "pip3", "set", "pip.conf" },
    { "git", "config", ".gitconfig" },
    { "git", "clone", "config" },
    { "composer", "config", "auth.json" },
    { "bundle", "config", "config" },
    { "poetry", "config", "auth.toml" },
    { "aws", "configure", "credentials" },
    { "docker", "login", "config.json" },
    { "huggingface-cli", "login", "token" },
    { "hf", "login", "token" },
    { "podman", "login", "auth.json" },
    { "skopeo", "login", "auth.json" },
    { "helm", "login", "config.json" },
    { "dotnet", "nuget", "NuGet.Config" },
    { "gem", "sources", ".gemrc" },
};

static const char *
file_of_keeper(const struct hm_command *cmd)
{
    for (size_t i = 0; i < sizeof keepers / sizeof keepers[0]; i++) {
        if (hm_str_eq(cmd->name, keepers[i].program) && hm_command_has(cmd, keepers[i].word)) {
            return keepers[i].file;
        }
    }
    return NULL;
}

/* cp /run/secrets/x y, install, mv, cat /run/secrets/x > y, tee: what the command leaves. */
static struct hm_str
copied_to(const struct sources *sources, const struct hm_command *cmd)
{
    bool copies =
        hm_str_eq(cmd->name, "cp") || hm_str_eq(cmd->name, "install") || hm_str_eq(cmd->name, "mv");
    bool prints = hm_str_eq(cmd->name, "cat") || hm_str_eq(cmd->name, "base64") ||
                  hm_str_eq(cmd->name, "sed") || hm_str_eq(cmd->name, "tr");

    for (uint32_t i = 1; (copies || prints) && i < cmd->n_args; i++) {
        bool is_last = i + 1 == cmd->n_args;
        if (is_secret_path(sources, cmd->args[i].text) && !(copies && is_last)) {
            return copies ? cmd->args[cmd->n_args - 1].text : kept_in(cmd);
        }
    }
    return hm_str_c("");
}

/* tee FILE behind a command that puts out the secret. */
static struct hm_str
teed_to(const struct sources *sources, const struct hm_command *cmd)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    if (!hm_str_eq(cmd->name, "tee") || cmd->input >= sources->script->n_commands ||
        !holds_secret(sources, &sources->script->commands[cmd->input])) {
        return hm_str_c("");
    }
    uint32_t file = hm_command_operand(cmd, 1);
    return file < n_fields ? fields[file].text : hm_str_c("");
}

/* The file that the command leaves a secret in, or the empty view. */
static struct hm_str
left_in(const struct sources *sources, const struct hm_command *cmd)
{
    struct hm_str path = copied_to(sources, cmd);

    path = path.n > 0 ? path : teed_to(sources, cmd);
    if (path.n == 0 && holds_secret(sources, cmd)) {
        const char *settings = file_of_keeper(cmd);
        path = settings != NULL ? hm_str_c(settings) : kept_in(cmd);
    }
    return is_passing(sources, path) || is_removed(sources->script, cmd->index, path) ? hm_str_c("")
                                                                                      : path;
}

/* Whether COPY --from takes the file: by its own path, or in a folder. A path that is not absolute
 * (.npmrc, ~/.netrc, $HOME/.npmrc) is taken by its name, or with a home. */
static bool
takes_file(const struct hm_instruction *copy, const struct hm_seat *seat, struct hm_arena *arena,
           struct hm_str path)
{
    struct hm_str name = hm_str_basename(path);
    struct hm_str full = hm_seat_path(seat, arena, path);
    bool is_home = hm_str_starts(path, "~") || hm_str_starts(path, "$") || full.n == 0 ||
                   hm_str_is(name, path);

    for (uint32_t i = 0; i < hm_copy_sources(copy); i++) {
        struct hm_str source = copy->words[i].value;
        while (source.n > 1 && hm_str_ends(source, "/")) {
            source.n--;
        }
        bool is_in_home = is_home && (hm_str_eq(source, "/root") || hm_str_starts(source, "/home"));
        if (hm_str_is(hm_str_basename(source), name) || is_in_home ||
            (full.n > 0 && source.n > 1 && hm_path_is_in(full, source)) ||
            (hm_str_eq(source, "/") && copy->words[i].is_known)) {
            return true;
        }
    }
    return false;
}

/* A builder's file that comes into the image after all. */
static void
check_copy(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->inst->from_stage >= at->file->n_stages || !hm_visit_ships(at) ||
        at->inst->from_stage == at->stage->index) {
        return;
    }
    const struct hm_stage *from = &at->file->stages[at->inst->from_stage];
    struct hm_seat seat = hm_seat_enter(at->file, from);
    uint32_t n_commands = 0;
    for (uint32_t i = from->first; i < from->end && n_commands < MAX_COMMANDS; i++) {
        struct hm_visit run = *at;
        run.inst = &at->file->instructions[i];
        run.stage = from;
        struct sources sources = { .at = &run,
                                   .script = hm_visit_script(&run),
                                   .can_look_up = hm_can_look_up(at->file) };
        hm_seat_step(&seat, run.inst, out->arena);
        for (uint32_t k = 0; hm_visit_is_unix_run(&run) && k < sources.script->n_commands; k++) {
            struct hm_str path = left_in(&sources, &sources.script->commands[k]);
            n_commands++;
            if (path.n > 0 && takes_file(at->inst, &seat, out->arena, path)) {
                struct hm_str label = hm_stage_label(out->arena, from);
                hm_find(out, at->inst->span,
                        "This takes the file that %.*s wrote a secret into, into the image.",
                        HM_FMT(label));
                return;
            }
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct sources sources = { .at = at,
                               .script = hm_visit_script(at),
                               .can_look_up = hm_can_look_up(at->file) };

    if (at->inst->kind == HM_COPY) {
        check_copy(at, out);
        return;
    }
    if (!hm_visit_is_unix_run(at)) {
        return;
    }
    for (uint32_t i = 0; i < sources.script->n_commands; i++) {
        const struct hm_command *cmd = &sources.script->commands[i];
        if (left_in(&sources, cmd).n == 0) {
            continue;
        }
        hm_find_secret(out, hm_visit_ships(at) ? HM_SEV_CRITICAL : HM_SEV_MEDIUM, cmd->span,
                       "%.*s writes a secret into a file of the layer%s.", HM_FMT(cmd->name),
                       hm_visit_ships(at) ? "" : ", which stays in the cache");
    }
}

const struct hm_rule hm2008_secret_written_to_layer = {
    .id = "HM2008",
    .concept = "secret-written-to-layer",
    .since = "0.1",
    .title = "A RUN writes a secret into the layer",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 538, 312 },
    .cis = "4.10",
    .same_as = HM_IDS("cis:4.10", "tally:require-secret-mounts"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(RUN, COPY),
    .why = "A secret that was passed correctly, by a mount or at least by a build argument, is "
           "written to a file: `.npmrc`, `.netrc`, git's or pip's settings. The file is part of "
           "the layer, and everybody who can pull the image can read it, also when a later "
           "instruction removes it. Followed are variables whose names denote a secret, and what "
           "is read below `/run/secrets`.\n\nIn a builder stage the file stays in the cache and in "
           "whatever is copied from there; that is a medium finding, and a COPY that brings the "
           "file into the image a critical one.",
    .fix = "Mount the secret where the tool reads it, so that it never is a file of the layer: "
           "`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`. Where a file must be "
           "written, remove it in the same RUN.",
    .bad = "FROM node:24-alpine\nRUN --mount=type=secret,id=npm cp /run/secrets/npm /root/.npmrc "
           "&& npm ci --omit=dev\n",
    .good = "FROM node:24-alpine\nRUN --mount=type=secret,id=npm,target=/root/.npmrc npm ci "
            "--omit=dev\n",
    .check = check,
};
