/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/build_tools.h"
#include "plugin/rules/commands.h"
#include "plugin/rules/seat.h"

/* Where paths and packages come from: the number of the instruction. */
struct origins {
    struct hm_nameset paths;
    struct hm_nameset packages;
};

static void
note_path(struct origins *origins, struct hm_arena *arena, struct hm_str path, uint32_t number)
{
    if (path.n > 1) {
        (void)hm_nameset_add(&origins->paths, arena, path, number);
    }
}

static void
note_run(const struct hm_seat *seat, const struct hm_instruction *inst,
         const struct hm_script *script, struct origins *origins, struct hm_arena *arena)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        uint32_t n_fields;
        const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
        struct hm_package_call call;
        struct hm_package package;
        if (hm_command_downloads(cmd)) {
            note_path(origins, arena, hm_seat_path(seat, arena, hm_download_target(cmd)),
                      inst->index);
        } else if (hm_command_is(cmd, "git", "clone") && n_fields > 3) {
            note_path(origins, arena, hm_seat_path(seat, arena, fields[n_fields - 1].text),
                      inst->index);
        } else if (hm_package_call(cmd, &call) && call.action == HM_PACKAGES_INSTALL &&
                   hm_manager_is_system(call.manager)) {
            uint32_t at = call.operands;
            struct hm_str group = hm_package_group(cmd);
            if (group.n > 0) {
                (void)hm_nameset_add(&origins->packages, arena, group, inst->index);
            }
            while (hm_package_next(cmd, &call, &at, &package)) {
                (void)hm_nameset_add(&origins->packages, arena, package.name, inst->index);
            }
        }
    }
}

static void
report(const struct hm_visit *at, const struct hm_arg *arg, uint32_t origin,
       const struct hm_instruction *inst, struct hm_sink *out)
{
    if (origin != HM_NONE && origin < inst->index) {
        hm_find(out, arg->span, "%.*s is from line %u and stays in that layer.", HM_FMT(arg->text),
                at->file->instructions[origin].line);
    }
}

static void
check_run(const struct hm_visit *at, const struct hm_seat *seat, const struct hm_instruction *inst,
          const struct hm_script *script, const struct origins *origins, struct hm_sink *out)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        uint32_t n_fields;
        const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
        struct hm_package_call call;
        struct hm_package package;
        bool is_rm = hm_str_eq(cmd->name, "rm");
        for (uint32_t k = 1; is_rm && k < n_fields; k++) {
            struct hm_str word = fields[k].text;
            if (hm_str_starts(word, "-") || hm_sensitive_path(word, NULL) != HM_FILE_PLAIN) {
                continue;
            }
            report(at, &fields[k],
                   hm_nameset_find(&origins->paths, hm_seat_path(seat, out->arena, word)), inst,
                   out);
        }
        if (!is_rm && hm_package_call(cmd, &call) && call.action == HM_PACKAGES_REMOVE &&
            hm_manager_is_system(call.manager)) {
            uint32_t next = call.operands;
            while (hm_package_next(cmd, &call, &next, &package)) {
                report(at, package.arg, hm_nameset_find(&origins->packages, package.name), inst,
                       out);
            }
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_seat seat = hm_seat_enter(at->file, at->stage);
    struct origins origins = { 0 };

    if (!hm_stage_ships(at->stage)) {
        return;
    }
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_script *script = hm_unix_script(at->file, inst);
        bool is_copy = inst->kind == HM_COPY || inst->kind == HM_ADD;
        for (uint32_t k = 0; is_copy && k < hm_copy_sources(inst); k++) {
            note_path(&origins, out->arena,
                      hm_copy_target(&seat, out->arena, inst, inst->words[k].value), inst->index);
        }
        if (script != NULL) {
            check_run(at, &seat, inst, script, &origins, out);
            note_run(&seat, inst, script, &origins, out->arena);
        }
        hm_seat_step(&seat, inst, out->arena);
    }
}

const struct hm_rule hm4037_removed_in_later_layer = {
    .id = "HM4037",
    .concept = "removed-in-later-layer",
    .since = "0.1",
    .title = "What is removed here stays in an earlier layer",
    .severity = HM_SEV_LOW,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_STRICT,
    .cwe = { 459 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "A layer only adds. `rm` in a later RUN hides a file and frees nothing: the image is as "
           "large as before, and each pull transfers the bytes. Reported are files that this stage "
           "copied or fetched, and packages that it installed, in another instruction than the one "
           "that removes them.",
    .fix = "Remove in the RUN that made it; bring in what is needed for one step only by `RUN "
           "--mount=type=bind`; or do all of it in a stage of its own and copy the result.",
    .bad = "FROM alpine:3.22\nCOPY tool.tar.gz /tmp/tool.tar.gz\nRUN tar xzf /tmp/tool.tar.gz -C "
           "/opt\nRUN rm /tmp/tool.tar.gz\n",
    .good = "FROM alpine:3.22\nRUN --mount=type=bind,source=tool.tar.gz,target=/tmp/tool.tar.gz "
            "tar xzf /tmp/tool.tar.gz -C /opt\n",
    .check = check,
};
