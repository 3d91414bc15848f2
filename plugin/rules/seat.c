/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/rules/seat.h"

/* Appends the parts of @p path to the clean path that is in @p p. */
static size_t
append_parts(char *p, size_t n, struct hm_str path)
{
    struct hm_str part;

    while (hm_str_split(&path, '/', &part)) {
        if (part.n == 0 || hm_str_eq(part, ".")) {
            continue;
        }
        if (hm_str_eq(part, "..")) {
            while (n > 0 && p[--n] != '/') {
            }
            continue;
        }
        p[n++] = '/';
        memcpy(p + n, part.p, part.n);
        n += part.n;
    }
    return n;
}

static struct hm_str
join(struct hm_arena *arena, struct hm_str folder, struct hm_str path)
{
    char *p = hm_arena_alloc(arena, folder.n + path.n + 3);
    size_t n = path.n > 0 && path.p[0] == '/' ? 0 : append_parts(p, 0, folder);

    n = append_parts(p, n, path);
    if (n == 0) {
        p[n++] = '/';
    }
    return hm_str_make(p, n);
}

struct hm_seat
hm_seat_enter(const struct hm_dockerfile *file, const struct hm_stage *stage)
{
    struct hm_seat seat = { .file = file, .is_root = HM_YES };

    if (stage->parent < file->n_stages) {
        const struct hm_stage *parent = &file->stages[stage->parent];
        seat.is_root = hm_stage_runs_as_root(parent);
        seat.user = parent->user.set_by == NULL ? seat.user : hm_stage_user(parent);
        if (parent->workdir.set_by != NULL && parent->workdir.word.is_known) {
            seat.workdir = parent->workdir.word.value;
        }
        return seat;
    }
    if (stage->is_scratch) {
        seat.workdir = HM_S("/");
    } else if (stage->known_base != NULL && stage->known_base->user != NULL) {
        struct hm_str user = hm_str_c(stage->known_base->user);
        seat.is_root = hm_str_eq(user, "0") || hm_str_eq(user, "root") ? HM_YES : HM_NO;
    }
    return seat;
}

void
hm_seat_step(struct hm_seat *seat, const struct hm_instruction *inst, struct hm_arena *arena)
{
    if (inst->n_words == 0) {
        return;
    }
    const struct hm_word *word = &inst->words[0];
    if (inst->kind == HM_WORKDIR) {
        bool is_absolute = hm_str_starts(word->value, "/");
        bool is_known = word->is_known && (is_absolute || seat->workdir.n > 0);
        seat->workdir = is_known ? join(arena, seat->workdir, word->value) : hm_str_c("");
    } else if (inst->kind == HM_USER) {
        seat->user = hm_str_sub(word->value, 0, hm_str_find(word->value, ':'));
        seat->is_root = !word->is_known                                               ? HM_UNKNOWN
                        : hm_str_eq(seat->user, "root") || hm_str_eq(seat->user, "0") ? HM_YES
                                                                                      : HM_NO;
    }
}

struct hm_str
hm_seat_path(const struct hm_seat *seat, struct hm_arena *arena, struct hm_str path)
{
    bool is_absolute = hm_str_starts(path, "/");

    if (path.n == 0 || hm_str_has(path, "$") || hm_str_has(path, "`") || path.p[0] == '~' ||
        (!is_absolute && seat->workdir.n == 0)) {
        return hm_str_c("");
    }
    return join(arena, seat->workdir, path);
}

bool
hm_path_is_in(struct hm_str path, struct hm_str folder)
{
    return folder.n > 0 && path.n >= folder.n && memcmp(path.p, folder.p, folder.n) == 0 &&
           (path.n == folder.n || folder.n == 1 || path.p[folder.n] == '/');
}

struct hm_str
hm_copy_target(const struct hm_seat *seat, struct hm_arena *arena,
               const struct hm_instruction *inst, struct hm_str source)
{
    if (inst->n_words < 2 || !inst->words[inst->n_words - 1].is_known) {
        return hm_str_c("");
    }
    struct hm_str to = inst->words[inst->n_words - 1].value;
    struct hm_str path = hm_seat_path(seat, arena, to);
    bool is_folder = hm_str_ends(to, "/") || hm_str_eq(to, ".") || hm_str_ends(to, "/.") ||
                     hm_copy_sources(inst) > 1;
    if (path.n == 0 || !is_folder || hm_is_whole_context(source)) {
        return path;
    }
    return join(arena, path, hm_str_basename(source));
}

const struct hm_script *
hm_unix_script(const struct hm_dockerfile *file, const struct hm_instruction *inst)
{
    if (inst->kind != HM_RUN || inst->script >= file->n_scripts) {
        return NULL;
    }
    const struct hm_script *script = &file->scripts[inst->script];
    return script->dialect == HM_SHELL_SH || script->dialect == HM_SHELL_BASH ? script : NULL;
}
