/* SPDX-License-Identifier: Apache-2.0 */
/* From an image's top document down to its blobs: which are to be checked, for which platforms. */
#ifndef HM_IMAGE_TREE_H
#define HM_IMAGE_TREE_H

#include "plugin/image/check.h"

enum {
    HM_TREE_DEPTH = 4,        /**< indexes above each other */
    HM_TREE_DOCUMENTS = 1000, /**< indexes and manifests of one image */
};

/** What to look at. */
struct hm_tree_choice {
    struct hm_str platform; /**< "linux/arm64", or several with commas; empty or "all" takes all */
    bool takes_only_one;    /**< where no such platform is, but just one, that one is taken */
    bool may_lack_some;     /**< a manifest of a platform nobody asked for may be missing */
};

/** What is no index, below one, however many indexes lie between. */
struct hm_tree_leaf {
    struct hm_descriptor descriptor; /**< with what the indexes above it say of it */
    struct hm_str name;
    bool is_taken;
};

/** A walk over one image or over the several of a layout. Zeroed but for the first two. */
struct hm_tree {
    struct hm_check *check;
    const struct hm_tree_choice *choice;
    HM_VEC(struct hm_tree_seen) seen;   /**< documents that were read */
    HM_VEC(struct hm_tree_leaf) leaves; /**< of the index that is looked at */
    size_t n_children;                  /**< descriptors in the documents */
    bool has_gap;                       /**< an index below that one could not be read */
    bool is_named;                      /**< the result has its digests from this root */
    bool is_later;                      /**< this root is not the first one */
    bool is_full;                       /**< a ceiling was reached, and that was said */
};

struct hm_tree_seen {
    struct hm_str digest;
    uint64_t size;
};

/**
 * Checks the manifest or index that @p root points at and claims the blobs below it. The first
 * root fills the result's digests. @p is_alone: there are no other roots, so that no name is needed
 * to tell its parts.
 */
void hm_tree_check(struct hm_tree *tree, const struct hm_descriptor *root, bool is_alone);

/** Lists all that is no index below @p index, the document that @p from points at, in
 * hm_tree.leaves. Indexes below it are read, each held against its digest; one that could not be is
 * a problem of the check, and `has_gap`. */
void hm_tree_list(struct hm_tree *tree, const struct hm_manifest *index,
                  const struct hm_descriptor *from);

#endif
