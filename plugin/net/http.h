/* SPDX-License-Identifier: Apache-2.0 */
/* Requests over http and https with a deadline, ceilings, retries and redirects that carry no
 * credential to another place. */
#ifndef HM_NET_HTTP_H
#define HM_NET_HTTP_H

#include <signal.h>

#include "plugin/base/auto.h"
#include "plugin/base/clock.h"
#include "plugin/base/vec.h"
#include "plugin/net/exchange.h"
#include "plugin/net/url.h"

/** One client: settings and the connections it keeps. Not for sharing between threads. */
struct hm_http;

/** Zeroed, it asks for the system's certificates, no deadline, and http for loopback only. */
struct hm_http_options {
    struct hm_str ca_file; /**< PEM, besides $SSL_CERT_FILE or else the system's */
    int64_t deadline;      /**< hm_clock_ms; covers tries, waits and redirects of every request */
    bool allows_http;      /**< plain http to any host; without it only to loopback, and to: */
    struct hm_http_hosts http_hosts;
    bool is_offline;                   /**< every request is HM_E_REFUSED */
    const volatile sig_atomic_t *stop; /**< non-zero ends what is under way; may be NULL */
    struct hm_str unix_socket; /**< the server's, for `http://localhost/…`; empty for none */
};

/** Takes a successful (2xx) body piece by piece instead of hm_http_response.body. */
struct hm_http_sink {
    void *ctx;
    /** All that was taken so far is void: the body comes again from its start. */
    void (*restart)(void *ctx);
    /** Returns HM_OK to go on; anything else (with @p reterr filled) ends the request without
     * another try. */
    enum hm_status (*take)(void *ctx, struct hm_str piece, struct hm_err *reterr);
};

struct hm_http_request {
    const char *method; /**< "GET", "HEAD", "POST", "PUT", "PATCH" or "DELETE" */
    struct hm_str url;
    const struct hm_http_header *headers;
    size_t n_headers;
    struct hm_str body;              /**< borrowed */
    size_t limit;                    /**< of the response's body; 0 is HM_HTTP_BODY_LIMIT */
    const struct hm_http_sink *sink; /**< or NULL; then `limit` is only for errors' bodies */
    bool is_repeatable;    /**< a POST or PATCH that may be sent twice; GET, HEAD, PUT and DELETE
                              always may */
    bool is_one_try;       /**< no retries: the caller has its own rhythm */
    bool has_secret_reply; /**< the body is wiped when it is given back */
};

/** What a server said in the end. Owns its memory: hm_http_response_done. */
struct hm_http_response {
    long status;
    struct hm_arena arena;
    HM_VEC(struct hm_http_header) headers; /**< of the last response */
    struct hm_buf body;                    /**< empty when a sink took it */
    struct hm_str origin; /**< scheme, host and port that answered, after redirects */
    unsigned tries;
    unsigned redirects;
};

enum {
    HM_HTTP_BODY_LIMIT = 1024 * 1024,
    HM_HTTP_ERROR_BODY_LIMIT = 64 * 1024,
    HM_HTTP_REDIRECTS = 5,
};

/** A new client. libcurl is initialised when the first one is made. */
struct hm_http *hm_http_new(const struct hm_http_options *options);

void hm_http_free(struct hm_http *http);

/**
 * Sends a request and follows what comes of it. HM_OK means that a server answered, whatever its
 * status: the caller judges it. HM_E_NETWORK, HM_E_TIMEOUT: it did not, after all tries;
 * HM_E_REFUSED: offline, plain http, or a redirect that is not safe; HM_E_LIMIT: a body over the
 * ceiling; HM_E_USAGE: a header with a line break, a URL that is none. The message names the host
 * and what to do; it never holds a URL's query or a header.
 *
 * A redirect to another scheme, host or port takes no header along but Accept and Range; a request
 * with a body is not redirected to another origin at all, and https never becomes http.
 */
enum hm_status hm_http_send(struct hm_http *http, const struct hm_http_request *request,
                            struct hm_http_response *ret_response,
                            struct hm_err *reterr) HM_MUST_CHECK;

/** Waits, unless that would pass the deadline or `stop` says otherwise: then it returns false at
 * once. */
bool hm_http_wait(const struct hm_http *http, int64_t ms);

/** The value of the first header of that name (any case); empty when there is none. */
struct hm_str hm_http_header(const struct hm_http_response *response, const char *name);

void hm_http_response_done(struct hm_http_response *response);

/** Whether a header may be sent: a token as name, no control character in the value, and none that
 * frames or routes the message (Content-Length, Transfer-Encoding, Host …). */
bool hm_http_header_is_valid(const struct hm_http_header *header);

static inline void
hm_auto_http_free_(struct hm_http **http)
{
    hm_http_free(*http);
}

/** `hm_auto_http struct hm_http *http = hm_http_new(…);` */
#define hm_auto_http __attribute__((cleanup(hm_auto_http_free_)))
/** `hm_auto_response struct hm_http_response response = { 0 };` */
#define hm_auto_response __attribute__((cleanup(hm_http_response_done)))

#endif
