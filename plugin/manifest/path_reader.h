/* SPDX-License-Identifier: Apache-2.0 */
/* How a reader of manifests gets the other files that the one at hand speaks of. */
#ifndef HM_MANIFEST_PATH_READER_H
#define HM_MANIFEST_PATH_READER_H

#include "plugin/base/buf.h"
#include "plugin/base/err.h"
#include "plugin/base/str.h"

/** Appends the content of a file, by its path from the scan's root, to @p buf. HM_E_NOT_FOUND, or
 * another error. */
typedef enum hm_status hm_read_path_fn(void *ctx, struct hm_str path, struct hm_buf *buf,
                                       struct hm_err *reterr);

struct hm_path_reader {
    hm_read_path_fn *read;
    void *ctx;
};

#endif
