/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/blob.h"

#include <errno.h>

#include "plugin/base/auto.h"

enum {
    PIECE = 256 * 1024,
};

enum hm_status
hm_blob_check_time(const struct hm_blob_limits *limits, struct hm_err *reterr)
{
    if (limits->stop != NULL && *limits->stop != 0) {
        return hm_err_set(reterr, HM_E_REFUSED, "stopped before its end");
    }
    if (limits->deadline != 0 && hm_clock_ms() >= limits->deadline) {
        return hm_err_set(reterr, HM_E_TIMEOUT, "the deadline passed before its end");
    }
    return HM_OK;
}

enum hm_status
hm_blob_read_file(int fd, uint64_t off, uint64_t size, const struct hm_blob_limits *limits,
                  const struct hm_blob_sink *sink, struct hm_err *reterr)
{
    hm_auto_free char *piece = malloc(PIECE);

    if (piece == NULL) {
        hm_out_of_memory();
    }
    for (uint64_t done = 0; done < size;) {
        enum hm_status status = hm_blob_check_time(limits, reterr);
        if (status != HM_OK) {
            return status;
        }
        size_t want = size - done < PIECE ? (size_t)(size - done) : PIECE;
        ssize_t got = pread(fd, piece, want, (off_t)(off + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return hm_err_set(reterr, HM_E_IO, "cannot be read: %s", strerror(errno));
        }
        if (got == 0) {
            return hm_err_set(reterr, HM_E_IO, "the file ends before the blob does");
        }
        status = sink->take(sink->ctx, hm_str_make(piece, (size_t)got), reterr);
        if (status != HM_OK) {
            return status;
        }
        done += (uint64_t)got;
    }
    return HM_OK;
}
