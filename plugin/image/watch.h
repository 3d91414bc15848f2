/* SPDX-License-Identifier: Apache-2.0 */
/* How far the hashing of an image's blobs has come, told while it goes on. */
#ifndef HM_IMAGE_WATCH_H
#define HM_IMAGE_WATCH_H

#include <stdatomic.h>
#include <stdint.h>

/** What somebody who waits may want to see. */
struct hm_image_event {
    enum {
        HM_HASHING_BEGAN,
        HM_HASHING_RUNS,  /**< comes several times a second */
        HM_HASHING_ENDED, /**< all blobs were hashed, or given up */
    } kind;
    uint32_t blobs;   /**< hashed so far */
    uint32_t n_blobs; /**< of so many */
    uint64_t bytes;   /**< hashed so far */
    uint64_t size;    /**< of so many, as the manifests say; less where they do not say all */
    double seconds;   /**< since the hashing began */
};

typedef void hm_image_watch_fn(void *ctx, const struct hm_image_event *event);

/** Counted by several workers at once. */
struct hm_watch {
    hm_image_watch_fn *tell; /**< or NULL: nothing is told */
    void *ctx;
    uint32_t n_blobs;
    uint64_t size;
    int64_t begun; /**< hm_clock_ms */
    int64_t told;  /**< hm_clock_ms; belongs to whoever is_busy */
    _Atomic uint32_t blobs;
    _Atomic uint64_t bytes;
    atomic_flag is_busy;
};

/** Tells the beginning. */
void hm_watch_begin(struct hm_watch *watch);

/** More bytes were hashed; tells it ten times a second, in one worker at a time. */
void hm_watch_bytes(struct hm_watch *watch, uint64_t n);

/** Bytes that were counted come again. */
void hm_watch_void(struct hm_watch *watch, uint64_t n);

/** A blob is done with. */
void hm_watch_blob(struct hm_watch *watch);

/** Tells the end; no worker may count any more. */
void hm_watch_end(struct hm_watch *watch);

#endif
