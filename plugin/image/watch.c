/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/watch.h"

#include "plugin/base/clock.h"

enum {
    EVERY_MS = 100,
};

static void
tell(struct hm_watch *watch, int64_t now, int kind)
{
    const struct hm_image_event event = {
        .kind = kind,
        .blobs = atomic_load(&watch->blobs),
        .n_blobs = watch->n_blobs,
        .bytes = atomic_load(&watch->bytes),
        .size = watch->size,
        .seconds = (double)(now - watch->begun) / 1000.0,
    };

    watch->told = now;
    watch->tell(watch->ctx, &event);
}

void
hm_watch_begin(struct hm_watch *watch)
{
    atomic_init(&watch->blobs, 0);
    atomic_init(&watch->bytes, 0);
    atomic_flag_clear(&watch->is_busy);
    if (watch->tell != NULL) {
        watch->begun = hm_clock_ms();
        tell(watch, watch->begun, HM_HASHING_BEGAN);
    }
}

/* Whoever finds somebody telling goes on with its work. */
static void
tell_now_and_then(struct hm_watch *watch)
{
    if (atomic_flag_test_and_set(&watch->is_busy)) {
        return;
    }
    int64_t now = hm_clock_ms();
    if (now - watch->told >= EVERY_MS) {
        tell(watch, now, HM_HASHING_RUNS);
    }
    atomic_flag_clear(&watch->is_busy);
}

void
hm_watch_bytes(struct hm_watch *watch, uint64_t n)
{
    if (watch->tell != NULL) {
        (void)atomic_fetch_add(&watch->bytes, n);
        tell_now_and_then(watch);
    }
}

void
hm_watch_void(struct hm_watch *watch, uint64_t n)
{
    if (watch->tell != NULL) {
        (void)atomic_fetch_sub(&watch->bytes, n);
    }
}

void
hm_watch_blob(struct hm_watch *watch)
{
    (void)atomic_fetch_add(&watch->blobs, 1);
}

void
hm_watch_end(struct hm_watch *watch)
{
    if (watch->tell != NULL) {
        tell(watch, hm_clock_ms(), HM_HASHING_ENDED);
    }
}
