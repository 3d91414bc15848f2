/* SPDX-License-Identifier: Apache-2.0 */
/* Where an image's bytes come from, be it a folder, a tar file or a registry. */
#ifndef HM_IMAGE_BLOB_H
#define HM_IMAGE_BLOB_H

#include <signal.h>

#include "plugin/base/clock.h"
#include "plugin/image/manifest.h"

/** Takes a blob piece by piece. */
struct hm_blob_sink {
    void *ctx;
    /** What was taken so far is void: the blob comes again from its start. */
    void (*restart)(void *ctx);
    /** Anything but HM_OK (with @p reterr filled) ends the stream with that status. */
    enum hm_status (*take)(void *ctx, struct hm_str piece, struct hm_err *reterr);
};

/**
 * Gives a blob's bytes to a sink, unverified. HM_E_NOT_FOUND when there is no such blob; anything
 * else says why it could not be read. @p worker counts from 0; calls of different workers may
 * overlap.
 */
struct hm_blob_source {
    void *ctx;
    enum hm_status (*stream)(void *ctx, uint32_t worker, const struct hm_descriptor *descriptor,
                             const struct hm_blob_sink *sink, struct hm_err *reterr);
    uint32_t max_workers; /**< 0: as many as there are processors */
    bool is_remote;       /**< a stream may have no end: it is cut at the size it should have */
};

/** `PATH`, `PATH:TAG`, `PATH@DIGEST` or `PATH:TAG@DIGEST` taken apart. */
struct hm_blob_place {
    struct hm_str path;
    struct hm_str tag;    /**< or empty */
    struct hm_str digest; /**< or empty */
};

enum hm_blob_place_kind {
    HM_BLOB_PLACE_NONE,
    HM_BLOB_PLACE_FILE,
    HM_BLOB_PLACE_FOLDER,
    HM_BLOB_PLACE_OTHER, /**< a pipe, a device … */
};

/** What there is at the path that a text names, links followed; a path that has the ':' or '@' in
 * its own name wins. Without any, @p ret_place has the likeliest. */
enum hm_blob_place_kind hm_blob_find(struct hm_arena *arena, struct hm_str text,
                                     struct hm_blob_place *ret_place);

/**
 * Opens the file or the folder that a text names, for reading; the place's digest is canonical.
 * HM_E_NOT_FOUND, HM_E_IO, HM_E_UNSUPPORTED (it is the other one), or hm_digest_parse's errors.
 */
enum hm_status hm_blob_open(struct hm_arena *arena, struct hm_str text,
                            enum hm_blob_place_kind want, int *ret_fd,
                            struct hm_blob_place *ret_place, struct hm_err *reterr) HM_MUST_CHECK;

/** What ends reading early. */
struct hm_blob_limits {
    int64_t deadline;                  /**< hm_clock_ms, or 0 */
    const volatile sig_atomic_t *stop; /**< or NULL */
};

/** HM_OK, HM_E_TIMEOUT or HM_E_REFUSED. */
enum hm_status hm_blob_check_time(const struct hm_blob_limits *limits,
                                  struct hm_err *reterr) HM_MUST_CHECK;

/** Streams @p size bytes of a file from @p off on; HM_E_IO when it ends before that. */
enum hm_status hm_blob_read_file(int fd, uint64_t off, uint64_t size,
                                 const struct hm_blob_limits *limits,
                                 const struct hm_blob_sink *sink,
                                 struct hm_err *reterr) HM_MUST_CHECK;

#endif
