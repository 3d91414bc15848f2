/* SPDX-License-Identifier: Apache-2.0 */
/* The ignore files of other tools: what they accept, as suppressions. */
#ifndef HM_MODEL_IGNORE_FILE_H
#define HM_MODEL_IGNORE_FILE_H

#include "plugin/base/vec.h"
#include "plugin/model/suppression.h"

enum hm_ignore_file_kind {
    HM_IGNORE_FILE_HADOLINT,   /**< .hadolint.yaml: ignored, disable-ignore-pragma,
                                 trustedRegistries */
    HM_IGNORE_FILE_TRIVY,      /**< .trivyignore */
    HM_IGNORE_FILE_TRIVY_YAML, /**< .trivyignore.yaml */
    HM_IGNORE_FILE_CHECKOV,    /**< .checkov.yaml: skip-check */
};

struct hm_ignore_file {
    HM_VEC(struct hm_suppression) list;
    HM_VEC(struct hm_str) trusted; /**< hadolint's trustedRegistries, as patterns over images */
    HM_VEC(struct hm_str) remarks; /**< sentences: what in it has no effect, and why */
    bool are_comments_off;         /**< hadolint's disable-ignore-pragma */
};

/** So many entries of a file count; what comes after is a remark. */
#define HM_IGNORE_FILE_LIMIT 5000u

/**
 * Reads a file. @p source has the path that reports name and the text; @p scope is the folder that
 * it is about, "" or ending in '/'. What cannot be read has no effect: HM_E_SYNTAX or HM_E_LIMIT
 * for a file that as a whole cannot. Everything points into the arena or the source's text.
 */
enum hm_status hm_ignore_file_read(struct hm_arena *arena, enum hm_ignore_file_kind kind,
                                   const struct hm_source *source, struct hm_str scope,
                                   struct hm_ignore_file *ret_file,
                                   struct hm_err *reterr) HM_MUST_CHECK;

#endif
