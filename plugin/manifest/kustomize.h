/* SPDX-License-Identifier: Apache-2.0 */
/* Kustomize's files, as far as they say which images its resources get. */
#ifndef HM_MANIFEST_KUSTOMIZE_H
#define HM_MANIFEST_KUSTOMIZE_H

#include "plugin/base/err.h"
#include "plugin/base/yaml.h"
#include "plugin/model/manifests.h"

/** A row of `images:`. */
struct hm_kustomize_image {
    struct hm_str name; /**< which images it is for: without tag and digest */
    struct hm_str new_name;
    struct hm_str new_tag;
    struct hm_str digest;
    struct hm_span span;        /**< of what it gives: its digest, tag or name */
    const struct hm_yaml *tree; /**< a map */
    bool is_whole;              /**< it gives a tag or a digest, whatever the resources say */
};

struct hm_kustomization {
    struct hm_source source;
    const struct hm_kustomize_image *images;
    uint32_t n_images;
    const struct hm_str *resources; /**< files and folders, from the scan's root; not those of
                                       elsewhere */
    uint32_t n_resources;
};

/** A file has at most so many rows and so many resources. */
#define HM_KUSTOMIZE_ROWS 2000u

/** "kustomization.yaml", "kustomization.yml", "Kustomization". */
bool hm_kustomize_is_named(struct hm_str path);

/** Reads one; fails as hm_yaml_parse does, and by HM_E_LIMIT. Everything lies in the arena or in
 * the text. */
enum hm_status hm_kustomize_read(struct hm_arena *arena, struct hm_str path, struct hm_str text,
                                 struct hm_kustomization *ret, struct hm_err *reterr) HM_MUST_CHECK;

/** What a row makes of an image by itself: "nginx:1.29@sha256:…". */
struct hm_str hm_kustomize_image_text(struct hm_arena *arena, const struct hm_kustomize_image *row);

/** What the rows make of a resource's image, one after the other; @p ret_row is the last that
 * changes it, NULL when none does. */
struct hm_str hm_kustomize_apply(struct hm_arena *arena, const struct hm_kustomization *by,
                                 struct hm_str image, const struct hm_kustomize_image **ret_row);

#endif
