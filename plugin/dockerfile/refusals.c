/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/refusals.h"

#include "plugin/dockerfile/add_source.h"
#include "plugin/dockerfile/build_path.h"
#include "plugin/dockerfile/gotext.h"
#include "plugin/dockerfile/heredoc.h"

struct copy {
    struct hm_arena *arena;
    const struct hm_stages *all;
    const struct hm_stage *stage;
    const struct hm_instruction *inst;
    struct hm_str checksum; /* expanded; a Git source may bring its own */
    enum hm_add_choice keeps_git_dir;
};

/* A flag's expanded value; empty where it is missing or not known. */
static struct hm_str
flag_value(const struct hm_instruction *inst, const char *name)
{
    const struct hm_flag *flag = hm_instruction_flag(inst, name);

    return flag != NULL && flag->value.is_known ? flag->value.value : HM_S("");
}

static bool
has_switch(const struct hm_instruction *inst, const char *name)
{
    const struct hm_flag *flag = hm_instruction_flag(inst, name);

    return flag != NULL && !hm_str_eq_nocase(flag->value.text, HM_S("false"));
}

static enum hm_add_choice
choice_of(const struct hm_instruction *inst, const char *name)
{
    return hm_instruction_flag(inst, name) == NULL ? HM_ADD_UNSAID
           : has_switch(inst, name)                ? HM_ADD_YES
                                                   : HM_ADD_NO;
}

bool
hm_is_document(const struct hm_stages *stages, const struct hm_word *word)
{
    struct hm_expander plain = { .arena = stages->arena,
                                 .escape = stages->file->escape,
                                 .value_limit = SIZE_MAX / 2,
                                 .work_left = hm_expand_work(word->text.n) };
    bool is_document = hm_str_has(word->text, "<<") && hm_heredoc_is_word(&plain, word->text);

    hm_expander_done(&plain);
    return is_document;
}

static struct hm_str
check_path(const struct copy *c, struct hm_str path)
{
    struct hm_path_question question = { .parent = HM_S("/"),
                                         .path = path,
                                         .is_windows = c->stage->has_windows_paths };
    struct hm_str result;

    return hm_path_normalize(c->arena, &question, &result);
}

/* BuildKit takes the drive off twice. */
static struct hm_str
check_target(const struct copy *c, struct hm_str path)
{
    size_t colon = hm_str_find(path, ':');
    struct hm_str error = check_path(c, path);

    return error.n > 0 || !c->stage->has_windows_paths || colon == path.n
               ? error
               : check_path(c, hm_str_from(path, colon + 1));
}

static struct hm_str
check_git(struct copy *c, const struct hm_add_source *source)
{
    if (c->inst->kind == HM_COPY) {
        return HM_S("source can't be a git ref for COPY");
    }
    if (source->keeps_git_dir != HM_ADD_UNSAID) {
        if (c->keeps_git_dir != HM_ADD_UNSAID && c->keeps_git_dir != source->keeps_git_dir) {
            return HM_S("inconsistent keep-git-dir configuration");
        }
        c->keeps_git_dir = source->keeps_git_dir;
    }
    if (c->checksum.n > 0 && source->checksum.n > 0 && !hm_str_is(c->checksum, source->checksum)) {
        return hm_arena_concat(c->arena, HM_S("checksum mismatch "),
                               hm_go_quoted(c->arena, c->checksum), HM_S(" != "),
                               hm_go_quoted(c->arena, source->checksum));
    }
    c->checksum = source->checksum.n > 0 ? source->checksum : c->checksum;
    return HM_S("");
}

static struct hm_str
check_source(struct copy *c, struct hm_str text)
{
    struct hm_add_source source;
    struct hm_str error = hm_add_source_read(c->arena, text, &source);

    if (error.n > 0) {
        return error;
    }
    if (source.kind == HM_ADD_GIT) {
        return check_git(c, &source);
    }
    if (source.kind == HM_ADD_HTTP) {
        return c->inst->kind == HM_COPY ? HM_S("source can't be a URL for COPY")
               : c->checksum.n > 0      ? hm_digest_check(c->checksum)
                                        : HM_S("");
    }
    error = check_path(c, text);
    return error.n > 0 ? hm_arena_concat(c->arena, HM_S("removing drive letter: "), error) : error;
}

