/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/configuration.h"

#include "plugin/base/auto.h"
#include "plugin/image/archive.h"
#include "plugin/image/layout.h"
#include "plugin/image/registry.h"
#include "plugin/image/tree.h"

enum {
    DOCUMENTS = 200, /* read for one configuration */
};

/* One search for a configuration. */
struct search {
    struct hm_check check;
    struct hm_image_check result;
    struct hm_str platform;   /* the asked one */
    bool takes_only_one;      /* nobody asked for a platform: of a single one that one is taken */
    struct hm_descriptor any; /* an image of those that were seen */
    size_t n_images;          /* seen */
    int n_documents;          /* read */
    struct hm_image_configuration found;
};

/* The first problem of the check as an error. */
static enum hm_status
fail(const struct search *search, struct hm_err *reterr)
{
    const struct hm_image_problem *problem = &search->result.problems.p[0];

    return hm_err_set(reterr, problem->is_wrong ? HM_E_MISMATCH : HM_E_IO, "%.*s",
                      HM_FMT(problem->text));
}

static enum hm_status
read_document(struct search *search, const char *what, const struct hm_descriptor *descriptor,
              struct hm_buf *bytes, struct hm_str *ret_digest, struct hm_err *reterr)
{
    return hm_check_document(&search->check, hm_str_c(what), descriptor, false, bytes,
                             ret_digest) == HM_DOCUMENT_RIGHT
               ? HM_OK
               : fail(search, reterr);
}

static enum hm_status
take_configuration(struct search *search, const struct hm_descriptor *descriptor,
                   struct hm_str manifest, struct hm_err *reterr)
{
    struct hm_arena *arena = search->check.arena;
    hm_auto_buf struct hm_buf bytes = { .limit = HM_MANIFEST_LIMIT };
    struct hm_str digest = { 0 };
    enum hm_status status = read_document(search, "config", descriptor, &bytes, &digest, reterr);

    if (status == HM_OK) {
        search->found = (struct hm_image_configuration){
            .bytes = hm_arena_str(arena, hm_buf_str(&bytes)),
            .digest = digest,
            .manifest = manifest,
        };
    }
    return status;
}

static bool
is_image(const struct hm_descriptor *child)
{
    return !child->is_attestation && !hm_platform_is_unknown(child->platform) &&
           hm_media_of(child->media_type) != HM_MEDIA_INDEX;
}

static enum hm_status descend(struct search *search, const struct hm_descriptor *at, int depth,
                              struct hm_err *reterr);

/* The first image for the asked platform, be it in this index or in one below it. */
static enum hm_status
descend_index(struct search *search, const struct hm_manifest *index, int depth,
              struct hm_err *reterr)
{
    enum hm_status status = HM_E_NOT_FOUND;

    for (size_t i = 0; i < index->children.n; i++) {
        const struct hm_descriptor *child = &index->children.p[i];
        if (is_image(child)) {
            search->any = *child;
            search->n_images++;
            if (child->platform.n > 0 && hm_platform_fits(search->platform, child->platform)) {
                return descend(search, child, depth + 1, reterr);
            }
        }
    }
    for (size_t i = 0; i < index->children.n && status == HM_E_NOT_FOUND; i++) {
        const struct hm_descriptor *child = &index->children.p[i];
        if (!child->is_attestation && hm_media_of(child->media_type) == HM_MEDIA_INDEX) {
            status = descend(search, child, depth + 1, reterr);
        }
    }
    return status;
}

/* From an index or manifest down to the configuration. HM_E_NOT_FOUND, without a sentence: none is
 * for the asked platform. */
static enum hm_status
descend(struct search *search, const struct hm_descriptor *at, int depth, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf bytes = { .limit = HM_MANIFEST_LIMIT };
    struct hm_manifest manifest = { 0 };
    struct hm_str digest = { 0 };

    if (depth > HM_TREE_DEPTH || ++search->n_documents > DOCUMENTS) {
        return hm_err_set(reterr, HM_E_LIMIT, "indexes are nested more than %d deep, or too many",
                          HM_TREE_DEPTH);
    }
    enum hm_status status = read_document(search, "manifest", at, &bytes, &digest, reterr);
    if (status == HM_OK) {
        status = hm_manifest_parse(search->check.arena, hm_buf_str(&bytes), at->media_type,
                                   &manifest, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    if (manifest.media == HM_MEDIA_INDEX) {
        return descend_index(search, &manifest, depth, reterr);
    }
    return hm_media_is_image_config(manifest.config.media_type)
               ? take_configuration(search, &manifest.config, digest, reterr)
               : hm_err_set(reterr, HM_E_UNSUPPORTED, "it is an artifact (%.*s), not an image",
                            HM_FMT(hm_str_sub(manifest.config.media_type, 0, 100)));
}

/* Where no image fits, the only one that there is may be meant. */
static enum hm_status
settle(struct search *search, enum hm_status status, struct hm_err *reterr)
{
    if (status != HM_E_NOT_FOUND) {
        return status;
    }
    if (search->n_images == 1 && (search->takes_only_one || search->any.platform.n == 0)) {
        status = descend(search, &search->any, 1, reterr);
    }
    return status != HM_E_NOT_FOUND
               ? status
               : hm_err_set(reterr, HM_E_NOT_FOUND, "there is no image for %.*s among its %zu",
                            HM_FMT(search->platform), search->n_images);
}

static enum hm_status
descend_root(struct search *search, const struct hm_descriptor *root, struct hm_err *reterr)
{
    return settle(search, descend(search, root, 0, reterr), reterr);
}

/* --- layouts, be they folders or tar files */

/* The one that index.json lists under a tag or digest; without either, it is an index like others.
 */
static enum hm_status
descend_roots(struct search *search, const struct hm_manifest *index,
              const struct hm_blob_place *place, struct hm_err *reterr)
{
    struct hm_descriptor root = { .digest = place->digest, .size = HM_SIZE_UNKNOWN };
    size_t n = 0;

    if (place->tag.n == 0 && place->digest.n == 0 && index->children.n == 1) {
        return descend_root(search, &index->children.p[0], reterr);
    }
    if (place->tag.n == 0 && place->digest.n == 0) {
        return settle(search, descend_index(search, index, 0, reterr), reterr);
    }
    for (size_t i = 0; i < index->children.n; i++) {
        const struct hm_descriptor *child = &index->children.p[i];
        if (place->tag.n > 0 ? hm_str_is(child->ref_name, place->tag)
                             : hm_str_is(child->digest, place->digest)) {
            root = *child;
            n++;
        }
    }
    if (place->tag.n > 0 && n != 1) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "index.json lists %s as \"%.*s\"",
                          n == 0 ? "nothing" : "several images",
                          HM_FMT(hm_str_sub(place->tag, 0, 128)));
    }
    return descend_root(search, &root, reterr);
}

