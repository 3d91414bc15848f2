/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/resolve.h"

#include "plugin/base/auto.h"
#include "plugin/image/digest.h"
#include "plugin/image/registry.h"

/* The bytes that were resolved are given from memory. */
static enum hm_status
take(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    (void)reterr;
    hm_buf_add(ctx, piece);
    return HM_OK;
}

static void
restart(void *ctx)
{
    hm_buf_clear(ctx);
}

static enum hm_status
judge(struct hm_arena *arena, struct hm_registry *registry, const struct hm_registry_image *image,
      struct hm_resolved *ret_resolved, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf bytes = { .limit = HM_MANIFEST_LIMIT };
    const struct hm_blob_sink sink = { .ctx = &bytes, .restart = restart, .take = take };
    const struct hm_blob_source source = hm_registry_source(registry);
    struct hm_manifest manifest = { 0 };
    struct hm_digest ignored;

    if (hm_digest_parse(image->claimed, &ignored, NULL) == HM_OK &&
        hm_str_is(hm_str_sub(image->claimed, 0, 7), hm_str_sub(image->computed, 0, 7)) &&
        !hm_str_is(image->claimed, image->computed)) {
        return hm_err_set(reterr, HM_E_MISMATCH,
                          "the registry calls the manifest %.*s, but it is %.*s",
                          HM_FMT(image->claimed), HM_FMT(image->computed));
    }
    enum hm_status status = source.stream(source.ctx, 0, &image->descriptor, &sink, reterr);
    if (status == HM_OK) {
        status = hm_manifest_parse(arena, hm_buf_str(&bytes), image->descriptor.media_type,
                                   &manifest, reterr);
    }
    if (status == HM_OK) {
        *ret_resolved = (struct hm_resolved){
            .digest = image->computed,
            .media_type = image->descriptor.media_type,
            .is_index = manifest.media == HM_MEDIA_INDEX,
        };
    }
    return status;
}

enum hm_status
hm_image_resolve_tag(struct hm_arena *arena, const struct hm_image_ref *ref,
                     const struct hm_image_options *options, struct hm_resolved *ret_resolved,
                     struct hm_err *reterr)
{
    struct hm_registry *registry = NULL;
    struct hm_registry_image image = { 0 };
    struct hm_str name = hm_image_ref_name(arena, ref);
    struct hm_str text = hm_arena_printf(arena, "%.*s:%.*s", HM_FMT(name),
                                         HM_FMT(ref->tag.n > 0 ? ref->tag : HM_S("latest")));
    enum hm_status status = hm_registry_open(arena, text, options, &registry, reterr);

    if (status != HM_OK) {
        return status;
    }
    status = hm_registry_resolve(registry, &image, reterr);
    if (status == HM_OK) {
        status = judge(arena, registry, &image, ret_resolved, reterr);
    }
    hm_registry_close(registry);
    return status;
}
