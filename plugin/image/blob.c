/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/blob.h"

#include <errno.h>
#include <fcntl.h>

#include "plugin/base/auto.h"
#include "plugin/image/digest.h"

enum {
    PIECE = 256 * 1024,
};

static int
open_path(struct hm_arena *arena, struct hm_str path, int flags)
{
    return open(hm_arena_c(arena, path), flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

enum hm_status
hm_blob_open(struct hm_arena *arena, struct hm_str text, int flags, int *ret_fd,
             struct hm_blob_place *ret_place, struct hm_err *reterr)
{
    size_t at = hm_str_find_last(text, '@');
    size_t colon = hm_str_find_last(text, ':');
    struct hm_blob_place place = { .path = text };
    struct hm_digest ignored;
    int fd = open_path(arena, text, flags);

    if (fd < 0 && at < text.n) {
        place.path = hm_str_sub(text, 0, at);
        place.digest = hm_str_from(text, at + 1);
        fd = open_path(arena, place.path, flags);
    } else if (fd < 0 && colon < text.n) {
        place.path = hm_str_sub(text, 0, colon);
        place.tag = hm_str_from(text, colon + 1);
        fd = open_path(arena, place.path, flags);
    }
    if (fd < 0) {
        int e = errno;
        return hm_err_set(reterr, e == ENOENT || e == ENOTDIR ? HM_E_NOT_FOUND : HM_E_IO,
                          "%.*s: %s", HM_FMT(place.path), strerror(e));
    }
    if (place.digest.n > 0) {
        enum hm_status status = hm_digest_parse(place.digest, &ignored, reterr);
        if (status != HM_OK) {
            (void)close(fd);
            return status;
        }
    }
    *ret_fd = fd;
    *ret_place = place;
    return HM_OK;
}

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
