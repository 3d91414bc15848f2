/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/effects.h"

#include "plugin/base/path.h"
#include "plugin/dockerfile/build_path.h"
#include "plugin/dockerfile/heredoc.h"
#include "plugin/dockerfile/mount_effects.h"
#include "plugin/dockerfile/node.h"
#include "plugin/dockerfile/port_effects.h"
#include "plugin/dockerfile/refusals.h"

/* What it costs to look at a variable of a parent again. */
#define RESTORE_WORK 32u

struct walk {
    struct hm_stages *all;
    struct hm_scope scope;
    struct hm_scope env;                  /* of the image alone: ENV and what its base has */
    HM_VEC(struct hm_variable) variables; /* of the stage at hand */
};

/* The stages that are FROM a stage, as lists: first child of each, next child of the same parent.
 */
struct family {
    uint32_t *first;
    uint32_t *next;
};

static void
expand(struct walk *walk, const struct hm_instruction *inst, struct hm_word *word)
{
    hm_stages_expand(walk->all, &walk->scope, inst, word);
}

static void
expand_flag(struct walk *walk, const struct hm_instruction *inst, const char *name)
{
    struct hm_flag *flag = (struct hm_flag *)hm_instruction_flag(inst, name);

    if (flag != NULL && flag->has_value) {
        expand(walk, inst, &flag->value);
    }
}

/* What the image has counts again at the beginning of a stage, over ARGs of its parent. */
static void
restore_env(struct walk *walk, const struct hm_stage *parent)
{
    for (uint32_t i = 0; i < parent->n_variables; i++) {
        const struct hm_variable *variable = &parent->variables[i];
        struct hm_binding env = { 0 };
        if (walk->all->ex.work_left < RESTORE_WORK) {
            walk->all->ex.is_exhausted = true;
            return;
        }
        walk->all->ex.work_left -= RESTORE_WORK;
        if (variable->is_arg) {
            env = hm_scope_get(&walk->env, variable->name);
        }
        if (variable->is_arg && env.kind == HM_BINDING_NONE && walk->scope.fallback != NULL) {
            env = walk->scope.fallback(variable->name);
        }
        if (env.kind != HM_BINDING_NONE) {
            hm_scope_set(&walk->scope, variable->name, env);
        }
    }
}

static void
bind(struct walk *walk, const struct hm_variable *variable)
{
    struct hm_binding binding = { .kind = HM_BINDING_BARE, .value = variable->value.value };

    if (variable->has_value) {
        binding.kind = variable->value.is_known ? HM_BINDING_VALUE : HM_BINDING_UNKNOWN;
    } else if (hm_scope_get(&walk->scope, variable->name).kind != HM_BINDING_NONE) {
        return;
    }
    hm_scope_set(&walk->scope, variable->name, binding);
    if (!variable->is_arg) {
        hm_scope_set(&walk->env, variable->name, binding);
    }
}

/* All of one ENV see what held before it. */
static void
apply_env(struct walk *walk, struct hm_instruction *inst)
{
    struct hm_pair *pairs = (struct hm_pair *)inst->pairs;
    size_t first = walk->variables.n;

    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        expand(walk, inst, &pairs[i].key);
        expand(walk, inst, &pairs[i].value);
        hm_vec_add(walk->all->arena, &walk->variables,
                   ((struct hm_variable){ .name = pairs[i].key.value,
                                          .value = pairs[i].value,
                                          .set_by = inst,
                                          .has_value = true }));
    }
    for (size_t i = first; i < walk->variables.n; i++) {
        bind(walk, &walk->variables.p[i]);
    }
}

/* A stage's ARG without a default takes the value of the one before the first FROM. */
static void
inherit_global(struct walk *walk, struct hm_variable *variable)
{
    struct hm_binding global = hm_scope_get(&walk->all->globals, variable->name);

    if (global.kind == HM_BINDING_VALUE || global.kind == HM_BINDING_UNKNOWN) {
        variable->has_value = true;
        variable->value.value = global.value;
        variable->value.is_known = global.kind == HM_BINDING_VALUE;
    }
}

