/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/images/references.h"

#include "plugin/base/auto.h"
#include "plugin/base/pool.h"
#include "plugin/image/registry.h"
#include "plugin/image/tree.h"

enum {
    WORKERS = 8, /* references that are asked for side by side */
};

static struct hm_str
tag_of(const struct hm_image_ref *ref)
{
    return ref->tag.n == 0 && ref->digest.n == 0 ? HM_S("latest") : ref->tag;
}

static int
compare(const void *a, const void *b)
{
    const struct hm_reference *x = *(const struct hm_reference *const *)a;
    const struct hm_reference *y = *(const struct hm_reference *const *)b;
    int order = hm_str_compare(x->ref.registry, y->ref.registry);

    order = order != 0 ? order : hm_str_compare(x->ref.repository, y->ref.repository);
    order = order != 0 ? order : hm_str_compare(x->tag, y->tag);
    return order != 0 ? order : hm_str_compare(x->ref.digest, y->ref.digest);
}

static struct hm_reference *
find(const struct hm_references *references, const struct hm_image_ref *ref)
{
    const struct hm_reference wanted = { .ref = *ref, .tag = tag_of(ref) };
    const struct hm_reference *key = &wanted;
    struct hm_reference *const *found = references->list.n == 0
                                            ? NULL
                                            : bsearch(&key, references->list.p, references->list.n,
                                                      sizeof *references->list.p, compare);

    return found == NULL ? NULL : *found;
}

const struct hm_reference *
hm_references_find(const struct hm_references *references, const struct hm_image_ref *ref)
{
    return find(references, ref);
}

/* The one that is there, or a new one, put where it belongs. */
static struct hm_reference *
insert(struct hm_references *references, struct hm_arena *arena, const struct hm_image_ref *ref)
{
    struct hm_reference *found = find(references, ref);

    if (found != NULL) {
        return found;
    }
    struct hm_reference *added = hm_arena_new(arena, struct hm_reference, 1);
    if (hm_image_ref_parse(arena, hm_arena_str(arena, ref->text), &added->ref, &added->err) !=
        HM_OK) {
        added->was_asked = true; /* it was parsed before, so this does not happen */
        added->ref = *ref;
    }
    added->tag = tag_of(&added->ref);
    hm_vec_add(arena, &references->list, added);
    for (size_t at = references->list.n - 1;
         at > 0 && compare(&references->list.p[at - 1], &added) > 0; at--) {
        references->list.p[at] = references->list.p[at - 1];
        references->list.p[at - 1] = added;
    }
    return added;
}

void
hm_references_add(struct hm_references *references, struct hm_arena *arena,
                  const struct hm_image_ref *ref)
{
    (void)insert(references, arena, ref);
}

void
hm_references_add_known(struct hm_references *references, struct hm_arena *arena,
                        const struct hm_image_ref *ref, struct hm_str digest)
{
    struct hm_reference *known = insert(references, arena, ref);

    if (!known->was_asked) {
        known->pin = hm_arena_str(arena, digest);
    }
}

struct hm_str
hm_reference_pinned(struct hm_arena *arena, const struct hm_reference *reference,
                    struct hm_str digest)
{
    return hm_arena_printf(arena, "%.*s@%.*s", HM_FMT(hm_image_ref_name(arena, &reference->ref)),
                           HM_FMT(digest));
}

/* --- asking --- */

struct bytes {
    struct hm_buf text;
};

static void
restart(void *ctx)
{
    hm_buf_clear(&((struct bytes *)ctx)->text);
}

static enum hm_status
take(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    struct bytes *bytes = ctx;

    hm_buf_add(&bytes->text, piece);
    return bytes->text.is_cut
               ? hm_err_set(reterr, HM_E_LIMIT, "the manifest is larger than %d bytes",
                            HM_MANIFEST_LIMIT)
               : HM_OK;
}

/* The images below an index, however many indexes lie between. Which there are is not known while
 * one of those cannot be read. */
static enum hm_status
read_children(struct hm_reference *reference, const struct hm_manifest *index,
              const struct hm_descriptor *from, const struct hm_blob_source *source,
              struct hm_err *reterr)
{
    const struct hm_tree_choice choice = { 0 };
    struct hm_image_check result = { 0 };
    struct hm_check check = { .arena = &reference->arena, .source = *source, .result = &result };
    struct hm_tree tree = { .check = &check, .choice = &choice };

