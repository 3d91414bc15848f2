/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/graph.h"

#include "plugin/dockerfile/gotext.h"
#include "plugin/dockerfile/triggers.h"

/* Where an instruction that takes files stands. */
enum use {
    USE_WRITTEN, /* in the file */
    USE_ONBUILD, /* in the file, for other builds: BuildKit does not look at it yet */
    USE_TRIGGER, /* left to a stage by ONBUILD */
};

struct complaint {
    size_t problem; /* its index */
    uint32_t stage;
};

struct graph {
    struct hm_stages *all;
    struct hm_names names;    /* stage names in lower case */
    HM_VEC(uint32_t) by_name; /* the last stage of each name so far */
    HM_VEC(uint32_t) pending; /* stages that are used, and whose own needs are not yet looked at */
    HM_VEC(struct hm_str)
    others; /* images that files are taken from, as BuildKit counts them:
               behind the stages */
    HM_VEC(struct complaint) complaints; /* about triggers: only of stages that are built */
    enum use use;                        /* of the instructions at hand */
};

static uint32_t
find_stage(const struct graph *graph, struct hm_str lower)
{
    uint32_t id = hm_names_find(&graph->names, lower);

    return id == UINT32_MAX ? HM_NONE : graph->by_name.p[id];
}

static void
name_stage(struct graph *graph, const struct hm_stage *stage)
{
    struct hm_arena *arena = graph->all->arena;

    if (stage->name.n == 0) {
        return;
    }
    uint32_t id = hm_names_add(&graph->names, hm_go_lower(arena, stage->name));
    if (id == graph->by_name.n) {
        (void)hm_vec_push(arena, &graph->by_name);
    }
    graph->by_name.p[id] = stage->index;
}

/* What BuildKit says to a name that no image can have. */
static struct hm_str
bad_reference(struct hm_arena *arena, struct hm_str name)
{
    struct hm_str about = hm_arena_concat(arena, HM_S("failed to parse stage name "),
                                          hm_go_quoted(arena, name), HM_S(": "));
    struct hm_str remote = name;
    size_t slash = hm_str_find(name, '/');
    struct hm_str first = hm_str_sub(name, 0, slash);
    bool has_domain =
        slash < name.n &&
        (hm_str_eq(first, "localhost") || hm_str_find(first, '.') < slash ||
         hm_str_find(first, ':') < slash || !hm_str_is(hm_go_lower(arena, first), first));

    if (has_domain) {
        remote = hm_str_from(name, slash + 1);
    } else if (slash == name.n) {
        remote = hm_arena_concat(arena, HM_S("library/"), name);
    }
    remote = hm_str_sub(remote, 0, hm_str_find(remote, ':'));
    if (!hm_str_is(hm_go_lower(arena, remote), remote)) {
        return hm_arena_concat(arena, about, HM_S("invalid reference format: repository name ("),
                               remote, HM_S(") must be lowercase"));
    }
    return hm_arena_concat(arena, about, HM_S("invalid reference format"));
}

static void
resolve_image(struct graph *graph, struct hm_stage *stage)
{
    struct hm_arena *arena = graph->all->arena;
    struct hm_str name = stage->base->value;
    const struct hm_word *platform = stage->platform;

    stage->has_ref = hm_image_ref_parse(arena, name, &stage->ref, NULL) == HM_OK;
    if (!stage->has_ref) {
        if (stage->from->is_valid) {
            hm_problems_refuse(graph->all->problems, stage->from, HM_PHASE_BASES,
                               bad_reference(arena, name));
        }
        return;
    }
    stage->known_base = hm_bases_find(&stage->ref);
    stage->config =
        hm_base_configs_find(graph->all->build->configs, &stage->ref,
                             platform != NULL && platform->is_known ? platform->value : HM_S(""));
}

/* Whether what is built is for Windows: by the platform, else by what is known of the image. */
static void
resolve_platform(struct graph *graph, struct hm_stage *stage)
{
    const struct hm_word *word = stage->platform;
    struct hm_platform platform = { 0 };
    struct hm_str os = graph->all->platform.os;

    if (stage->config != NULL) {
        stage->is_windows = stage->is_windows || hm_str_eq(stage->config->os, "windows");
    }
    if (word != NULL && !stage->is_scratch && word->is_known &&
        hm_platform_parse(graph->all->arena, word->value, &platform).n == 0) {
        os = platform.os;
    }
    stage->has_windows_paths = os.n > 0 ? hm_str_eq(os, "windows") : stage->is_windows;
}

