/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/builds/build_uses.h"

#include "plugin/base/path.h"

enum {
    IMAGES_LIMIT = 16, /* names of what one build makes */
};

static struct hm_build_use *
add(struct hm_arena *arena, struct hm_build_uses *uses, struct hm_build_use use)
{
    if (uses->list.n == HM_BUILD_USES_LIMIT) {
        return NULL;
    }
    struct hm_build_use *to = hm_vec_push(arena, &uses->list);
    *to = use;
    return to;
}

/* What is known of a list of names and values. A context of which nothing is known still takes the
 * place of what it is called. */
static struct hm_entries
copy_entries(struct hm_arena *arena, const struct hm_entries *from, bool with_unknown)
{
    struct hm_entry *list = hm_arena_new(arena, struct hm_entry, from->n);
    uint32_t n = 0;

    for (uint32_t i = 0; i < from->n; i++) {
        const struct hm_entry *entry = &from->list[i];
        bool is_known = entry->value.is_set && entry->value.is_known;
        if (is_known || with_unknown) {
            list[n].name = hm_arena_str(arena, entry->name);
            list[n].value.is_set = is_known;
            list[n].value.is_known = is_known;
            list[n++].value.text = is_known ? hm_arena_str(arena, entry->value.text) : HM_S("");
        }
    }
    return (struct hm_entries){ .list = list, .n = n };
}

static void
add_image(struct hm_arena *arena, struct hm_build_use *use, const struct hm_scalar *image)
{
    struct hm_str *list = (struct hm_str *)use->images;

    if (!image->is_set || !image->is_known || image->text.n == 0 || use->n_images == IMAGES_LIMIT) {
        return;
    }
    for (uint32_t i = 0; i < use->n_images; i++) {
        if (hm_str_is(list[i], image->text)) {
            return;
        }
    }
    list[use->n_images++] = hm_arena_str(arena, image->text);
}

static void
add_images(struct hm_arena *arena, struct hm_build_use *use, const struct hm_scalar *image,
           const struct hm_scalars *tags)
{
    use->images = hm_arena_new(arena, struct hm_str, IMAGES_LIMIT);
    add_image(arena, use, image);
    for (uint32_t i = 0; i < tags->n; i++) {
        add_image(arena, use, &tags->list[i]);
    }
}

static struct hm_str
known_text(struct hm_arena *arena, const struct hm_scalar *value)
{
    return value->is_set && value->is_known ? hm_arena_str(arena, value->text) : HM_S("");
}

/* --- Compose --- */

void
hm_build_uses_of_services(struct hm_arena *arena, const struct hm_manifests *project,
                          struct hm_build_uses *uses)
{
    for (uint32_t i = 0; i < project->n_services; i++) {
        const struct hm_service *service = &project->services[i];
        const struct hm_service_build *build = &service->build;
        if (!build->is_set || build->path.n == 0 || build->file != NULL ||
            (build->target.is_set && !build->target.is_known)) {
            continue;
        }
        const struct hm_source *source = hm_manifests_source(project, build->span);
        struct hm_build_use use = {
            .by = HM_BUILD_BY_COMPOSE,
            .said_in = hm_arena_str(arena, source->path),
            .line = hm_source_place(source, build->span).line,
            .name = hm_arena_str(arena, service->name),
            .dockerfile = hm_path_clean(arena, build->path),
            .context = build->folder.n > 0 ? hm_path_clean(arena, build->folder) : HM_S(""),
            .target = known_text(arena, &build->target),
            .args = copy_entries(arena, &build->args, false),
            .contexts = copy_entries(arena, &build->contexts, true),
        };
        add_images(arena, &use, &service->image, &build->tags);
        (void)add(arena, uses, use);
    }
}

/* --- bake --- */

static bool
is_remote(struct hm_str context)
{
    return hm_str_has(context, "://") || hm_str_starts(context, "git@") ||
           hm_str_starts(context, "github.com/") || hm_str_has(context, "{{");
}

