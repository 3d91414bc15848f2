/* SPDX-License-Identifier: Apache-2.0 */
/* The blobs of an image, what is claimed of each, and what came of hashing them side by side. */
#ifndef HM_IMAGE_CHECK_H
#define HM_IMAGE_CHECK_H

#include "plugin/image/blob.h"
#include "plugin/image/digest.h"
#include "plugin/image/verify.h"
#include "plugin/image/watch.h"

enum {
    HM_CHECK_CLAIMS = 20000, /**< descriptors of one image that are looked at */
};

struct hm_check_blob;

/** One place that points at a blob. */
struct hm_check_claim {
    struct hm_str what;
    size_t blob;
    struct hm_str digest; /**< empty where only the diff id is claimed */
    uint64_t size;
    struct hm_str diff_id; /**< empty where none is claimed */
    bool is_elsewhere;     /**< may be missing here (foreign layers) */
};

/** A running check. */
struct hm_check {
    struct hm_arena *arena;
    const struct hm_image_options *options;
    struct hm_blob_source source;
    struct hm_image_check *result;
    HM_VEC(struct hm_check_blob) blobs;
    HM_VEC(struct hm_check_claim) claims;
    HM_VEC(struct hm_str) documents; /**< digests of those that were counted */
    uint32_t *table;                 /**< of blob indexes + 1, by key */
    size_t table_size;
    struct hm_watch watch;
    bool is_full; /**< HM_CHECK_CLAIMS was reached, and that was said */
};

/** Adds a problem; the pointer lasts until the next one. */
struct hm_image_problem *hm_check_problem(struct hm_check *check, bool is_wrong, struct hm_str what,
                                          const char *fmt, ...) HM_PRINTF(4, 5);

enum hm_document {
    HM_DOCUMENT_UNREAD,
    HM_DOCUMENT_WRONG, /**< other bytes than its digest says: that is the fault, whatever they say
                        */
    HM_DOCUMENT_RIGHT,
};

/**
 * Reads a document (index, manifest, config) whole and holds it against its descriptor. What is
 * wrong becomes a problem. Unless it is unread, @p ret_bytes (given empty, limited to
 * HM_MANIFEST_LIMIT) holds the document, and @p ret_digest what was computed of it.
 */
enum hm_document hm_check_document(struct hm_check *check, struct hm_str what,
                                   const struct hm_descriptor *descriptor, bool may_be_absent,
                                   struct hm_buf *ret_bytes, struct hm_str *ret_digest);

/** Notes that a blob is to be hashed, and what for. */
void hm_check_claim(struct hm_check *check, struct hm_str what,
                    const struct hm_descriptor *descriptor, struct hm_str diff_id);

/** Hashes all that was claimed, and adds what is wrong to the result's problems in the order of
 * the claims. */
void hm_check_run(struct hm_check *check);

#endif
