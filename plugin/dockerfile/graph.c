/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/graph.h"

#include "plugin/dockerfile/gotext.h"

struct graph {
    struct hm_stages *all;
    struct hm_names names;    /* stage names in lower case */
    HM_VEC(uint32_t) by_name; /* the last stage of each name so far */
    HM_VEC(uint32_t) pending; /* stages that are used, and whose own needs are not yet looked at */
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

static void
resolve_base(struct graph *graph, struct hm_stage *stage)
{
    const struct hm_word *base = stage->base;
    struct hm_stage *stages = graph->all->stages;

    if (!base->is_known) {
        return;
    }
    /* Names are kept in lower case and compared as they are: FROM Build does not find "build". */
    stage->parent = find_stage(graph, base->value);
    if (stage->parent != HM_NONE) {
        stage->root = stages[stage->parent].root;
        stage->is_windows = stage->is_windows || stages[stage->parent].is_windows;
        stage->is_scratch = false;
        stage->known_base = stages[stage->root].known_base;
        stage->config = stages[stage->root].config;
        return;
    }
    stage->is_scratch = hm_str_eq(base->value, "scratch");
    if (!stage->is_scratch && base->value.n > 0) {
        stage->has_ref =
            hm_image_ref_parse(graph->all->arena, base->value, &stage->ref, NULL) == HM_OK;
        stage->known_base = stage->has_ref ? hm_bases_find(&stage->ref) : NULL;
    }
    if (stage->has_ref) {
        const struct hm_word *platform = stage->platform;
        stage->config = hm_base_configs_find(
            graph->all->build->configs, &stage->ref,
            platform != NULL && platform->is_known ? platform->value : HM_S(""));
    }
}

/* COPY --from: a stage's number or name. */
static uint32_t
resolve_from(struct graph *graph, struct hm_instruction *inst)
{
    const struct hm_flag *flag = hm_instruction_flag(inst, "from");
    int64_t number;

    if (inst->kind != HM_COPY || flag == NULL || flag->value.text.n == 0) {
        return HM_NONE;
    }
    if (!hm_go_atoi(flag->value.text, &number)) {
        return find_stage(graph, hm_go_lower(graph->all->arena, flag->value.text));
    }
    if (number >= 0 && number < (int64_t)graph->all->n_stages) {
        return (uint32_t)number;
    }
    if (inst->is_valid) {
        hm_problems_refuse(
            graph->all->problems, inst, true,
            hm_arena_printf(graph->all->arena, "invalid stage index %lld", (long long)number));
    }
    return HM_NONE;
}

static void
resolve_uses(struct graph *graph, struct hm_instruction *inst)
{
    struct hm_mount *mounts = (struct hm_mount *)inst->mounts;

    inst->from_stage = resolve_from(graph, inst);
    for (uint32_t i = 0; i < inst->n_mounts; i++) {
        struct hm_str from = mounts[i].from.text;
        mounts[i].from_stage =
            from.n == 0 ? HM_NONE : find_stage(graph, hm_go_lower(graph->all->arena, from));
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
            hm_problems_refuse(all->problems, all->stages[target].from, true,
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
mark_used(struct graph *graph)
{
    struct hm_stages *all = graph->all;

    use_stage(graph, all->file->target);
    while (graph->pending.n > 0) {
        const struct hm_stage *stage = &all->stages[graph->pending.p[--graph->pending.n]];
        use_stage(graph, stage->parent);
        for (uint32_t i = stage->first; i < stage->end; i++) {
            const struct hm_instruction *inst = &all->instructions[i];
            use_stage(graph, inst->from_stage);
            for (uint32_t k = 0; k < inst->n_mounts; k++) {
                use_stage(graph, inst->mounts[k].from_stage);
            }
        }
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
        for (struct hm_instruction *inst = &stages->instructions[i]; inst != NULL;
             inst = (struct hm_instruction *)inst->trigger) {
            resolve_uses(&graph, inst);
        }
    }
    choose_target(&graph);
    mark_used(&graph);
    mark_ancestors(stages);
}