void
hm_build_uses_of_targets(struct hm_arena *arena, const struct hm_bake *bake, struct hm_str folder,
                         struct hm_build_uses *uses)
{
    for (uint32_t i = 0; i < bake->n_targets; i++) {
        const struct hm_bake_target *target = &bake->targets[i];
        bool is_known = (!target->context.is_set || target->context.is_known) &&
                        (!target->dockerfile.is_set || target->dockerfile.is_known) &&
                        (!target->target.is_set || target->target.is_known);
        if (!is_known || target->inline_text.is_set || is_remote(target->context.text)) {
            continue;
        }
        struct hm_str context =
            hm_path_join(arena, folder, target->context.is_set ? target->context.text : HM_S("."));
        struct hm_build_use use = {
            .by = HM_BUILD_BY_BAKE,
            .said_in = hm_arena_str(arena, target->path),
            .line = target->line,
            .name = hm_arena_str(arena, target->name),
            .dockerfile = hm_path_join(arena, context,
                                       target->dockerfile.is_set ? target->dockerfile.text
                                                                 : HM_S("Dockerfile")),
            .context = context,
            .target = known_text(arena, &target->target),
            .args = copy_entries(arena, &target->args, false),
            .contexts = copy_entries(arena, &target->contexts, true),
        };
        add_images(arena, &use, &(struct hm_scalar){ 0 }, &target->tags);
        (void)add(arena, uses, use);
    }
}

/* --- pipelines, commands --- */

/* False where it cannot be known what is built. @p folder: where commands begin. */
static bool
use_of_act(struct hm_arena *arena, const struct hm_manifests *manifests, const struct hm_act *act,
           struct hm_str folder, struct hm_build_use *ret_use)
{
    struct hm_str context = act->context.is_set ? act->context.text : HM_S(".");
    bool is_known = (!act->context.is_set || act->context.is_known) &&
                    (!act->dockerfile.is_set || act->dockerfile.is_known) &&
                    (!act->target.is_set || act->target.is_known);
    /* Commands that name neither read what they build elsewhere: Compose, bake, buildpacks. */
    bool is_named = act->cmd == NULL || act->context.is_set || act->dockerfile.is_set;

    if (act->kind != HM_ACT_BUILD || !is_known || !is_named || is_remote(context) ||
        hm_str_eq(context, "-") || hm_str_eq(act->dockerfile.text, "-")) {
        return false;
    }
    const struct hm_source *source = hm_manifests_source(manifests, act->span);
    struct hm_str root = hm_path_join(arena, folder, context);
    *ret_use = (struct hm_build_use){
        .said_in = hm_arena_str(arena, source->path),
        .line = hm_source_place(source, act->span).line,
        /* -f is relative to where the command runs; without it the context has it. */
        .dockerfile = act->dockerfile.is_set ? hm_path_join(arena, folder, act->dockerfile.text)
                                             : hm_path_join(arena, root, HM_S("Dockerfile")),
        .context = root,
        .target = known_text(arena, &act->target),
        .args = copy_entries(arena, &act->args, false),
    };
    add_images(arena, ret_use, &act->image, &act->names);
    return true;
}

void
hm_build_uses_of_pipeline(struct hm_arena *arena, const struct hm_manifests *manifests,
                          struct hm_str folder, struct hm_build_uses *uses)
{
    const struct hm_pipeline *pipeline = manifests->pipeline;

    for (uint32_t i = 0; pipeline != NULL && i < pipeline->n_acts; i++) {
        const struct hm_act *act = &pipeline->acts[i];
        struct hm_build_use use;
        if (use_of_act(arena, manifests, act, folder, &use)) {
            use.by = HM_BUILD_BY_PIPELINE;
            use.name = act->job < pipeline->n_jobs
                           ? hm_arena_str(arena, pipeline->jobs[act->job].name)
                           : HM_S("");
            (void)add(arena, uses, use);
        }
    }
}

void
hm_build_uses_of_commands(struct hm_arena *arena, const struct hm_manifests *commands,
                          struct hm_str root, bool is_at_home, const struct hm_build_probe *probe,
                          struct hm_build_uses *uses)
{
    for (uint32_t i = 0; i < commands->n_builds; i++) {
        const struct hm_act *act = &commands->builds[i];
        struct hm_str path = commands->sources[0]->path;
        struct hm_str own = hm_path_clean(arena, hm_str_dirname(path));
        struct hm_build_use use;
        struct hm_build_use other;
        if (!use_of_act(arena, commands, act, act->base == HM_ACT_FROM_ROOT ? root : own, &use)) {
            continue;
        }
        if (act->base == HM_ACT_FROM_START && !is_at_home && !hm_str_is(own, root) &&
            use_of_act(arena, commands, act, root, &other) &&
            probe->is_there(probe->ctx, other.dockerfile)) {
            if (probe->is_there(probe->ctx, use.dockerfile)) {
                continue;
            }
            use = other;
        }
        use.by = HM_BUILD_BY_SCRIPT;
        use.name = hm_arena_str(arena, hm_str_basename(path));
        (void)add(arena, uses, use);
    }
}
