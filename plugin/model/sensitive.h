/* SPDX-License-Identifier: Apache-2.0 */
/* Files whose place is not in an image, by their names. */
#ifndef HM_MODEL_SENSITIVE_H
#define HM_MODEL_SENSITIVE_H

#include "plugin/base/str.h"

/** A file whose place is not in an image. */
enum hm_sensitive {
    HM_FILE_PLAIN = 0,
    HM_FILE_CREDENTIAL, /**< .env, a private key, .npmrc, a cloud's credentials */
    HM_FILE_HISTORY,    /**< .git: whatever was ever committed */
    HM_FILE_STATE,      /**< terraform.tfstate, database dumps: hold secrets in passing */
};

/** What a path is by its name; @p ret_what (may be NULL) gets "an environment file" …, which may be
 * shown. */
enum hm_sensitive hm_sensitive_path(struct hm_str path, const char **ret_what);

#endif
