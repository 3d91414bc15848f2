/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"
#include "plugin/rules/seat.h"

enum {
    MAX_FOLDERS = 64, /* of a stage; more of them are silent */
};

/* A folder that root made. */
struct folder {
    struct hm_str path;
    bool is_given; /* to somebody, by chown, a mode or an owner */
};

struct folders {
    struct folder *p;
    size_t n;
};

static void
note(struct folders *folders, struct hm_str path)
{
    if (path.n > 1 && folders->n < MAX_FOLDERS) {
        folders->p[folders->n++] = (struct folder){ .path = path };
    }
}

/* Everything at, in or above @p path may have another owner now: who is given a part of a folder
 * may need no more of it. */
static void
give(struct folders *folders, struct hm_str path)
{
    for (size_t i = 0; i < folders->n; i++) {
        folders->p[i].is_given = folders->p[i].is_given || path.n == 0 ||
                                 hm_path_is_in(folders->p[i].path, path) ||
                                 hm_path_is_in(path, folders->p[i].path);
    }
}

static void
note_run(const struct hm_seat *seat, const struct hm_script *script, struct folders *folders,
         struct hm_arena *arena)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        uint32_t n_fields;
        const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
        bool is_mkdir = hm_str_eq(cmd->name, "mkdir") && hm_command_mode(cmd).n == 0;
        bool gives = hm_str_eq(cmd->name, "chown") || hm_str_eq(cmd->name, "chmod") ||
                     hm_str_eq(cmd->name, "setfacl") || hm_str_eq(cmd->name, "chgrp") ||
                     hm_str_eq(cmd->name, "install") || hm_str_eq(cmd->name, "useradd") ||
                     hm_str_eq(cmd->name, "adduser");
        for (uint32_t k = 1; (is_mkdir || gives) && k < n_fields; k++) {
            struct hm_str word = fields[k].text;
            if (hm_str_starts(word, "-")) {
                continue;
            }
            struct hm_str path = hm_seat_path(seat, arena, word);
            if (is_mkdir && seat->is_root == HM_YES && !hm_str_has(word, "{")) {
                note(folders, path);
            } else if (gives && hm_str_has(word, "{}")) {
                give(folders, hm_str_c("")); /* of find or xargs: anything */
            } else if (gives && (path.n > 1 || hm_str_has(word, "$"))) {
                give(folders, hm_str_has(word, "*") ? hm_str_dirname(path) : path);
            }
        }
    }
}

static void
check_volume(const struct hm_seat *seat, const struct hm_instruction *inst,
             const struct folders *folders, struct hm_sink *out)
{
    for (uint32_t i = 0; i < inst->n_words; i++) {
        /* What is below /etc is read, not written, by a service. */
        struct hm_str path = inst->words[i].is_known
                                 ? hm_seat_path(seat, out->arena, inst->words[i].value)
                                 : hm_str_c("");
        bool is_settings = hm_path_is_in(path, HM_S("/etc"));
        for (size_t k = 0; path.n > 0 && !is_settings && k < folders->n; k++) {
            if (!folders->p[k].is_given && hm_str_is(folders->p[k].path, path)) {
                hm_find(out, inst->words[i].span,
                        "%.*s belongs to root, and the image runs as another user.", HM_FMT(path));
                break;
            }
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_seat seat = hm_seat_enter(at->file, at->stage);
    struct folders folders = { 0 };

    if (!at->stage->is_target || at->stage->is_windows ||
        at->stage->user_origin == HM_USER_UNKNOWN || hm_stage_runs_as_root(at->stage) != HM_NO) {
        return;
    }
    folders.p = hm_arena_new(out->arena, struct folder, MAX_FOLDERS);
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_script *script = hm_unix_script(at->file, inst);
        if (script != NULL) {
            note_run(&seat, script, &folders, out->arena);
        } else if (inst->kind == HM_RUN || hm_instruction_flag(inst, "chown") != NULL) {
            give(&folders, hm_str_c("")); /* not read, or given to somebody */
        }
        hm_seat_step(&seat, inst, out->arena);
    }
    seat = hm_seat_enter(at->file, at->stage);
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        if (inst->kind == HM_VOLUME) {
            check_volume(&seat, inst, &folders, out);
        }
        hm_seat_step(&seat, inst, out->arena);
    }
}

const struct hm_rule hm3011_unwritable_volume = {
    .id = "HM3011",
    .concept = "unwritable-volume",
    .since = "0.1",
    .title = "The service cannot write to its own volume",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_NON_ROOT,
    .cwe = { 732 },
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "A volume takes over the owner of the folder in the image. Here the folder is made by "
           "root, nothing gives it away, and the image runs as another user: the service fails on "
           "its first write, and the usual way out is to run it as root after all, or to open the "
           "folder to everybody.",
    .fix = "Give the folder to the user in the RUN that makes it: `install -d -o 10001 -g 10001 "
           "/data`, or by `COPY --chown=10001:10001`.",
    .bad = "FROM alpine:3.22\nRUN mkdir /data\nVOLUME /data\nUSER 10001\n",
    .good =
        "FROM alpine:3.22\nRUN mkdir /data && chown 10001:10001 /data\nVOLUME /data\nUSER 10001\n",
    .check = check,
};
