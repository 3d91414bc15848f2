/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of an image reference, after the grammar of distribution/reference. */
#ifndef HM_MODEL_IMAGE_REF_H
#define HM_MODEL_IMAGE_REF_H

#include "plugin/base/arena.h"
#include "plugin/base/err.h"
#include "plugin/base/str.h"

/** `ghcr.io/acme/app:1.2@sha256:…` taken apart. Views into the arena or into the text. */
struct hm_image_ref {
    struct hm_str text;       /**< as it was given */
    struct hm_str registry;   /**< with its port; "docker.io" where none was named */
    struct hm_str repository; /**< "library/" added for Docker Hub's official images */
    struct hm_str tag;        /**< empty when none was given */
    struct hm_str digest;     /**< "sha256:<64 hex>" or "sha512:<128 hex>", or empty */
    bool is_official;         /**< docker.io/library/… */
};

/**
 * Takes @p text apart. HM_E_SYNTAX with the reason for what is no reference (upper case, a wrong
 * character, a digest that is not canonical …). `scratch` is a name like any other here; FROM's
 * meaning of it belongs to the stages.
 */
enum hm_status hm_image_ref_parse(struct hm_arena *arena, struct hm_str text,
                                  struct hm_image_ref *ret_ref,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/** "docker.io/library/alpine": registry and repository without tag or digest. */
struct hm_str hm_image_ref_name(struct hm_arena *arena, const struct hm_image_ref *ref);

/** "docker.io/library/alpine:3.22@sha256:…": the same for whatever means the same, "latest" where
 * neither tag nor digest is written. */
struct hm_str hm_image_ref_key(struct hm_arena *arena, const struct hm_image_ref *ref);

/** Whether @p digest is "sha256:" with 64 or "sha512:" with 128 lower-case hexadecimal digits. */
bool hm_digest_is_canonical(struct hm_str digest);

#endif
