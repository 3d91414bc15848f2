/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"
#include "plugin/base/path.h"
#include "plugin/rules/seat.h"

/* What is known of NODE_ENV, BUNDLE_WITHOUT and the like where a command runs. */
static enum hm_trit
says(const struct hm_visit *at, const struct hm_instruction *inst, const struct hm_command *cmd,
     const char *name, const char *value)
{
    for (uint32_t i = 0; i < cmd->n_assignments; i++) {
        if (hm_str_eq(cmd->assignments[i].name, name)) {
            return hm_str_has(cmd->assignments[i].value.text, value) ? HM_YES : HM_NO;
        }
    }
    if (!hm_can_look_up(at->file)) {
        return HM_UNKNOWN;
    }
    const struct hm_variable *variable = hm_stage_variable(at->file, inst, hm_str_c(name));
    if (variable == NULL) {
        return HM_NO;
    }
    if (!variable->has_value || !variable->value.is_known) {
        return HM_UNKNOWN;
    }
    return hm_str_has(variable->value.value, value) ? HM_YES : HM_NO;
}

static bool
names_development(struct hm_str file)
{
    static const char *const words[] = { "dev", "test", "lint", "docs" };
    struct hm_str name = hm_str_basename(file);

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (hm_str_has(name, words[i]) && hm_str_has(name, "requirement")) {
            return true;
        }
    }
    return false;
}

static bool
has_packages(const struct hm_command *cmd, const struct hm_package_call *call)
{
    struct hm_package package;
    uint32_t at = call->operands;

    return hm_package_next(cmd, call, &at, &package);
}

/* npm, yarn, pnpm: an install of all that the project lists. */
static enum hm_trit
installs_node(const struct hm_visit *at, const struct hm_instruction *inst,
              const struct hm_command *cmd)
{
    static const char *const off[] = { "--omit=dev", "--production", "--production=true", "--prod",
                                       "-P",         "--only=prod",  "--only=production" };
    struct hm_package_call call;
    struct hm_str omit = { 0 };

    if (!hm_package_call(cmd, &call) ||
        (call.manager != HM_NPM && call.manager != HM_YARN && call.manager != HM_PNPM)) {
        return HM_NO;
    }
    bool is_all = hm_str_eq(call.verb, "ci") || hm_str_eq(call.verb, "clean-install") ||
                  (call.action == HM_PACKAGES_INSTALL && !has_packages(cmd, &call));
    if (!is_all || hm_command_has(cmd, "-g") || hm_command_has(cmd, "--global") ||
        hm_command_has(cmd, "--version") || hm_command_has(cmd, "-v") ||
        hm_command_has(cmd, "--help")) {
        return HM_NO;
    }
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++) {
        if (hm_command_has(cmd, off[i])) {
            return HM_NO;
        }
    }
    if ((hm_command_option(cmd, "--omit", &omit) || hm_command_option(cmd, "--only", &omit)) &&
        (hm_str_eq(omit, "dev") || hm_str_starts(omit, "prod"))) {
        return HM_NO;
    }
    enum hm_trit is_production = says(at, inst, cmd, "NODE_ENV", "production");
    return is_production == HM_YES ? HM_NO : is_production == HM_UNKNOWN ? HM_UNKNOWN : HM_YES;
}

static bool
has_any(const struct hm_command *cmd, const char *const *options)
{
    for (; *options != NULL; options++) {
        if (hm_command_option(cmd, *options, NULL)) {
            return true;
        }
    }
    return false;
}

static enum hm_trit
installs_other(const struct hm_visit *at, const struct hm_instruction *inst,
               const struct hm_command *cmd)
{
    struct hm_str file = { 0 };

    if (hm_command_is(cmd, "composer", "install")) {
        return hm_command_has(cmd, "--no-dev") ||
                       says(at, inst, cmd, "COMPOSER_NO_DEV", "1") == HM_YES
                   ? HM_NO
                   : HM_YES;
    }
    if (hm_command_is(cmd, "bundle", "install")) {
        return hm_command_option(cmd, "--without", NULL) || hm_command_has(cmd, "--deployment") ||
                       says(at, inst, cmd, "BUNDLE_WITHOUT", "") != HM_NO ||
                       says(at, inst, cmd, "BUNDLE_ONLY", "") != HM_NO
                   ? HM_NO
                   : HM_YES;
    }
    if (hm_command_is(cmd, "poetry", "install")) {
        return has_any(cmd, HM_IDS("--only", "--no-dev", "--without", "--only-root")) ? HM_NO
                                                                                      : HM_YES;
    }
    if (hm_command_is(cmd, "uv", "sync")) {
        return has_any(cmd, HM_IDS("--no-dev", "--no-default-groups", "--only-group")) ||
                       says(at, inst, cmd, "UV_NO_DEV", "1") == HM_YES
                   ? HM_NO
                   : HM_YES;
    }
    if (hm_command_is(cmd, "pipenv", "install") || hm_command_is(cmd, "pipenv", "sync")) {
        return hm_command_has(cmd, "--dev") || hm_command_has(cmd, "-d") ? HM_YES : HM_NO;
    }
    bool reads_file =
        hm_command_option(cmd, "-r", &file) || hm_command_option(cmd, "--requirement", &file);
    return reads_file && (hm_str_starts(cmd->name, "pip") || hm_str_eq(cmd->name, "uv")) &&
                   names_development(file)
               ? HM_YES
               : HM_NO;
}

