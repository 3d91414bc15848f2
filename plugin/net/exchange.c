/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/exchange.h"

#include <curl/curl.h>
#include <malloc.h>
#include <pthread.h>

#include "plugin/base/auto.h"
#include "plugin/base/crypto.h"
#include "plugin/net/authorities.h"

enum {
    CONNECT_MS = 10 * 1000, /* to connect, TLS included */
    STALL_S = 30,           /* a transfer slower than BYTES_PER_S for so long is given up */
    BYTES_PER_S = 512,
};

struct hm_exchange_pool {
    CURL *easy;
    struct hm_buf ca_file;
    struct hm_buf authorities; /* what ca_file holds, and those that count without it */
    struct hm_buf unix_socket;
    char reason[CURL_ERROR_SIZE];
};

/* libcurl copies headers and URLs into its own blocks: wiping all that it frees leaves no token
 * behind. */
static void
free_wiped(void *p)
{
    if (p != NULL) {
        hm_wipe(p, malloc_usable_size(p));
        free(p);
    }
}

static void *
realloc_wiped(void *p, size_t n)
{
    if (p == NULL) {
        return malloc(n);
    }
    size_t old = malloc_usable_size(p);
    void *bigger = malloc(n);
    if (bigger != NULL) {
        memcpy(bigger, p, old < n ? old : n);
        free_wiped(p);
    }
    return bigger;
}

static void
init_curl(void)
{
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, free_wiped, realloc_wiped, strdup,
                             calloc) != 0) {
        hm_out_of_memory();
    }
}

struct hm_exchange_pool *
hm_exchange_pool_new(struct hm_str ca_file, struct hm_str unix_socket)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct hm_exchange_pool *pool = calloc(1, sizeof *pool);

    (void)pthread_once(&once, init_curl);
    if (pool == NULL || (pool->easy = curl_easy_init()) == NULL) {
        hm_out_of_memory();
    }
    struct hm_str present = hm_str_c(getenv("SSL_CERT_FILE"));
    if (ca_file.n == 0) {
        hm_buf_add(&pool->ca_file, present);
    } else {
        hm_buf_add(&pool->ca_file, ca_file);
        if (hm_authorities_read(ca_file, present, &pool->authorities, NULL) != HM_OK) {
            /* libcurl reads the file, and says why it cannot. */
            hm_buf_clear(&pool->authorities);
        }
    }
    hm_buf_add(&pool->unix_socket, unix_socket);
    return pool;
}

void
hm_exchange_pool_free(struct hm_exchange_pool *pool)
{
    if (pool != NULL) {
        curl_easy_cleanup(pool->easy);
        hm_buf_done(&pool->ca_file);
        hm_buf_done(&pool->authorities);
        hm_buf_done(&pool->unix_socket);
        free(pool);
    }
}

/* --- what libcurl calls: ctx is the running exchange, its pool in running.pool */

struct running {
    struct hm_exchange_pool *pool;
    struct hm_exchange *exchange;
};

static size_t
on_header(char *p, size_t size, size_t n, void *ctx)
{
    struct hm_exchange *x = ((struct running *)ctx)->exchange;
    struct hm_str line = hm_str_trim(hm_str_make(p, size * n));
    size_t colon = hm_str_find(line, ':');

    if (hm_str_starts(line, "HTTP/")) {
        x->begin(x->ctx);
    } else if (colon < line.n) {
        x->was_left = !x->header(x->ctx, hm_str_sub(line, 0, colon),
                                 hm_str_trim(hm_str_from(line, colon + 1)));
    }
    return x->was_left ? CURL_WRITEFUNC_ERROR : size * n;
}

static size_t
on_body(char *p, size_t size, size_t n, void *ctx)
{
    struct running *running = ctx;
    struct hm_exchange *x = running->exchange;

    (void)curl_easy_getinfo(running->pool->easy, CURLINFO_RESPONSE_CODE, &x->status);
    x->was_left = !x->piece(x->ctx, x->status, hm_str_make(p, size * n));
    return x->was_left ? CURL_WRITEFUNC_ERROR : size * n;
}

