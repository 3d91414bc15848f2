/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/verify.h"

#include "plugin/base/auto.h"
#include "plugin/image/archive.h"
#include "plugin/image/layout.h"
#include "plugin/image/registry.h"
#include "plugin/image/tree.h"

static struct hm_blob_limits
limits_of(const struct hm_image_options *options)
{
    return (struct hm_blob_limits){ .deadline = options->deadline, .stop = options->stop };
}

/* --- what came of it, in a sentence */

static void
name_place(struct hm_check *check, const struct hm_blob_place *place)
{
    check->result->path = place->path;
    check->result->tag = place->tag;
}

static struct hm_str
summary(struct hm_arena *arena, const struct hm_image_check *result)
{
    size_t wrong = 0;

    for (size_t i = 0; i < result->problems.n; i++) {
        wrong += result->problems.p[i].is_wrong ? 1 : 0;
    }
    if (wrong > 0) {
        return hm_arena_printf(arena, "%zu of the image's parts %s not what the digests say", wrong,
                               wrong == 1 ? "is" : "are");
    }
    if (result->problems.n > 0) {
        return hm_arena_printf(arena, "not verifiable: %.*s", HM_FMT(result->problems.p[0].text));
    }
    struct hm_str open = { 0 };
    if (result->diff_ids_open > 0) {
        open = hm_arena_printf(arena, "; %u layers could not be unpacked for their diff ids",
                               result->diff_ids_open);
    }
    return hm_arena_printf(arena, "%u blobs with %ju bytes are what the digests say%.*s",
                           result->blobs, (uintmax_t)result->bytes, HM_FMT(open));
}

static void
conclude(struct hm_check *check)
{
    struct hm_image_check *result = check->result;

    hm_check_run(check);
    result->proof = HM_PROOF_VERIFIED;
    if (result->blobs == 0 && result->problems.n == 0) {
        hm_check_problem(check, false, HM_S("index"), "there is no image in it");
    }
    for (size_t i = 0; i < result->problems.n; i++) {
        if (result->problems.p[i].is_wrong) {
            result->proof = HM_PROOF_WRONG;
        } else if (result->proof == HM_PROOF_VERIFIED) {
            result->proof = HM_PROOF_UNVERIFIABLE;
        }
    }
    result->text = summary(check->arena, result);
}

/* --- OCI layouts, be they folders or tar files */

/* What index.json lists under a tag or digest; all of it when neither is asked for. */
static enum hm_status
check_roots(struct hm_tree *tree, const struct hm_manifest *index,
            const struct hm_blob_place *place, struct hm_err *reterr)
{
    struct hm_str tag = place->tag;
    struct hm_str digest = place->digest;
    size_t n = 0;
    bool is_alone = tag.n > 0 || digest.n > 0 || index->children.n == 1;

    for (size_t i = 0; i < index->children.n; i++) {
        const struct hm_descriptor *root = &index->children.p[i];
        if ((tag.n == 0 || hm_str_is(root->ref_name, tag)) &&
            (digest.n == 0 || hm_str_is(root->digest, digest))) {
            n++;
            hm_tree_check(tree, root, is_alone);
        }
    }
    if (n == 0 && tag.n > 0) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "index.json lists nothing as \"%.*s\"",
                          HM_FMT(hm_str_sub(tag, 0, 128)));
    }
    if (n == 0 && digest.n > 0) {
        /* A child of an index, say: it tells itself what it is. */
        const struct hm_descriptor root = { .digest = digest, .size = HM_SIZE_UNKNOWN };
        hm_tree_check(tree, &root, true);
    }
    return HM_OK;
}

static enum hm_status
verify_layout(struct hm_check *check, const struct hm_image_target *target, struct hm_err *reterr)
{
    struct hm_layout layout;
    const struct hm_tree_choice choice = {
        .platform = check->options->platform,
        .may_lack_some = true,
    };
    struct hm_tree tree = { .check = check, .choice = &choice };
    enum hm_status status = hm_layout_open(check->arena, target->text, &layout, reterr);

    if (status != HM_OK) {
        return status;
    }
    layout.limits = limits_of(check->options);
    name_place(check, &layout.place);
    check->source = hm_layout_source(&layout);
    status = check_roots(&tree, &layout.index, &layout.place, reterr);
    if (status == HM_OK) {
        conclude(check);
    }
    hm_layout_close(&layout);
    return status;
}

/* --- tar files */

static size_t
check_saved(struct hm_check *check, const struct hm_archive *archive)
{
    const struct hm_saved *saved = &archive->saved;
    struct hm_str tag = archive->place.tag;
    size_t n = 0;

    for (size_t i = 0; i < saved->images.n; i++) {
        if (tag.n == 0 || hm_saved_is_tagged(&saved->images.p[i], tag)) {
            n++;
            hm_saved_check(check, &saved->images.p[i], tag.n > 0 || saved->images.n == 1,
                           check->options->platform);
        }
    }
    return n;
}

