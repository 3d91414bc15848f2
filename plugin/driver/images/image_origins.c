/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/image_origins.h"

#include "plugin/base/auto.h"
#include "plugin/driver/parsed_input.h"
#include "plugin/dockerfile/built.h"
#include "plugin/model/redact.h"

enum {
    NAME_LIMIT = 200, /* bytes of an image's name that are told */
};

/* One image of one platform, and the file that fits it best. */
struct part {
    const struct hm_image_layers *image;
    struct hm_str target;          /* as findings name it */
    struct hm_str platform_target; /* where several platforms are scanned */
    struct hm_built best;          /* its layers are gone with the file */
    size_t n_best;                 /* files, or stages of one, that fit as well */
    struct hm_str best_path;
    uint32_t best_target;             /* stage */
    const struct hm_origin **origins; /* of each layer; NULL: `other` */
    const struct hm_origin *other;
};

struct search {
    struct hm_report *report;
    struct hm_arena scratch; /* of one file */
    const struct hm_dockerfile *file;
    bool is_read;   /* the file at hand could be */
    size_t n_files; /* that could be read */
    HM_VEC(struct part) parts;
};

/* --- the origins of one file --- */

static struct hm_str
name_of_stage(struct hm_arena *arena, const struct hm_stage *stage)
{
    return stage->name.n > 0 ? hm_redact(arena, hm_arena_str(arena, stage->name))
                             : hm_arena_printf(arena, "%u", (unsigned)stage->index);
}

static struct hm_origin *
new_origin(struct search *search, enum hm_origin_kind kind, const struct hm_stage *stage,
           struct hm_span span)
{
    struct hm_arena *arena = &search->report->arena;
    struct hm_origin *origin = hm_arena_new(arena, struct hm_origin, 1);

    origin->kind = kind;
    origin->path = hm_arena_str(arena, search->file->source->path);
    origin->place = hm_source_place(search->file->source, span);
    origin->stage = name_of_stage(arena, stage);
    return origin;
}

static const struct hm_origin *
base_origin(struct search *search, const struct hm_built *built)
{
    struct hm_arena *arena = &search->report->arena;
    const struct hm_dockerfile *file = search->file;
    const struct hm_stage *stage = &file->stages[file->stages[file->target].root];
    struct hm_origin *origin = new_origin(
        search, HM_ORIGIN_BASE, stage, stage->base == NULL ? stage->from->span : stage->base->span);
    struct hm_str what = stage->base == NULL ? HM_S("") : stage->base->value;

    origin->is_proven = built->is_base_proven;
    origin->is_base_renewed = built->is_base_other;
    origin->what = hm_redact(arena, hm_arena_str(arena, hm_str_sub(what, 0, NAME_LIMIT)));
    origin->name = stage->has_ref ? hm_image_ref_name(arena, &stage->ref) : origin->what;
    return origin;
}

static const struct hm_origin *
instruction_origin(struct search *search, const struct hm_instruction *inst, bool is_proven)
{
    const struct hm_dockerfile *file = search->file;
    uint32_t stage = inst->stage < file->n_stages ? inst->stage : file->target;
    struct hm_origin *origin =
        new_origin(search, HM_ORIGIN_INSTRUCTION, &file->stages[stage], inst->span);

    origin->is_proven = is_proven;
    origin->what = hm_str_c(hm_keyword_name(inst->kind));
    return origin;
}

/* It lies on the FROM of the target stage. */
static const struct hm_origin *
unknown_origin(struct search *search, struct hm_str why)
{
    const struct hm_stage *stage = &search->file->stages[search->file->target];
    struct hm_origin *origin =
        new_origin(search, HM_ORIGIN_UNKNOWN, stage,
                   stage->base == NULL ? stage->from->span : stage->base->span);

    origin->what = why;
    return origin;
}

static void
take(struct search *search, struct part *part, const struct hm_built *built)
{
    struct hm_arena *arena = &search->report->arena;
    const struct hm_origin *base = base_origin(search, built);
    const struct hm_origin *stages = unknown_origin(
        search, built->is_matched
                    ? HM_S("several instructions of this Dockerfile were built into one layer")
                    : HM_S("an instruction of this Dockerfile did, but the image's history does "
                           "not fit them"));

    part->best = *built;
    part->n_best = 1;
    part->best_path = base->path;
    part->best_target = search->file->target;
    part->origins = hm_arena_new(arena, const struct hm_origin *, built->n_layers);
    part->other = unknown_origin(search, HM_S("no tool says which layer holds it"));
    for (size_t i = 0; i < built->n_layers; i++) {
        switch (built->layers[i].maker) {
        case HM_MADE_BY_BASE:
            part->origins[i] = base;
            break;
        case HM_MADE_BY_INSTRUCTION:
            part->origins[i] =
                instruction_origin(search, built->layers[i].by, built->is_base_proven);
            break;
        case HM_MADE_BY_STAGES:
            part->origins[i] = stages;
            break;
        case HM_MADE_UNKNOWN:
            break;
        }
    }
}

/* Less than 0: @p a fits worse than @p b. */
static int
compare_built(const struct hm_built *a, const struct hm_built *b)
{
    if (a->is_matched != b->is_matched) {
        return a->is_matched - b->is_matched;
    }
    if (a->is_base_proven != b->is_base_proven) {
        return a->is_base_proven - b->is_base_proven;
    }
    return (a->n_exact > b->n_exact) - (a->n_exact < b->n_exact);
}