static void
apply_arg(struct walk *walk, struct hm_instruction *inst)
{
    struct hm_pair *pairs = (struct hm_pair *)inst->pairs;

    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        struct hm_variable variable = { .name = pairs[i].key.text,
                                        .set_by = inst,
                                        .has_value = pairs[i].has_value,
                                        .is_arg = true };
        struct hm_str given;
        variable.is_given = hm_stages_given(walk->all, variable.name, &given);
        if (pairs[i].has_value && !variable.is_given) {
            expand(walk, inst, &pairs[i].value);
        }
        variable.value = pairs[i].value;
        if (variable.is_given) {
            variable.has_value = true;
            variable.value.value = given;
            variable.value.is_known = true;
        } else if (!pairs[i].has_value) {
            inherit_global(walk, &variable);
        }
        hm_vec_add(walk->all->arena, &walk->variables, variable);
        bind(walk, &variable);
    }
}

/* Of several documents of one name the last one's body counts, with tabs or without as the one at
 * hand says. */
static struct hm_str
content_of(struct walk *walk, const struct hm_instruction *inst, const struct hm_heredoc *heredoc)
{
    uint32_t i = inst->n_heredocs;

    while (i > 1 && !hm_str_is(inst->heredocs[i - 1].name, heredoc->name)) {
        i--;
    }
    const struct hm_heredoc *last = &inst->heredocs[i - 1];
    if (last->is_chomped == heredoc->is_chomped) {
        return last->content;
    }
    return heredoc->is_chomped ? hm_heredoc_chomp(walk->all->arena, last->content)
                               : hm_source_text(walk->all->file->source, last->span);
}

/* The text of here-documents: quotes mean nothing in it, and the escape is always a backslash. */
static void
expand_documents(struct walk *walk, struct hm_instruction *inst)
{
    struct hm_expander *ex = &walk->all->ex;
    char escape = ex->escape;

    for (uint32_t i = 0; i < inst->n_heredocs; i++) {
        struct hm_heredoc *heredoc = (struct hm_heredoc *)&inst->heredocs[i];
        struct hm_str content = content_of(walk, inst, heredoc);
        struct hm_word word = { .text = content, .value = content, .is_known = true };
        if (heredoc->is_expanded) {
            ex->escape = '\\';
            ex->ignores_quotes = true;
            expand(walk, inst, &word);
            ex->escape = escape;
            ex->ignores_quotes = false;
        }
        heredoc->value = word.value;
        heredoc->is_known = word.is_known;
    }
}

static void
apply_copy(struct walk *walk, struct hm_instruction *inst)
{
    struct hm_word *words = hm_node_words(inst);

    expand_flag(walk, inst, "chown");
    expand_flag(walk, inst, "chmod");
    if (inst->kind == HM_ADD) {
        expand_flag(walk, inst, "checksum");
    }
    for (uint32_t i = 0; i < inst->n_words; i++) {
        /* "<<EOF" among the sources stands for the document. */
        bool is_document =
            inst->n_heredocs > 0 && i + 1 < inst->n_words && hm_is_document(walk->all, &words[i]);
        if (!is_document) {
            expand(walk, inst, &words[i]);
        }
    }
    expand_documents(walk, inst);
}

static void
expand_words(struct walk *walk, struct hm_instruction *inst)
{
    for (uint32_t i = 0; i < inst->n_words; i++) {
        expand(walk, inst, &hm_node_words(inst)[i]);
    }
}

static void
expand_pairs(struct walk *walk, struct hm_instruction *inst)
{
    struct hm_pair *pairs = (struct hm_pair *)inst->pairs;

    for (uint32_t i = 0; i < inst->n_pairs; i++) {
        expand(walk, inst, &pairs[i].key);
        expand(walk, inst, &pairs[i].value);
    }
}

/* A trigger's variables get their values in another build. */
static void
mark_triggers(struct hm_instruction *inst)
{
    for (inst = (struct hm_instruction *)inst->trigger; inst != NULL;
         inst = (struct hm_instruction *)inst->trigger) {
        for (uint32_t i = 0; i < inst->n_words; i++) {
            struct hm_word *word = &hm_node_words(inst)[i];
            word->has_variable = hm_str_find(word->text, '$') < word->text.n;
            word->is_known = !word->has_variable;
        }
    }
}