/* What takes them away again, or tells the manager beforehand: npm prune, bundle config. */
static bool
prunes(const struct hm_command *cmd)
{
    bool is_bundle = hm_command_is(cmd, "bundle", "config") &&
                     (hm_command_has(cmd, "without") || hm_command_has(cmd, "only") ||
                      hm_command_has(cmd, "deployment"));

    return is_bundle || hm_command_is(cmd, "npm", "prune") || hm_command_is(cmd, "pnpm", "prune") ||
           hm_command_removes(cmd, "node_modules") || hm_command_removes(cmd, "./node_modules") ||
           (hm_str_eq(cmd->name, "yarn") && hm_command_has(cmd, "focus")) ||
           (hm_str_eq(cmd->name, "npm") && hm_command_has(cmd, "config") &&
            hm_command_has(cmd, "production")) ||
           (hm_str_eq(cmd->name, "pnpm") && hm_command_has(cmd, "deploy"));
}

/* What one manager installs another does not take away. `rm` is of whoever made node_modules. */
enum family { NODE, COMPOSER, BUNDLER, PYTHON, N_FAMILIES };

static enum family
family_of(const struct hm_command *cmd)
{
    return hm_str_eq(cmd->name, "composer")     ? COMPOSER
           : hm_str_starts(cmd->name, "bundle") ? BUNDLER
           : hm_str_eq(cmd->name, "poetry") || hm_str_eq(cmd->name, "uv") ||
                   hm_str_starts(cmd->name, "pip")
               ? PYTHON
               : NODE;
}

/* The last install of a stage that nothing prunes; NULL when there is none. */
static const struct hm_command *
last_install(const struct hm_visit *at, const struct hm_stage *stage, enum family family,
             enum hm_trit *ret_answer)
{
    const struct hm_command *last = NULL;
    *ret_answer = HM_NO;

    for (uint32_t i = stage->first; i < stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_script *script = hm_unix_script(at->file, inst);
        for (uint32_t k = 0; script != NULL && k < script->n_commands; k++) {
            const struct hm_command *cmd = &script->commands[k];
            if (family_of(cmd) != family) {
                continue;
            }
            enum hm_trit answer = installs_node(at, inst, cmd);
            if (answer == HM_NO && family != NODE) {
                answer = installs_other(at, inst, cmd);
            }
            if (prunes(cmd)) {
                if (!hm_str_eq(cmd->name, "bundle")) {
                    last = NULL;
                    *ret_answer = HM_NO;
                    continue;
                }
                return NULL;
            }
            if (answer != HM_NO && (cmd->flags & HM_CMD_IN_BRANCH) == 0) {
                last = cmd;
                *ret_answer = answer;
            }
        }
    }
    return last;
}

/* COPY, ADD and bind mounts of the context. */
static bool
takes(const struct hm_facts *facts, const struct hm_stage *stage, struct hm_str path)
{
    for (uint32_t i = stage->first; i < stage->end; i++) {
        const struct hm_instruction *inst = &facts->dockerfile->instructions[i];
        const struct hm_copied *copied = hm_copied_by(facts, inst);
        if (copied != NULL && copied->takes(copied, path)) {
            return true;
        }
        for (uint32_t k = 0; k < inst->n_mounts; k++) {
            struct hm_str source = hm_path_relative(inst->mounts[k].source.value);
            if (hm_str_eq(inst->mounts[k].type, "bind") && inst->mounts[k].from.text.n == 0 &&
                (source.n == 0 || hm_str_is(source, path))) {
                return true;
            }
        }
    }
    return false;
}

