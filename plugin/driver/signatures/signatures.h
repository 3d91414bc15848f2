/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures and attestations of every image of a run, held against the policy: what is asked, of
 * which digest, and what the answers mean at each place. */
#ifndef HM_DRIVER_SIGNATURES_H
#define HM_DRIVER_SIGNATURES_H

#include "plugin/driver/config/config.h"
#include "plugin/driver/images/image_places.h"
#include "plugin/driver/images/images.h"
#include "plugin/driver/images/references.h"
#include "plugin/driver/tools/tools.h"

enum {
    HM_SIGNATURE_IMAGES_LIMIT = 1000, /**< different images of a run that are verified */
};

/** What one question came to. */
struct hm_signature_answer {
    bool is_asked;
    bool is_known; /**< what follows is valid */
    enum hm_proof proof;
    struct hm_str detail; /**< a clause without its period */
    struct hm_str digest; /**< that was verified */
    bool is_for_review;   /**< docker trust has said it: legacy, a note and no finding */
    bool is_of_child;     /**< of a platform's manifest, not of the index above it */
};

/** One image as one or several places name it, or as the command line does. */
struct hm_signature_image {
    struct hm_str key;  /**< what tells it from others, however it is written */
    struct hm_str name; /**< as reports name it: as its first place writes it */
    struct hm_str platform;
    struct hm_str why; /**< why its name is not known, or empty */
    bool is_given;     /**< on the command line */
    bool is_unused;    /**< all its places are in stages that the target does not need */
    const struct hm_trust_policy *policy;
    const struct hm_trust_rule *rule;     /**< NULL: no rule fits */
    const struct hm_reference *reference; /**< NULL: it is in no registry, or its name not known */
    bool is_mismatch;                     /**< the registry gave other bytes than its digest says */
    struct hm_signature_answer signature;
    struct hm_signature_answer attestations[HM_ATTESTATION_COUNT];
    HM_VEC(const struct hm_image_place *) places;
};

/** A question to a tool, and whose answer it is. */
struct hm_signature_question {
    size_t image;
    int attestation; /**< enum hm_attestation, or -1 for the signature */
    size_t child;    /**< index in the reference's children, or SIZE_MAX for what it names itself */
    bool is_beside_bundles; /**< what is asked about is of the old form, and there are bundles */
};

/** Zeroed, nothing is asked. */
struct hm_signatures {
    const struct hm_trust_policy *policy; /**< the configuration's, or NULL */
    struct hm_trust_policy given;         /**< --verify-key: for the images of the command line */
    bool has_given;
    uint32_t today;
    struct hm_references references; /**< shared with whoever resolves images */
    struct hm_image_places places;
    HM_VEC(struct hm_signature_image) images;
    HM_VEC(struct hm_signature_question) questions; /**< of `jobs`, one each */
    HM_VEC(struct hm_tool_job) jobs;
    bool is_old_form; /**< of the questions that are being put together */
    struct hm_runner *runner;
    struct hm_tools *tools;
    const struct hm_image_options *options;
};

/** Takes --verify-key and the policy of the configuration, which may be NULL; its exceptions end by
 * @p today (hm_run_day). HM_E_USAGE for a key that is none. */
enum hm_status hm_signatures_init(struct hm_signatures *signatures, const struct hm_args *args,
                                  const struct hm_config *config, uint32_t today,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/** Whether the images of the scanned files are verified. */
bool hm_signatures_are_asked(const struct hm_signatures *signatures);

/** Finds the images of the files; nothing is asked of a registry. */
void hm_signatures_find(struct hm_signatures *signatures, const struct hm_inputs *inputs,
                        const struct hm_build *build, struct hm_report *report);

/** Resolves what is verified, and starts the tools. @p images were verified already. */
enum hm_status hm_signatures_start(struct hm_signatures *signatures, struct hm_tools *tools,
                                   const struct hm_images *images,
                                   const struct hm_image_options *options, struct hm_report *report,
                                   struct hm_err *reterr) HM_MUST_CHECK;

/** Waits for the answers: evidence of each image, and findings and notes at its places. */
void hm_signatures_finish(struct hm_signatures *signatures, struct hm_report *report);

/** Puts what became of the images into the report. */
void hm_signatures_report(const struct hm_signatures *signatures, struct hm_report *report);

#endif
