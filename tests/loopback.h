/* SPDX-License-Identifier: Apache-2.0 */
/* A small HTTP server on 127.0.0.1, in a thread of the test, that keeps what it was sent. */
#ifndef HM_TESTS_LOOPBACK_H
#define HM_TESTS_LOOPBACK_H

#include <pthread.h>

#include "plugin/base/buf.h"

/** One request as it came over the socket. */
struct loopback_request {
    struct hm_buf raw;    /**< request line, headers, empty line, body */
    struct hm_str method; /**< views into raw */
    struct hm_str target;
    struct hm_str headers; /**< with the line ends */
    struct hm_str body;
};

/** Writes the whole response, status line included; the connection is closed after it, but for one
 * with the header "Connection: keep-alive". @p n counts requests from 0. */
typedef void loopback_answer(void *ctx, size_t n, const struct loopback_request *request,
                             struct hm_buf *out);

enum {
    LOOPBACK_REQUESTS = 256,
};

struct loopback {
    unsigned port;
    loopback_answer *answer;
    void *ctx;
    int listener;
    pthread_t thread;
    size_t n; /**< requests so far; read it after loopback_stop */
    struct loopback_request requests[LOOPBACK_REQUESTS];
};

/** Listens on a free port. */
void loopback_start(struct loopback *server, loopback_answer *answer, void *ctx);

/** Listens on a unix socket, which is made at @p path. */
void loopback_start_unix(struct loopback *server, const char *path, loopback_answer *answer,
                         void *ctx);

/** Stops listening and waits for the thread; `requests` stay until loopback_done. */
void loopback_stop(struct loopback *server);

void loopback_done(struct loopback *server);

/** The value of a request's header, or the empty view. */
struct hm_str loopback_header(const struct loopback_request *request, const char *name);

/** Writes a response with Content-Length and Connection: close; @p headers are lines with their
 * ends, or "". */
void loopback_say(struct hm_buf *out, int status, const char *headers, struct hm_str body);

#endif