static enum hm_status
check_archive(struct hm_check *check, const struct hm_archive *archive, struct hm_err *reterr)
{
    const struct hm_tree_choice choice = {
        .platform = check->options->platform,
        .may_lack_some = true,
    };
    struct hm_tree tree = { .check = check, .choice = &choice };
    enum hm_status status = HM_E_NOT_FOUND;

    if (archive->has_layout) {
        status = check_roots(&tree, &archive->index, &archive->place, reterr);
    }
    /* Some tools read manifest.json where there is an index.json too: neither may lie. */
    if (archive->has_saved && archive->place.digest.n == 0 && check_saved(check, archive) > 0) {
        return HM_OK;
    }
    if (!archive->has_layout) {
        return hm_err_set(
            reterr, HM_E_NOT_FOUND,
            "manifest.json lists nothing as \"%.*s\"; only OCI layouts are found by "
            "digest",
            HM_FMT(archive->place.tag.n > 0 ? archive->place.tag : archive->place.digest));
    }
    return status;
}

static enum hm_status
verify_archive(struct hm_check *check, const struct hm_image_target *target, struct hm_err *reterr)
{
    struct hm_archive archive;
    const struct hm_blob_limits limits = limits_of(check->options);
    enum hm_status status = hm_archive_open(check->arena, target->text, &limits, &archive, reterr);

    if (status != HM_OK) {
        return status;
    }
    check->source = hm_archive_source(&archive);
    name_place(check, &archive.place);
    check->result->is_layout_only = archive.has_layout && !archive.has_saved;
    status = check_archive(check, &archive, reterr);
    if (status == HM_OK) {
        conclude(check);
    }
    hm_archive_close(&archive);
    return status;
}

/* --- registries */

static void
check_claimed(struct hm_check *check, const struct hm_registry_image *image)
{
    struct hm_digest ignored;

    /* Of another algorithm, it says nothing that is computed here; and bytes that are not what was
     * asked for are one fault, whatever the header says. */
    if (hm_digest_parse(image->claimed, &ignored, NULL) == HM_OK &&
        hm_str_is(hm_str_sub(image->claimed, 0, 7), hm_str_sub(image->computed, 0, 7)) &&
        !hm_str_is(image->claimed, image->computed) &&
        hm_str_is(image->descriptor.digest, image->computed)) {
        struct hm_image_problem *problem = hm_check_problem(
            check, true, HM_S("manifest"), "the registry calls the manifest %.*s, but it is %.*s",
            HM_FMT(image->claimed), HM_FMT(image->computed));
        problem->expected = image->claimed;
        problem->computed = image->computed;
    }
}

static void
check_image(struct hm_check *check, const struct hm_registry_image *image)
{
    struct hm_str asked = check->options->platform;
    const struct hm_tree_choice choice = {
        .platform = asked.n > 0 ? asked : HM_S("linux/amd64"),
        .takes_only_one = asked.n == 0,
    };
    struct hm_tree tree = { .check = check, .choice = &choice };
    hm_auto_buf struct hm_buf bytes = { .limit = HM_MANIFEST_LIMIT };
    struct hm_str digest = { 0 };

    check_claimed(check, image);
    if (hm_media_of(image->descriptor.media_type) != HM_MEDIA_BLOB) {
        hm_tree_check(&tree, &image->descriptor, true);
        return;
    }
    if (hm_check_document(check, HM_S("manifest"), &image->descriptor, false, &bytes, &digest) !=
        HM_DOCUMENT_RIGHT) {
        return;
    }
    hm_check_problem(check, false, HM_S("manifest"),
                     "what the registry answers is \"%.*s\", not an image's manifest",
                     HM_FMT(hm_str_sub(image->descriptor.media_type, 0, 100)));
}

static enum hm_status
verify_registry(struct hm_check *check, const struct hm_image_target *target, struct hm_err *reterr)
{
    struct hm_registry *registry = NULL;
    struct hm_registry_image image = { 0 };
    enum hm_status status =
        hm_registry_open(check->arena, target->text, check->options, &registry, reterr);

    if (status != HM_OK) {
        return status;
    }
    status = hm_registry_resolve(registry, &image, reterr);
    if (status == HM_OK) {
        check->result->resolved = image.computed;
        check->result->server = image.server;
        check->result->mirror = image.mirror;
        check->result->is_plain_http = image.is_plain_http;
        check->result->has_rate = image.has_rate;
        check->result->rate_left = image.rate_left;
        check->result->rate_limit = image.rate_limit;
        check->source = hm_registry_source(registry);
        check_image(check, &image);
        conclude(check);
    }
    hm_registry_close(registry);
    return status;
}

enum hm_status
hm_image_verify(struct hm_arena *arena, const struct hm_image_target *target,
                const struct hm_image_options *options, struct hm_image_check *ret_check,
                struct hm_err *reterr)
{
    struct hm_image_check result = { .proof = HM_PROOF_UNVERIFIABLE };
    struct hm_check check = { .arena = arena, .options = options, .result = &result };
    enum hm_status status = HM_OK;

    switch (target->kind) {
    case HM_IMAGE_LAYOUT:
        status = verify_layout(&check, target, reterr);
        break;
    case HM_IMAGE_ARCHIVE:
        status = verify_archive(&check, target, reterr);
        break;
    case HM_IMAGE_REGISTRY:
        status = verify_registry(&check, target, reterr);
        break;
    }
    if (status == HM_OK) {
        *ret_check = result;
    }
    return status;
}
