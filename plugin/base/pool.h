/* SPDX-License-Identifier: Apache-2.0 */
/* Work over many items, spread over the processor's cores. */
#ifndef HM_BASE_POOL_H
#define HM_BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "plugin/base/banned.h"

/** More workers than this are never started. */
#define HM_POOL_LIMIT 256u

/**
 * Does one item. @p worker counts from 0 and is never in use twice at a time, so what ctx holds per
 * worker (an arena, a sink) needs no lock. Items are handed out in order but end in any; what must
 * not depend on timing is stored by @p item.
 */
typedef void hm_pool_fn(uint32_t worker, uint32_t item, void *ctx);

/**
 * How many workers hm_pool_run would use: @p n_workers, or for 0 the number of processors that this
 * process may run on; at least 1, at most HM_POOL_LIMIT and @p n_items. For sizing what ctx holds
 * per worker.
 */
uint32_t hm_pool_workers(uint32_t n_workers, uint32_t n_items);

/**
 * Calls @p fn once for every item in [0, n_items) and returns when all are done. The caller is
 * worker 0, so one worker means no thread at all. Where the system gives no further thread, those
 * that there are do the work. Threads have all signals blocked: they are the caller's.
 */
void hm_pool_run(uint32_t n_workers, uint32_t n_items, hm_pool_fn *fn, void *ctx);

/** Items that hm_pool_ranges hands out at a time. */
#define HM_POOL_RANGE ((size_t)256)

/** Does items [from, to). */
typedef void hm_pool_range_fn(uint32_t worker, size_t from, size_t to, void *ctx);

/**
 * As hm_pool_run, for many items that each take little: @p fn is called once for each
 * HM_POOL_RANGE of them. Up to so many cost no thread.
 */
void hm_pool_ranges(uint32_t n_workers, size_t n_items, hm_pool_range_fn *fn, void *ctx);

#endif
