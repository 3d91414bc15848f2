/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/stages.h"

#include "plugin/dockerfile/effects.h"
#include "plugin/dockerfile/epoch.h"
#include "plugin/dockerfile/gotext.h"
#include "plugin/dockerfile/graph.h"
#include "plugin/dockerfile/node.h"

static const char *const PLATFORM_NAMES[] = {
    "BUILDPLATFORM", "BUILDOS",        "BUILDOSVERSION", "BUILDARCH",
    "BUILDVARIANT",  "TARGETPLATFORM", "TARGETOS",       "TARGETOSVERSION",
    "TARGETARCH",    "TARGETVARIANT",  "TARGETSTAGE",
};

/* Whether BuildKit itself gives a variable of this name, such as TARGETARCH. */
static bool
is_platform_name(struct hm_str name)
{
    for (size_t i = 0; i < sizeof PLATFORM_NAMES / sizeof *PLATFORM_NAMES; i++) {
        if (hm_str_eq(name, PLATFORM_NAMES[i])) {
            return true;
        }
    }
    return false;
}

bool
hm_build_value(const struct hm_build *build, struct hm_str name, struct hm_str *ret_value)
{
    for (uint32_t i = build->n_args; i > 0; i--) {
        if (hm_str_is(build->args[i - 1].name, name)) {
            *ret_value = build->args[i - 1].value;
            return true;
        }
    }
    return false;
}

bool
hm_stages_given(const struct hm_stages *stages, struct hm_str name, struct hm_str *ret_value)
{
    if (!hm_build_value(stages->build, name, ret_value)) {
        return false;
    }
    if (stages->has_epoch && hm_str_eq(name, "SOURCE_DATE_EPOCH")) {
        *ret_value = stages->epoch;
        return stages->epoch.n > 0;
    }
    return true;
}

/* Bytes that processing may change: quotes, escapes, variables, and what is not ASCII. */
static bool
needs_expansion(struct hm_str text, char escape)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '$' || c == '\'' || c == '"' || c == escape || (unsigned char)c >= 0x80) {
            return true;
        }
    }
    return false;
}

void
hm_stages_refuse(struct hm_stages *stages, const struct hm_instruction *inst, struct hm_str text)
{
    size_t before = stages->problems->list.n;
    enum hm_phase phase = inst->stage == HM_NONE  ? HM_PHASE_GLOBALS
                          : inst->kind == HM_FROM ? HM_PHASE_FROM
                                                  : HM_PHASE_RUN;
    bool is_built = phase != HM_PHASE_RUN || stages->stages[inst->stage].is_used;

    hm_problems_refuse(stages->problems, inst, phase, text);
    if (stages->problems->list.n > before) {
        stages->problems->list.p[before].is_fatal = is_built;
    }
}

void
hm_stages_expand(struct hm_stages *stages, struct hm_scope *scope,
                 const struct hm_instruction *inst, struct hm_word *word)
{
    struct hm_expanded expanded;

    if (!needs_expansion(word->text, stages->ex.escape)) {
        return;
    }
    stages->ex.lookup = hm_scope_lookup;
    stages->ex.of = scope;
    hm_expand_word(&stages->ex, word->text, &expanded);
    word->has_variable = expanded.has_variable;
    word->is_known = expanded.is_known;
    if (expanded.error.n == 0) {
        word->value = expanded.value;
        return;
    }
    word->is_known = false;
    if (inst->is_valid) {
        hm_stages_refuse(stages, inst, expanded.error);
    }
}

/* An ARG before the first FROM. */
static void
declare_global(struct hm_stages *stages, struct hm_instruction *inst, struct hm_pair *pair,
               struct hm_variable *ret_variable)
{
    struct hm_variable *variable = ret_variable;
    struct hm_binding binding = { .kind = HM_BINDING_BARE };

    *variable = (struct hm_variable){ .name = pair->key.value,
                                      .value = pair->value,
                                      .set_by = inst,
                                      .has_value = pair->has_value,
                                      .is_arg = true };
    variable->is_given = hm_build_value(stages->build, variable->name, &variable->value.value);
    if (variable->is_given) {
        variable->has_value = true;
        variable->value.is_known = true;
    } else if (pair->has_value) {
        hm_stages_expand(stages, &stages->globals, inst, &pair->value);
        variable->value = pair->value;
    } else if (is_platform_name(variable->name)) {
        return;
    }
    if (variable->has_value) {
        binding.kind = variable->value.is_known ? HM_BINDING_VALUE : HM_BINDING_UNKNOWN;
        binding.value = variable->value.value;
    } else if (hm_scope_get(&stages->globals, variable->name).kind != HM_BINDING_NONE) {
        return;
    }
    hm_scope_set(&stages->globals, variable->name, binding);
}

