/* SPDX-License-Identifier: Apache-2.0 */
/* Whether an entry of an image's history was written by an instruction, in any builder's words. */
#ifndef HM_DOCKERFILE_CREATED_BY_H
#define HM_DOCKERFILE_CREATED_BY_H

#include "plugin/model/instruction.h"

enum hm_created {
    HM_CREATED_NOT,
    HM_CREATED_PERHAPS, /**< by one of its kind; the rest is not known, or matters to no layer */
    HM_CREATED_EXACTLY, /**< the text is the same but for white space, quotes and brackets */
};

/** @p text is the entry's `created_by`. Linear in both texts. */
enum hm_created hm_created_by(const struct hm_instruction *inst, struct hm_str text);

#endif
