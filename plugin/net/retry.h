/* SPDX-License-Identifier: Apache-2.0 */
/* Whether and when a request is tried again: pure, so that it is tested without waiting. */
#ifndef HM_NET_RETRY_H
#define HM_NET_RETRY_H

#include <stdint.h>

#include "plugin/base/str.h"

/** What is known after one try. */
struct hm_retry_case {
    unsigned tries;            /**< made so far, at least 1 */
    long status;               /**< of the response; 0 when there was none */
    bool is_connected;         /**< without a response: the server may have seen the request */
    bool is_repeatable;        /**< sending it twice does no harm */
    struct hm_str retry_after; /**< the response's headers; empty where it has none */
    struct hm_str rate_remaining;
    struct hm_str rate_reset; /**< seconds since 1970 */
    struct hm_str date;
    int64_t now;     /**< seconds since 1970, for dates when the response has no Date */
    uint32_t random; /**< any 32 bits: the jitter */
};

enum {
    HM_RETRY_TRIES = 5,          /**< at most, the first included */
    HM_RETRY_BASE_MS = 400,      /**< doubled with every try */
    HM_RETRY_MAX_MS = 20 * 1000, /**< of what we choose ourselves */
    HM_RETRY_NEVER = -1,
};

/**
 * Milliseconds to wait before the next try, or HM_RETRY_NEVER when one cannot succeed, would
 * repeat what must not be repeated, or the tries are used up. A server's Retry-After (seconds or a
 * date) or rate-limit reset is honoured however long it is: the caller compares it with its
 * deadline.
 */
int64_t hm_retry_delay(const struct hm_retry_case *c);

/** Reads "Sun, 06 Nov 1994 08:49:37 GMT" into seconds since 1970; false for anything else. */
bool hm_http_date(struct hm_str text, int64_t *ret_seconds);

#endif
