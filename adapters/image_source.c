/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/image_source.h"

static void
add_link(struct hm_plan *plan, struct hm_arena *arena, const char *name, const char *to)
{
    hm_vec_add(arena, &plan->files, ((struct hm_plan_file){ .name = name, .link_to = to }));
}

static void
add_file(struct hm_plan *plan, struct hm_arena *arena, const char *name, struct hm_str content)
{
    hm_vec_add(arena, &plan->files, ((struct hm_plan_file){ .name = name, .content = content }));
}

static bool
is_json_plain(struct hm_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == '"' || s.p[i] == '\\') {
            return false;
        }
    }
    return s.n > 0;
}

enum hm_status
hm_image_source_layout(const struct hm_tool_job *job, struct hm_arena *arena, struct hm_plan *plan,
                       struct hm_str *ret_tag, struct hm_err *reterr)
{
    const char *location = hm_arena_c(arena, job->location);

    if (job->digest.n == 0 || job->size == 0) {
        add_link(plan, arena, "image", location);
        *ret_tag = job->tag;
        return HM_OK;
    }
    if (!is_json_plain(job->media_type) || !is_json_plain(job->digest)) {
        return hm_err_set(reterr, HM_E_USAGE, "a manifest's type or digest is malformed");
    }
    add_file(plan, arena, "image/oci-layout", HM_S("{\"imageLayoutVersion\":\"1.0.0\"}"));
    add_file(plan, arena, "image/index.json",
             hm_arena_printf(arena,
                             "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%.*s\","
                             "\"digest\":\"%.*s\",\"size\":%llu}]}",
                             HM_FMT(job->media_type), HM_FMT(job->digest),
                             (unsigned long long)job->size));
    add_link(plan, arena, "image/blobs", hm_arena_printf(arena, "%s/blobs", location).p);
    *ret_tag = HM_S("");
    return HM_OK;
}

void
hm_image_source_archive(const struct hm_tool_job *job, struct hm_arena *arena, struct hm_plan *plan)
{
    add_link(plan, arena, "image.tar", hm_arena_c(arena, job->location));
}

enum hm_status
hm_image_source_named(const struct hm_tool_job *job, const struct hm_plan_context *context,
                      struct hm_plan *plan, const char **ret, struct hm_err *reterr)
{
    struct hm_arena *arena = context->arena;
    struct hm_str tag;

    switch (job->kind) {
    case HM_AT_PATH:
        *ret = hm_arena_printf(arena, "dir:%.*s", HM_FMT(job->location)).p;
        return HM_OK;
    case HM_AT_LAYOUT:
        HM_TRY(hm_image_source_layout(job, arena, plan, &tag, reterr));
        *ret = "oci-dir:../image";
        if (tag.n > 0) {
            return hm_err_set(reterr, HM_E_UNSUPPORTED, "it finds nothing in a layout by its tag");
        }
        return HM_OK;
    case HM_AT_ARCHIVE:
        hm_image_source_archive(job, arena, plan);
        *ret = "docker-archive:../image.tar";
        return HM_OK;
    case HM_AT_REGISTRY:
        plan->needs_registry = true;
        *ret = hm_arena_printf(arena, "registry:%.*s", HM_FMT(job->location)).p;
        return context->is_offline
                   ? hm_err_set(reterr, HM_E_REFUSED, "an image in a registry needs the network")
                   : HM_OK;
    case HM_AT_TEXTS:
        break;
    }
    return hm_err_set(reterr, HM_E_UNSUPPORTED, "texts hold no packages");
}
