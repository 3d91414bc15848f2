/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/dockerfile/built.h"

#include "plugin/base/auto.h"
#include "plugin/base/vec.h"
#include "plugin/dockerfile/created_by.h"

enum {
    PASSED_LIMIT = 1000, /* entries without a layer that belong to no instruction */
};

/* An instruction of the chain of stages, and the entry that it wrote. */
struct link {
    const struct hm_instruction *inst;
    size_t step; /* SIZE_MAX: none */
};

struct matcher {
    struct hm_arena *arena;
    const struct hm_dockerfile *file;
    const struct hm_image_layers *image;
    const struct hm_stage *root;
    HM_VEC(struct link) chain; /* the lowest first */
    struct hm_built_layer *layers;
    size_t n_base; /* layers of the base, with is_matched or is_base_proven */
    struct hm_built built;
};

static bool
is_writer(const struct hm_instruction *inst)
{
    return inst->kind == HM_RUN || inst->kind == HM_COPY || inst->kind == HM_ADD;
}

/* --- the stages that end in the target */

static void
add_stage(struct matcher *m, const struct hm_stage *stage)
{
    for (uint32_t i = 0; i < stage->n_triggers; i++) {
        hm_vec_add(m->arena, &m->chain, ((struct link){ &stage->triggers[i], SIZE_MAX }));
    }
    for (uint32_t i = stage->first; i < stage->end; i++) {
        const struct hm_instruction *inst = &m->file->instructions[i];
        if (inst->kind != HM_FROM) {
            hm_vec_add(m->arena, &m->chain, ((struct link){ inst, SIZE_MAX }));
        }
    }
}

static void
add_chain(struct matcher *m)
{
    hm_auto_arena struct hm_arena scratch = { 0 };
    HM_VEC(const struct hm_stage *) stages = { 0 };
    uint32_t index = m->file->target;

    /* A stage may only name one before it, but for files that no build accepts. */
    while (index < m->file->n_stages && stages.n < m->file->n_stages) {
        hm_vec_add(&scratch, &stages, &m->file->stages[index]);
        index = m->file->stages[index].parent;
    }
    m->root = stages.p[stages.n - 1];
    for (size_t i = stages.n; i > 0; i--) {
        add_stage(m, stages.p[i - 1]);
    }
}

/* --- history */

/* The first entry of the chain, or SIZE_MAX where the two do not fit. */
static size_t
walk(struct matcher *m)
{
    const struct hm_image_layers *image = m->image;
    size_t at = m->chain.n;
    size_t step = image->n_steps;
    size_t n_passed = 0;
    size_t n_writers = 0;
    uint32_t n_exact_writers = 0;

    while (at > 0) {
        struct link *link = &m->chain.p[at - 1];
        if (step == 0) {
            if (is_writer(link->inst)) {
                return SIZE_MAX;
            }
            at--;
            continue;
        }
        enum hm_created created = hm_created_by(link->inst, image->steps[step - 1].created_by);
        if (created != HM_CREATED_NOT) {
            link->step = step - 1;
            m->built.n_exact += created == HM_CREATED_EXACTLY;
            n_exact_writers += created == HM_CREATED_EXACTLY && is_writer(link->inst);
            n_writers += is_writer(link->inst);
            at--;
            step--;
        } else if (image->steps[step - 1].is_empty) {
            step--;
            if (++n_passed > PASSED_LIMIT) {
                return SIZE_MAX;
            }
        } else if (is_writer(link->inst)) {
            return SIZE_MAX;
        } else {
            at--;
        }
    }
    return m->built.n_exact == 0 || (n_writers > 0 && n_exact_writers == 0) ? SIZE_MAX : step;
}

static size_t
count_layers(const struct hm_image_layers *image, size_t n_steps)
{
    size_t n = 0;

    for (size_t i = 0; i < n_steps; i++) {
        n += !image->steps[i].is_empty;
    }
    return n;
}

