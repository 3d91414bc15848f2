/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/manifest_images.h"

#include "plugin/base/auto.h"
#include "plugin/driver/command_inputs.h"
#include "plugin/driver/images/kustomized.h"
#include "plugin/fix/pin_files.h"
#include "plugin/fix/pin_run.h"
#include "plugin/fix/pin_yaml.h"
#include "plugin/manifest/compose.h"
#include "plugin/manifest/kubernetes.h"

#define CONTEXT "docker-image://"

struct walk {
    const struct hm_inputs *inputs;
    const struct hm_manifest_images *of;
    struct hm_arena arena; /* forgotten after each file */
    struct hm_arena kept;
    struct hm_kustomized kustomized;
    HM_VEC(const struct hm_kustomize_image *) joined; /* rows that were told with their tags */
};

/* --- Compose, as the project is put together */

static enum hm_status
read_path(void *ctx, struct hm_str path, struct hm_buf *buf, struct hm_err *reterr)
{
    return hm_inputs_read(ctx, path, buf, reterr);
}

/* @p text is the reference itself, which may be a part of the value. */
static void
tell(struct walk *walk, const struct hm_visit *visit, const struct hm_scalar *value,
     struct hm_str text)
{
    const struct hm_source *source = hm_manifests_source(visit->manifests, value->span);
    struct hm_pin pin = {
        .text = text,
        .span = value->value,
        .line = hm_source_line_of(source, value->value.off),
    };

    if (!value->is_known) {
        pin.is_pinned = hm_str_has(text, "@sha256:");
        pin.why = HM_S("it depends on a variable without a value");
    } else if (hm_image_ref_parse(&walk->arena, text, &pin.ref, NULL) != HM_OK) {
        pin.why = HM_S("it is no valid reference");
    } else {
        pin.is_pinned = pin.ref.digest.n > 0;
    }
    walk->of->image(walk->of->ctx, visit, source, &pin);
}

/* A service whose image nobody can know, by its name. */
static void
tell_unknown(struct walk *walk, const struct hm_visit *visit)
{
    const struct hm_service *service = visit->service;
    const struct hm_source *source = hm_manifests_source(visit->manifests, service->span);
    const struct hm_pin pin = {
        .text =
            hm_arena_printf(&walk->arena, "the image of the service %.*s", HM_FMT(service->name)),
        .span = service->span,
        .line = hm_source_line_of(source, service->span.off),
        .why = hm_str_c(service->incomplete),
    };

    walk->of->image(walk->of->ctx, visit, source, &pin);
}

static void
look_at_build(struct walk *walk, const struct hm_visit *visit)
{
    const struct hm_service_build *build = &visit->service->build;

    for (uint32_t i = 0; i < build->contexts.n; i++) {
        const struct hm_scalar *context = &build->contexts.list[i].value;
        if (context->is_set && hm_str_starts(context->text, CONTEXT)) {
            tell(walk, visit, context, hm_str_from(context->text, strlen(CONTEXT)));
        }
    }
    if (build->file != NULL) {
        walk->of->dockerfile(walk->of->ctx, build->file);
    }
}

static void
look_at_service(struct walk *walk, const struct hm_visit *visit)
{
    const struct hm_service *service = visit->service;

    if (service->build.is_set) {
        look_at_build(walk, visit);
    } else if (service->image.is_set) {
        tell(walk, visit, &service->image, service->image.text);
    } else if (service->incomplete != NULL) {
        tell_unknown(walk, visit);
    }
    for (uint32_t i = 0; i < service->n_volumes; i++) {
        const struct hm_volume *volume = &service->volumes[i];
        if (volume->kind == HM_VOLUME_IMAGE && volume->source.is_set) {
            tell(walk, visit, &volume->source, volume->source.text);
        }
    }
}

