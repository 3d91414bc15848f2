/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/base_images.h"

#include "plugin/base/auto.h"
#include "plugin/base/pool.h"
#include "plugin/driver/images/manifest_images.h"
#include "plugin/driver/parsed_input.h"
#include "plugin/image/blob.h"
#include "plugin/image/configuration.h"
#include "plugin/image/manifest.h"

enum {
    WORKERS = 8, /* images that are read side by side */
};

/* One image for one platform. */
struct hm_base_image {
    struct hm_image_ref ref;
    struct hm_str tag;      /* "latest" where neither tag nor digest is written */
    struct hm_str platform; /* FROM's, or empty */
    struct hm_image_target from;
    struct hm_str asked; /* where the run is about several platforms, the one that is read; or "" */
    size_t first;        /* of such a run's second and further ones: index + 1 of the first */
    struct hm_arena arena;
    struct hm_base_config config;
    bool is_read;
    struct hm_err err;
};

static struct hm_str
tag_of(const struct hm_image_ref *ref)
{
    return ref->tag.n == 0 && ref->digest.n == 0 ? HM_S("latest") : ref->tag;
}

static int
compare_names(const struct hm_base_image *a, const struct hm_base_image *b)
{
    int order = hm_str_compare(a->ref.registry, b->ref.registry);

    order = order != 0 ? order : hm_str_compare(a->ref.repository, b->ref.repository);
    order = order != 0 ? order : hm_str_compare(a->tag, b->tag);
    return order != 0 ? order : hm_str_compare(a->ref.digest, b->ref.digest);
}

static int
compare(const void *a, const void *b)
{
    const struct hm_base_image *x = a;
    const struct hm_base_image *y = b;
    int order = compare_names(x, y);

    return order != 0 ? order : hm_str_compare(x->platform, y->platform);
}

static const struct hm_base_config *
find(const void *of, const struct hm_image_ref *ref, struct hm_str platform)
{
    const struct hm_base_images *images = of;
    const struct hm_base_image wanted = { .ref = *ref, .tag = tag_of(ref), .platform = platform };
    const struct hm_base_image *found = images->entries.n == 0
                                            ? NULL
                                            : bsearch(&wanted, images->entries.p, images->entries.n,
                                                      sizeof *images->entries.p, compare);

    return found != NULL && found->is_read ? &found->config
                                           : hm_base_configs_find(images->next, ref, platform);
}

/* --- what is asked for */

static enum hm_status
read_given(struct hm_arena *arena, const char *text, struct hm_base_images *images,
           struct hm_err *reterr)
{
    struct hm_str all = hm_str_c(text);
    size_t equals = hm_str_find(all, '=');
    struct hm_base_image given = { 0 };
    struct hm_blob_place place;

    if (equals == 0 || equals + 1 >= all.n) {
        return hm_err_set(reterr, HM_E_USAGE, "--base %s: write REF=PATH", text);
    }
    if (hm_image_ref_parse(arena, hm_str_sub(all, 0, equals), &given.ref, reterr) != HM_OK) {
        (void)hm_err_prefix(reterr, "--base %s", text);
        return reterr->status = HM_E_USAGE;
    }
    given.tag = tag_of(&given.ref);
    given.from.text = hm_str_from(all, equals + 1);
    given.from.kind = hm_blob_find(arena, given.from.text, &place) == HM_BLOB_PLACE_FILE
                          ? HM_IMAGE_ARCHIVE
                          : HM_IMAGE_LAYOUT;
    hm_vec_add(arena, &images->given, given);
    return HM_OK;
}

enum hm_status
hm_base_images_init(struct hm_base_images *images, const struct hm_args *args,
                    struct hm_err *reterr)
{
    enum hm_status status = HM_OK;

    *images = (struct hm_base_images){ .is_resolving = hm_args_has(args, HM_OPT_RESOLVE) };
    for (size_t i = 0; status == HM_OK && i < args->values[HM_OPT_BASE].n; i++) {
        status = read_given(args->arena, args->values[HM_OPT_BASE].p[i], images, reterr);
    }
    return status;
}

/* --- which images there are */

/* Where an image is to be read; false when nobody asked for this one. */
static bool
find_place(const struct hm_base_images *images, struct hm_base_image *image)
{
    for (size_t i = 0; i < images->given.n; i++) {
        if (compare_names(&images->given.p[i], image) == 0) {
            image->from = images->given.p[i].from;
            return true;
        }
    }
    image->from = (struct hm_image_target){ HM_IMAGE_REGISTRY, image->ref.text };
    return images->is_resolving;
}

static struct hm_image_ref
copy_ref(struct hm_arena *arena, const struct hm_image_ref *ref)
{
    struct hm_image_ref copy = { 0 };

    /* It was parsed before. */
    return hm_image_ref_parse(arena, hm_arena_str(arena, ref->text), &copy, NULL) == HM_OK ? copy
                                                                                           : *ref;
}

