/* SPDX-License-Identifier: Apache-2.0 */
/* What the references of a run stand for: each is asked of its registry once, so that all that is
 * said of it is said of the same image. */
#ifndef HM_DRIVER_REFERENCES_H
#define HM_DRIVER_REFERENCES_H

#include "plugin/image/verify.h"
#include "plugin/model/image_ref.h"

/** A manifest of an index. */
struct hm_reference_child {
    struct hm_str platform; /**< may be empty */
    struct hm_str digest;
};

/** One reference. `digest` is what the reference names: an index, or the manifest of one image. */
struct hm_reference {
    struct hm_image_ref ref;
    struct hm_str tag; /**< "latest" where neither tag nor digest is written */
    bool was_asked;
    struct hm_str pin; /**< the digest that it is known to stand for, or empty */
    struct hm_err
        err; /**< of asking: its status is HM_OK when `digest` is known. HM_E_MISMATCH:
                the registry gave other bytes than it was asked for, or said that it did */
    struct hm_str digest;
    const struct hm_reference_child
        *children; /**< of an index: its images, attestations left out */
    uint32_t n_children;
    bool is_index;
    bool is_plain_http;    /**< its registry answered without TLS */
    struct hm_str mirror;  /**< the repository in the mirror that answered, or empty */
    struct hm_arena arena; /**< of what was read; the caller's to adopt */
};

/** Zeroed, it knows none. */
struct hm_references {
    HM_VEC(struct hm_reference *) list; /**< sorted */
};

/** Adds a reference that is not there yet. */
void hm_references_add(struct hm_references *references, struct hm_arena *arena,
                       const struct hm_image_ref *ref);

/** Adds one, and the digest that it has turned out to stand for: the registry is asked for that. */
void hm_references_add_known(struct hm_references *references, struct hm_arena *arena,
                             const struct hm_image_ref *ref, struct hm_str digest);

/** Asks the registries for all that were not asked for yet, side by side. What was read is moved to
 * @p arena. */
void hm_references_resolve(struct hm_references *references, struct hm_arena *arena,
                           const struct hm_image_options *options);

/** The reference, or NULL. */
const struct hm_reference *hm_references_find(const struct hm_references *references,
                                              const struct hm_image_ref *ref);

/** "registry/repository@sha256:…" of one whose digest is known. */
struct hm_str hm_reference_pinned(struct hm_arena *arena, const struct hm_reference *reference,
                                  struct hm_str digest);

#endif