static void
set(struct hm_setting *setting, const struct hm_instruction *inst)
{
    setting->set_by = inst;
    setting->word = inst->n_words > 0 ? inst->words[0] : (struct hm_word){ 0 };
}

static void
set_workdir(struct walk *walk, struct hm_stage *stage, const struct hm_instruction *inst)
{
    struct hm_expander *ex = &walk->all->ex;
    struct hm_setting before = stage->workdir;
    struct hm_word *word = &stage->workdir.word;

    set(&stage->workdir, inst);
    if (!word->is_known) {
        return;
    }
    if (hm_str_starts(word->value, "/")) {
        before.word.value = HM_S("");
    } else if (!before.word.is_known) {
        word->is_known = false;
        return;
    }
    /* A chain of relative WORKDIRs would otherwise make paths of quadratic length in all. */
    if (before.word.value.n + word->value.n > HM_EXPAND_VALUE_LIMIT ||
        ex->work_left < before.word.value.n) {
        ex->is_exhausted = true;
        word->is_known = false;
        return;
    }
    ex->work_left -= before.word.value.n;
    struct hm_path_question question = { .parent = before.word.value,
                                         .path = word->value,
                                         .is_windows = stage->has_windows_paths };
    (void)hm_path_workdir(walk->all->arena, &question, &word->value);
    if (!question.is_windows) {
        word->value = hm_path_clean(walk->all->arena, word->value);
    }
}

/* Whether the part of USER in front of the group is known even though the whole is not. */
static bool
is_user_known(const struct hm_word *word)
{
    struct hm_str user = hm_str_sub(word->value, 0, hm_str_find(word->value, ':'));

    return word->is_known || (user.n < word->value.n && hm_str_find(user, '$') == user.n);
}

static void
set_user(struct hm_stage *stage, const struct hm_instruction *inst)
{
    set(&stage->user, inst);
    stage->user_origin = is_user_known(&stage->user.word) ? HM_USER_SET : HM_USER_UNKNOWN;
}

static void
set_shell(struct hm_stage *stage, const struct hm_instruction *inst)
{
    set(&stage->shell, inst);
    struct hm_str program = hm_str_basename(stage->shell.word.value);
    program = hm_str_from(program, hm_str_find_last(program, '\\') == program.n
                                       ? 0
                                       : hm_str_find_last(program, '\\') + 1);
    if (hm_str_eq_nocase(program, HM_S("cmd")) || hm_str_eq_nocase(program, HM_S("cmd.exe")) ||
        hm_str_eq_nocase(program, HM_S("powershell")) ||
        hm_str_eq_nocase(program, HM_S("powershell.exe"))) {
        stage->is_windows = true;
    }
}

/* ENTRYPOINT throws away the CMD that a parent set. */
static void
set_entrypoint(struct hm_stage *stage, const struct hm_instruction *inst)
{
    set(&stage->entrypoint, inst);
    if (stage->cmd.set_by != NULL && stage->cmd.set_by->stage != stage->index) {
        stage->cmd = (struct hm_setting){ 0 };
    }
}

static void
apply_effect(struct walk *walk, struct hm_stage *stage, struct hm_instruction *inst)
{
    switch (inst->kind) {
    case HM_ENV:
        apply_env(walk, inst);
        break;
    case HM_ARG:
        apply_arg(walk, inst);
        break;
    case HM_LABEL:
        expand_pairs(walk, inst);
        break;
    case HM_ADD:
    case HM_COPY:
        apply_copy(walk, inst);
        break;
    case HM_RUN:
        hm_mounts_apply(walk->all, &walk->scope, stage, inst);
        break;
    case HM_EXPOSE:
        hm_ports_expand(walk->all, &walk->scope, inst);
        break;
    case HM_VOLUME:
        expand_words(walk, inst);
        break;
    case HM_USER:
        expand_words(walk, inst);
        set_user(stage, inst);
        break;
    case HM_WORKDIR:
        expand_words(walk, inst);
        set_workdir(walk, stage, inst);
        break;
    case HM_STOPSIGNAL:
        expand_words(walk, inst);
        set(&stage->stopsignal, inst);
        break;
    case HM_SHELL:
        set_shell(stage, inst);
        break;
    case HM_ENTRYPOINT:
        set_entrypoint(stage, inst);
        break;
    case HM_CMD:
        set(&stage->cmd, inst);
        break;
    case HM_HEALTHCHECK:
        set(&stage->healthcheck, inst);
        break;
    case HM_ONBUILD:
        mark_triggers(inst);
        break;
    default:
        break;
    }
}