static void
add_stage(struct hm_base_images *images, const struct hm_stage *stage, struct hm_arena *arena)
{
    struct hm_base_image image = { .ref = stage->ref, .tag = tag_of(&stage->ref) };

    if (stage->platform != NULL && stage->platform->is_known) {
        image.platform = stage->platform->value;
    }
    for (size_t i = 0; i < images->entries.n; i++) {
        if (compare(&images->entries.p[i], &image) == 0) {
            return;
        }
    }
    if (images->entries.n <= HM_BASE_IMAGES_LIMIT && find_place(images, &image)) {
        image.ref = copy_ref(arena, &stage->ref);
        image.tag = tag_of(&image.ref);
        image.platform = hm_arena_str(arena, image.platform);
        if (image.from.kind == HM_IMAGE_REGISTRY) {
            image.from.text = image.ref.text;
        }
        hm_vec_add(arena, &images->entries, image);
    }
}

/* Only a registry knows what a tag means: those of --base were not asked of one. */
static void
add_tag(struct hm_base_images *images, const struct hm_source *source, const struct hm_pin *pin,
        struct hm_arena *arena)
{
    struct hm_base_image image = { .ref = pin->ref, .tag = tag_of(&pin->ref) };

    (void)find_place(images, &image);
    if (image.from.kind == HM_IMAGE_REGISTRY) {
        hm_source_tags_add(&images->tags, arena, source, pin);
    }
}

static void
add_file(struct hm_base_images *images, struct hm_arena *scratch, const struct hm_dockerfile *file,
         struct hm_arena *arena)
{
    struct hm_pins pins = { 0 };

    for (uint32_t s = 0; s < file->n_stages; s++) {
        if (file->stages[s].has_ref) {
            add_stage(images, &file->stages[s], arena);
        }
    }
    hm_pins_find(scratch, file, &pins);
    for (size_t i = 0; i < pins.all.n; i++) {
        add_tag(images, file->source, &pins.all.p[i], arena);
    }
}

/* --- what other files name */

struct others {
    struct hm_base_images *images;
    struct hm_report *report;
    struct hm_arena scratch;
};

static void
take_image(void *ctx, const struct hm_visit *visit, const struct hm_source *source,
           const struct hm_pin *pin)
{
    struct others *others = ctx;

    (void)visit;
    add_tag(others->images, source, pin, &others->report->arena);
}

static void
take_dockerfile(void *ctx, const struct hm_dockerfile *file)
{
    struct others *others = ctx;

    hm_arena_reset(&others->scratch);
    add_file(others->images, &others->scratch, file, &others->report->arena);
}

static void
take_unread(void *ctx, struct hm_str path, struct hm_str why)
{
    struct others *others = ctx;

    hm_report_note(others->report, HM_NOTE_WARNING, "images-unread", HM_S("hullmark"), path,
                   "The tags of the images that it names were not compared: %.*s.", HM_FMT(why));
}

static void
take_build(void *ctx, const struct hm_parsed_build *built)
{
    struct others *others = ctx;

    add_file(others->images, &others->scratch, built->file, &others->report->arena);
}

/* Of all builds of a file: arguments may name other images. A Dockerfile that cannot be read is
 * said to be so when it is judged. */
static void
collect(struct hm_base_images *images, const struct hm_inputs *inputs, const struct hm_build *build,
        struct hm_report *report)
{
    struct others others = { .images = images, .report = report };
    const struct hm_manifest_images of = {
        .ctx = &others,
        .image = take_image,
        .dockerfile = take_dockerfile,
        .unread = take_unread,
    };

    for (size_t i = 0; i < inputs->files.n; i++) {
        struct hm_err err = { 0 };
        hm_arena_reset(&others.scratch);
        (void)!hm_inputs_each_build(inputs, &inputs->files.p[i], build, &others.scratch, take_build,
                                    &others, &err);
    }
    if (images->is_resolving || hm_source_tags_are_locked(&images->tags)) {
        hm_manifest_images_each(inputs, &of);
    }
    hm_arena_done(&others.scratch);
}

/* --- reading them */

/* By digest, so that whatever else is said of the same reference is said of the same image. What
 * cannot be resolved is read by its name, and fails with its own words. */
