/* SPDX-License-Identifier: Apache-2.0 */
/* The images that files besides Dockerfiles name: services of Compose as the project is put
 * together, Dockerfiles inside of them, manifests of Kubernetes, pipelines, bake files, and what
 * commands run in scripts, Makefiles, units and steps. */
#ifndef HM_DRIVER_MANIFEST_IMAGES_H
#define HM_DRIVER_MANIFEST_IMAGES_H

#include "plugin/driver/inputs.h"
#include "plugin/fix/pin.h"
#include "plugin/model/rule.h"

/** What is done with them. What they get lasts until they return. */
struct hm_manifest_images {
    void *ctx;
    /**
     * A reference. pin->text is what its file means by it, with variables where their values are
     * not known; the name is known where pin->ref has a repository, else pin->why is a clause on
     * why not. What may be written there is none of its business. @p visit tells of its manifest
     * and service.
     */
    void (*image)(void *ctx, const struct hm_visit *visit, const struct hm_source *source,
                  const struct hm_pin *pin);
    /** A Dockerfile that stands inside a Compose file. */
    void (*dockerfile)(void *ctx, const struct hm_dockerfile *file);
    /** A file that names images, or is meant to, and cannot be read: a template, mostly. */
    void (*unread)(void *ctx, struct hm_str path, struct hm_str why);
};

/** Looks at all manifests: by kind, then by path. */
void hm_manifest_images_each(const struct hm_inputs *inputs, const struct hm_manifest_images *of);

/** Whether a reference is one that a command runs, to an image that the repository's own builds
 * make: nobody signs, locks or pins that. */
bool hm_manifest_images_is_made(const struct hm_inputs *inputs, const struct hm_pin *pin);

/** What finds the references of one of inputs->manifests, as it is written. */
hm_pins_find_fn *hm_manifest_images_reader(const struct hm_inputs *inputs,
                                           const struct hm_input_file *file);

#endif