/* What is refused once the words are expanded. */
static void
check_expanded(struct walk *walk, const struct hm_stage *stage, const struct hm_instruction *inst)
{
    struct hm_str error = hm_refusal_of(walk->all, stage, inst);

    if (error.n > 0) {
        hm_stages_refuse(walk->all, inst, error);
    } else if (inst->kind == HM_EXPOSE) {
        hm_ports_check(walk->all, &walk->scope, inst);
    }
}

static void
apply(struct walk *walk, struct hm_stage *stage, struct hm_instruction *inst)
{
    size_t before = walk->all->problems->list.n;

    apply_effect(walk, stage, inst);
    if (inst->is_valid && walk->all->problems->list.n == before) {
        check_expanded(walk, stage, inst);
    }
    if (inst->is_valid && inst->kind == HM_RUN && inst->is_json && inst->n_words == 0 &&
        walk->all->problems->list.n == before) {
        hm_problems_refuse_unplaced(walk->all->problems, inst, HM_PHASE_MARSHAL,
                                    HM_S("arguments are required"));
        if (walk->all->problems->list.n > before) {
            hm_problems_last(walk->all->problems)->is_fatal = stage->is_used;
        }
    }
}

static struct hm_binding
scratch_binding(struct hm_str name)
{
    if (!hm_str_eq(name, "PATH")) {
        return (struct hm_binding){ 0 };
    }
    return (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = HM_S(HM_DEFAULT_PATH) };
}

/* What an image's configuration gives to the stage that is FROM it. */
static void
begin_configured(struct walk *walk, struct hm_stage *stage)
{
    const struct hm_base_config *config = stage->config;

    stage->user_origin = HM_USER_OF_BASE;
    stage->workdir.word.is_known = true;
    stage->workdir.word.value = HM_S("/");
    if (config->workdir.n > 0) {
        struct hm_path_question question = { .parent = config->workdir,
                                             .path = config->workdir,
                                             .is_windows = stage->has_windows_paths };
        (void)hm_path_workdir(walk->all->arena, &question, &stage->workdir.word.value);
    }
    for (uint32_t i = 0; i < config->env.n; i++) {
        struct hm_str env = config->env.p[i];
        size_t equals = hm_str_find(env, '=');
        struct hm_binding binding = { .kind = HM_BINDING_VALUE,
                                      .value = hm_str_from(env, equals + 1) };
        hm_scope_set(&walk->scope, hm_str_sub(env, 0, equals), binding);
        hm_scope_set(&walk->env, hm_str_sub(env, 0, equals), binding);
    }
}

/* What a stage has from its base image. */
static void
begin_image(struct walk *walk, struct hm_stage *stage)
{
    bool has_user = stage->known_base != NULL && stage->known_base->user != NULL;

    if (stage->config != NULL) {
        begin_configured(walk, stage);
        return;
    }
    stage->user_origin = has_user                                           ? HM_USER_OF_BASE
                         : stage->is_from_context                           ? HM_USER_UNKNOWN
                         : stage->base->is_known || stage->base->text.n > 0 ? HM_USER_DEFAULT
                                                                            : HM_USER_UNKNOWN;
    stage->workdir.word.is_known = stage->is_scratch;
    if (stage->is_scratch) {
        stage->workdir.word.value = HM_S("/");
    }
    if (stage->is_scratch && !stage->has_windows_paths) {
        hm_scope_set(&walk->scope, HM_S("PATH"), scratch_binding(HM_S("PATH")));
    }
}