/* "alpine", "docker.io/library/alpine:latest": one name for a context. */
static bool
is_same_image(struct hm_arena *arena, struct hm_str a, struct hm_str b)
{
    struct hm_image_ref one, two;

    if (hm_str_is(a, b)) {
        return true;
    }
    if (hm_image_ref_parse(arena, a, &one, NULL) != HM_OK ||
        hm_image_ref_parse(arena, b, &two, NULL) != HM_OK) {
        return false;
    }
    one.tag = one.tag.n == 0 ? HM_S("latest") : one.tag;
    two.tag = two.tag.n == 0 ? HM_S("latest") : two.tag;
    return hm_str_is(one.registry, two.registry) && hm_str_is(one.repository, two.repository) &&
           hm_str_is(one.tag, two.tag) && hm_str_is(one.digest, two.digest);
}

/* What --build-context says of a name, or NULL. */
static const struct hm_build_arg *
named_context(const struct graph *graph, struct hm_str name)
{
    const struct hm_build *build = graph->all->build;

    for (uint32_t i = 0; i < build->n_contexts && name.n > 0; i++) {
        if (is_same_image(graph->all->arena, name, build->contexts[i].name)) {
            return &build->contexts[i];
        }
    }
    return NULL;
}

/* A word that names an image gets what the build puts in its place: another image, or something of
 * which nothing is known. */
static bool
replace_word(const struct graph *graph, struct hm_str name, struct hm_word *word)
{
    static const char scheme[] = "docker-image://";
    const struct hm_build_arg *context = named_context(graph, name);

    if (context == NULL) {
        return false;
    }
    word->is_known = hm_str_starts(context->value, scheme);
    if (word->is_known) {
        word->value = hm_str_from(context->value, sizeof scheme - 1);
    } else {
        word->has_variable = false;
    }
    return true;
}

static void
resolve_base(struct graph *graph, struct hm_stage *stage)
{
    const struct hm_word *base = stage->base;
    struct hm_stage *stages = graph->all->stages;

    if (!base->is_known) {
        return;
    }
    /* Names are kept in lower case and compared as they are: FROM Build does not find "build". A
       context that has the stage's own name takes its place. */
    bool is_replaced = replace_word(graph, stage->name, (struct hm_word *)base);
    stage->parent = is_replaced ? HM_NONE : find_stage(graph, base->value);
    if (stage->parent == HM_NONE && !is_replaced) {
        (void)replace_word(graph, base->value, (struct hm_word *)base);
    }
    stage->is_from_context = !base->is_known;
    if (stage->is_from_context) {
        return;
    }
    if (stage->parent != HM_NONE) {
        stage->root = stages[stage->parent].root;
        stage->is_windows = stage->is_windows || stages[stage->parent].is_windows;
        stage->has_windows_paths = stages[stage->parent].has_windows_paths;
        stage->is_scratch = false;
        stage->known_base = stages[stage->root].known_base;
        stage->config = stages[stage->root].config;
        return;
    }
    stage->is_scratch = hm_str_eq(base->value, "scratch");
    if (!stage->is_scratch && base->value.n > 0) {
        resolve_image(graph, stage);
    }
    resolve_platform(graph, stage);
}

/* What an instruction takes files from is refused. BuildKit names the line only of what it finds
 * out when it looks for images, and of triggers. */
static void
refuse_source(struct graph *graph, const struct hm_instruction *inst, enum hm_phase phase,
              bool is_placed, struct hm_str text)
{
    struct hm_problems *problems = graph->all->problems;

    if (!inst->is_valid || graph->use == USE_ONBUILD) {
        return;
    }
    if (graph->use == USE_TRIGGER) {
        hm_problems_refuse(problems, inst, HM_PHASE_TRIGGERS, text);
    } else if (is_placed) {
        hm_problems_refuse(problems, inst, phase, text);
    } else {
        hm_problems_refuse_unplaced(problems, inst, phase, text);
    }
}

/* A stage by its name; HM_NONE for an image, whose name is checked. */
static uint32_t
find_source(struct graph *graph, const struct hm_instruction *inst, struct hm_word *word,
            bool is_mount)
{
    struct hm_arena *arena = graph->all->arena;
    struct hm_str name = word->text;
    uint32_t stage = find_stage(graph, hm_go_lower(arena, name));
    struct hm_image_ref ref;

    if (stage != HM_NONE) {
        return stage;
    }
    if (replace_word(graph, name, word)) {
        if (graph->use != USE_ONBUILD) {
            hm_vec_add(arena, &graph->others, word->value);
        }
        return HM_NONE;
    }
    if (graph->use != USE_ONBUILD) {
        hm_vec_add(arena, &graph->others, name);
    }
    if (!hm_str_eq(name, "scratch") && hm_image_ref_parse(arena, name, &ref, NULL) != HM_OK) {
        refuse_source(graph, inst, HM_PHASE_BASES, !is_mount, bad_reference(arena, name));
    }
    return HM_NONE;
}

