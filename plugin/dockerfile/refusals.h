/* SPDX-License-Identifier: Apache-2.0 */
/* What BuildKit refuses when it runs the instructions of a stage, once their words are expanded. */
#ifndef HM_DOCKERFILE_REFUSALS_H
#define HM_DOCKERFILE_REFUSALS_H

#include "plugin/dockerfile/stages.h"

/** What BuildKit says to @p inst of @p stage, or the empty view. Values that are not known count as
 * good ones. EXPOSE is not looked at here, and neither are mounts. */
struct hm_str hm_refusal_of(const struct hm_stages *stages, const struct hm_stage *stage,
                            const struct hm_instruction *inst);

/** Whether a source of COPY or ADD is the word of a here-document. */
bool hm_is_document(const struct hm_stages *stages, const struct hm_word *word);

#endif
