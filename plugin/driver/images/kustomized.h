/* SPDX-License-Identifier: Apache-2.0 */
/* Which images the local kustomizations make of those that manifests name: what is deployed is
 * what they make. */
#ifndef HM_DRIVER_KUSTOMIZED_H
#define HM_DRIVER_KUSTOMIZED_H

#include "plugin/driver/inputs.h"
#include "plugin/manifest/kustomize.h"

/** A kustomization, and those whose resource it is. */
struct hm_kustomized_node {
    struct hm_kustomization own;
    HM_VEC(uint32_t) parents; /**< indexes in hm_kustomized.nodes */
};

/** A file or folder that is a kustomization's resource. */
struct hm_kustomized_resource {
    struct hm_str path;
    uint32_t node;
};

struct hm_kustomized {
    HM_VEC(struct hm_kustomized_node) nodes;
    HM_VEC(struct hm_kustomized_resource) resources; /**< by path, then node; each once */
};

/** An image as one of the outermost kustomizations deploys it. */
struct hm_kustomized_image {
    struct hm_str text;
    const struct hm_kustomization *by; /**< whose row gives it; NULL: none, it is as written */
    const struct hm_kustomize_image *row;
};

struct hm_kustomized_images {
    HM_VEC(struct hm_kustomized_image)
    list;             /**< one for each way to the outside; empty: no
                         kustomization has the file */
    bool is_replaced; /**< there is one, and none is as it is written */
};

/** Reads the kustomizations among the inputs' manifests; one that cannot be read has no say. */
void hm_kustomized_find(struct hm_arena *arena, const struct hm_inputs *inputs,
                        struct hm_kustomized *ret);

/** What becomes of an image of the file @p path. */
void hm_kustomized_images(struct hm_arena *arena, const struct hm_kustomized *all,
                          struct hm_str path, struct hm_str image,
                          struct hm_kustomized_images *ret);

/** Closes what is said of a manifest's tags (HM7036, HM7037) where every kustomization that has the
 * file mends it, with that reason. */
void hm_kustomized_settle(const struct hm_inputs *inputs, struct hm_report *report);

#endif