static int
on_progress(void *ctx, curl_off_t all_down, curl_off_t down, curl_off_t all_up, curl_off_t up)
{
    const struct hm_exchange *x = ((struct running *)ctx)->exchange;

    (void)all_down;
    (void)down;
    (void)all_up;
    (void)up;
    return x->stop != NULL && *x->stop != 0 ? 1 : 0;
}

/* --- asking */

static bool
has_body(const struct hm_exchange *x)
{
    return strcmp(x->method, "POST") == 0 || strcmp(x->method, "PUT") == 0 ||
           strcmp(x->method, "PATCH") == 0;
}

static void
set_method(CURL *easy, const struct hm_exchange *x)
{
    if (strcmp(x->method, "HEAD") == 0) {
        (void)curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (has_body(x)) {
        (void)curl_easy_setopt(easy, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, x->body.n > 0 ? x->body.p : "");
        (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->body.n);
        (void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, x->method);
    } else if (strcmp(x->method, "GET") != 0) {
        (void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, x->method);
    }
}

static void
set_authorities(const struct hm_exchange_pool *pool)
{
    CURL *easy = pool->easy;
    struct curl_blob blob = {
        .data = pool->authorities.p,
        .len = pool->authorities.n,
        .flags = CURL_BLOB_NOCOPY,
    };

    if (blob.len > 0 && curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob) == CURLE_OK) {
        (void)curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO_BLOB, &blob);
    } else if (pool->ca_file.n > 0) {
        (void)curl_easy_setopt(easy, CURLOPT_CAINFO, pool->ca_file.p);
        (void)curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, pool->ca_file.p);
    }
}

static void
set_security(const struct hm_exchange_pool *pool, const struct hm_url *url)
{
    CURL *easy = pool->easy;

    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    (void)curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    (void)curl_easy_setopt(easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    (void)curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set_authorities(pool);
    if (pool->unix_socket.n > 0) {
        (void)curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, pool->unix_socket.p);
    }
    if (hm_url_is_loopback(url) || pool->unix_socket.n > 0) {
        (void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
    }
}

static void
set_time(CURL *easy, struct running *running)
{
    int64_t left = running->exchange->time_left;
    int64_t connect = left > 0 && left < CONNECT_MS ? left : CONNECT_MS;

    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect);
    (void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)BYTES_PER_S);
    (void)curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
    if (left > 0) {
        (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                               (long)(left < INT32_MAX ? left : INT32_MAX));
    }
    (void)curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    (void)curl_easy_setopt(easy, CURLOPT_XFERINFODATA, running);
}

static void
append(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);

    if (longer == NULL) {
        hm_out_of_memory();
    }
    *list = longer;
}

static struct curl_slist *
make_headers(const struct hm_exchange *x)
{
    struct curl_slist *list = NULL;
    bool has_type = false;

    for (size_t i = 0; i < x->n_headers; i++) {
        const struct hm_http_header *header = &x->headers[i];
        hm_auto_buf struct hm_buf line = { .is_secret = true };
        /* libcurl reads "Name:" as "do not send it" and "Name;" as "send it empty". */
        hm_buf_add(&line, header->name);
        hm_buf_puts(&line, header->value.n == 0 ? ";" : ": ");
        hm_buf_add(&line, header->value);
        append(&list, line.p);
        has_type = has_type || hm_str_eq_nocase(header->name, HM_S("content-type"));
    }
    if (has_body(x)) {
        if (!has_type) {
            append(&list, "Content-Type: application/octet-stream");
        }
        append(&list, "Expect:"); /* no waiting for 100 Continue */
    }
    return list;
}

/* --- what came of it */

