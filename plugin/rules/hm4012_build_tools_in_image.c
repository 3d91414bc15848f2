/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/model/packages.h"
#include "plugin/rules/build_tools.h"

enum {
    MAX_NAMED = 6, /* packages in a message */
};

/* What a stage's RUNs install and take away again. */
struct installs {
    struct hm_nameset removed;
    bool needs_curl; /* called by the finished image */
    bool needs_wget;
    bool has_unknown_removal; /* $DEPS, or apt-mark's bookkeeping: nothing can be said then */
};

static const struct hm_script *
script_of(const struct hm_dockerfile *file, const struct hm_instruction *inst)
{
    return inst->kind == HM_RUN && inst->script < file->n_scripts ? &file->scripts[inst->script]
                                                                  : NULL;
}

static bool
calls_system(const struct hm_command *cmd, enum hm_package_action action,
             struct hm_package_call *ret_call)
{
    return hm_package_call(cmd, ret_call) && ret_call->action == action &&
           hm_manager_is_system(ret_call->manager);
}

static void
note_removals(const struct hm_script *script, struct installs *installs, struct hm_arena *arena)
{
    struct hm_package_call call;

    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        uint32_t n_fields;
        const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
        if (hm_str_eq(cmd->name, "apt-mark") && hm_command_is(cmd, "apt-mark", "auto")) {
            installs->has_unknown_removal = true;
        }
        if (!calls_system(cmd, HM_PACKAGES_REMOVE, &call)) {
            continue;
        }
        for (uint32_t k = 1; k < n_fields; k++) {
            installs->has_unknown_removal = installs->has_unknown_removal || !fields[k].is_literal;
            (void)hm_nameset_add(&installs->removed, arena, fields[k].text, k);
        }
    }
}

/* Whether the health check or the command calls a program, which then has to be there. */
static bool
is_called_at_run_time(const struct hm_visit *at, const char *program)
{
    const struct hm_stage *target = hm_target_stage(at->file);
    const struct hm_instruction *const users[] = { target->healthcheck.set_by, target->cmd.set_by,
                                                   target->entrypoint.set_by };

    for (size_t i = 0; i < sizeof users / sizeof users[0]; i++) {
        for (uint32_t k = 0; users[i] != NULL && k < users[i]->n_words; k++) {
            if (hm_str_has(users[i]->words[k].text, program)) {
                return true;
            }
        }
    }
    return false;
}

static bool
is_needed(const struct installs *installs, struct hm_str package)
{
    return (installs->needs_curl && hm_str_eq(package, "curl")) ||
           (installs->needs_wget && hm_str_eq(package, "wget"));
}

static void
check_install(const struct hm_command *cmd, const struct hm_package_call *call,
              const struct installs *installs, struct hm_sink *out)
{
    struct hm_str group = hm_package_group(cmd);
    struct hm_str names = hm_str_c("");
    struct hm_package package;
    bool is_strong = false;
    uint32_t hits = 0;
    uint32_t at = call->operands;

    if (group.n > 0 && hm_nameset_find(&installs->removed, group) != HM_NONE) {
        return;
    }
    while (hm_package_next(cmd, call, &at, &package)) {
        enum hm_tool_kind kind = hm_tool_kind(package.name);
        if (kind == HM_TOOL_NONE || hm_nameset_find(&installs->removed, package.name) != HM_NONE ||
            is_needed(installs, package.name)) {
            continue;
        }
        is_strong = is_strong || kind == HM_TOOL_BUILDER;
        if (hits++ < MAX_NAMED) {
            names =
                hm_arena_concat(out->arena, names, hm_str_c(names.n > 0 ? ", " : ""), package.name);
        }
    }
    if (hits > 0) {
        hm_find_at(out, is_strong ? HM_SEV_MEDIUM : HM_SEV_LOW, cmd->span,
                   "Installed here and still in the image: %.*s%s.", HM_FMT(names),
                   hits > MAX_NAMED ? " and more" : "");
    }
}

