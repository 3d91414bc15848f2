/* SPDX-License-Identifier: Apache-2.0 */
/* One request to one server and its answer, without redirects or retries: the only file over
 * libcurl. Everybody but http.c uses http.h. */
#ifndef HM_NET_EXCHANGE_H
#define HM_NET_EXCHANGE_H

#include <signal.h>

#include "plugin/base/err.h"
#include "plugin/net/url.h"

struct hm_http_header {
    struct hm_str name;
    struct hm_str value;
};

/** Kept connections and the CA file. Not for sharing between threads. */
struct hm_exchange_pool;

/** libcurl is initialised when the first one is made. @p ca_file (PEM) counts besides
 * $SSL_CERT_FILE, or else the system's; it may be empty. Where @p unix_socket is not empty, every
 * connection goes to that socket, whatever the URL's host. */
struct hm_exchange_pool *hm_exchange_pool_new(struct hm_str ca_file, struct hm_str unix_socket);

void hm_exchange_pool_free(struct hm_exchange_pool *pool);

/** What is asked, who is told of the answer, and (below) how it ended. */
struct hm_exchange {
    const char *method;
    const struct hm_url *url;
    const struct hm_http_header *headers;
    size_t n_headers;
    struct hm_str body; /**< borrowed; for POST, PUT and PATCH */
    int64_t time_left;  /**< milliseconds; 0 for no limit */
    bool is_once;       /**< the server must not see it twice, whatever becomes of the connection */
    const volatile sig_atomic_t *stop; /**< or NULL; non-zero ends the exchange */
    void *ctx;
    void (*begin)(void *ctx); /**< a status line: headers seen before were another answer's */
    bool (*header)(void *ctx, struct hm_str name, struct hm_str value); /**< false ends it */
    bool (*piece)(void *ctx, long status, struct hm_str piece);         /**< false ends it */

    long status;   /**< of the answer; 0 when there was none */
    bool was_sent; /**< the server may have seen the request */
    bool was_left; /**< a callback ended it: HM_OK, and the callback knows why */
    bool may_pass; /**< it failed in a way that another try may not */
};

/**
 * HM_OK: an answer came, or a callback ended the exchange (was_left). HM_E_NETWORK, HM_E_TIMEOUT,
 * HM_E_USAGE (the CA file), HM_E_REFUSED (stop) with a message that says what to do, without the
 * host's name in front.
 */
enum hm_status hm_exchange_run(struct hm_exchange_pool *pool, struct hm_exchange *exchange,
                               struct hm_err *reterr) HM_MUST_CHECK;

#endif
