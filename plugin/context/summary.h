/* SPDX-License-Identifier: Apache-2.0 */
/* A context in figures: what a build would send, what keeps the rest out, what the copies take. */
#ifndef HM_CONTEXT_SUMMARY_H
#define HM_CONTEXT_SUMMARY_H

#include "plugin/model/facts.h"

/** So many of the largest files are named. */
#define HM_LARGEST 10u

/** Files and their bytes together. */
struct hm_amount {
    uint64_t files;
    uint64_t bytes;
};

/** What one pattern of the ignore file decides. */
struct hm_pattern_amount {
    struct hm_span span; /**< in the ignore file */
    uint32_t line;
    bool is_exception;
    struct hm_amount kept_out; /**< what it keeps out, being the last to say so */
};

/** What one COPY or ADD takes. */
struct hm_copy_amount {
    const struct hm_instruction *inst;
    struct hm_amount taken;
    bool is_certain;
};

struct hm_context_summary {
    struct hm_amount sent;    /**< what the ignore file lets through */
    struct hm_amount ignored; /**< of what the walk saw: folders that a build skips count too */
    struct hm_amount asked;   /**< what the copies take together: all that BuildKit asks for */
    const struct hm_context_file *largest[HM_LARGEST]; /**< of those that are sent */
    uint32_t n_largest;
    const struct hm_pattern_amount *patterns; /**< in the order of the ignore file */
    uint32_t n_patterns;
    const struct hm_copy_amount *copies; /**< in the order of the Dockerfile */
    uint32_t n_copies;
};

/** @p file may be NULL: then nothing is copied. The context's files have their sizes. */
void hm_context_sum(struct hm_arena *arena, const struct hm_context *context,
                    const struct hm_dockerfile *file, struct hm_context_summary *ret_summary);

#endif