static void
look_at_project(struct walk *walk, const struct hm_input_file *input)
{
    const struct hm_path_reader reader = { .read = read_path, .ctx = (void *)walk->inputs };
    size_t n = 1 + (size_t)input->n_overlays;
    struct hm_str *paths = NULL;
    struct hm_manifests manifests;
    struct hm_err err = { 0 };

    hm_arena_reset(&walk->arena);
    paths = hm_arena_new(&walk->arena, struct hm_str, n);
    paths[0] = input->path;
    for (size_t i = 1; i < n; i++) {
        paths[i] = input->overlays[i - 1];
    }
    if (hm_compose_load(&walk->arena, &reader, paths, n, &manifests, &err) != HM_OK) {
        walk->of->unread(walk->of->ctx, input->path, hm_str_c(err.text));
        return;
    }
    for (uint32_t i = 0; i < manifests.n_problems; i++) {
        if (manifests.problems[i].is_fatal && manifests.n_services == 0) {
            walk->of->unread(walk->of->ctx, input->path, HM_S("Compose refuses it"));
            break;
        }
    }
    for (uint32_t i = 0; i < manifests.n_services; i++) {
        const struct hm_visit visit = { .manifests = &manifests,
                                        .service = &manifests.services[i] };
        look_at_service(walk, &visit);
    }
}

/* --- what kustomizations make of manifests */

/* A row that takes the tag from the manifests: what both come to. */
static void
tell_joined(struct walk *walk, const struct hm_kustomized_image *image)
{
    const struct hm_source *source = &image->by->source;
    const struct hm_manifests manifests = { .sources = &source, .n_sources = 1 };
    const struct hm_visit visit = { .manifests = &manifests };
    struct hm_pin pin = {
        .text = image->text,
        .span = image->row->span,
        .line = hm_source_line_of(source, image->row->span.off),
    };

    if (hm_image_ref_parse(&walk->arena, image->text, &pin.ref, NULL) != HM_OK) {
        pin.why = HM_S("it is no valid reference");
    }
    pin.is_pinned = pin.ref.digest.n > 0;
    walk->of->image(walk->of->ctx, &visit, source, &pin);
    hm_vec_add(&walk->kept, &walk->joined, image->row);
}

