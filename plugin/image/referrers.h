/* SPDX-License-Identifier: Apache-2.0 */
/* What refers to an image in its registry: signatures, attestations, SBOMs. */
#ifndef HM_IMAGE_REFERRERS_H
#define HM_IMAGE_REFERRERS_H

#include "plugin/image/registry.h"

enum {
    HM_REFERRERS_PAGES = 20,   /**< of one list */
    HM_REFERRERS_LIMIT = 2000, /**< descriptors of one list */
};

struct hm_referrers {
    HM_VEC(struct hm_descriptor) all; /**< as the registry lists them: nothing of it is verified */
    bool is_by_tag; /**< the registry has no such list; this is what lies under the digest's tag */
};

/**
 * Lists what refers to the manifest with @p digest (canonical): by the registry's own list (GET
 * referrers/DIGEST, page by page), or, where it has none, by the index that is tagged
 * "sha256-<digits>". HM_OK with an empty list when there is nothing. HM_E_SYNTAX for an answer that
 * is no index; HM_E_LIMIT for a list that does not end, or one that goes on at another server; and
 * what hm_registry_resolve returns: it was not found out then, which is not "nothing".
 */
enum hm_status hm_registry_list_referrers(struct hm_registry *registry, struct hm_str digest,
                                          struct hm_referrers *ret_referrers,
                                          struct hm_err *reterr) HM_MUST_CHECK;

/** The tag that stands for a digest: "sha256-" and at most 64 of its digits. */
struct hm_str hm_referrers_tag(struct hm_arena *arena, struct hm_str digest);

#endif