    hm_tree_list(&tree, index, from);
    if (tree.has_gap) {
        const struct hm_image_problem *problem = &result.problems.p[0];
        return hm_err_set(reterr, problem->is_wrong ? HM_E_MISMATCH : HM_E_NETWORK, "%.*s",
                          HM_FMT(problem->text));
    }
    struct hm_reference_child *children =
        hm_arena_new(&reference->arena, struct hm_reference_child, tree.leaves.n);
    for (size_t i = 0; i < tree.leaves.n; i++) {
        const struct hm_descriptor *child = &tree.leaves.p[i].descriptor;
        if (!child->is_attestation && hm_digest_is_canonical(child->digest)) {
            children[reference->n_children++] =
                (struct hm_reference_child){ .platform = child->platform, .digest = child->digest };
        }
    }
    reference->children = children;
    reference->is_index = true;
    return HM_OK;
}

static enum hm_status
read_manifest(struct hm_reference *reference, struct hm_registry *registry,
              const struct hm_descriptor *descriptor, struct hm_err *reterr)
{
    struct hm_blob_source source = hm_registry_source(registry);
    struct bytes bytes = { .text.limit = HM_MANIFEST_LIMIT };
    const struct hm_blob_sink sink = { .ctx = &bytes, .restart = restart, .take = take };
    struct hm_manifest manifest = { 0 };
    enum hm_status status = source.stream(source.ctx, 0, descriptor, &sink, reterr);

    if (status == HM_OK) {
        struct hm_str text = hm_arena_str(&reference->arena, hm_buf_str(&bytes.text));
        status =
            hm_manifest_parse(&reference->arena, text, descriptor->media_type, &manifest, reterr);
    }
    if (status == HM_OK && manifest.media == HM_MEDIA_INDEX) {
        status = read_children(reference, &manifest, descriptor, &source, reterr);
    }
    hm_buf_done(&bytes.text);
    return status;
}

/* The bytes must have the digest that was asked for, or that the registry says they have. */
static enum hm_status
check_digest(const struct hm_reference *reference, const struct hm_registry_image *image,
             struct hm_err *reterr)
{
    struct hm_str asked = reference->pin.n > 0 ? reference->pin : reference->ref.digest;

    if (asked.n > 0 && !hm_str_is(asked, image->computed)) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "the registry's manifest for this digest has the digest %.*s",
                          HM_FMT(image->computed));
    }
    bool is_same_kind = hm_str_find(image->claimed, ':') == hm_str_find(image->computed, ':');
    if (is_same_kind && hm_digest_is_canonical(image->claimed) &&
        !hm_str_is(image->claimed, image->computed)) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "the registry says that its manifest is %.*s, and it is %.*s",
                          HM_FMT(image->claimed), HM_FMT(image->computed));
    }
    return HM_OK;
}

static enum hm_status
ask(struct hm_reference *reference, const struct hm_image_options *options, struct hm_err *reterr)
{
    struct hm_registry *registry = NULL;
    struct hm_registry_image image = { 0 };
    struct hm_str text = reference->pin.n > 0
                             ? hm_reference_pinned(&reference->arena, reference, reference->pin)
                             : reference->ref.text;
    enum hm_status status = hm_registry_open(&reference->arena, text, options, &registry, reterr);

    if (status != HM_OK) {
        return status;
    }
    status = hm_registry_resolve(registry, &image, reterr);
    if (status == HM_OK) {
        status = check_digest(reference, &image, reterr);
    }
    if (status == HM_OK) {
        status = read_manifest(reference, registry, &image.descriptor, reterr);
    }
    if (status == HM_OK) {
        reference->digest = image.computed;
        /* Of the registry alone: what looks for signatures knows of no mirror. */
        reference->is_plain_http = image.mirror.n == 0 && image.is_plain_http;
        reference->mirror = image.mirror;
    }
    hm_registry_close(registry);
    return status;
}

struct shared {
    struct hm_references *references;
    const struct hm_image_options *options;
};

static void
ask_one(uint32_t worker, uint32_t item, void *ctx)
{
    struct shared *shared = ctx;
    struct hm_reference *reference = shared->references->list.p[item];

    (void)worker;
    if (reference->was_asked) {
        return;
    }
    /* What went wrong on the way and was made up for is no error. */
    struct hm_err err = { 0 };
    enum hm_status status = ask(reference, shared->options, &err);
    reference->was_asked = true;
    if (status != HM_OK) {
        reference->err = err;
        reference->err.status = status;
    }
}

void
hm_references_resolve(struct hm_references *references, struct hm_arena *arena,
                      const struct hm_image_options *options)
{
    struct shared shared = { .references = references, .options = options };
    uint32_t n = (uint32_t)references->list.n;

    hm_pool_run(hm_pool_workers(WORKERS, n), n, ask_one, &shared);
    for (uint32_t i = 0; i < n; i++) {
        hm_arena_adopt(arena, &references->list.p[i]->arena);
    }
}