static bool
is_joined(const struct walk *walk, struct hm_str path, const struct hm_pin *pin)
{
    for (size_t i = 0; i < walk->kustomized.nodes.n; i++) {
        const struct hm_kustomization *own = &walk->kustomized.nodes.p[i].own;
        for (uint32_t k = 0; hm_str_is(own->source.path, path) && k < own->n_images; k++) {
            for (size_t n = 0; n < walk->joined.n; n++) {
                if (walk->joined.p[n] == &own->images[k] &&
                    own->images[k].span.off == pin->span.off) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Rows that give a tag or digest stand for themselves. */
static bool
is_replaced(struct walk *walk, struct hm_str path, const struct hm_pin *pin)
{
    struct hm_kustomized_images images = { 0 };

    if (hm_kustomize_is_named(path)) {
        return is_joined(walk, path, pin);
    }
    if (walk->kustomized.nodes.n == 0) {
        return false;
    }
    hm_kustomized_images(&walk->arena, &walk->kustomized, path, pin->text, &images);
    for (size_t i = 0; i < images.list.n; i++) {
        if (images.list.p[i].by != NULL && !images.list.p[i].row->is_whole) {
            tell_joined(walk, &images.list.p[i]);
        }
    }
    return images.is_replaced;
}

/* --- the others, each as it is written */

/* A file that is none of ours, as most YAML of a repository, is passed over. */
static bool
is_meant(struct hm_str path, hm_pins_find_fn *find, struct hm_str text)
{
    return find != hm_pin_yaml_find || hm_str_has(path, ".github/workflows/") ||
           hm_str_has(hm_str_basename(path), "gitlab-ci.y") || hm_kustomize_is_named(path) ||
           hm_kubernetes_is_likely(text);
}

static void
look_at_file(struct walk *walk, const struct hm_input_file *input, hm_pins_find_fn *find)
{
    hm_auto_buf struct hm_buf text = { 0 };
    struct hm_source source;
    struct hm_pins pins = { 0 };
    struct hm_err err = { 0 };
    const struct hm_source *const sources[] = { &source };
    const struct hm_manifests manifests = { .sources = sources, .n_sources = 1 };
    const struct hm_visit visit = { .manifests = &manifests };

    hm_arena_reset(&walk->arena);
    if (hm_inputs_read(walk->inputs, input->path, &text, &err) != HM_OK) {
        if (find == hm_pin_run_find ? hm_command_is_missed(input->path, &err)
                                    : find != hm_pin_yaml_find) {
            walk->of->unread(walk->of->ctx, input->path, hm_str_c(err.text));
        }
        return;
    }
    if (find(&walk->arena, input->path, hm_buf_str(&text), &pins, &err) != HM_OK) {
        if (is_meant(input->path, find, hm_buf_str(&text)) &&
            hm_pin_files_is_missed(input->path, hm_buf_str(&text))) {
            walk->of->unread(walk->of->ctx, input->path, hm_str_c(err.text));
        }
        return;
    }
    hm_source_init(&source, &walk->arena, input->path, hm_buf_str(&text));
    for (size_t i = 0; i < pins.all.n; i++) {
        const struct hm_pin *pin = &pins.all.p[i];
        if (!hm_manifest_images_is_made(walk->inputs, pin) &&
            !is_replaced(walk, input->path, pin)) {
            walk->of->image(walk->of->ctx, &visit, &source, pin);
        }
    }
}

/* --- files */

static int
compare(const void *a, const void *b)
{
    const struct hm_input_file *x = a;
    const struct hm_input_file *y = b;

    return hm_str_compare(x->path, y->path);
}

static bool
is_project(const struct hm_inputs *inputs, const struct hm_input_file *file)
{
    return inputs->projects.n > 0 && bsearch(file, inputs->projects.p, inputs->projects.n,
                                             sizeof *inputs->projects.p, compare) != NULL;
}

bool
hm_manifest_images_is_made(const struct hm_inputs *inputs, const struct hm_pin *pin)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    struct hm_image_ref made;

    if (!pin->is_run || pin->ref.repository.n == 0 || pin->ref.digest.n > 0) {
        return false;
    }
    struct hm_str key = hm_image_ref_key(&arena, &pin->ref);
    for (size_t i = 0; i < inputs->builds.n; i++) {
        const struct hm_build_use *use = &inputs->builds.p[i].use;
        for (uint32_t k = 0; k < use->n_images; k++) {
            if (hm_image_ref_parse(&arena, use->images[k], &made, NULL) == HM_OK &&
                hm_str_is(hm_image_ref_key(&arena, &made), key)) {
                return true;
            }
        }
    }
    return false;
}

hm_pins_find_fn *
hm_manifest_images_reader(const struct hm_inputs *inputs, const struct hm_input_file *file)
{
    hm_pins_find_fn *find = hm_pin_files_reader(file->path);

    find = find == NULL ? hm_pin_yaml_find : find;
    if (find == hm_pin_yaml_find && is_project(inputs, file)) {
        return hm_pin_yaml_find_compose;
    }
    return find;
}

void
hm_manifest_images_each(const struct hm_inputs *inputs, const struct hm_manifest_images *of)
{
    struct walk walk = { .inputs = inputs, .of = of };

    hm_kustomized_find(&walk.kept, inputs, &walk.kustomized);

    for (size_t i = 0; i < inputs->projects.n; i++) {
        look_at_project(&walk, &inputs->projects.p[i]);
    }
    for (size_t i = 0; i < inputs->manifests.n; i++) {
        const struct hm_input_file *file = &inputs->manifests.p[i];
        /* What is an override of a project is in the project. */
        if (!is_project(inputs, file) && !hm_compose_is_named(file->path) &&
            !hm_kustomize_is_named(file->path)) {
            look_at_file(&walk, file, hm_manifest_images_reader(inputs, file));
        }
    }
    /* Behind the manifests that some of their rows take the tags from. */
    for (size_t i = 0; i < inputs->manifests.n; i++) {
        if (hm_kustomize_is_named(inputs->manifests.p[i].path)) {
            look_at_file(&walk, &inputs->manifests.p[i], hm_pin_yaml_find);
        }
    }
    for (size_t i = 0; i < inputs->commands.n; i++) {
        look_at_file(&walk, &inputs->commands.p[i], hm_pin_run_find);
    }
    for (size_t i = 0; i < inputs->files.n; i++) {
        /* One that was named itself is judged as a Dockerfile, whatever it is called. */
        const struct hm_input_file *file = &inputs->files.p[i];
        if (hm_pin_files_reader(file->path) != NULL) {
            look_at_file(&walk, file, hm_manifest_images_reader(inputs, file));
        }
    }
    hm_arena_done(&walk.arena);
    hm_arena_done(&walk.kept);
}
