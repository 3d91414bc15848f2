/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/seat.h"

enum {
    MAX_COPIES = 64, /* of a stage; more of them are silent */
};

struct copies {
    struct hm_str paths[MAX_COPIES];
    uint32_t lines[MAX_COPIES];
    size_t n;
};

static void
check_command(const struct hm_seat *seat, const struct hm_command *cmd, const struct copies *copies,
              struct hm_sink *out)
{
    uint32_t n_fields;
    const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
    bool is_deep = hm_command_has_short(cmd, 'R') || hm_command_has(cmd, "--recursive");

    if (!hm_str_eq(cmd->name, "chown") && !hm_str_eq(cmd->name, "chmod")) {
        return;
    }
    for (uint32_t k = 2; k < n_fields; k++) {
        struct hm_str path = hm_seat_path(seat, out->arena, fields[k].text);
        for (size_t i = 0; path.n > 1 && i < copies->n; i++) {
            if (hm_str_is(path, copies->paths[i]) ||
                (is_deep && hm_path_is_in(copies->paths[i], path))) {
                hm_find(out, cmd->span, "What line %u copied is stored a second time.",
                        copies->lines[i]);
                return;
            }
        }
    }
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct hm_seat seat = hm_seat_enter(at->file, at->stage);
    struct copies *copies;

    if (!hm_stage_ships(at->stage)) {
        return;
    }
    copies = hm_arena_new(out->arena, struct copies, 1);
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_script *script = hm_unix_script(at->file, inst);
        bool is_copy = inst->kind == HM_COPY || inst->kind == HM_ADD;
        for (uint32_t k = 0; is_copy && k < hm_copy_sources(inst) && copies->n < MAX_COPIES; k++) {
            struct hm_str to = hm_copy_target(&seat, out->arena, inst, inst->words[k].value);
            if (to.n > 1) {
                copies->paths[copies->n] = to;
                copies->lines[copies->n++] = inst->line;
            }
        }
        for (uint32_t k = 0; script != NULL && k < script->n_commands; k++) {
            check_command(&seat, &script->commands[k], copies, out);
        }
        hm_seat_step(&seat, inst, out->arena);
    }
}

const struct hm_rule hm4042_copied_again_by_chmod = {
    .id = "HM4042",
    .concept = "copied-again-by-chmod",
    .since = "0.1",
    .title = "Changing owner or mode later stores the files again",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 459 },
    .same_as = HM_IDS("tally:prefer-copy-chmod"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "A layer holds whole files. `chown -R` or `chmod` over what an earlier instruction "
           "copied stores each of the files a second time: the image grows by their size.",
    .fix = "Set it where they are copied: `COPY --chown=10001:10001 --chmod=0755 …`.",
    .bad = "FROM alpine:3.22\nCOPY app /opt/app\nRUN chown -R 10001 /opt/app\n",
    .good = "FROM alpine:3.22\nCOPY --chown=10001 app /opt/app\n",
    .check = check,
};
