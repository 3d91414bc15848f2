/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "plugin/base/auto.h"
#include "plugin/image/digest.h"

enum {
    PIECE = 256 * 1024,
    PLACES = 8, /* where a text may be cut into a path and a tag or digest */
};

static struct hm_blob_place
cut_at(struct hm_str text, size_t at)
{
    struct hm_blob_place place = { .path = hm_str_sub(text, 0, at) };
    struct hm_str rest = hm_str_from(text, at + 1);

    if (at < text.n && text.p[at] == ':') { /* docker's tags are whole names: "a.test/b:1" */
        size_t digest = hm_str_find(rest, '@');
        place.tag = hm_str_sub(rest, 0, digest);
        rest = hm_str_from(rest, digest + 1);
    }
    place.digest = rest;
    return place;
}

enum hm_blob_place_kind
hm_blob_find(struct hm_arena *arena, struct hm_str text, struct hm_blob_place *ret_place)
{
    struct hm_blob_place place = { .path = text };
    struct stat st;

    for (size_t at = text.n, n = 0; n < PLACES && at > 0; at--) {
        if (at < text.n && text.p[at] != ':' && text.p[at] != '@') {
            continue;
        }
        n++;
        place = cut_at(text, at);
        if (stat(hm_arena_c(arena, place.path), &st) == 0) {
            *ret_place = place;
            return S_ISREG(st.st_mode)   ? HM_BLOB_PLACE_FILE
                   : S_ISDIR(st.st_mode) ? HM_BLOB_PLACE_FOLDER
                                         : HM_BLOB_PLACE_OTHER;
        }
    }
    *ret_place = place;
    return HM_BLOB_PLACE_NONE;
}

static enum hm_status
check_kind(enum hm_blob_place_kind kind, enum hm_blob_place_kind want, struct hm_str path,
           struct hm_err *reterr)
{
    if (kind == want || kind == HM_BLOB_PLACE_NONE) {
        return HM_OK; /* open(2) has the better words for what is not there */
    }
    if (kind == HM_BLOB_PLACE_OTHER) {
        return hm_err_set(reterr, HM_E_UNSUPPORTED, "%.*s is neither a file nor a folder",
                          HM_FMT(path));
    }
    return hm_err_set(reterr, HM_E_UNSUPPORTED,
                      want == HM_BLOB_PLACE_FOLDER
                          ? "%.*s is a file, and a layout is a folder: give it as --archive"
                          : "%.*s is a folder, and an archive is a file: give it as --layout",
                      HM_FMT(path));
}

enum hm_status
hm_blob_open(struct hm_arena *arena, struct hm_str text, enum hm_blob_place_kind want, int *ret_fd,
             struct hm_blob_place *ret_place, struct hm_err *reterr)
{
    struct hm_blob_place place = { 0 };
    struct hm_digest ignored;
    enum hm_blob_place_kind kind = hm_blob_find(arena, text, &place);

    HM_TRY(check_kind(kind, want, place.path, reterr));
    if (place.path.n < text.n && place.tag.n == 0 && place.digest.n == 0) {
        return hm_err_set(reterr, HM_E_SYNTAX, "%.*s: its end names no tag and no digest",
                          HM_FMT(text));
    }
    int fd =
        open(hm_arena_c(arena, place.path), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK |
                                                (want == HM_BLOB_PLACE_FOLDER ? O_DIRECTORY : 0));
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