/* What a stage has before its first instruction. */
static void
begin_stage(struct walk *walk, struct hm_stage *stage)
{
    const struct hm_stage *root = &walk->all->stages[stage->root];

    bool is_known = root->is_scratch || root->config != NULL;
    walk->scope.hides_unset = !is_known;
    walk->scope.fallback = is_known && !root->has_windows_paths ? scratch_binding : NULL;
    if (stage->parent == HM_NONE) {
        begin_image(walk, stage);
        return;
    }
    const struct hm_stage *parent = &walk->all->stages[stage->parent];
    restore_env(walk, parent);
    stage->user_origin = parent->user_origin;
    stage->user = parent->user;
    stage->workdir = parent->workdir;
    stage->shell = parent->shell;
    stage->entrypoint = parent->entrypoint;
    stage->cmd = parent->cmd;
    stage->healthcheck = parent->healthcheck;
    stage->stopsignal = parent->stopsignal;
    stage->is_windows = stage->is_windows || parent->is_windows;
}

static void
apply_stage(struct walk *walk, struct hm_stage *stage)
{
    begin_stage(walk, stage);
    walk->variables.n = 0;
    for (uint32_t i = 0; i < stage->n_triggers; i++) {
        apply(walk, stage, (struct hm_instruction *)&stage->triggers[i]);
    }
    for (uint32_t i = stage->first + 1; i < stage->end; i++) {
        apply(walk, stage, &walk->all->instructions[i]);
    }
    size_t n = walk->variables.n;
    if (n > 0) {
        struct hm_variable *variables = hm_arena_new(walk->all->arena, struct hm_variable, n);
        memcpy(variables, walk->variables.p, n * sizeof *variables);
        stage->variables = variables;
        stage->n_variables = (uint32_t)n;
    }
}

static struct family
make_family(const struct hm_stages *all)
{
    struct family family = {
        .first = hm_arena_new(all->arena, uint32_t, all->n_stages),
        .next = hm_arena_new(all->arena, uint32_t, all->n_stages),
    };

    for (uint32_t i = 0; i < all->n_stages; i++) {
        family.first[i] = HM_NONE;
    }
    for (uint32_t i = all->n_stages; i > 0; i--) {
        uint32_t parent = all->stages[i - 1].parent;
        family.next[i - 1] = HM_NONE;
        if (parent != HM_NONE) {
            family.next[i - 1] = family.first[parent];
            family.first[parent] = i - 1;
        }
    }
    return family;
}

/* Where the scopes stood when a stage began. */
struct mark {
    size_t scope;
    size_t env;
};

static void
leave(struct walk *walk, const struct mark *mark)
{
    hm_scope_leave(&walk->scope, mark->scope);
    hm_scope_leave(&walk->env, mark->env);
}

/* A root stage and all that are made from it, depth first: the scope's log is taken back on the way
 * up. The chain of parents is the stack. */
static void
walk_tree(struct walk *walk, const struct family *family, struct mark *marks, uint32_t root)
{
    struct hm_stage *stages = walk->all->stages;
    uint32_t at = root;

    for (;;) {
        marks[at] = (struct mark){ hm_scope_enter(&walk->scope), hm_scope_enter(&walk->env) };
        apply_stage(walk, &stages[at]);
        if (family->first[at] != HM_NONE) {
            at = family->first[at];
            continue;
        }
        leave(walk, &marks[at]);
        while (at != root && family->next[at] == HM_NONE) {
            at = stages[at].parent;
            leave(walk, &marks[at]);
        }
        if (at == root) {
            return;
        }
        at = family->next[at];
    }
}

void
hm_effects_apply(struct hm_stages *stages)
{
    struct walk walk = { .all = stages,
                         .scope = { .names = { .arena = stages->arena },
                                    .is_closed = stages->build->has_all_args },
                         .env = { .names = { .arena = stages->arena } } };

    if (stages->n_stages == 0) {
        return;
    }
    struct family family = make_family(stages);
    struct mark *marks = hm_arena_new(stages->arena, struct mark, stages->n_stages);
    for (uint32_t i = 0; i < stages->n_stages; i++) {
        if (stages->stages[i].parent == HM_NONE) {
            walk_tree(&walk, &family, marks, i);
        }
    }
}
