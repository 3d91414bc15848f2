/* SPDX-License-Identifier: Apache-2.0 */
/* What a pipeline does to each of its images from build to deployment, and what stands between:
 * scans, signatures, gates. */
#ifndef HM_MODEL_PIPELINE_CHAIN_H
#define HM_MODEL_PIPELINE_CHAIN_H

#include "plugin/model/pipeline.h"
#include "plugin/model/pipeline_image.h"

/** When something is done to an image, as seen from its first push. */
enum hm_chain_when {
    HM_CHAIN_NEVER,   /**< no act of this pipeline does it */
    HM_CHAIN_UNKNOWN, /**< one does it to an image that may be this one, or not all of the pipeline
                         is known */
    HM_CHAIN_AFTER,   /**< behind the push, or beside it in a job that nothing waits for */
    HM_CHAIN_BEFORE,  /**< in front of the push; also where nothing is pushed */
};

/** One thing that is done to an image. */
struct hm_chain_link {
    enum hm_chain_when when;
    const struct hm_act *act; /**< the earliest that counts; NULL for HM_CHAIN_NEVER and where the
                                 pipeline is not all known */
};

/** An image under all names that the pipeline gives it. */
struct hm_chain {
    struct hm_scalar image;        /**< the name that it is pushed by, else its first */
    const struct hm_scalar *names; /**< all of them */
    uint32_t n_names;
    const struct hm_act *build; /**< the first, or NULL, as the others */
    const struct hm_act *push;  /**< a copy only where nothing else pushes it */
    const struct hm_act *deploy;
    struct hm_chain_link scanned;
    struct hm_chain_link gated;     /**< a scan whose failure ends the job: `scanned` without those
                                       whose failure is known to be ignored */
    struct hm_chain_link signed_by; /**< a signature, or an attestation that is signed */
    struct hm_chain_link attested;
    struct hm_chain_link verified;
    bool may_stay; /**< a registry runs beside the job that pushes it, and may be where it goes */
    enum hm_trit is_digest_used; /**< an act behind the push names it by its digest; HM_UNKNOWN:
                                    one uses the digest of some image */
};

struct hm_chains {
    const struct hm_chain *list;
    uint32_t n;
    const char *scan_unknown; /**< why a scan may be where nobody sees it, a clause; else NULL */
    const char *sign_unknown; /**< the same of signatures */
};

/** Begins the `unknown` of what others call: they may be known (plugin/driver/reread.h). */
#define HM_CHAIN_CALLED "it is called by others, which may do it"

/** At most so many images of a pipeline are told apart; of more nothing is said but that. */
#define HM_CHAINS_LIMIT 64u

/** So many names of an image and of an act are compared. */
#define HM_CHAIN_NAMES 16u

/**
 * Puts the acts of a pipeline together by image; the reader keeps the result as `chains`. Names
 * that one act gives to one image are one image, and so are tags of one repository, and builds of
 * one Dockerfile with one context and target. In the order of the images' first acts; only what is
 * built, pushed or deployed is listed.
 */
struct hm_chains hm_pipeline_chains(struct hm_arena *arena, const struct hm_pipeline *pipeline);

/** The chain that an act is about, or NULL. */
const struct hm_chain *hm_chains_of(const struct hm_chains *chains, const struct hm_act *act);

/** Whether an image is pushed to nothing but a registry that lives as long as the job does:
 * "localhost:5000". */
bool hm_chain_is_local(const struct hm_chain *chain);

/** Whether an act signs: a signature, or an attestation that is signed. */
bool hm_act_signs(const struct hm_act *act);

#endif
