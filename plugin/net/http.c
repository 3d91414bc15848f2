/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/http.h"

#include "plugin/base/crypto.h"
#include "plugin/net/retry.h"

enum {
    HEADER_LIMIT = 64 * 1024, /* bytes of all headers of an answer */
    NAP_MS = 50,              /* between looks at `stop` while waiting */
};

struct hm_http {
    struct hm_exchange_pool *pool;
    struct hm_http_options options;
};

/* One request on its way. */
struct transfer {
    struct hm_http *http;
    const struct hm_http_request *request;
    struct hm_http_response *response;
    struct hm_url url;
    bool is_foreign;        /* redirected to another origin: the caller's headers stay behind */
    bool has_body;          /* the sink has a piece of this answer */
    bool was_sent;          /* the server may have seen the last try */
    uint64_t taken;         /* bytes that the sink has */
    size_t header_bytes;    /* of this answer */
    enum hm_status refused; /* why a callback ended the transfer, or HM_OK */
    struct hm_err *err;
};

struct hm_http *
hm_http_new(const struct hm_http_options *options)
{
    struct hm_http *http = calloc(1, sizeof *http);

    if (http == NULL) {
        hm_out_of_memory();
    }
    http->options = *options;
    http->options.ca_file = (struct hm_str){ 0 }; /* the pool has its own copy */
    http->options.unix_socket = (struct hm_str){ 0 };
    http->pool = hm_exchange_pool_new(options->ca_file, options->unix_socket);
    return http;
}

void
hm_http_free(struct hm_http *http)
{
    if (http != NULL) {
        hm_exchange_pool_free(http->pool);
        free(http);
    }
}

void
hm_http_response_done(struct hm_http_response *response)
{
    hm_buf_done(&response->body);
    hm_arena_done(&response->arena);
    *response = (struct hm_http_response){ 0 };
}

struct hm_str
hm_http_header(const struct hm_http_response *response, const char *name)
{
    for (size_t i = 0; i < response->headers.n; i++) {
        if (hm_str_eq_nocase(response->headers.p[i].name, hm_str_c(name))) {
            return response->headers.p[i].value;
        }
    }
    return (struct hm_str){ 0 };
}