/* Builders that make one layer of many instructions name the last of them. */
static void
give_layers(struct matcher *m)
{
    const struct link *sole = NULL;
    size_t n_writers = 0;
    size_t layer = m->n_base;
    size_t step = SIZE_MAX;

    for (size_t i = 0; i < m->chain.n; i++) {
        const struct link *link = &m->chain.p[i];
        if (link->step == SIZE_MAX) {
            continue;
        }
        if (is_writer(link->inst)) {
            sole = link;
            n_writers++;
        }
        step = link->step;
        if (m->image->steps[step].is_empty) {
            continue;
        }
        const struct hm_instruction *by = n_writers == 1   ? sole->inst
                                          : n_writers == 0 ? link->inst
                                                           : NULL;
        m->layers[layer++] = (struct hm_built_layer){
            .maker = by == NULL ? HM_MADE_BY_STAGES : HM_MADE_BY_INSTRUCTION,
            .by = by,
        };
        sole = NULL;
        n_writers = 0;
    }
}

static void
match_history(struct matcher *m)
{
    size_t n_all = m->image->n_diff_ids;

    if (m->image->n_steps == 0 || count_layers(m->image, m->image->n_steps) != n_all) {
        return;
    }
    size_t first = walk(m);
    if (first == SIZE_MAX) {
        m->built.n_exact = 0;
        return;
    }
    m->n_base = count_layers(m->image, first);
    if (m->root->is_scratch && m->n_base > 0) {
        m->built.n_exact = 0;
        return;
    }
    m->built.is_matched = true;
    m->built.is_base_proven = m->root->is_scratch;
    give_layers(m);
}

/* --- diff ids */

static bool
begins_with(const struct hm_image_layers *image, const struct hm_strs *base)
{
    if (base->n > image->n_diff_ids) {
        return false;
    }
    for (uint32_t i = 0; i < base->n; i++) {
        if (!hm_str_is(base->p[i], image->diff_ids[i])) {
            return false;
        }
    }
    return true;
}

/* The base that was read may be the one for another machine. */
static bool
is_same_platform(struct hm_str platform, const struct hm_base_config *base)
{
    hm_auto_buf struct hm_buf read = { 0 };

    hm_buf_printf(&read, "%.*s/%.*s", HM_FMT(base->os), HM_FMT(base->architecture));
    return platform.n == 0 || base->os.n == 0 || base->architecture.n == 0 ||
           hm_str_is(hm_str_sub(platform, 0, read.n), hm_buf_str(&read));
}

/* What the base is made of counts more than what is written of it. */
static void
match_base(struct matcher *m)
{
    const struct hm_base_config *config = m->root->config;

    if (m->root->is_scratch || config == NULL || config->diff_ids.n == 0 ||
        !is_same_platform(m->image->platform, config)) {
        return;
    }
    if (!begins_with(m->image, &config->diff_ids)) {
        m->built.is_base_other = true;
        return;
    }
    m->built.is_base_proven = true;
    for (size_t i = config->diff_ids.n;
         i < m->n_base || (!m->built.is_matched && i < m->built.n_layers); i++) {
        m->layers[i].maker = HM_MADE_BY_STAGES;
    }
    m->n_base = config->diff_ids.n;
}

void
hm_built_match(struct hm_arena *arena, const struct hm_dockerfile *file,
               const struct hm_image_layers *image, struct hm_built *ret)
{
    struct matcher m = { .arena = arena, .file = file, .image = image };

    *ret = (struct hm_built){ 0 };
    if (file->target >= file->n_stages || image->n_diff_ids == 0) {
        return;
    }
    m.layers = hm_arena_new(arena, struct hm_built_layer, image->n_diff_ids);
    m.built.n_layers = image->n_diff_ids;
    add_chain(&m);
    match_history(&m);
    match_base(&m);
    for (size_t i = 0; i < m.n_base && (m.built.is_matched || m.built.is_base_proven); i++) {
        m.layers[i] = (struct hm_built_layer){ .maker = HM_MADE_BY_BASE };
    }
    m.built.layers = m.layers;
    *ret = m.built;
}