/* The file in which a manager's project lists what it needs. */
static const char *
project_file(const struct hm_command *cmd)
{
    static const char *const files[][2] = {
        { "composer", "composer.json" }, { "bundle", "Gemfile" },    { "poetry", "pyproject.toml" },
        { "uv", "pyproject.toml" },      { "pipenv", "Pipfile" },    { "npm", "package.json" },
        { "yarn", "package.json" },      { "pnpm", "package.json" },
    };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (hm_str_eq(cmd->name, files[i][0])) {
            return files[i][1];
        }
    }
    return NULL;
}

/* Whether the image's project lists any, by the files that the stage and those above it take out of
 * the context; not known where it takes none that could be read. */
static enum hm_trit
lists_any(const struct hm_visit *at, const struct hm_stage *stage, const struct hm_command *cmd)
{
    const struct hm_context *context = at->facts->context;
    const char *name = project_file(cmd);
    enum hm_trit answer = HM_UNKNOWN;

    if (context == NULL || name == NULL || context->are_projects_cut) {
        return HM_UNKNOWN;
    }
    for (uint32_t i = 0; i < context->n_projects; i++) {
        const struct hm_project_file *project = &context->projects[i];
        bool is_taken = false;
        if (!hm_str_eq(hm_str_basename(project->path), name)) {
            continue;
        }
        for (uint32_t s = stage->index; s != HM_NONE && !is_taken; s = at->file->stages[s].parent) {
            is_taken = takes(at->facts, &at->file->stages[s], project->path);
        }
        if (is_taken && project->has_development != HM_NO) {
            return project->has_development;
        }
        answer = is_taken ? HM_NO : answer;
    }
    return answer;
}

static void
check_copies(const struct hm_visit *at, struct hm_sink *out)
{
    enum hm_trit answer;

    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind != HM_COPY || inst->from_stage >= at->stage->index) {
            continue;
        }
        for (uint32_t k = 0; k < hm_copy_sources(inst); k++) {
            struct hm_str path = inst->words[k].value;
            while (hm_str_ends(path, "/")) {
                path.n--;
            }
            if (!hm_str_eq(hm_str_basename(path), "node_modules")) {
                continue;
            }
            const struct hm_stage *from = &at->file->stages[inst->from_stage];
            const struct hm_command *cmd = last_install(at, from, NODE, &answer);
            if (cmd != NULL && answer == HM_YES && lists_any(at, from, cmd) != HM_NO) {
                struct hm_str label = hm_stage_label(out->arena, from);
                hm_find(out, inst->words[k].span,
                        "%.*s installs development dependencies too, and nothing removes them.",
                        HM_FMT(label));
            }
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    enum hm_trit answer;

    if (!hm_stage_ships(at->stage)) {
        return;
    }
    for (enum family family = NODE; family < N_FAMILIES; family++) {
        const struct hm_command *cmd = last_install(at, at->stage, family, &answer);
        if (cmd != NULL && answer == HM_UNKNOWN) {
            hm_cannot_tell(out, cmd->span, "NODE_ENV is a variable without a value.");
        } else if (cmd != NULL && lists_any(at, at->stage, cmd) != HM_NO) {
            hm_find(out, cmd->span, "%.*s installs development dependencies too, into the image.",
                    HM_FMT(cmd->name));
        }
    }
    check_copies(at, out);
}

const struct hm_rule hm4035_development_dependencies = {
    .id = "HM4035",
    .concept = "development-dependencies",
    .since = "0.1",
    .title = "Development dependencies are in the image",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 1104, 489 },
    .same_as = HM_IDS("tally:php/composer-no-dev-in-production"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Test runners, bundlers and type checkers are of no use to the running service. They "
        "are most of what `node_modules` or `vendor` holds, most of what scanners report in it, "
        "and code that nobody chose for production.\n\nJudged is what ships: an install in the "
        "image itself, and `node_modules` that is copied from a stage that installed "
        "everything. Where NODE_ENV is `production`, or a later step prunes, it is silent; so it "
        "is where the project's own file (package.json, composer.json, Gemfile, pyproject.toml, "
        "Pipfile) is in the context and lists none.",
    .fix = "`npm ci --omit=dev`, `yarn install --production`, `pnpm install --prod`, `composer "
           "install --no-dev`, `poetry install --only main`, `uv sync --no-dev`, `bundle config "
           "set without development:test`; or build in one stage, and install without development "
           "dependencies in the one that ships.",
    .bad = "FROM node:24-alpine\nCOPY package.json package-lock.json ./\nRUN npm ci\n",
    .good = "FROM node:24-alpine\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n",
    .check = check,
};