static void
resolve(struct hm_base_images *images, struct hm_references *references,
        const struct hm_image_options *options, struct hm_arena *arena)
{
    for (size_t i = 0; references != NULL && i < images->entries.n; i++) {
        if (images->entries.p[i].from.kind == HM_IMAGE_REGISTRY) {
            hm_references_add(references, arena, &images->entries.p[i].ref);
        }
    }
    if (references != NULL) {
        hm_references_resolve(references, arena, options);
    }
    for (size_t i = 0; references != NULL && i < images->entries.n; i++) {
        struct hm_base_image *image = &images->entries.p[i];
        const struct hm_reference *known = hm_references_find(references, &image->ref);
        if (image->from.kind == HM_IMAGE_REGISTRY && image->ref.digest.n == 0 && known != NULL &&
            known->digest.n > 0) {
            image->from.text = hm_reference_pinned(arena, known, known->digest);
        }
    }
}

static void
add_platform(struct hm_base_images *images, size_t first, struct hm_str platform,
             struct hm_arena *arena)
{
    struct hm_base_image image = images->entries.p[first];

    image.asked = platform;
    image.first = first + 1;
    image.arena = (struct hm_arena){ 0 };
    if (images->entries.n <= HM_BASE_IMAGES_LIMIT) {
        hm_vec_add(arena, &images->entries, image);
    }
}

/* Files are judged by the base of one platform; the others that were asked for are read to see
 * whether that holds for them. Where FROM names a platform it is that one everywhere. */
static void
add_platforms(struct hm_base_images *images, const struct hm_references *references,
              struct hm_str asked, struct hm_arena *arena)
{
    size_t n = images->entries.n;
    size_t comma = hm_str_find(asked, ',');
    struct hm_str one;

    for (size_t i = 0; i < n; i++) {
        struct hm_base_image *image = &images->entries.p[i];
        if (image->platform.n > 0) {
            continue;
        }
        image->asked =
            hm_str_eq(asked, "all") ? HM_S("") : hm_str_trim(hm_str_sub(asked, 0, comma));
        struct hm_str rest = hm_str_from(asked, comma + 1);
        while (rest.n > 0 && hm_str_split(&rest, ',', &one)) {
            add_platform(images, i, hm_str_trim(one), arena);
        }
        if (!hm_str_eq(asked, "all") || references == NULL) {
            continue;
        }
        const struct hm_reference *known = hm_references_find(references, &image->ref);
        for (uint32_t k = 0; known != NULL && known->n_children > 1 && k < known->n_children; k++) {
            struct hm_str have = known->children[k].platform;
            if (have.n > 0 && !hm_platform_is_unknown(have) && !hm_str_eq(have, "linux/amd64")) {
                add_platform(images, i, have, arena);
            }
        }
    }
}

/* --- whether what holds for one platform holds for another */

static bool
is_same_list(const struct hm_strs *a, const struct hm_strs *b, char until)
{
    bool is_same = a->n == b->n;

    for (uint32_t i = 0; is_same && i < a->n; i++) {
        is_same = hm_str_is(hm_str_sub(a->p[i], 0, hm_str_find(a->p[i], until)),
                            hm_str_sub(b->p[i], 0, hm_str_find(b->p[i], until)));
    }
    return is_same;
}

static bool
is_same_health(const struct hm_health *a, const struct hm_health *b)
{
    return a == NULL || b == NULL ? a == b : is_same_list(&a->test, &b->test, '\0');
}

/* The instruction whose setting differs, or NULL. Of variables the names count: paths in their
 * values have the platform's name in them. */
static const char *
find_difference(const struct hm_base_config *a, const struct hm_base_config *b)
{
    const struct {
        const char *name;
        bool is_same;
    } parts[] = {
        { "operating system", hm_str_is(a->os, b->os) },
        { "USER", hm_str_is(a->user, b->user) },
        { "WORKDIR", hm_str_is(a->workdir, b->workdir) },
        { "ENTRYPOINT", is_same_list(&a->entrypoint, &b->entrypoint, '\0') },
        { "CMD", is_same_list(&a->cmd, &b->cmd, '\0') },
        { "SHELL", is_same_list(&a->shell, &b->shell, '\0') },
        { "EXPOSE", is_same_list(&a->ports, &b->ports, '\0') },
        { "VOLUME", is_same_list(&a->volumes, &b->volumes, '\0') },
        { "ONBUILD", is_same_list(&a->onbuild, &b->onbuild, '\0') },
        { "ENV", is_same_list(&a->env, &b->env, '=') },
        { "HEALTHCHECK", is_same_health(a->health, b->health) },
        { "STOPSIGNAL", hm_str_is(a->stopsignal, b->stopsignal) },
    };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i].is_same) {
            return parts[i].name;
        }
    }
    return NULL;
}

struct shared {
    struct hm_base_images *images;
    const struct hm_image_options *options;
};

