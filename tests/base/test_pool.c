/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

#include "plugin/base/pool.h"

enum {
    ITEMS = 5000,
    WORKERS = 4,
};

struct seen {
    atomic_uint times[ITEMS];
    atomic_uint busy[WORKERS];
    atomic_bool was_shared;
    uint64_t sums[WORKERS]; /* without a lock: a worker's own */
    pthread_t caller;
    atomic_uint on_caller;
    atomic_bool was_open; /* a thread that signals can reach */
};

static void
note(uint32_t worker, uint32_t item, void *ctx)
{
    struct seen *seen = ctx;

    if (atomic_fetch_add(&seen->busy[worker], 1) != 0) {
        atomic_store(&seen->was_shared, true);
    }
    atomic_fetch_add(&seen->times[item], 1);
    seen->sums[worker] += item;
    if (pthread_equal(pthread_self(), seen->caller)) {
        atomic_fetch_add(&seen->on_caller, 1);
    } else {
        sigset_t now;
        pthread_sigmask(SIG_BLOCK, NULL, &now);
        if (!sigismember(&now, SIGTERM)) {
            atomic_store(&seen->was_open, true);
        }
    }
    atomic_fetch_sub(&seen->busy[worker], 1);
}

static struct seen *
run(uint32_t n_workers, uint32_t n_items)
{
    static struct seen seen;

    seen.caller = pthread_self();
    hm_pool_run(n_workers, n_items, note, &seen);
    return &seen;
}

Test(pool, does_every_item_once)
{
    const struct seen *seen = run(WORKERS, ITEMS);

    for (int i = 0; i < ITEMS; i++) {
        cr_assert_eq(seen->times[i], 1, "item %d ran %u times", i, seen->times[i]);
    }
}

Test(pool, is_done_when_it_returns)
{
    const struct seen *seen = run(WORKERS, ITEMS);
    uint64_t sum = 0;

    for (int i = 0; i < WORKERS; i++) {
        sum += seen->sums[i];
    }
    cr_assert_eq(sum, (uint64_t)ITEMS * (ITEMS - 1) / 2);
}

Test(pool, gives_a_worker_to_one_thread_at_a_time)
{
    cr_assert_not(run(WORKERS, ITEMS)->was_shared);
}

Test(pool, keeps_signals_for_the_caller)
{
    cr_assert_not(run(WORKERS, ITEMS)->was_open);
}

Test(pool, restores_the_callers_signal_mask)
{
    sigset_t after;

    run(WORKERS, ITEMS);
    pthread_sigmask(SIG_BLOCK, NULL, &after);
    cr_assert_eq(sigismember(&after, SIGTERM), 0);
}

Test(pool, runs_inline_with_one_worker)
{
    cr_assert_eq(run(1, ITEMS)->on_caller, ITEMS);
}

Test(pool, does_nothing_without_items)
{
    cr_assert_eq(run(WORKERS, 0)->on_caller, 0);
}

Test(pool, uses_no_more_workers_than_items)
{
    cr_assert_eq(hm_pool_workers(8, 3), 3);
}

Test(pool, has_one_worker_at_least)
{
    cr_assert_eq(hm_pool_workers(8, 0), 1);
}

Test(pool, has_a_ceiling)
{
    cr_assert_eq(hm_pool_workers(UINT32_MAX, UINT32_MAX), HM_POOL_LIMIT);
}

Test(pool, counts_the_processors_it_may_run_on)
{
    cpu_set_t one;

    CPU_ZERO(&one);
    cr_assert_eq(sched_getaffinity(0, sizeof one, &one), 0);
    int first = 0;
    while (!CPU_ISSET(first, &one)) {
        first++;
    }
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    cr_assert_eq(sched_setaffinity(0, sizeof one, &one), 0);
    cr_assert_eq(hm_pool_workers(0, 100), 1);
}

static void
note_range(uint32_t worker, size_t from, size_t to, void *ctx)
{
    struct seen *seen = ctx;

    (void)worker;
    cr_assert_leq(to - from, HM_POOL_RANGE);
    for (size_t i = from; i < to; i++) {
        atomic_fetch_add(&seen->times[i], 1);
    }
    atomic_fetch_add(&seen->on_caller, 1);
}

Test(pool, ranges_hold_every_item_once)
{
    static struct seen seen;
    const uint32_t n_ranges = (ITEMS - 1 + HM_POOL_RANGE - 1) / HM_POOL_RANGE;

    hm_pool_ranges(WORKERS, ITEMS - 1, note_range, &seen);
    for (size_t i = 0; i < ITEMS; i++) {
        cr_assert_eq(seen.times[i], i < ITEMS - 1);
    }
    cr_expect_eq(seen.on_caller, n_ranges);
    hm_pool_ranges(WORKERS, 0, note_range, &seen);
    cr_expect_eq(seen.on_caller, n_ranges);
}