static void
hold_against(struct search *search, struct part *part)
{
    struct hm_built built;

    hm_built_match(&search->scratch, search->file, part->image, &built);
    if (!built.is_matched && !built.is_base_proven) {
        return;
    }
    int order = part->n_best == 0 ? 1 : compare_built(&built, &part->best);
    if (order > 0) {
        take(search, part, &built);
    } else if (order == 0 && (part->best_target != search->file->target ||
                              !hm_str_is(part->best_path, search->file->source->path))) {
        part->n_best++;
    }
}

/* --- all files, all images --- */

static void
add_parts(struct search *search, const struct hm_image_entry *entry)
{
    struct hm_arena *arena = &search->report->arena;
    const struct hm_image_check *check = &entry->check;

    for (size_t i = 0; entry->is_checked && i < check->layers.n; i++) {
        struct part *part = hm_vec_push(arena, &search->parts);
        part->image = &check->layers.p[i];
        part->target = entry->name;
        if (i < check->images.n && check->images.n > 1) {
            const struct hm_image_part *image = &check->images.p[i];
            part->platform_target =
                hm_arena_printf(arena, "%.*s (%.*s)", HM_FMT(entry->name),
                                HM_FMT(image->platform.n > 0 ? image->platform : image->digest));
        }
    }
}

static void
take_build(void *ctx, const struct hm_parsed_build *built)
{
    struct search *search = ctx;

    if (built->file->target >= built->file->n_stages) {
        return;
    }
    search->file = built->file;
    for (size_t i = 0; i < search->parts.n; i++) {
        hold_against(search, &search->parts.p[i]);
    }
    search->file = NULL;
    search->is_read = true;
}

static void
visit_file(struct search *search, const struct hm_inputs *inputs, const struct hm_build *build,
           const struct hm_input_file *input)
{
    struct hm_err err = { 0 };

    hm_arena_reset(&search->scratch);
    search->is_read = false;
    (void)!hm_inputs_each_build(inputs, input, build, &search->scratch, take_build, search, &err);
    search->n_files += search->is_read;
}

static int
compare_layers(const void *left, const void *right)
{
    const struct hm_layer_origin *a = left;
    const struct hm_layer_origin *b = right;

    return hm_str_compare(a->diff_id, b->diff_id);
}

/* Images share layers, and may have one twice: where its origins differ, none of them counts. */
static size_t
drop_repeated(struct hm_layer_origin *layers, size_t n, const struct hm_origin *other)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        struct hm_layer_origin *last = kept == 0 ? NULL : &layers[kept - 1];
        if (last == NULL || !hm_str_is(last->diff_id, layers[i].diff_id)) {
            layers[kept++] = layers[i];
        } else if (last->origin->kind != layers[i].origin->kind ||
                   last->origin->place.line != layers[i].origin->place.line) {
            last->origin = other;
        }
    }
    return kept;
}

static const struct hm_origin *
origin_nowhere(struct hm_arena *arena, const struct search *search, const struct part *part)
{
    struct hm_origin *origin = hm_arena_new(arena, struct hm_origin, 1);

    origin->what =
        part->n_best > 1
            ? hm_arena_printf(arena, "%zu Dockerfiles fit the image's history alike", part->n_best)
        : search->n_files == 1 ? HM_S("the image's history does not fit the Dockerfile")
                               : HM_S("the image's history fits no Dockerfile here");
    return origin;
}

/* All parts that findings name alike. */
static void
add_target(struct search *search, struct hm_str target, bool is_platform)
{
    struct hm_arena *arena = &search->report->arena;
    struct hm_image_origins origins = { .target = target };
    HM_VEC(struct hm_layer_origin) layers = { 0 };

    for (size_t i = 0; i < search->parts.n; i++) {
        struct part *part = &search->parts.p[i];
        if (!hm_str_is(is_platform ? part->platform_target : part->target, target)) {
            continue;
        }
        bool is_known = part->n_best == 1;
        const struct hm_origin *other =
            is_known ? part->other : origin_nowhere(arena, search, part);
        origins.other = origins.other == NULL ? other : origins.other;
        for (size_t k = 0; k < part->image->n_diff_ids; k++) {
            const struct hm_origin *origin = is_known ? part->origins[k] : NULL;
            hm_vec_add(arena, &layers,
                       ((struct hm_layer_origin){ .diff_id = part->image->diff_ids[k],
                                                  .origin = origin == NULL ? other : origin }));
        }
    }
    hm_vec_sort(&layers, compare_layers);
    origins.n_layers = drop_repeated(layers.p, layers.n, origins.other);
    origins.layers = layers.p;
    hm_vec_add(arena, &search->report->origins, origins);
}

void
hm_image_origins_find(const struct hm_images *images, const struct hm_inputs *inputs,
                      const struct hm_build *build, struct hm_report *report)
{
    struct search search = { .report = report };

    for (size_t i = 0; inputs->files.n > 0 && i < images->entries.n; i++) {
        add_parts(&search, &images->entries.p[i]);
    }
    for (size_t i = 0; search.parts.n > 0 && i < inputs->files.n; i++) {
        visit_file(&search, inputs, build, &inputs->files.p[i]);
    }
    for (size_t i = 0; search.n_files > 0 && i < search.parts.n; i++) {
        const struct part *part = &search.parts.p[i];
        if (i == 0 || !hm_str_is(part->target, search.parts.p[i - 1].target)) {
            add_target(&search, part->target, false);
        }
        if (part->platform_target.n > 0) {
            add_target(&search, part->platform_target, true);
        }
    }
    hm_arena_done(&search.scratch);
}
