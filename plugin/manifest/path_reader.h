/* SPDX-License-Identifier: Apache-2.0 */
/* How a reader of manifests gets the other files that the one at hand speaks of. */
#ifndef HM_MANIFEST_PATH_READER_H
#define HM_MANIFEST_PATH_READER_H

#include "plugin/base/arena.h"
#include "plugin/base/buf.h"
#include "plugin/base/err.h"
#include "plugin/base/str.h"

/** Appends the content of a file, by its path from the scan's root, to @p buf. HM_E_NOT_FOUND, or
 * another error. */
typedef enum hm_status hm_read_path_fn(void *ctx, struct hm_str path, struct hm_buf *buf,
                                       struct hm_err *reterr);

/** Files of a folder, by their paths from the scan's root. */
struct hm_path_list {
    const struct hm_str *paths; /**< in byte order */
    uint32_t n;
    bool is_cut; /**< there are more: too many, or some that could not be looked at */
};

/** Lists all files below a folder, itself by its path from the scan's root ("" is that root);
 * symbolic links are none. HM_E_NOT_FOUND, or another error. */
typedef enum hm_status hm_list_paths_fn(void *ctx, struct hm_arena *arena, struct hm_str folder,
                                        struct hm_path_list *ret_list, struct hm_err *reterr);

struct hm_path_reader {
    hm_read_path_fn *read;
    hm_list_paths_fn *list; /**< NULL: folders cannot be listed */
    void *ctx;
};

#endif
