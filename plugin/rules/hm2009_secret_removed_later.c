/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/commands.h"
#include "plugin/rules/seat.h"

/* Something that an earlier instruction of the stage left. */
struct left {
    struct hm_str path;
    uint32_t line;
    bool is_folder; /* holds what nobody named */
};

struct lefts {
    struct left *p;
    size_t n;
    size_t cap;
};

enum {
    MAX_LEFT = 64, /* of a stage; more of them are silent */
};

static void
note(struct lefts *lefts, struct hm_str path, uint32_t line, bool is_folder)
{
    if (path.n > 0 && lefts->n < lefts->cap) {
        lefts->p[lefts->n++] = (struct left){ .path = path, .line = line, .is_folder = is_folder };
    }
}

/* COPY of a folder brings what is in it; a file that is named is HM2004's. */
static void
note_copy(const struct hm_visit *at, const struct hm_seat *seat, const struct hm_instruction *inst,
          struct lefts *lefts, struct hm_arena *arena)
{
    bool is_shown = (at->facts->have & HM_NEEDS_CONTEXT) != 0;

    for (uint32_t i = 0; i < hm_copy_sources(inst); i++) {
        struct hm_str source = inst->words[i].value;
        bool is_remote = hm_is_remote(source);
        bool is_context = hm_copies_context(inst) && !is_remote;
        if (!inst->words[i].is_known || (is_context && is_shown)) {
            continue;
        }
        if (hm_is_whole_context(source) || is_context) {
            bool may_be_folder =
                !hm_str_has(hm_str_basename(source), ".") || hm_is_whole_context(source);
            if (hm_sensitive_path(source, NULL) == HM_FILE_PLAIN && may_be_folder) {
                note(lefts, hm_seat_path(seat, arena, inst->words[inst->n_words - 1].value),
                     inst->line, true);
            }
        } else if (is_remote) {
            note(lefts, hm_copy_target(seat, arena, inst, source), inst->line, false);
        }
    }
}

/* What a RUN fetches, moves or writes. */
static void
note_run(const struct hm_seat *seat, const struct hm_instruction *inst,
         const struct hm_script *script, struct lefts *lefts, struct hm_arena *arena)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        struct hm_str to = hm_str_c("");
        if (hm_command_downloads(cmd)) {
            to = hm_download_target(cmd);
        } else if (hm_str_eq(cmd->name, "ssh-keygen")) {
            to = hm_command_option(cmd, "-f", &to) ? to : hm_str_c("");
        } else if (hm_str_eq(cmd->name, "aws") && hm_command_has(cmd, "s3") && cmd->n_args > 0) {
            to = cmd->args[cmd->n_args - 1].text;
        }
        note(lefts, hm_seat_path(seat, arena, to), inst->line, false);
    }
}

static const struct left *
find(const struct lefts *lefts, struct hm_str path)
{
    for (size_t i = 0; i < lefts->n; i++) {
        const struct left *left = &lefts->p[i];
        if (left->is_folder ? hm_path_is_in(path, left->path) : hm_str_is(path, left->path)) {
            return left;
        }
    }
    return NULL;
}

static void
check_removals(const struct hm_seat *seat, const struct hm_script *script,
               const struct lefts *lefts, struct hm_sink *out)
{
    for (uint32_t i = 0; i < script->n_commands && lefts->n > 0; i++) {
        const struct hm_command *cmd = &script->commands[i];
        if (!hm_str_eq(cmd->name, "rm") && !hm_str_eq(cmd->name, "shred")) {
            continue;
        }
        for (uint32_t k = 1; k < cmd->n_args; k++) {
            const char *what = NULL;
            struct hm_str path = cmd->args[k].text;
            enum hm_sensitive kind = hm_sensitive_path(path, &what);
            if (hm_str_starts(path, "-") || (kind != HM_FILE_CREDENTIAL && kind != HM_FILE_STATE)) {
                continue;
            }
            const struct left *left = find(lefts, hm_seat_path(seat, out->arena, path));
            if (left != NULL) {
                hm_find(out, cmd->args[k].span,
                        "%.*s, %s by its name, came in line %u and stays in that layer.",
                        HM_FMT(path), what, left->line);
            }
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct lefts lefts = { .cap = MAX_LEFT };
    struct hm_seat seat = hm_seat_enter(at->file, at->stage);

    if (!hm_stage_ships(at->stage)) {
        return;
    }
    lefts.p = hm_arena_new(out->arena, struct left, lefts.cap);
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_script *script = hm_unix_script(at->file, inst);
        if (inst->kind == HM_COPY || inst->kind == HM_ADD) {
            note_copy(at, &seat, inst, &lefts, out->arena);
        } else if (script != NULL) {
            check_removals(&seat, script, &lefts, out);
            note_run(&seat, inst, script, &lefts, out->arena);
        }
        hm_seat_step(&seat, inst, out->arena);
    }
}

const struct hm_rule hm2009_secret_removed_later = {
    .id = "HM2009",
    .concept = "secret-removed-later",
    .since = "0.1",
    .title = "A secret file is removed in a later layer, and still there",
    .severity = HM_SEV_CRITICAL,
    .practice = HM_PRACTICE_SECRETS,
    .cwe = { 538, 459 },
    .cis = "4.10",
    .same_as = HM_IDS("cis:4.10", "dockle:CIS-DI-0010"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "An image is its layers, one upon the other. `rm` in a RUN of its own hides a file of "
           "an earlier layer from `ls`; whoever saves the image and unpacks its layers has it. "
           "Reported is the removal of a file that is a credential by its name, where an earlier "
           "instruction brought it: a COPY of the folder it lies in, an ADD, or a RUN that fetched "
           "or made it.\n\nWhere the COPY names the file, or the context shows that it is in "
           "there, that line is reported instead (HM2004, HM4005).",
    .fix = "Keep the file out of the context (.dockerignore), or mount it: `RUN "
           "--mount=type=secret,id=key,target=/root/.ssh/id_ed25519 git clone …`. What was once "
           "pushed in a layer counts as known to others: replace it.",
    .bad = "FROM alpine:3.22\nWORKDIR /app\nCOPY . .\nRUN rm -f .env\n",
    .good = "FROM alpine:3.22\nWORKDIR /app\nCOPY src src\n",
    .check = check,
};