/* COPY --from is not expanded: what expansion would change is refused. */
static bool
is_literal(struct graph *graph, const struct hm_instruction *inst, struct hm_str name)
{
    struct hm_expander *ex = &graph->all->ex;
    struct hm_expanded expanded;

    ex->lookup = NULL;
    hm_expand_word(ex, name, &expanded);
    if (expanded.error.n == 0 && hm_str_is(expanded.value, name)) {
        return true;
    }
    refuse_source(
        graph, inst, HM_PHASE_SOURCES, false,
        expanded.error.n > 0
            ? expanded.error
            : HM_S("variable expansion is not supported for --from, define a new stage with FROM "
                   "using ARG from global scope as a workaround"));
    return false;
}

/* COPY --from: a stage's number or name. Numbers behind the last stage are of images that files
 * were taken from before. */
static uint32_t
resolve_from(struct graph *graph, struct hm_instruction *inst)
{
    struct hm_flag *flag = (struct hm_flag *)hm_instruction_flag(inst, "from");
    int64_t number;

    if (inst->kind != HM_COPY || flag == NULL || flag->value.text.n == 0) {
        return HM_NONE;
    }
    if (inst->is_valid && !is_literal(graph, inst, flag->value.text)) {
        return HM_NONE;
    }
    if (!hm_go_atoi(flag->value.text, &number)) {
        return find_source(graph, inst, &flag->value, false);
    }
    if (number >= 0 && number < (int64_t)graph->all->n_stages) {
        return (uint32_t)number;
    }
    if (number >= 0 && number - graph->all->n_stages < (int64_t)graph->others.n) {
        flag->value.value = graph->others.p[number - graph->all->n_stages];
        return HM_NONE;
    }
    refuse_source(
        graph, inst, HM_PHASE_SOURCES, false,
        hm_arena_printf(graph->all->arena, "invalid stage index %lld", (long long)number));
    return HM_NONE;
}

static void
resolve_uses(struct graph *graph, struct hm_instruction *inst)
{
    struct hm_mount *mounts = (struct hm_mount *)inst->mounts;

    inst->from_stage = resolve_from(graph, inst);
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        mounts[i].from_stage = HM_NONE;
        if (mounts[i].from.text.n > 0) {
            mounts[i].from_stage = find_source(graph, inst, &mounts[i].from, true);
        } else if (graph->use != USE_ONBUILD) {
            hm_vec_add(graph->all->arena, &graph->others, HM_S("scratch"));
        }
    }
}

/* What ONBUILD left to a stage. */
static void
resolve_triggers(struct graph *graph, struct hm_stage *stage)
{
    size_t before = graph->all->problems->list.n;

    hm_triggers_make(graph->all, stage);
    graph->use = USE_TRIGGER;
    for (uint32_t i = 0; i < stage->n_triggers; i++) {
        resolve_uses(graph, (struct hm_instruction *)&stage->triggers[i]);
    }
    for (size_t i = before; i < graph->all->problems->list.n; i++) {
        hm_vec_add(graph->all->arena, &graph->complaints,
                   ((struct complaint){ .problem = i, .stage = stage->index }));
    }
}

static void
choose_target(struct graph *graph)
{
    struct hm_stages *all = graph->all;
    struct hm_str wanted = all->build->target;
    uint32_t target = all->n_stages == 0 ? HM_NONE : all->n_stages - 1;

    if (wanted.n > 0 && target != HM_NONE) {
        uint32_t named = find_stage(graph, hm_go_lower(all->arena, wanted));
        if (named == HM_NONE) {
            hm_problems_refuse_unplaced(all->problems, all->stages[target].from, HM_PHASE_TARGET,
                                        hm_arena_concat(all->arena, HM_S("target stage "),
                                                        hm_go_quoted(all->arena, wanted),
                                                        HM_S(" could not be found")));
        } else {
            target = named;
        }
    }
    all->file->target = target;
    if (target != HM_NONE) {
        all->stages[target].is_target = true;
    }
}

static void
use_stage(struct graph *graph, uint32_t index)
{
    if (index != HM_NONE && !graph->all->stages[index].is_used) {
        graph->all->stages[index].is_used = true;
        hm_vec_add(graph->all->arena, &graph->pending, index);
    }
}

static void
use_sources(struct graph *graph, const struct hm_instruction *inst)
{
    use_stage(graph, inst->from_stage);
    for (uint32_t k = 0; k < inst->n_mounts; k++) {
        use_stage(graph, inst->mounts[k].from_stage);
    }
}

