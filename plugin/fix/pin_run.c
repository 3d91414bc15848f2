/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/fix/pin_run.h"

#include "plugin/manifest/command_read.h"
#include "plugin/manifest/pipeline_read.h"

#define TRANSPORT "docker://"

/* Where the digest belongs: behind the reference, if it stands in the file as it is read. */
static void
place(struct hm_pin *pin, const struct hm_source *source, const struct hm_scalar *image)
{
    struct hm_str bytes = hm_source_text(source, image->value);

    if (bytes.n > 1 && (*bytes.p == '"' || *bytes.p == '\'') && bytes.p[bytes.n - 1] == *bytes.p) {
        bytes = hm_str_sub(bytes, 1, bytes.n - 2);
    }
    if (hm_str_is(bytes, image->text)) {
        pin->off = (uint32_t)(bytes.p - source->text.p) + (uint32_t)bytes.n;
        pin->is_editable = true;
    } else if (image->has_variable || hm_str_has(bytes, "$")) {
        pin->why = HM_S("it comes from a variable: its digest belongs where that is set");
    } else {
        pin->why = HM_S("it is written with quotes, escapes or over several lines");
    }
}

/* @p no_digest: why none can be written, or NULL. */
static void
add_image(struct hm_arena *arena, const struct hm_source *source, const struct hm_scalar *image,
          const char *no_digest, struct hm_pins *pins)
{
    struct hm_str text = image->text;
    struct hm_pin pin = {
        .span = image->value,
        .line = hm_source_line_of(source, image->value.off),
        .is_run = true,
    };

    if (hm_str_starts(text, TRANSPORT)) {
        text = hm_str_from(text, strlen(TRANSPORT));
    }
    pin.text = text;
    if (!image->is_known) {
        pin.is_pinned = hm_str_has(text, "@sha256:");
        pin.why = HM_S("it depends on a variable without a value");
    } else if (hm_image_ref_parse(arena, text, &pin.ref, NULL) != HM_OK) {
        pin.why = HM_S("it is no valid reference");
    } else if (pin.ref.digest.n > 0) {
        pin.is_pinned = true;
    } else if (no_digest != NULL) {
        pin.why = hm_str_c(no_digest);
    } else {
        place(&pin, source, image);
    }
    hm_vec_add(arena, &pins->all, pin);
}

/* A command of which nobody can say what it runs. */
static void
add_unknown(struct hm_arena *arena, const struct hm_source *source,
            const struct hm_service *service, struct hm_pins *pins)
{
    hm_vec_add(arena, &pins->all,
               ((struct hm_pin){
                   .text = hm_arena_printf(arena, "the image of `%.*s`",
                                           HM_FMT(hm_source_text(source, service->span))),
                   .span = service->span,
                   .line = hm_source_line_of(source, service->span.off),
                   .why = hm_str_c(service->incomplete),
                   .is_run = true,
               }));
}

/* A script that several steps share is read with each of them. */
static bool
is_there(const struct hm_pins *pins, size_t from, uint32_t off)
{
    for (size_t i = from; i < pins->all.n; i++) {
        if (pins->all.p[i].span.off == off) {
            return true;
        }
    }
    return false;
}

/*
 * Adds the images that commands and Quadlets of the manifest's first file run or fetch. One
 * that stands in a variable is there by its value, and says that it cannot be pinned; those that
 * the file makes itself are left out.
 */
static void
add_run(struct hm_arena *arena, const struct hm_manifests *manifest, struct hm_pins *pins)
{
    const struct hm_source *own = manifest->sources[0];
    size_t from = pins->all.n;

    for (uint32_t i = 0; i < manifest->n_services; i++) {
        const struct hm_service *service = &manifest->services[i];
        if (service->is_image_made || hm_manifests_source(manifest, service->span) != own) {
            continue;
        }
        if (service->image.is_set && !is_there(pins, from, service->image.value.off)) {
            add_image(arena, own, &service->image, NULL, pins);
        } else if (!service->image.is_set && service->form == HM_SERVICE_COMMAND &&
                   service->incomplete != NULL && !is_there(pins, from, service->span.off)) {
            add_unknown(arena, own, service, pins);
        }
    }
    for (uint32_t i = 0; i < manifest->n_pulls; i++) {
        const struct hm_pull *pull = &manifest->pulls[i];
        if (!pull->is_image_made && hm_manifests_source(manifest, pull->image.span) == own &&
            !is_there(pins, from, pull->image.value.off)) {
            add_image(arena, own, &pull->image, pull->no_digest, pins);
        }
    }
}

void
hm_pins_add_steps(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                  struct hm_pins *pins)
{
    struct hm_manifests manifest;

    if (hm_pipeline_read(arena, NULL, path, text, &manifest)) {
        add_run(arena, &manifest, pins);
    }
}

enum hm_status
hm_pin_run_find(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                struct hm_pins *ret_pins, struct hm_err *reterr)
{
    struct hm_manifests manifest = { 0 };
    struct hm_pins pins = { 0 };

    if (text.n > HM_SOURCE_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "it is too large");
    }
    (void)hm_command_read(arena, path, text, &manifest);
    if (manifest.n_sources > 0) {
        add_run(arena, &manifest, &pins);
    }
    hm_pins_sort(&pins);
    *ret_pins = pins;
    return HM_OK;
}