bool
hm_http_header_is_valid(const struct hm_http_header *header)
{
    /* How a message is framed and where it goes is not a header's to say. */
    static const char *const framing[] = { "content-length", "transfer-encoding",
                                           "connection",     "expect",
                                           "host",           "te" };

    for (size_t i = 0; i < sizeof framing / sizeof framing[0]; i++) {
        if (hm_str_eq_nocase(header->name, hm_str_c(framing[i]))) {
            return false;
        }
    }
    for (size_t i = 0; i < header->name.n; i++) {
        char c = header->name.p[i];
        if (!hm_is_alpha(c) && !hm_is_digit(c) && (c == '\0' || !strchr("!#$%&'*+-.^_`|~", c))) {
            return false;
        }
    }
    for (size_t i = 0; i < header->value.n; i++) {
        unsigned char c = (unsigned char)header->value.p[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return header->name.n > 0;
}

/* --- what an exchange tells */

static enum hm_status
refuse(struct transfer *t, enum hm_status status, const char *why)
{
    struct hm_arena *arena = &t->response->arena;
    struct hm_str host = hm_url_host(arena, &t->url);

    t->refused = hm_err_set(t->err, status, "%.*s: %s", HM_FMT(host), why);
    return t->refused;
}

static void
on_begin(void *ctx)
{
    struct transfer *t = ctx;

    t->response->headers.n = 0;
    t->header_bytes = 0;
}

static bool
on_header(void *ctx, struct hm_str name, struct hm_str value)
{
    struct transfer *t = ctx;
    struct hm_arena *arena = &t->response->arena;

    t->header_bytes += name.n + value.n + 4;
    if (t->header_bytes > HEADER_LIMIT) {
        (void)refuse(t, HM_E_LIMIT, "the answer's headers are larger than 64 KiB");
        return false;
    }
    struct hm_http_header *header = hm_vec_push(arena, &t->response->headers);
    header->name = hm_arena_str(arena, name);
    header->value = hm_arena_str(arena, value);
    return true;
}

/* Where a 206 starts: "bytes 100-199/200". */
static bool
is_resumed_at(const struct hm_http_response *response, uint64_t offset)
{
    struct hm_str range = hm_http_header(response, "content-range");
    uint64_t start = 0;

    if (!hm_str_starts(range, "bytes ")) {
        return false;
    }
    range = hm_str_from(range, 6);
    return hm_str_to_u64(hm_str_sub(range, 0, hm_str_find(range, '-')), UINT64_MAX, &start) &&
           start == offset;
}

static bool
give_to_sink(struct transfer *t, struct hm_str piece, long status)
{
    const struct hm_http_sink *sink = t->request->sink;

    if (!t->has_body && status == 206 && !is_resumed_at(t->response, t->taken)) {
        return refuse(t, HM_E_NETWORK, "answers with another part than the one asked for") == HM_OK;
    }
    if (!t->has_body && status != 206 && t->taken > 0) {
        sink->restart(sink->ctx);
        t->taken = 0;
    }
    t->has_body = true;
    t->taken += piece.n;
    t->refused = sink->take(sink->ctx, piece, t->err);
    return t->refused == HM_OK;
}

static bool
keep(struct transfer *t, struct hm_str piece, bool is_success)
{
    struct hm_buf *body = &t->response->body;

    hm_buf_add(body, piece);
    if (!body->is_cut) {
        return true;
    }
    if (is_success) {
        (void)refuse(t, HM_E_LIMIT, "the answer is larger than what is read of it");
    }
    return false;
}

static bool
on_piece(void *ctx, long status, struct hm_str piece)
{
    struct transfer *t = ctx;
    bool is_success = status >= 200 && status < 300;

    return is_success && t->request->sink != NULL ? give_to_sink(t, piece, status)
                                                  : keep(t, piece, is_success);
}

/* --- one try: from the request's own URL along its redirects to an answer */

static bool
has_body(const struct hm_http_request *request)
{
    return strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0 ||
           strcmp(request->method, "PATCH") == 0;
}

static bool
is_repeatable(const struct hm_http_request *request)
{
    return request->is_repeatable ||
           (strcmp(request->method, "POST") != 0 && strcmp(request->method, "PATCH") != 0);
}

static void
choose_headers(struct transfer *t, struct hm_exchange *x)
{
    struct hm_arena *arena = &t->response->arena;
    struct hm_http_header *chosen =
        hm_arena_new(arena, struct hm_http_header, t->request->n_headers + 1);
    size_t n = 0;

    for (size_t i = 0; i < t->request->n_headers; i++) {
        if (!t->is_foreign || hm_str_eq_nocase(t->request->headers[i].name, HM_S("accept"))) {
            chosen[n++] = t->request->headers[i];
        }
    }
    if (t->taken > 0) {
        chosen[n++] = (struct hm_http_header){
            .name = HM_STR("Range"),
            .value = hm_arena_printf(arena, "bytes=%ju-", (uintmax_t)t->taken),
        };
    }
    x->headers = chosen;
    x->n_headers = n;
}

static enum hm_status
exchange(struct transfer *t, int64_t left, bool *ret_may_pass)
{
    size_t limit = t->request->limit == 0 ? HM_HTTP_BODY_LIMIT : t->request->limit;
    struct hm_exchange x = {
        .method = t->request->method,
        .url = &t->url,
        .body = t->request->body,
        .time_left = left,
        .is_once = !is_repeatable(t->request),
        .stop = t->http->options.stop,
        .ctx = t,
        .begin = on_begin,
        .header = on_header,
        .piece = on_piece,
    };

    choose_headers(t, &x);
    hm_buf_done(&t->response->body);
    t->response->body = (struct hm_buf){
        .limit = t->request->sink != NULL ? HM_HTTP_ERROR_BODY_LIMIT : limit,
        .is_secret = t->request->has_secret_reply,
    };
    t->response->headers.n = 0;
    t->has_body = false;
    enum hm_status status = hm_exchange_run(t->http->pool, &x, t->err);
    t->response->status = x.status;
    t->was_sent = x.was_sent;
    *ret_may_pass = x.may_pass;
    if (status == HM_OK) {
        return t->refused;
    }
    if (status == HM_E_TIMEOUT && t->http->options.deadline != 0 &&
        hm_clock_ms() >= t->http->options.deadline - NAP_MS) {
        *ret_may_pass = false;
        return refuse(t, HM_E_TIMEOUT, "no complete answer before the deadline");
    }
    struct hm_str host = hm_url_host(&t->response->arena, &t->url);
    return hm_err_prefix(t->err, "%.*s", HM_FMT(host));
}

/* A deadline's rest in milliseconds; 0 when there is none, less when it passed. */
static int64_t
time_left(const struct hm_http *http)
{
    int64_t deadline = http->options.deadline;

    if (deadline == 0) {
        return 0;
    }
    int64_t left = deadline - hm_clock_ms();
    return left > 0 ? left : -1;
}

static enum hm_status
check_origin(struct transfer *t)
{
    if (!t->http->options.allows_http &&
        !hm_url_may_be_asked(&t->http->options.http_hosts, &t->url)) {
        return refuse(t, HM_E_REFUSED,
                      "plain http would show the request to everyone on the way; use https");
    }
    return HM_OK;
}

static bool
is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Goes where a redirect points, if that is safe. */
static enum hm_status
follow(struct transfer *t)
{
    struct hm_url from = t->url;
    struct hm_str location = hm_http_header(t->response, "location");
    struct hm_url next = { 0 };

    if (++t->response->redirects > HM_HTTP_REDIRECTS) {
        return refuse(t, HM_E_NETWORK, "redirects without end");
    }
    if (hm_url_resolve(&t->response->arena, &from, location, &next, t->err) != HM_OK) {
        (void)hm_err_prefix(t->err, "%.*s: redirects to", HM_FMT(from.origin));
        return t->refused = HM_E_NETWORK;
    }
    if (from.is_https && !next.is_https) {
        return refuse(t, HM_E_REFUSED, "redirects from https to plain http");
    }
    if (!hm_url_is_same_origin(&from, &next)) {
        t->is_foreign = true;
    }
    if (has_body(t->request) && (t->is_foreign || t->response->status < 307)) {
        return refuse(t, HM_E_REFUSED,
                      "redirects what is sent to another place; name the right address instead");
    }
    t->url = next;
    return check_origin(t);
}

static enum hm_status
try_once(struct transfer *t, const struct hm_url *start, bool *ret_may_pass)
{
    t->url = *start;
    t->is_foreign = false;
    t->response->redirects = 0;
    t->refused = HM_OK;
    *ret_may_pass = false;
    t->was_sent = false;
    enum hm_status status = check_origin(t);
    while (status == HM_OK) {
        int64_t left = time_left(t->http);
        if (left < 0) {
            return refuse(t, HM_E_TIMEOUT, "the deadline passed before the request");
        }
        status = exchange(t, left, ret_may_pass);
        if (status != HM_OK) {
            return status;
        }
        if (!is_redirect(t->response->status) || hm_http_header(t->response, "location").n == 0) {
            t->response->origin = t->url.origin;
            return HM_OK;
        }
        status = follow(t);
    }
    return status;
}

/* --- tries */

/* GitLab's names of the rate limit's headers have no "x-" in front. */
static struct hm_str
rate_header(const struct hm_http_response *response, const char *name)
{
    struct hm_str value = hm_http_header(response, name);

    return value.n > 0 ? value : hm_http_header(response, name + strlen("x-"));
}

static int64_t
delay_of(const struct transfer *t, enum hm_status status, bool may_pass)
{
    const struct hm_http_response *response = t->response;
    struct hm_retry_case c = {
        .tries = response->tries,
        .is_repeatable = is_repeatable(t->request),
        .now = (int64_t)time(NULL),
    };

    if (t->request->is_one_try || (status != HM_OK && !may_pass)) {
        return HM_RETRY_NEVER;
    }
    c.is_connected = t->was_sent;
    hm_random(&c.random, sizeof c.random);
    if (status == HM_OK) {
        c.status = response->status;
        c.retry_after = hm_http_header(response, "retry-after");
        c.rate_remaining = rate_header(response, "x-ratelimit-remaining");
        c.rate_reset = rate_header(response, "x-ratelimit-reset");
        c.date = hm_http_header(response, "date");
    }
    return hm_retry_delay(&c);
}

static bool
is_stopped(const struct hm_http *http)
{
    return http->options.stop != NULL && *http->options.stop != 0;
}

bool
hm_http_wait(const struct hm_http *http, int64_t ms)
{
    int64_t until = hm_clock_ms() + ms;

    if (http->options.deadline != 0 && until >= http->options.deadline) {
        return false;
    }
    while (!is_stopped(http)) {
        int64_t left = until - hm_clock_ms();
        if (left <= 0) {
            return true;
        }
        int64_t nap = left < NAP_MS ? left : NAP_MS;
        (void)nanosleep(&(struct timespec){ .tv_nsec = (long)nap * 1000000 }, NULL);
    }
    return false;
}

/* Keeps what the sink has in step with the answer, where no body came to tell it. */
static bool
has_lost_place(struct transfer *t)
{
    const struct hm_http_sink *sink = t->request->sink;

    if (sink == NULL || t->taken == 0 || t->has_body) {
        return false;
    }
    bool is_past_end = t->response->status == 416;
    if (is_past_end || (t->response->status >= 200 && t->response->status < 300)) {
        sink->restart(sink->ctx);
        t->taken = 0;
    }
    return is_past_end;
}

static enum hm_status
check_request(const struct hm_http *http, const struct hm_http_request *request,
              struct hm_err *reterr)
{
    if (http->options.is_offline) {
        return hm_err_set(reterr, HM_E_REFUSED, "the network is not used: --offline");
    }
    for (size_t i = 0; i < request->n_headers; i++) {
        if (!hm_http_header_is_valid(&request->headers[i])) {
            return hm_err_set(reterr, HM_E_USAGE,
                              "header %zu cannot be sent: its name is no token, or its value has a "
                              "line break or control character",
                              i + 1);
        }
    }
    return HM_OK;
}

enum hm_status
hm_http_send(struct hm_http *http, const struct hm_http_request *request,
             struct hm_http_response *ret_response, struct hm_err *reterr)
{
    struct hm_err err = { 0 };
    struct hm_url start = { 0 };
    struct hm_http_response response = { 0 };
    struct transfer t = { .http = http, .request = request, .response = &response, .err = &err };
    enum hm_status status = check_request(http, request, &err);

    if (status == HM_OK) {
        status = hm_url_parse(&response.arena, request->url, &start, &err);
    }
    while (status == HM_OK) {
        bool may_pass = false;
        response.tries++;
        status = try_once(&t, &start, &may_pass);
        if (status == HM_OK && has_lost_place(&t) && response.tries < HM_RETRY_TRIES) {
            continue;
        }
        int64_t delay = delay_of(&t, status, may_pass);
        if (delay == HM_RETRY_NEVER || !hm_http_wait(http, delay)) {
            break;
        }
        status = HM_OK;
    }
    if (status != HM_OK) {
        hm_http_response_done(&response);
        if (reterr != NULL) {
            *reterr = err;
        }
        return status;
    }
    hm_http_response_done(ret_response);
    *ret_response = response;
    return HM_OK;
}