static void
check_packages(const struct hm_visit *at, struct hm_sink *out)
{
    struct installs installs = { .needs_curl = is_called_at_run_time(at, "curl"),
                                 .needs_wget = is_called_at_run_time(at, "wget") };
    struct hm_package_call call;

    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_script *script = script_of(at->file, &at->file->instructions[i]);
        if (script != NULL) {
            note_removals(script, &installs, out->arena);
        }
    }
    for (uint32_t i = at->stage->first; i < at->stage->end && !installs.has_unknown_removal; i++) {
        const struct hm_script *script = script_of(at->file, &at->file->instructions[i]);
        for (uint32_t k = 0; script != NULL && k < script->n_commands; k++) {
            const struct hm_command *cmd = &script->commands[k];
            if (calls_system(cmd, HM_PACKAGES_INSTALL, &call)) {
                check_install(cmd, &call, &installs, out);
            }
        }
    }
}

/* Whether the image is compiled where it ships: then the tools are there for that alone. */
static bool
is_built_in_place(const struct hm_dockerfile *file)
{
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        const struct hm_instruction *inst = &file->instructions[i];
        const struct hm_script *script = script_of(file, inst);
        if (script == NULL || inst->stage >= file->n_stages ||
            !hm_stage_ships(&file->stages[inst->stage])) {
            continue;
        }
        for (uint32_t k = 0; k < script->n_commands; k++) {
            if (hm_is_build_command(&script->commands[k])) {
                return true;
            }
        }
    }
    return false;
}

static void
check_base(const struct hm_visit *at, struct hm_sink *out)
{
    const struct hm_stage *root =
        at->stage->root < at->file->n_stages ? &at->file->stages[at->stage->root] : at->stage;
    const struct hm_base *base = root->known_base;

    if (root->is_scratch || root->base == NULL) {
        return;
    }
    if (base == NULL) {
        hm_cannot_tell(out, root->base->span, "What the base image %.*s brings was not read.",
                       HM_FMT(root->base->value));
        return;
    }
    if (base->has_build_tools != HM_YES) {
        return;
    }
    bool is_heavy = base->is_sdk == HM_YES || is_built_in_place(at->file);
    hm_find_at(out, is_heavy ? HM_SEV_MEDIUM : HM_SEV_LOW, root->base->span,
               "The image ships the compilers and build tools of its base %.*s%s%s.",
               HM_FMT(root->base->value), base->minimal_variant == NULL ? "" : "; instead use ",
               base->minimal_variant == NULL ? "" : base->minimal_variant);
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    if (at->stage->is_windows || !hm_stage_ships(at->stage)) {
        return;
    }
    if (at->stage->is_target) {
        check_base(at, out);
    }
    check_packages(at, out);
}

const struct hm_rule hm4012_build_tools_in_image = {
    .id = "HM4012",
    .concept = "build-tools-in-image",
    .since = "0.1",
    .title = "The image ships build tools",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_MULTI_STAGE,
    .cwe = { 1104, 489 },
    .cis = "4.3",
    .same_as = HM_IDS("cis:4.3", "dockle:CIS-DI-0003", "tally:prefer-multi-stage-build",
                      "tally:gpu/prefer-runtime-final-stage", "droast:DF011"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why =
        "Compilers, headers, package managers' development packages and git are of no use to the "
        "running program. To an intruder they are: exploits are compiled and further tools "
        "fetched on the spot. They also bring most of the packages that scanners report, and most "
        "of the image's size.\n\n"
        "Judged is what the stages of the image bring by their base and by what they install and "
        "do not remove; builder stages may hold what they like. Brought by the base of an "
        "interpreted language alone it is a low finding.",
    .fix =
        "Build in one stage and ship another:\n\n```dockerfile\n"
        "FROM golang:1.26 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app\n\n"
        "FROM gcr.io/distroless/static:nonroot\nCOPY --from=build /app /app\n"
        "ENTRYPOINT [\"/app\"]\n```\n\n"
        "Where that cannot be, remove the packages in the RUN that installed them.",
    .bad = "FROM debian:13-slim\nRUN apt-get update && apt-get install -y gcc make\n",
    .good = "FROM debian:13-slim AS build\nRUN apt-get update && apt-get install -y gcc make\n"
            "FROM debian:13-slim\nCOPY --from=build /app /app\n",
    .check = check,
};
