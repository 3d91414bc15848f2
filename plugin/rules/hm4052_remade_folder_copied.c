/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/path.h"
#include "plugin/base/vec.h"
#include "plugin/model/remade.h"
#include "plugin/rules/registry.h"
#include "plugin/rules/seat.h"

enum {
    MAX_MAKES = 64,    /* steps of a stage that are looked at */
    MAX_COPIES = 64,   /* likewise */
    MAX_FOLDERS = 500, /* of a kind, likewise */
    MAX_NAMED = 3,     /* in a message */
};

/* A command that fills folders of a kind. */
struct make {
    const struct hm_remade *kind;
    const struct hm_instruction *inst;
    struct hm_str folder; /* in which it runs */
};

/* A source of a COPY, and where what it holds goes. */
struct landing {
    const struct hm_instruction *inst;
    struct hm_str source; /* without "./" and '/' around; empty: the context */
    struct hm_str to;
};

struct stage_view {
    const struct hm_visit *at;
    struct hm_sink *out;
    HM_VEC(struct make) makes;
    HM_VEC(struct landing) landings;
};

/* What of the stage's folder a command runs in, as far as `cd` and options tell; empty: not known.
 */
static struct hm_str
folder_of(const struct stage_view *v, const struct hm_seat *seat, const struct hm_command *cmd)
{
    static const char *const options[] = { "--prefix", "--cwd",         "--dir",
                                           "-C",       "--working-dir", "--manifest-path" };
    struct hm_str value = { 0 };

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (hm_command_option(cmd, options[i], &value)) {
            value = strcmp(options[i], "--manifest-path") == 0 ? hm_str_dirname(value) : value;
            return hm_seat_path(seat, v->out->arena, value);
        }
    }
    return hm_seat_path(seat, v->out->arena, HM_S("."));
}

static void
list_makes(struct stage_view *v, struct hm_seat seat, const struct hm_instruction *inst)
{
    const struct hm_script *script = hm_unix_script(v->at->file, inst);

    for (uint32_t k = 0; script != NULL && k < script->n_commands; k++) {
        const struct hm_command *cmd = &script->commands[k];
        uint32_t n_fields;
        const struct hm_arg *fields = hm_command_fields(cmd, &n_fields);
        if (hm_str_eq(cmd->name, "cd") && n_fields == 2) {
            seat.workdir = hm_seat_path(&seat, v->out->arena, fields[1].text);
        }
        for (size_t n = 0; v->makes.n < MAX_MAKES && hm_remade_kind(n) != NULL; n++) {
            if (hm_remade_by(hm_remade_kind(n), v->at->file, cmd)) {
                struct make make = { .kind = hm_remade_kind(n),
                                     .inst = inst,
                                     .folder = folder_of(v, &seat, cmd) };
                hm_vec_add(v->out->arena, &v->makes, make);
            }
        }
    }
}

static bool
has_glob(struct hm_str s)
{
    return hm_str_find(s, '*') < s.n || hm_str_find(s, '?') < s.n || hm_str_find(s, '[') < s.n;
}

static void
list_landings(struct stage_view *v, const struct hm_seat *seat, const struct hm_instruction *inst)
{
    uint32_t n = hm_copy_sources(inst);

    if (!hm_copies_context(inst) || n == 0 || !inst->words[n].is_known ||
        hm_instruction_flag(inst, "parents") != NULL) {
        return;
    }
    struct hm_str to = hm_seat_path(seat, v->out->arena, inst->words[n].value);
    for (uint32_t k = 0; k < n && v->landings.n < MAX_COPIES; k++) {
        struct hm_str source = hm_path_clean(
            v->out->arena, hm_arena_concat(v->out->arena, HM_S("/"), inst->words[k].value));
        if (to.n > 0 && inst->words[k].is_known && !has_glob(source)) {
            struct landing landing = { .inst = inst, .source = hm_str_from(source, 1), .to = to };
            hm_vec_add(v->out->arena, &v->landings, landing);
        }
    }
}

/* Where a folder of the context comes to lie; empty when the source does not hold it. @p above is
 * the project's folder, which may itself be above the source: then it is told by the folder. */
static struct hm_str
place_of(const struct stage_view *v, const struct landing *landing, struct hm_str path)
{
    struct hm_str rest = path;

    if (landing->source.n > 0 && !hm_path_is_below(path, landing->source, &rest)) {
        return (struct hm_str){ 0 };
    }
    return hm_path_clean(v->out->arena,
                         hm_arena_concat(v->out->arena, landing->to, HM_S("/"), rest));
}

/* Whether the command fills what lies at @p place. */
static bool
fills(const struct make *make, struct hm_arena *arena, struct hm_str place)
{
    struct hm_str own = hm_path_clean(
        arena, hm_arena_concat(arena, make->folder, HM_S("/"), hm_remade_name(make->kind)));

    return make->folder.n > 0 && (hm_str_is(place, own) || (hm_remade_is_deep(make->kind) &&
                                                            hm_path_is_in(place, make->folder)));
}