static enum hm_status
search_layout(struct search *search, struct hm_str text, struct hm_err *reterr)
{
    const struct hm_image_options *options = search->check.options;
    struct hm_layout layout;
    enum hm_status status = hm_layout_open(search->check.arena, text, &layout, reterr);

    if (status != HM_OK) {
        return status;
    }
    layout.limits = (struct hm_blob_limits){ .deadline = options->deadline, .stop = options->stop };
    search->check.source = hm_layout_source(&layout);
    status = descend_roots(search, &layout.index, &layout.place, reterr);
    hm_layout_close(&layout);
    return status;
}

static enum hm_status
search_saved(struct search *search, const struct hm_archive *archive, struct hm_err *reterr)
{
    const struct hm_saved_image *found = NULL;
    struct hm_str tag = archive->place.tag;
    size_t n = 0;

    for (size_t i = 0; i < archive->saved.images.n; i++) {
        if (tag.n == 0 || hm_saved_is_tagged(&archive->saved.images.p[i], tag)) {
            found = &archive->saved.images.p[i];
            n++;
        }
    }
    if (n != 1) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "manifest.json lists %s; name one by FILE:TAG",
                          n == 0 ? "nothing of this name" : "several images");
    }
    struct hm_descriptor config = hm_saved_config(search->check.arena, found);
    return take_configuration(search, &config, HM_S(""), reterr);
}

static enum hm_status
search_archive(struct search *search, struct hm_str text, struct hm_err *reterr)
{
    const struct hm_image_options *options = search->check.options;
    const struct hm_blob_limits limits = { .deadline = options->deadline, .stop = options->stop };
    struct hm_archive archive;
    enum hm_status status = hm_archive_open(search->check.arena, text, &limits, &archive, reterr);

    if (status != HM_OK) {
        return status;
    }
    search->check.source = hm_archive_source(&archive);
    status = archive.has_layout ? descend_roots(search, &archive.index, &archive.place, reterr)
                                : search_saved(search, &archive, reterr);
    hm_archive_close(&archive);
    return status;
}

static enum hm_status
search_registry(struct search *search, struct hm_str text, struct hm_err *reterr)
{
    struct hm_registry *registry = NULL;
    struct hm_registry_image image = { 0 };
    enum hm_status status =
        hm_registry_open(search->check.arena, text, search->check.options, &registry, reterr);

    if (status != HM_OK) {
        return status;
    }
    status = hm_registry_resolve(registry, &image, reterr);
    if (status == HM_OK) {
        search->check.source = hm_registry_source(registry);
        status = descend_root(search, &image.descriptor, reterr);
    }
    hm_registry_close(registry);
    return status;
}

enum hm_status
hm_image_read_configuration(struct hm_arena *arena, const struct hm_image_target *target,
                            const struct hm_image_options *options,
                            struct hm_image_configuration *ret_configuration, struct hm_err *reterr)
{
    struct search search = {
        .check = { .arena = arena, .options = options },
        .platform = options->platform.n > 0
                        ? hm_str_sub(options->platform, 0, hm_str_find(options->platform, ','))
                        : HM_S("linux/amd64"),
        .takes_only_one = options->platform.n == 0,
    };
    enum hm_status status = HM_OK;

    search.check.result = &search.result;
    switch (target->kind) {
    case HM_IMAGE_LAYOUT:
        status = search_layout(&search, target->text, reterr);
        break;
    case HM_IMAGE_ARCHIVE:
        status = search_archive(&search, target->text, reterr);
        break;
    case HM_IMAGE_REGISTRY:
        status = search_registry(&search, target->text, reterr);
        break;
    }
    if (status == HM_OK) {
        *ret_configuration = search.found;
    }
    return status;
}
