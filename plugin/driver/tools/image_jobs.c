/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/driver/tools/tool_jobs.h"

#include "plugin/base/auto.h"

/* The path of something that exists; what cannot be resolved is left for the tool to refuse. */
static struct hm_str
absolute(struct hm_arena *arena, struct hm_str path)
{
    hm_auto_free char *real = realpath(hm_arena_c(arena, path), NULL);

    return real == NULL ? path : hm_arena_str(arena, hm_str_c(real));
}

/* "registry/name@sha256:…": one digest for all tools, so that none looks at another image. */
static struct hm_str
pinned_reference(struct hm_arena *arena, const struct hm_image_entry *image, struct hm_str digest)
{
    struct hm_image_ref ref;

    if (image->check.mirror.n > 0) { /* tools know of no mirrors */
        return hm_arena_printf(arena, "%.*s@%.*s", HM_FMT(image->check.mirror), HM_FMT(digest));
    }
    if (hm_image_ref_parse(arena, image->target.text, &ref, NULL) != HM_OK) {
        return image->target.text;
    }
    return hm_arena_printf(arena, "%.*s@%.*s", HM_FMT(hm_image_ref_name(arena, &ref)),
                           HM_FMT(digest));
}

static void
add_image_job(struct hm_tools *tools, const struct hm_adapter *adapter, enum hm_task task,
              const struct hm_image_entry *image, const struct hm_image_part *part)
{
    static const enum hm_location_kind kinds[] = {
        [HM_IMAGE_REGISTRY] = HM_AT_REGISTRY,
        [HM_IMAGE_LAYOUT] = HM_AT_LAYOUT,
        [HM_IMAGE_ARCHIVE] = HM_AT_ARCHIVE,
    };
    struct hm_tool_job *job = hm_vec_push(tools->arena, &tools->image_jobs);

    *job = hm_tools_job(tools, adapter, task);
    job->kind = kinds[image->target.kind];
    job->target = image->name;
    job->digest = image->check.digest;
    job->config_digest = image->check.config_digest;
    job->platform = image->check.platform;
    uint64_t size = image->check.size;
    job->media_type = image->check.media_type;
    if (part != NULL) {
        job->target = hm_image_part_name(image, part, tools->arena);
        job->digest = part->digest;
        job->config_digest = part->config_digest;
        job->platform = part->platform;
        job->media_type = part->media_type;
        size = part->size;
    }
    if (job->kind == HM_AT_REGISTRY) {
        job->location = pinned_reference(tools->arena, image, job->digest);
        job->is_plain_http = image->check.is_plain_http;
    } else {
        job->location = absolute(tools->arena, image->check.path);
        job->tag = image->check.tag;
        if (image->layout.n > 0) {
            job->kind = HM_AT_LAYOUT;
            job->location = absolute(tools->arena, image->layout);
        }
    }
    if (size != 0 && size != UINT64_MAX) {
        job->size = size;
    } else {
        job->media_type = hm_str_make(NULL, 0);
    }
}

/* What looks at an image looks at each platform that was asked for, or at the one that was not
 * chosen. */
static void
add_scans(struct hm_tools *tools, const struct hm_adapter *adapter, enum hm_task task,
          const struct hm_image_entry *image)
{
    bool is_chosen = hm_args_has(tools->args, HM_OPT_PLATFORM);

    if (!is_chosen || image->check.images.n < 2) {
        add_image_job(tools, adapter, task, image, NULL);
        return;
    }
    for (size_t i = 0; i < image->check.images.n; i++) {
        add_image_job(tools, adapter, task, image, &image->check.images.p[i]);
    }
}

static void
add_image_jobs(struct hm_tools *tools, const struct hm_adapter *adapter,
               const struct hm_image_entry *image)
{
    static const enum hm_task tasks[] = { HM_TASK_IMAGE, HM_TASK_SBOM };

    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        if (tools->args->command == HM_COMMAND_SCAN && (adapter->tasks & 1U << tasks[i]) &&
            hm_tools_uses(tools, adapter->name)) {
            add_scans(tools, adapter, tasks[i], image);
        }
    }
}

static void
add_bill_jobs(struct hm_tools *tools, const struct hm_adapter *adapter,
              const struct hm_images *images)
{
    bool is_chosen = hm_args_has(tools->args, HM_OPT_PLATFORM);

    for (size_t i = 0; i < tools->bills.entries.n; i++) {
        const struct hm_bill_entry *entry = &tools->bills.entries.p[i];
        if (!entry->is_read) {
            continue;
        }
        struct hm_tool_job *job = hm_vec_push(tools->arena, &tools->image_jobs);
        *job = hm_tools_job(tools, adapter, HM_TASK_BILL);
        job->kind = HM_AT_TEXTS;
        job->target = entry->text.path;
        job->texts = &entry->text;
        job->n_texts = 1;
        job->image = hm_bill_image(&entry->bill, images, is_chosen, tools->arena);
    }
}

enum hm_status
hm_tools_start_images(struct hm_tools *tools, const struct hm_images *images, struct hm_err *reterr)
{
    size_t n = 0;
    const struct hm_adapter *const *adapters = hm_adapters_all(&n);

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < images->entries.n; k++) {
            const struct hm_image_entry *image = &images->entries.p[k];
            if (!image->is_checked) {
                continue;
            }
            if (hm_args_has(tools->args, HM_OPT_SBOM) && image->check.images.n > 1 &&
                hm_args_has(tools->args, HM_OPT_PLATFORM)) {
                return hm_err_set(reterr, HM_E_USAGE, "--sbom: name one platform");
            }
            add_image_jobs(tools, adapters[i], image);
        }
        if (hm_tools_wants(tools, adapters[i], HM_TASK_BILL)) {
            add_bill_jobs(tools, adapters[i], images);
        }
    }
    if (tools->image_jobs.n == 0) {
        return HM_OK;
    }
    return hm_runner_start(&tools->options, tools->image_jobs.p, tools->image_jobs.n,
                           &tools->image_runner, reterr);
}