/* --checksum is for one source that is downloaded. */
static struct hm_str
check_checksum(const struct copy *c)
{
    const struct hm_word *only = NULL;
    struct hm_add_source source;
    uint32_t n = 0;

    if (c->checksum.n == 0) {
        return HM_S("");
    }
    for (uint32_t i = 0; i + 1 < c->inst->n_words; i++) {
        if (!hm_is_document(c->all, &c->inst->words[i])) {
            only = &c->inst->words[i];
            n++;
        }
    }
    if (n != 1) {
        return HM_S("checksum can't be specified for multiple sources");
    }
    (void)hm_add_source_read(c->arena, only->value, &source);
    return only->is_known && source.kind == HM_ADD_PATH && !source.is_repository
               ? HM_S("checksum requires HTTP(S) or Git sources")
               : HM_S("");
}

static struct hm_str
check_flags(const struct copy *c)
{
    struct hm_str chown = flag_value(c->inst, "chown");

    if (chown.n > 0 && has_switch(c->inst, "link") && hm_chown_is_name(chown)) {
        return hm_arena_concat(c->arena, HM_S("--chown="), chown,
                               HM_S(": user and group names can't be resolved when used with "
                                    "--link, use numeric uid[:gid] instead"));
    }
    struct hm_str error = hm_chmod_check(c->arena, flag_value(c->inst, "chmod"));
    return error.n > 0 ? error : check_checksum(c);
}

static struct hm_str
check_from(const struct copy *c)
{
    const struct hm_flag *from = hm_instruction_flag(c->inst, "from");
    const struct hm_stage *stage = c->stage;

    if (c->all->has_cycle || c->inst->from_stage == HM_NONE ||
        c->inst->from_stage <= stage->index) {
        return HM_S("");
    }
    struct hm_str own = stage->name.n > 0 ? hm_go_lower(c->arena, stage->name)
                                          : hm_arena_printf(c->arena, "stage-%u", stage->index);
    return hm_arena_concat(
        c->arena, HM_S("cannot copy from stage "), hm_go_quoted(c->arena, from->value.text),
        HM_S(", it needs to be defined before current stage "), hm_go_quoted(c->arena, own));
}

static struct hm_str
check_copy(const struct hm_stages *stages, const struct hm_stage *stage,
           const struct hm_instruction *inst)
{
    struct copy c = { .arena = stages->arena,
                      .all = stages,
                      .stage = stage,
                      .inst = inst,
                      .checksum = inst->kind == HM_ADD ? flag_value(inst, "checksum") : HM_S(""),
                      .keeps_git_dir = choice_of(inst, "keep-git-dir") };
    const struct hm_word *to = &inst->words[inst->n_words - 1];
    struct hm_str error = check_from(&c);

    if (error.n == 0 && to->is_known) {
        error = check_target(&c, to->value);
    }
    if (error.n == 0) {
        error = check_flags(&c);
    }
    for (uint32_t i = 0; error.n == 0 && i + 1 < inst->n_words; i++) {
        const struct hm_word *word = &inst->words[i];
        if (word->is_known && !hm_is_document(stages, word)) {
            error = check_source(&c, word->value);
        }
    }
    return error;
}

static struct hm_str
check_volume(const struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_words; i++) {
        if (inst->words[i].is_known && inst->words[i].value.n == 0) {
            return HM_S("VOLUME specified can not be an empty string");
        }
    }
    return HM_S("");
}

static struct hm_str
check_workdir(const struct hm_stages *stages, const struct hm_stage *stage,
              const struct hm_instruction *inst)
{
    struct hm_path_question question = { .path = inst->words[0].value,
                                         .is_windows = stage->has_windows_paths };
    struct hm_str path;

    return inst->words[0].is_known ? hm_path_workdir(stages->arena, &question, &path) : HM_S("");
}

struct hm_str
hm_refusal_of(const struct hm_stages *stages, const struct hm_stage *stage,
              const struct hm_instruction *inst)
{
    switch (inst->kind) {
    case HM_ADD:
    case HM_COPY:
        return check_copy(stages, stage, inst);
    case HM_STOPSIGNAL:
        return inst->words[0].is_known ? hm_signal_check(stages->arena, inst->words[0].value)
                                       : HM_S("");
    case HM_VOLUME:
        return check_volume(inst);
    case HM_WORKDIR:
        return check_workdir(stages, stage, inst);
    default:
        return HM_S("");
    }
}