static void
read_one(uint32_t worker, uint32_t item, void *ctx)
{
    struct shared *shared = ctx;
    struct hm_base_image *image = &shared->images->entries.p[item];
    struct hm_image_options options = *shared->options;
    struct hm_image_configuration found = { 0 };
    hm_auto_json json_t *document = NULL;

    (void)worker;
    options.platform = image->platform.n > 0 ? image->platform : image->asked;
    enum hm_status status =
        hm_image_read_configuration(&image->arena, &image->from, &options, &found, &image->err);
    if (status == HM_OK) {
        status = hm_json_parse(found.bytes, &document, &image->err);
    }
    if (status == HM_OK) {
        struct hm_json root = hm_json_root(document);
        status = hm_base_config_read(&image->arena, &root, &image->config, &image->err);
    }
    image->config.digest = found.digest;
    image->is_read = status == HM_OK;
}

/* A further platform whose base differs: nothing was judged by that. */
static void
account_difference(const struct hm_base_images *images, const struct hm_base_image *image,
                   struct hm_ledger_row *row, struct hm_report *report)
{
    const struct hm_base_image *first =
        image->first > 0 ? &images->entries.p[image->first - 1] : NULL;
    const char *what = first != NULL && first->is_read && image->is_read
                           ? find_difference(&first->config, &image->config)
                           : NULL;

    if (what == NULL) {
        return;
    }
    row->state = HM_LEDGER_FAILED;
    row->reason = hm_arena_printf(
        &report->arena,
        "its %s differs from that of the image for %.*s, by which the files were judged; "
        "scan them with --platform %.*s alone, too",
        what, HM_FMT(first->asked.n > 0 ? first->asked : HM_S("linux/amd64")),
        HM_FMT(image->asked));
    hm_report_note(report, HM_NOTE_ERROR, "base-differs", HM_S("hullmark"), row->target,
                   "The files were not judged for this platform: %.*s.", HM_FMT(row->reason));
}

static void
account(const struct hm_base_images *images, const struct hm_base_image *image,
        struct hm_report *report)
{
    struct hm_ledger_row *row = hm_report_ledger(report);
    struct hm_str at = image->first > 0 ? image->asked : image->platform;
    struct hm_str name = hm_arena_printf(&report->arena, "%.*s%s%.*s%s", HM_FMT(image->ref.text),
                                         at.n > 0 ? " (" : "", HM_FMT(at), at.n > 0 ? ")" : "");

    row->tool = HM_S("hullmark");
    row->version = HM_S(HM_VERSION);
    row->task = HM_S("base");
    row->target = name;
    row->state = image->is_read ? HM_LEDGER_DONE : HM_LEDGER_FAILED;
    row->reason = image->is_read ? hm_arena_printf(&report->arena, "configuration %.*s",
                                                   HM_FMT(image->config.digest))
                                 : hm_arena_printf(&report->arena,
                                                   "its configuration could not be "
                                                   "read: %s",
                                                   image->err.text);
    if (!image->is_read) {
        hm_report_note(report, HM_NOTE_ERROR, "base-unreadable", HM_S("hullmark"), name,
                       "The configuration of this base image could not be read, so only what is "
                       "known without it counts: %s.",
                       image->err.text);
    }
    account_difference(images, image, row, report);
}

void
hm_base_images_read(struct hm_base_images *images, const struct hm_inputs *inputs,
                    const struct hm_image_options *options, struct hm_references *references,
                    struct hm_build *build, struct hm_report *report)
{
    struct shared shared = { .images = images, .options = options };

    images->tags.is_asking = images->is_resolving;
    if (!images->is_resolving && images->given.n == 0 &&
        !hm_source_tags_are_locked(&images->tags)) {
        return;
    }
    collect(images, inputs, build, report);
    resolve(images, references, options, &report->arena);
    add_platforms(images, references, options->platform, &report->arena);
    if (images->entries.n > HM_BASE_IMAGES_LIMIT) {
        images->entries.n = HM_BASE_IMAGES_LIMIT;
        hm_report_fail(report, "base", HM_S("base images"),
                       "there are more than %d, counted for each platform; the rest was not read",
                       HM_BASE_IMAGES_LIMIT);
    }
    uint32_t n = (uint32_t)images->entries.n;
    hm_pool_run(hm_pool_workers(WORKERS, n), n, read_one, &shared);
    for (uint32_t i = 0; i < n; i++) {
        account(images, &images->entries.p[i], report);
        hm_arena_adopt(&report->arena, &images->entries.p[i].arena);
    }
    size_t n_first = 0; /* the others are not what anything is judged by */
    for (uint32_t i = 0; i < n; i++) {
        if (images->entries.p[i].first == 0) {
            images->entries.p[n_first++] = images->entries.p[i];
        }
    }
    images->entries.n = n_first;
    images->tags.references = references;
    hm_source_tags_judge(&images->tags, options, report);
    if (n_first > 0) {
        qsort(images->entries.p, n_first, sizeof *images->entries.p, compare);
    }
    images->next = build->configs;
    images->configs = (struct hm_base_configs){ .find = find, .of = images };
    build->configs = &images->configs;
}
