/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/watch.h"

#include <criterion/criterion.h>

#include "plugin/base/pool.h"

struct told {
    unsigned n;
    struct hm_image_event events[64];
};

static void
take(void *ctx, const struct hm_image_event *event)
{
    struct told *told = ctx;

    if (told->n < 64) {
        told->events[told->n] = *event;
    }
    told->n++;
}

Test(watch, tells_beginning_and_end_however_short)
{
    struct told told = { 0 };
    struct hm_watch watch = { .tell = take, .ctx = &told, .n_blobs = 2, .size = 30 };

    hm_watch_begin(&watch);
    hm_watch_bytes(&watch, 10);
    hm_watch_blob(&watch);
    hm_watch_end(&watch);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.events[0].kind, HM_HASHING_BEGAN);
    cr_expect_eq(told.events[0].bytes, 0);
    cr_expect_eq(told.events[1].kind, HM_HASHING_ENDED);
    cr_expect_eq(told.events[1].bytes, 10);
    cr_expect_eq(told.events[1].size, 30);
    cr_expect_eq(told.events[1].blobs, 1);
    cr_expect_eq(told.events[1].n_blobs, 2);
}

Test(watch, tells_now_and_then_in_between)
{
    struct told told = { 0 };
    struct hm_watch watch = { .tell = take, .ctx = &told, .n_blobs = 1 };

    hm_watch_begin(&watch);
    watch.told -= 1000; /* as if a second had passed */
    hm_watch_bytes(&watch, 1);
    hm_watch_bytes(&watch, 1);
    cr_assert_eq(told.n, 2);
    cr_expect_eq(told.events[1].kind, HM_HASHING_RUNS);
    cr_expect_eq(told.events[1].bytes, 1);
}

Test(watch, takes_back_what_comes_again)
{
    struct told told = { 0 };
    struct hm_watch watch = { .tell = take, .ctx = &told };

    hm_watch_begin(&watch);
    hm_watch_bytes(&watch, 10);
    hm_watch_void(&watch, 10);
    hm_watch_end(&watch);
    cr_expect_eq(told.events[told.n - 1].bytes, 0);
}

static void
count_blob(uint32_t worker, uint32_t item, void *ctx)
{
    (void)worker;
    (void)item;
    for (unsigned i = 0; i < 1000; i++) {
        hm_watch_bytes(ctx, 3);
    }
    hm_watch_blob(ctx);
}

Test(watch, counts_what_several_workers_hash)
{
    struct told told = { 0 };
    struct hm_watch watch = { .tell = take, .ctx = &told, .n_blobs = 8 };
    const struct hm_image_event *last = told.events;

    hm_watch_begin(&watch);
    hm_pool_run(4, 8, count_blob, &watch);
    told.n = 0;
    hm_watch_end(&watch);
    cr_expect_eq(last->bytes, 24000);
    cr_expect_eq(last->blobs, 8);
}

Test(watch, says_nothing_where_nobody_listens)
{
    struct hm_watch watch = { .tell = NULL };

    hm_watch_begin(&watch);
    hm_watch_bytes(&watch, 1);
    hm_watch_end(&watch);
    cr_expect_eq(atomic_load(&watch.bytes), 0);
}
