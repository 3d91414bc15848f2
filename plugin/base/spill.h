/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that lie in memory while they are few, and in a file without a name where they are many. */
#ifndef HM_BASE_SPILL_H
#define HM_BASE_SPILL_H

#include "plugin/base/buf.h"

/** `{ .dir = …, .fd = -1 }` is ready for use; a NULL folder: all stays in memory. */
struct hm_spill {
    const char *dir;
    int fd;            /**< -1 while nothing was written to it */
    size_t n;          /**< bytes in the file */
    struct hm_str map; /**< all of them, after hm_spill_end */
};

/** Moves what @p buf holds to the file once that is more than @p most bytes, or others went there
 * before. HM_E_IO says why it cannot: what is still in @p buf is not lost. */
enum hm_status hm_spill_take(struct hm_spill *spill, struct hm_buf *buf, size_t most,
                             struct hm_err *reterr) HM_MUST_CHECK;

/** After the last bytes: makes the file's content one view, which lasts as long as the spill. */
enum hm_status hm_spill_end(struct hm_spill *spill, struct hm_buf *buf,
                            struct hm_err *reterr) HM_MUST_CHECK;

/**
 * The whole of a regular file of at most @p limit bytes: in @p buf while it is short, else a copy
 * in the spill, which no longer changes when the file does. @p ret lasts as long as both. Where
 * there is no room for a copy it is read into @p buf all the same. Fails as hm_read_file does.
 */
enum hm_status hm_spill_read_file(struct hm_spill *spill, const char *path, size_t limit,
                                  struct hm_buf *buf, struct hm_str *ret,
                                  struct hm_err *reterr) HM_MUST_CHECK;

void hm_spill_done(struct hm_spill *spill);

#endif