static void
mark_used(struct graph *graph)
{
    struct hm_stages *all = graph->all;

    use_stage(graph, all->file->target);
    while (graph->pending.n > 0) {
        const struct hm_stage *stage = &all->stages[graph->pending.p[--graph->pending.n]];
        use_stage(graph, stage->parent);
        for (uint32_t i = 0; i < stage->n_triggers; i++) {
            use_sources(graph, &stage->triggers[i]);
        }
        for (uint32_t i = stage->first; i < stage->end; i++) {
            use_sources(graph, &all->instructions[i]);
        }
    }
}

/* The next stage that @p inst takes files from, at or behind *at in its own list; HM_NONE behind
 * the last. */
static uint32_t
next_source(const struct hm_instruction *inst, uint32_t *at)
{
    if (*at == 0) {
        (*at)++;
        if (inst->from_stage != HM_NONE) {
            return inst->from_stage;
        }
    }
    while (*at - 1 < inst->n_mounts) {
        uint32_t stage = inst->mounts[(*at)++ - 1].from_stage;
        if (stage != HM_NONE) {
            return stage;
        }
    }
    return HM_NONE;
}

/* A stage whose sources are being followed. */
struct followed {
    uint32_t stage;
    uint32_t inst;
    uint32_t at; /* in the instruction's sources */
};

/* Stages that copy from each other. Triggers and FROM do not count, as for BuildKit. */
static bool
follow(struct graph *graph, uint32_t from, bool *is_open, bool *is_seen)
{
    struct hm_stages *all = graph->all;
    HM_VEC(struct followed) path = { 0 };

    hm_vec_add(all->arena, &path, ((struct followed){ from, all->stages[from].first, 0 }));
    is_open[from] = is_seen[from] = true;
    while (path.n > 0) {
        struct followed *top = &path.p[path.n - 1];
        if (top->inst == all->stages[top->stage].end) {
            is_open[top->stage] = false;
            path.n--;
            continue;
        }
        uint32_t next = next_source(&all->instructions[top->inst], &top->at);
        if (next == HM_NONE) {
            top->inst++;
            top->at = 0;
        } else if (is_open[next]) {
            return true;
        } else if (!is_seen[next]) {
            is_open[next] = is_seen[next] = true;
            hm_vec_add(all->arena, &path, ((struct followed){ next, all->stages[next].first, 0 }));
        }
    }
    return false;
}

static void
find_cycle(struct graph *graph)
{
    struct hm_stages *all = graph->all;
    bool *is_open = hm_arena_new(all->arena, bool, all->n_stages + 1);
    bool *is_seen = hm_arena_new(all->arena, bool, all->n_stages + 1);

    for (uint32_t i = 0; i < all->n_stages; i++) {
        const struct hm_stage *stage = &all->stages[i];
        if (is_seen[i] || !follow(graph, i, is_open, is_seen)) {
            continue;
        }
        all->has_cycle = true;
        struct hm_str name = stage->name.n > 0 ? hm_go_lower(all->arena, stage->name)
                                               : hm_arena_printf(all->arena, "stage-%u", i);
        hm_problems_refuse(
            all->problems, stage->from, HM_PHASE_CYCLE,
            hm_arena_concat(all->arena, HM_S("circular dependency detected on stage: "), name));
        return;
    }
}

static void
mark_ancestors(struct hm_stages *all)
{
    if (all->file->target == HM_NONE) {
        return;
    }
    for (uint32_t i = all->stages[all->file->target].parent; i != HM_NONE;
         i = all->stages[i].parent) {
        all->stages[i].is_ancestor = true;
    }
}

void
hm_graph_make(struct hm_stages *stages)
{
    struct graph graph = { .all = stages, .names = { .arena = stages->arena } };

    for (uint32_t i = 0; i < stages->n_stages; i++) {
        resolve_base(&graph, &stages->stages[i]);
        name_stage(&graph, &stages->stages[i]);
    }
    for (uint32_t i = 0; i < stages->file->n_instructions; i++) {
        graph.use = USE_WRITTEN;
        for (struct hm_instruction *inst = &stages->instructions[i]; inst != NULL;
             inst = (struct hm_instruction *)inst->trigger) {
            resolve_uses(&graph, inst);
            graph.use = USE_ONBUILD;
        }
    }
    for (uint32_t i = 0; i < stages->n_stages; i++) {
        resolve_triggers(&graph, &stages->stages[i]);
    }
    choose_target(&graph);
    find_cycle(&graph);
    mark_used(&graph);
    for (size_t i = 0; i < graph.complaints.n; i++) {
        const struct complaint *complaint = &graph.complaints.p[i];
        stages->problems->list.p[complaint->problem].is_fatal =
            stages->stages[complaint->stage].is_used;
    }
    mark_ancestors(stages);
}
