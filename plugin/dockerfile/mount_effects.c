/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/mount_effects.h"

#include "plugin/dockerfile/build_path.h"
#include "plugin/dockerfile/gotext.h"
#include "plugin/dockerfile/mount.h"

/* For hm_mount_check. */
struct mount_words {
    struct hm_stages *stages;
    struct hm_scope *scope;
    const struct hm_instruction *inst;
};

static void
expand_mount_word(void *of, struct hm_word *word)
{
    const struct mount_words *words = of;

    hm_stages_expand(words->stages, words->scope, words->inst, word);
}

static void
check_mounts(struct hm_stages *stages, struct hm_scope *scope, const struct hm_instruction *inst)
{
    struct mount_words words = { .stages = stages, .scope = scope, .inst = inst };
    size_t before = stages->problems->list.n;

    for (uint32_t i = 0; inst->is_valid && i < inst->n_flags; i++) {
        const struct hm_flag *flag = &inst->flags[i];
        if (!hm_str_eq(flag->name, "mount")) {
            continue;
        }
        struct hm_str error =
            hm_mount_check(stages->arena, flag->value.text, expand_mount_word, &words);
        if (error.n > 0) {
            hm_stages_refuse(stages, inst, error);
        }
        if (stages->problems->list.n > before) {
            return;
        }
    }
}

/* Whether a target, joined to the working directory, is the root; false where that is not known. */
static bool
is_root_target(struct hm_stages *stages, const struct hm_stage *stage, const struct hm_word *target)
{
    struct hm_arena *arena = stages->arena;
    const struct hm_word *dir = &stage->workdir.word;

    if (!target->is_known) {
        return false;
    }
    if (hm_str_starts(target->value, "/")) {
        return hm_str_eq(target->value, "/");
    }
    /* Without ".." a target stays below a directory that is not the root itself. */
    bool is_root = hm_str_eq(dir->value, "/") || hm_str_eq(dir->value, "\\");
    bool may_be_root = dir->is_known && (is_root || hm_str_has(target->value, ".."));
    if (!may_be_root || stages->ex.work_left < dir->value.n) {
        return false;
    }
    stages->ex.work_left -= dir->value.n;
    struct hm_str folder = hm_path_to_slash(arena, dir->value, stage->has_windows_paths);
    struct hm_str joined = hm_arena_concat(arena, folder, HM_S("/"), target->value);
    return hm_str_eq(hm_path_rooted(arena, joined), "/");
}

/* A secret on Windows, which has no folder for them: it must say where it goes. */
static struct hm_str
check_secret(struct hm_stages *stages, const struct hm_mount *mount)
{
    struct hm_arena *arena = stages->arena;
    struct hm_str target = hm_path_to_slash(arena, mount->target.value, true);
    struct hm_str id = mount->source.value.n > 0 ? mount->source.value : mount->id.value;

    if (!mount->target.is_known) {
        return HM_S("");
    }
    id = id.n > 0 ? id : hm_path_base(target);
    if (target.n == 0) {
        return mount->has_env ? HM_S("")
                              : hm_arena_concat(arena,
                                                HM_S("secret target is required on Windows, e.g. "
                                                     "--mount=type=secret,id="),
                                                id, HM_S(",target=C:/path/to/secret"));
    }
    if (hm_path_is_absolute(arena, target, true)) {
        return HM_S("");
    }
    return hm_arena_concat(arena, HM_S("secret target "), hm_go_quoted(arena, target),
                           HM_S(" must be an absolute path with forward slashes on Windows, e.g. "
                                "--mount=type=secret,id="),
                           id, HM_S(",target=C:/path/to/secret"));
}

/* What BuildKit asks of mounts when it runs them. */
static void
check_targets(struct hm_stages *stages, const struct hm_stage *stage,
              const struct hm_instruction *inst)
{
    for (uint32_t i = 0; inst->is_valid && i < inst->n_mounts; i++) {
        const struct hm_mount *mount = &inst->mounts[i];
        bool is_ssh = hm_str_eq(mount->type, "ssh");
        struct hm_str error = hm_str_eq(mount->type, "secret") && stage->has_windows_paths
                                  ? check_secret(stages, mount)
                                  : HM_S("");
        bool is_early = mount->from_stage != HM_NONE && mount->from_stage > stage->index;
        if (is_early && !stages->has_cycle) {
            hm_stages_refuse(
                stages, inst,
                hm_arena_concat(stages->arena, HM_S("cannot mount from stage "),
                                hm_go_quoted(stages->arena, mount->from.text), HM_S(" to "),
                                hm_go_quoted(stages->arena, mount->target.value),
                                HM_S(", stage needs to be defined before current command")));
            return;
        }
        if (error.n > 0) {
            hm_stages_refuse(stages, inst, error);
            return;
        }
        if (is_ssh && mount->source.is_known && mount->source.value.n > 0) {
            hm_stages_refuse(stages, inst, HM_S("ssh does not support source"));
            return;
        }
        if (!is_ssh && !hm_str_eq(mount->type, "secret") &&
            is_root_target(stages, stage, &mount->target)) {
            hm_stages_refuse(stages, inst, HM_S("invalid mount target \"/\""));
            return;
        }
    }
}

void
hm_mounts_apply(struct hm_stages *stages, struct hm_scope *scope, const struct hm_stage *stage,
                struct hm_instruction *inst)
{
    struct hm_mount *mounts = (struct hm_mount *)inst->mounts;
    size_t before = stages->problems->list.n;

    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        struct hm_mount *mount = &mounts[i];
        hm_stages_expand(stages, scope, inst, &mount->source);
        hm_stages_expand(stages, scope, inst, &mount->target);
        hm_stages_expand(stages, scope, inst, &mount->id);
        hm_stages_expand(stages, scope, inst, &mount->env);
        hm_stages_expand(stages, scope, inst, &mount->sharing);
        struct hm_word type = { .text = mount->type, .value = mount->type, .is_known = true };
        hm_stages_expand(stages, scope, inst, &type);
        mount->type = hm_go_lower(stages->arena, type.value);
        if (!mount->has_mode) {
            mount->is_writable = hm_str_eq(mount->type, "cache") || hm_str_eq(mount->type, "tmpfs");
        }
    }
    if (stages->problems->list.n == before) {
        check_mounts(stages, scope, inst);
    }
    if (stages->problems->list.n == before) {
        check_targets(stages, stage, inst);
    }
}
