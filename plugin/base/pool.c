/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

struct work {
    atomic_uint_fast32_t next;
    uint32_t n_items;
    hm_pool_fn *fn;
    void *ctx;
};

struct worker {
    struct work *work;
    uint32_t index;
    pthread_t thread;
};

static void
drain(struct work *work, uint32_t worker)
{
    for (;;) {
        uint_fast32_t item = atomic_fetch_add_explicit(&work->next, 1, memory_order_relaxed);
        if (item >= work->n_items) {
            return;
        }
        work->fn(worker, (uint32_t)item, work->ctx);
    }
}

static void *
start(void *arg)
{
    struct worker *self = arg;

    drain(self->work, self->index);
    return NULL;
}

static uint32_t
count_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return (uint32_t)CPU_COUNT(&set);
    }
    /* More processors than cpu_set_t has room for. */
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (uint32_t)n;
}

uint32_t
hm_pool_workers(uint32_t n_workers, uint32_t n_items)
{
    uint32_t n = n_workers == 0 ? count_processors() : n_workers;

    n = n > HM_POOL_LIMIT ? HM_POOL_LIMIT : n;
    n = n > n_items ? n_items : n;
    return n < 1 ? 1 : n;
}

void
hm_pool_run(uint32_t n_workers, uint32_t n_items, hm_pool_fn *fn, void *ctx)
{
    struct work work = { .n_items = n_items, .fn = fn, .ctx = ctx };
    struct worker workers[HM_POOL_LIMIT];
    uint32_t n = hm_pool_workers(n_workers, n_items);
    uint32_t n_started = 0;

    if (n > 1) {
        sigset_t all;
        sigset_t before;
        (void)sigfillset(&all);
        (void)pthread_sigmask(SIG_BLOCK, &all, &before);
        while (n_started < n - 1) {
            struct worker *w = &workers[n_started];
            *w = (struct worker){ .work = &work, .index = n_started + 1 };
            if (pthread_create(&w->thread, NULL, start, w) != 0) {
                break;
            }
            n_started++;
        }
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    drain(&work, 0);
    for (uint32_t i = 0; i < n_started; i++) {
        (void)pthread_join(workers[i].thread, NULL);
    }
}

struct ranges {
    size_t n_items;
    hm_pool_range_fn *fn;
    void *ctx;
};

static void
do_range(uint32_t worker, uint32_t item, void *ctx)
{
    const struct ranges *ranges = ctx;
    size_t from = item * HM_POOL_RANGE;
    size_t left = ranges->n_items - from;

    ranges->fn(worker, from, from + (left < HM_POOL_RANGE ? left : HM_POOL_RANGE), ranges->ctx);
}

void
hm_pool_ranges(uint32_t n_workers, size_t n_items, hm_pool_range_fn *fn, void *ctx)
{
    struct ranges ranges = { .n_items = n_items, .fn = fn, .ctx = ctx };

    hm_pool_run(n_workers, (uint32_t)((n_items + HM_POOL_RANGE - 1) / HM_POOL_RANGE), do_range,
                &ranges);
}