/* BuildKit gives these to every FROM, with values that depend on where it runs. */
static struct hm_binding
platform_binding(struct hm_str name)
{
    enum hm_binding_kind kind = is_platform_name(name) ? HM_BINDING_UNKNOWN : HM_BINDING_NONE;

    return (struct hm_binding){ .kind = kind };
}

/* The name of the stage that is built: as it was asked for, or of the last one. */
static struct hm_str
target_name(const struct hm_stages *stages)
{
    const struct hm_dockerfile *file = stages->file;

    if (stages->build->target.n > 0) {
        return stages->build->target;
    }
    for (uint32_t i = file->n_instructions; i > 0; i--) {
        const struct hm_instruction *inst = &file->instructions[i - 1];
        if (inst->kind == HM_FROM) {
            return inst->n_words >= 3 ? hm_go_lower(stages->arena, inst->words[2].text)
                                      : HM_S("default");
        }
    }
    return HM_S("default");
}

static void
bind_platform(struct hm_stages *stages, const char *name, struct hm_str value)
{
    hm_scope_set(&stages->globals, hm_str_c(name),
                 (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = value });
}

/* The variables of the platform that is built on and for. */
static void
bind_platforms(struct hm_stages *stages)
{
    struct hm_platform *platform = &stages->platform;

    bind_platform(stages, "TARGETSTAGE", target_name(stages));
    if (stages->build->platform.n == 0 ||
        hm_platform_parse(stages->arena, stages->build->platform, platform).n > 0) {
        return;
    }
    struct hm_str whole = hm_platform_format(stages->arena, platform);
    bind_platform(stages, "BUILDPLATFORM", whole);
    bind_platform(stages, "BUILDOS", platform->os);
    bind_platform(stages, "BUILDOSVERSION", platform->os_version);
    bind_platform(stages, "BUILDARCH", platform->architecture);
    bind_platform(stages, "BUILDVARIANT", platform->variant);
    bind_platform(stages, "TARGETPLATFORM", whole);
    bind_platform(stages, "TARGETOS", platform->os);
    bind_platform(stages, "TARGETOSVERSION", platform->os_version);
    bind_platform(stages, "TARGETARCH", platform->architecture);
    bind_platform(stages, "TARGETVARIANT", platform->variant);
}

static void
declare_globals(struct hm_stages *stages)
{
    struct hm_dockerfile *file = stages->file;
    HM_VEC(struct hm_variable) globals = { 0 };

    stages->globals.names.arena = stages->arena;
    stages->globals.fallback = platform_binding;
    stages->globals.is_closed = stages->build->has_all_args;
    bind_platforms(stages);
    for (uint32_t i = 0; i < stages->build->n_args; i++) {
        const struct hm_build_arg *arg = &stages->build->args[i];
        if (is_platform_name(arg->name)) {
            hm_scope_set(&stages->globals, arg->name,
                         (struct hm_binding){ .kind = HM_BINDING_VALUE, .value = arg->value });
        }
    }
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        struct hm_instruction *inst = &stages->instructions[i];
        if (inst->kind == HM_FROM) {
            break;
        }
        for (uint32_t k = 0; inst->kind == HM_ARG && k < inst->n_pairs; k++) {
            declare_global(stages, inst, (struct hm_pair *)&inst->pairs[k],
                           hm_vec_push(stages->arena, &globals));
        }
    }
    hm_epoch_settle(stages);
    file->globals = globals.p;
    file->n_globals = (uint32_t)globals.n;
}

static uint32_t
count_stages(const struct hm_dockerfile *file)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < file->n_instructions; i++) {
        n += file->instructions[i].kind == HM_FROM ? 1 : 0;
    }
    return n;
}

static bool
is_windows_word(struct hm_str word)
{
    return hm_str_has_nocase(word, "windows") || hm_str_has_nocase(word, "nanoserver");
}

static void
read_platform(struct hm_stages *stages, const struct hm_instruction *from, struct hm_word *word)
{
    struct hm_arena *arena = stages->arena;
    size_t before = stages->problems->list.n;
    struct hm_platform platform;

    hm_stages_expand(stages, &stages->globals, from, word);
    if (!from->is_valid || word->text.n == 0 || !word->is_known ||
        stages->problems->list.n > before) {
        return;
    }
    if (word->value.n == 0) {
        hm_stages_refuse(
            stages, from,
            hm_arena_concat(arena, HM_S("empty platform value from expression "), word->text));
        return;
    }
    struct hm_str error = hm_platform_parse(arena, word->value, &platform);
    if (error.n > 0) {
        hm_stages_refuse(stages, from,
                         hm_arena_concat(arena, HM_S("failed to parse platform "), word->text,
                                         HM_S(": "), error));
    }
}

