/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/registry.h"
#include "plugin/rules/seat.h"

enum {
    MAX_ARCHIVES = 32, /* of a stage; more of them are silent */
};

struct archive {
    struct hm_str path; /* in the image */
    const struct hm_word *source;
};

/* What ADD unpacks by itself. */
static bool
is_archive(struct hm_str name)
{
    static const char *const ends[] = { ".tar",  ".tar.gz", ".tgz", ".tar.bz2",
                                        ".tbz2", ".tar.xz", ".txz", ".tar.zst" };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (hm_str_ends(name, ends[i])) {
            return true;
        }
    }
    return false;
}

static bool
is_unpacked(const struct hm_seat *seat, const struct hm_script *script, struct hm_str path,
            struct hm_arena *arena)
{
    for (uint32_t i = 0; i < script->n_commands; i++) {
        const struct hm_command *cmd = &script->commands[i];
        bool extracts =
            (hm_str_eq(cmd->name, "tar") || hm_str_eq(cmd->name, "bsdtar")) && cmd->n_args > 1 &&
            (hm_command_has_short(cmd, 'x') || hm_command_has(cmd, "--extract") ||
             (!hm_str_starts(cmd->args[1].text, "-") && hm_str_has(cmd->args[1].text, "x")));
        for (uint32_t k = 1; extracts && k < cmd->n_args; k++) {
            struct hm_str word = cmd->args[k].text;
            struct hm_str at = hm_seat_path(seat, arena, word);
            if (hm_str_is(at, path) || hm_str_is(word, hm_str_basename(path))) {
                return true;
            }
        }
    }
    return false;
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct archive *archives = NULL;
    size_t n = 0;
    struct hm_seat seat = hm_seat_enter(at->file, at->stage);

    if (!hm_stage_ships(at->stage)) {
        return;
    }
    archives = hm_arena_new(out->arena, struct archive, MAX_ARCHIVES);
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        const struct hm_script *script = hm_unix_script(at->file, inst);
        bool is_copy = inst->kind == HM_COPY && hm_copies_context(inst);
        for (uint32_t k = 0; is_copy && k < hm_copy_sources(inst) && n < MAX_ARCHIVES; k++) {
            struct hm_str path = hm_copy_target(&seat, out->arena, inst, inst->words[k].value);
            if (is_archive(path)) {
                archives[n++] = (struct archive){ .path = path, .source = &inst->words[k] };
            }
        }
        for (size_t k = 0; script != NULL && k < n; k++) {
            if (archives[k].source != NULL &&
                is_unpacked(&seat, script, archives[k].path, out->arena)) {
                hm_find(out, archives[k].source->span,
                        "%.*s is unpacked in line %u; both are in the image.",
                        HM_FMT(hm_str_basename(archives[k].path)), inst->line);
                archives[k].source = NULL;
            }
        }
        hm_seat_step(&seat, inst, out->arena);
    }
}

const struct hm_rule hm4010_archive_copied_then_unpacked = {
    .id = "HM4010",
    .concept = "archive-copied-then-unpacked",
    .since = "0.1",
    .title = "An archive is copied, unpacked, and stays in its layer",
    .severity = HM_SEV_INFO,
    .practice = HM_PRACTICE_BASE_IMAGE,
    .profile = HM_PROFILE_HYGIENE,
    .cwe = { 459 },
    .same_as = HM_IDS("hadolint:DL3010"),
    .needs = HM_NEEDS_DOCKERFILE,
    .on = HM_ON(STAGE),
    .why = "COPY makes a layer with the archive in it; the RUN that unpacks it makes another with "
           "the contents. The image carries both, and removing the archive in the RUN does not "
           "make the first layer smaller.",
    .fix = "Let ADD unpack it, `ADD rootfs.tar.gz /`, or read it without copying: `RUN "
           "--mount=type=bind,source=app.tar.gz,target=/tmp/app.tar.gz tar xf /tmp/app.tar.gz`.",
    .bad = "FROM alpine:3.22\nCOPY app.tar.gz /tmp/\nRUN tar xzf /tmp/app.tar.gz -C /opt\n",
    .good = "FROM alpine:3.22\nADD app.tar.gz /opt/\n",
    .check = check,
};