static uint64_t
count_taken(const struct stage_view *v, const struct hm_instruction *inst,
            const struct hm_remade_folder *folder)
{
    const struct hm_copied *copied = hm_copied_by(v->at->facts, inst);
    const struct hm_context_file *files = v->at->facts->context->files;
    uint64_t n = 0;

    for (uint32_t i = folder->first; copied != NULL && i < folder->end; i++) {
        n += !files[i].is_ignored && copied->takes(copied, files[i].path);
    }
    return n;
}

/* What one COPY takes of what is made again. */
struct taken {
    struct hm_str names;
    struct hm_str first; /* a file's folder, for the ignore file */
    const struct make *make;
    uint64_t files;
    uint32_t folders;
};

static void
look_for(struct stage_view *v, const struct landing *landing, const struct hm_remade *kind,
         struct taken *taken)
{
    struct hm_arena *arena = v->out->arena;
    struct hm_remade_walk walk = { .kind = kind, .context = v->at->facts->context };
    struct hm_remade_folder folder;

    for (uint32_t n = 0; n < MAX_FOLDERS && hm_remade_next(&walk, arena, &folder); n++) {
        struct hm_str place = place_of(v, landing, folder.path);
        const struct make *make = NULL;
        for (size_t m = 0; place.n > 0 && m < v->makes.n && make == NULL; m++) {
            if (v->makes.p[m].kind == kind && fills(&v->makes.p[m], arena, place)) {
                make = &v->makes.p[m];
            }
        }
        uint64_t files = make == NULL ? 0 : count_taken(v, landing->inst, &folder);
        if (files == 0) {
            continue;
        }
        if (taken->folders++ == 0) {
            taken->first = folder.path;
            taken->make = make;
        }
        taken->files += files;
        if (taken->folders <= MAX_NAMED) {
            taken->names = hm_arena_printf(arena, "%.*s%s%.*s", HM_FMT(taken->names),
                                           taken->names.n > 0 ? ", " : "", HM_FMT(folder.path));
        }
    }
}

static void
report(struct stage_view *v, const struct hm_instruction *inst, const struct taken *taken)
{
    bool is_over = taken->make->inst->index < inst->index;

    hm_find_at(v->out, is_over ? HM_SEV_MEDIUM : HM_SEV_LOW, inst->span,
               "This takes %.*s%s out of the context (%llu file%s), %s line %u %s.",
               HM_FMT(taken->names), taken->folders > MAX_NAMED ? " and more" : "",
               (unsigned long long)taken->files, taken->files == 1 ? "" : "s",
               is_over ? "over what" : "which", (unsigned)taken->make->inst->line,
               is_over ? "made" : "makes again");
}

static void
check(const struct hm_visit *at, struct hm_sink *out)
{
    struct stage_view v = { .at = at, .out = out };
    struct hm_seat seat = hm_seat_enter(at->file, at->stage);

    /* An unknown folder is the same for all that is relative to it. */
    seat.workdir = seat.workdir.n > 0 ? seat.workdir : HM_S("/?");
    for (uint32_t i = at->stage->first; i < at->stage->end; i++) {
        const struct hm_instruction *inst = &at->file->instructions[i];
        list_makes(&v, seat, inst);
        list_landings(&v, &seat, inst);
        hm_seat_step(&seat, inst, out->arena);
    }
    for (size_t l = 0; l < v.landings.n;) {
        const struct hm_instruction *inst = v.landings.p[l].inst;
        struct taken taken = { 0 };
        for (; l < v.landings.n && v.landings.p[l].inst == inst; l++) {
            for (size_t n = 0; v.makes.n > 0 && hm_remade_kind(n) != NULL; n++) {
                bool is_made = false;
                for (size_t m = 0; m < v.makes.n && !is_made; m++) {
                    is_made = v.makes.p[m].kind == hm_remade_kind(n);
                }
                if (is_made) {
                    look_for(&v, &v.landings.p[l], hm_remade_kind(n), &taken);
                }
            }
        }
        if (taken.folders > 0) {
            report(&v, inst, &taken);
        }
    }
}

const struct hm_rule hm4052_remade_folder_copied = {
    .id = "HM4052",
    .concept = "remade-folder-copied",
    .since = "0.1",
    .title = "COPY takes packages or build output that a step makes itself",
    .severity = HM_SEV_MEDIUM,
    .practice = HM_PRACTICE_CONTEXT,
    .cwe = { 1104, 538 },
    .needs = HM_NEEDS_DOCKERFILE | HM_NEEDS_CONTEXT,
    .on = HM_ON(STAGE),
    .why =
        "`node_modules`, `target`, `.venv`, `bin` and `obj` of whoever builds were made on another "
        "machine, of other versions, perhaps for another processor. A step that makes them again "
        "takes up what it finds: programs of macOS in an image of Linux, classes of a branch that "
        "is gone, packages that the lock file does not know. Where COPY comes behind that step, "
        "they go over what it made (then the level is medium, else low). The rule looks at the "
        "folders that are really there, let through by the ignore file and taken by the COPY.",
    .fix = "Name them in .dockerignore (`**/node_modules`); `hullmark context --propose` does.",
    .bad = "FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\n-- package.json --\n{}\n"
           "-- node_modules/a/index.js --\n-- .dockerignore --\n.git\n",
    .good = "FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\n-- package.json --\n{}\n"
            "-- node_modules/a/index.js --\n-- .dockerignore --\n**/node_modules\n",
    .check = check,
};