/* What FROM itself says of a stage. */
static void
read_from(struct hm_stages *stages, struct hm_stage *stage, struct hm_instruction *from)
{
    static const struct hm_word NOTHING = { 0 };
    struct hm_word *words = hm_node_words(from);
    struct hm_flag *platform = (struct hm_flag *)hm_instruction_flag(from, "platform");

    stage->base = from->n_words > 0 ? words : &NOTHING;
    if (from->n_words >= 3) {
        stage->name = words[2].text;
    }
    if (from->n_words > 0) {
        hm_stages_expand(stages, &stages->globals, from, words);
    }
    if (from->is_valid && words[0].is_known && words[0].value.n == 0) {
        hm_problems_refuse(stages->problems, from, HM_PHASE_FROM,
                           hm_arena_concat(stages->arena, HM_S("base name ("), words[0].text,
                                           HM_S(") should not be blank")));
    }
    if (platform != NULL && platform->has_value) {
        stage->platform = &platform->value;
        read_platform(stages, from, &platform->value);
    }
    stage->is_windows = stages->file->escape == '`' || is_windows_word(stage->base->value) ||
                        (stage->platform != NULL && is_windows_word(stage->platform->value));
}

static void
extend(struct hm_stage *stage, enum hm_keyword kind, uint32_t i)
{
    stage->end = i + 1;
    if ((kind == HM_COPY || kind == HM_ADD) && stage->first_copy == HM_NONE) {
        stage->first_copy = i;
    } else if (kind == HM_SHELL && stage->first_shell == HM_NONE) {
        stage->first_shell = i;
    }
}

/* The stages in the order of the file, and each instruction's stage. */
static void
make_stages(struct hm_stages *stages)
{
    struct hm_dockerfile *file = stages->file;
    uint32_t at = HM_NONE;

    stages->n_stages = count_stages(file);
    stages->stages = hm_arena_new(stages->arena, struct hm_stage, stages->n_stages);
    stages->has_onbuild = hm_arena_new(stages->arena, bool, stages->n_stages);
    for (uint32_t i = 0; i < file->n_instructions; i++) {
        struct hm_instruction *inst = &stages->instructions[i];
        if (inst->kind == HM_FROM) {
            at = at == HM_NONE ? 0 : at + 1;
            stages->stages[at] = (struct hm_stage){
                .index = at,
                .from = inst,
                .parent = HM_NONE,
                .root = at,
                .first = i,
                .first_copy = HM_NONE,
                .first_shell = HM_NONE,
            };
            inst->stage = at;
            read_from(stages, &stages->stages[at], inst);
        }
        for (struct hm_instruction *one = inst; one != NULL;
             one = (struct hm_instruction *)one->trigger) {
            one->stage = at;
        }
        if (at != HM_NONE) {
            stages->has_onbuild[at] = stages->has_onbuild[at] || inst->kind == HM_ONBUILD;
            extend(&stages->stages[at], inst->kind, i);
        }
    }
    file->stages = stages->stages;
    file->n_stages = stages->n_stages;
}

static int
compare_lines(const void *a, const void *b)
{
    const struct hm_problem *one = a;
    const struct hm_problem *two = b;

    return (one->line > two->line) - (one->line < two->line);
}

/* By line; what was said first of a line stays first (few are out of order: insertion suffices,
 * but for the hostile). */
static void
sort_problems(struct hm_arena *arena, struct hm_problems *problems)
{
    size_t n = problems->list.n;
    struct hm_problem *from = problems->list.p;
    struct hm_problem *to = n > 1 ? hm_arena_new(arena, struct hm_problem, n) : NULL;

    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start < n; start += 2 * width) {
            size_t middle = start + width < n ? start + width : n;
            size_t end = start + 2 * width < n ? start + 2 * width : n;
            size_t left = start;
            size_t right = middle;
            for (size_t i = start; i < end; i++) {
                bool takes_left = left < middle &&
                                  (right >= end || compare_lines(&from[left], &from[right]) <= 0);
                to[i] = takes_left ? from[left++] : from[right++];
            }
        }
        struct hm_problem *swap = from;
        from = to;
        to = swap;
    }
    problems->list.p = from;
}

void
hm_stages_make(struct hm_arena *arena, const struct hm_build *build, struct hm_problems *problems,
               struct hm_dockerfile *file)
{
    struct hm_stages stages = {
        .arena = arena,
        .build = build,
        .problems = problems,
        .file = file,
        .instructions = (struct hm_instruction *)file->instructions,
        .ex = { .arena = arena,
                .escape = file->escape,
                .work_left = hm_expand_work(file->source->text.n) },
    };

    declare_globals(&stages);
    make_stages(&stages);
    hm_graph_make(&stages);
    hm_effects_apply(&stages);
    if (stages.ex.is_exhausted) {
        hm_vec_add(arena, &problems->list,
                   ((struct hm_problem){ .text = HM_S("variables expand to more than is followed: "
                                                      "the values past that count as unknown"),
                                         .line = 1,
                                         .is_build = true }));
    }
    hm_expander_done(&stages.ex);
    sort_problems(arena, problems);
}