/* How a failure of libcurl reads, and whether another try may fare better. */
static const struct failure {
    CURLcode code;
    enum hm_status status;
    bool may_pass;     /* another try may fare better */
    bool shows_reason; /* libcurl's words help (and hold no secret) */
    const char *text;
} failures[] = {
    { CURLE_COULDNT_RESOLVE_HOST, HM_E_NETWORK, true, false,
      "the name is not found; check its spelling and this machine's DNS" },
    { CURLE_COULDNT_RESOLVE_PROXY, HM_E_NETWORK, true, false,
      "the proxy's name is not found; check $https_proxy and $http_proxy" },
    { CURLE_COULDNT_CONNECT, HM_E_NETWORK, true, false,
      "no connection; is the server running and reachable from here, or is a proxy needed "
      "($https_proxy)?" },
    { CURLE_PEER_FAILED_VERIFICATION, HM_E_NETWORK, false, true,
      "the certificate is not trusted; name its CA's file with --ca-file or in $SSL_CERT_FILE" },
    { CURLE_SSL_CACERT_BADFILE, HM_E_USAGE, false, false,
      "the file of CA certificates cannot be read; check --ca-file and $SSL_CERT_FILE" },
    { CURLE_SSL_ISSUER_ERROR, HM_E_NETWORK, false, true,
      "the certificate's issuer is not trusted" },
    { CURLE_SSL_CONNECT_ERROR, HM_E_NETWORK, false, true,
      "no TLS connection; does this port speak TLS?" },
    { CURLE_SEND_ERROR, HM_E_NETWORK, true, false, "the connection broke off while sending" },
    { CURLE_RECV_ERROR, HM_E_NETWORK, true, false,
      "the connection broke off before the answer's "
      "end" },
    { CURLE_PARTIAL_FILE, HM_E_NETWORK, true, false,
      "the connection broke off before the answer's end" },
    { CURLE_GOT_NOTHING, HM_E_NETWORK, true, false, "the server closed without an answer" },
    { CURLE_UNSUPPORTED_PROTOCOL, HM_E_NETWORK, false, false, "what answers there is not HTTP" },
    { CURLE_WEIRD_SERVER_REPLY, HM_E_NETWORK, false, false, "what answers there is not HTTP" },
    { CURLE_PROXY, HM_E_NETWORK, false, false, "the proxy refuses; check $https_proxy" },
};

static enum hm_status
explain(const struct hm_exchange_pool *pool, struct hm_exchange *x, CURLcode code,
        long proxy_status, struct hm_err *reterr)
{
    if (x->was_left) {
        return HM_OK;
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) {
        return hm_err_set(reterr, HM_E_REFUSED, "stopped before the answer");
    }
    x->may_pass = true;
    if (proxy_status >= 300) {
        x->may_pass = proxy_status >= 500;
        return hm_err_set(reterr, HM_E_NETWORK, "the proxy answers %ld%s; check $https_proxy",
                          proxy_status,
                          proxy_status == 407 ? ": it wants a user and a password" : "");
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return hm_err_set(reterr, HM_E_TIMEOUT, "the server is silent or too slow");
    }
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        const struct failure *f = &failures[i];
        if (f->code == code) {
            x->may_pass = f->may_pass;
            return f->shows_reason && pool->reason[0] != '\0'
                       ? hm_err_set(reterr, f->status, "%s (%s)", f->text, pool->reason)
                       : hm_err_set(reterr, f->status, "%s", f->text);
        }
    }
    return hm_err_set(reterr, HM_E_NETWORK, "%s", curl_easy_strerror(code));
}

enum hm_status
hm_exchange_run(struct hm_exchange_pool *pool, struct hm_exchange *exchange, struct hm_err *reterr)
{
    CURL *easy = pool->easy;
    struct running running = { .pool = pool, .exchange = exchange };
    long sent = 0;
    long proxy_status = 0;

    exchange->status = 0;
    exchange->was_left = false;
    exchange->may_pass = false;
    pool->reason[0] = '\0';
    curl_easy_reset(easy);
    set_security(pool, exchange->url);
    set_time(easy, &running);
    set_method(easy, exchange);
    struct curl_slist *headers = make_headers(exchange);
    /* libcurl itself repeats, on a new connection, what a kept one closed on unanswered. */
    (void)curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, exchange->is_once ? 1L : 0L);
    (void)curl_easy_setopt(easy, CURLOPT_URL, exchange->url->text.p);
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "hullmark/" HM_VERSION);
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L * 1024);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(easy, CURLOPT_HEADERDATA, &running);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, &running);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, pool->reason);
    CURLcode code = curl_easy_perform(easy);
    (void)curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &exchange->status);
    (void)curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
    exchange->was_sent = sent > 0;
    (void)curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    /* Nothing on this stack may be reached through the handle, and no header outlives the call. */
    curl_easy_reset(easy);
    curl_slist_free_all(headers);
    return code == CURLE_OK ? HM_OK : explain(pool, exchange, code, proxy_status, reterr);
}
