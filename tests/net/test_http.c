/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/net/http.h"

#include <criterion/criterion.h>

#include "plugin/base/crypto.h"
#include "tests/loopback.h"

static struct loopback server;
static struct loopback other;
static struct hm_http *http;

static struct hm_str
url_of(struct hm_arena *arena, const struct loopback *where, const char *path)
{
    return hm_arena_printf(arena, "http://127.0.0.1:%u%s", where->port, path);
}

static void
begin(loopback_answer *answer, const struct hm_http_options *options)
{
    cr_assert_eq(hm_crypto_init(NULL), HM_OK);
    loopback_start(&server, answer, NULL);
    http = hm_http_new(options);
}

static void
end(void)
{
    loopback_stop(&server);
    loopback_done(&server);
    hm_http_free(http);
}

static enum hm_status
get(const char *path, struct hm_http_response *ret, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_http_request request = {
        .method = "GET",
        .url = url_of(&arena, &server, path),
    };

    return hm_http_send(http, &request, ret, reterr);
}

static void
answer_hello(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    (void)request;
    loopback_say(out, 200, "X-One: 1\r\nx-empty:\r\n", HM_S("hello"));
}

Test(http, gives_status_headers_and_body)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_hello, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/a?b", &response, NULL), HM_OK);
    cr_assert_eq(response.status, 200);
    cr_assert(hm_str_eq(hm_buf_str(&response.body), "hello"));
    cr_assert(hm_str_eq(hm_http_header(&response, "x-ONE"), "1"));
    cr_assert_eq(hm_http_header(&response, "x-two").n, 0u);
    end();
}

Test(http, says_who_it_is_and_sends_the_target_as_given)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_hello, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/a%2Fb?c=d", &response, NULL), HM_OK);
    loopback_stop(&server);
    cr_assert(hm_str_eq(server.requests[0].target, "/a%2Fb?c=d"));
    cr_assert(
        hm_str_eq(loopback_header(&server.requests[0], "user-agent"), "hullmark/" HM_VERSION));
}

static void
answer_busy_then_hello(void *ctx, size_t n, const struct loopback_request *request,
                       struct hm_buf *out)
{
    (void)ctx;
    (void)request;
    if (n == 0) {
        loopback_say(out, 503, "Retry-After: 0\r\n", HM_S("busy"));
    } else if (n == 1) {
        hm_buf_puts(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly a part");
    } else {
        loopback_say(out, 200, "", HM_S("hello"));
    }
}

Test(http, tries_again_after_503_and_after_a_cut)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_busy_then_hello, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/", &response, NULL), HM_OK);
    cr_assert_eq(response.status, 200);
    cr_assert_eq(response.tries, 3u);
    cr_assert(hm_str_eq(hm_buf_str(&response.body), "hello"));
    end();
}

static void
answer_503(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    (void)request;
    loopback_say(out, 503, "Retry-After: 3600\r\n", HM_S("later"));
}

Test(http, does_not_wait_past_the_deadline)
{
    hm_auto_response struct hm_http_response response = { 0 };
    int64_t start = hm_clock_ms();

    begin(answer_503, &(struct hm_http_options){ .deadline = start + 30000 });
    cr_assert_eq(get("/", &response, NULL), HM_OK);
    cr_assert_eq(response.status, 503);
    cr_assert_eq(response.tries, 1u);
    cr_assert_lt(hm_clock_ms() - start, 5000);
    end();
}

static void
answer_404(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    (void)request;
    loopback_say(out, 404, "", HM_S("no"));
}

Test(http, does_not_repeat_what_cannot_succeed)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_404, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/", &response, NULL), HM_OK);
    cr_assert_eq(response.tries, 1u);
    cr_assert(hm_str_eq(hm_buf_str(&response.body), "no"));
    end();
}

static void
answer_nothing(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    (void)request;
    (void)out;
}

Test(http, does_not_repeat_a_post_that_may_have_arrived)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_nothing, &(struct hm_http_options){ 0 });
    const struct hm_http_request request = {
        .method = "POST",
        .url = url_of(&arena, &server, "/"),
        .body = HM_STR("once"),
    };
    cr_assert_eq(hm_http_send(http, &request, &response, NULL), HM_E_NETWORK);
    loopback_stop(&server);
    cr_assert_eq(server.n, 1u);
    cr_assert(hm_str_eq(server.requests[0].body, "once"));
}

static void
answer_the_first(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)request;
    if (n == 0) {
        hm_buf_puts(out, "HTTP/1.1 200 X\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    }
}

/* libcurl would send it again by itself: it takes a kept connection that closes for a stale one. */
Test(http, does_not_repeat_a_post_on_a_kept_connection)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_the_first, &(struct hm_http_options){ 0 });
    const struct hm_http_request request = {
        .method = "POST",
        .url = url_of(&arena, &server, "/"),
        .body = HM_STR("once"),
    };
    cr_assert_eq(get("/", &response, NULL), HM_OK);
    cr_assert_eq(hm_http_send(http, &request, &response, NULL), HM_E_NETWORK);
    loopback_stop(&server);
    cr_assert_eq(server.n, 2u);
}

static void
answer_gitlabs_limit(void *ctx, size_t n, const struct loopback_request *request,
                     struct hm_buf *out)
{
    (void)ctx;
    (void)request;
    loopback_say(out, n == 0 ? 403 : 200, "RateLimit-Remaining: 0\r\nRateLimit-Reset: 1\r\n",
                 HM_S("x"));
}

Test(http, reads_the_rate_limit_by_its_other_names)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_gitlabs_limit, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/", &response, NULL), HM_OK);
    cr_assert_eq(response.status, 200);
    end();
}

static void
answer_407(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    (void)request;
    loopback_say(out, 407, "Proxy-Authenticate: Basic realm=\"x\"\r\n", HM_S(""));
}

Test(http, says_what_the_proxy_answers)
{
    hm_auto_response struct hm_http_response response = { 0 };
    const struct hm_http_request request = { .method = "GET", .url = HM_STR("https://a.test/") };
    struct hm_err err = { 0 };
    char proxy[64];

    begin(answer_407, &(struct hm_http_options){ 0 });
    (void)snprintf(proxy, sizeof proxy, "http://ci:canary@127.0.0.1:%u", server.port);
    cr_assert_eq(setenv("https_proxy", proxy, 1), 0);
    cr_assert_eq(hm_http_send(http, &request, &response, &err), HM_E_NETWORK);
    loopback_stop(&server);
    cr_assert_eq(server.n, 1u);
    cr_assert_not_null(strstr(err.text, "the proxy answers 407"), "%s", err.text);
    cr_assert_null(strstr(err.text, "canary"));
}

static void
answer_slowly(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    (void)request;
    (void)out;
    (void)usleep(1500 * 1000);
}

Test(http, gives_up_at_the_deadline)
{
    hm_auto_response struct hm_http_response response = { 0 };
    struct hm_err err = { 0 };
    int64_t start = hm_clock_ms();

    begin(answer_slowly, &(struct hm_http_options){ .deadline = start + 300 });
    cr_assert_eq(get("/", &response, &err), HM_E_TIMEOUT);
    cr_assert_lt(hm_clock_ms() - start, 1400);
    cr_assert_not_null(strstr(err.text, "127.0.0.1"));
    end();
}

static void
answer_large(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    static char block[100000];

    (void)ctx;
    (void)n;
    memset(block, 'x', sizeof block);
    loopback_say(out, hm_str_eq(request->target, "/error") ? 400 : 200, "",
                 hm_str_make(block, sizeof block));
}

Test(http, refuses_a_body_over_the_ceiling)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_large, &(struct hm_http_options){ 0 });
    const struct hm_http_request request = {
        .method = "GET",
        .url = url_of(&arena, &server, "/"),
        .limit = 99999,
    };
    cr_assert_eq(hm_http_send(http, &request, &response, NULL), HM_E_LIMIT);
    end();
}

Test(http, cuts_the_body_of_an_error)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_large, &(struct hm_http_options){ 0 });
    const struct hm_http_request request = {
        .method = "GET",
        .url = url_of(&arena, &server, "/error"),
        .limit = 1000,
    };
    cr_assert_eq(hm_http_send(http, &request, &response, NULL), HM_OK);
    cr_assert_eq(response.status, 400);
    cr_assert_eq(response.body.n, 1000u);
    end();
}

static void
answer_many_headers(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    (void)n;
    (void)request;
    hm_buf_puts(out, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 3000; i++) {
        hm_buf_printf(out, "X-Header-%d: some value here\r\n", i);
    }
    hm_buf_puts(out, "Content-Length: 0\r\n\r\n");
}

Test(http, refuses_headers_without_end)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_many_headers, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/", &response, NULL), HM_E_LIMIT);
    end();
}

/* --- redirects */

static void
answer_redirect(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    char location[128];

    (void)ctx;
    (void)n;
    if (hm_str_eq(request->target, "/here")) {
        loopback_say(out, 307, "Location: there\r\n", HM_S(""));
    } else if (hm_str_eq(request->target, "/away")) {
        (void)snprintf(location, sizeof location, "Location: http://127.0.0.1:%u/foreign\r\n",
                       other.port);
        loopback_say(out, 307, location, HM_S(""));
    } else if (hm_str_eq(request->target, "/open")) {
        loopback_say(out, 307, "Location: http://192.0.2.1/\r\n", HM_S(""));
    } else if (hm_str_eq(request->target, "/round")) {
        loopback_say(out, 302, "Location: /round\r\n", HM_S(""));
    } else if (hm_str_eq(request->target, "/odd")) {
        loopback_say(out, 302, "Location: file:///etc/passwd\r\n", HM_S(""));
    } else {
        loopback_say(out, 200, "", request->target);
    }
}

static const struct hm_http_header secret_headers[] = {
    { HM_STR("Authorization"), HM_STR("Bearer canary") },
    { HM_STR("X-Api-Key"), HM_STR("canary") },
    { HM_STR("Accept"), HM_STR("text/plain") },
};

static enum hm_status
send_secret(const char *method, const char *path, struct hm_http_response *ret,
            struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_http_request request = {
        .method = method,
        .url = url_of(&arena, &server, path),
        .headers = secret_headers,
        .n_headers = 3,
        .body = HM_STR("report"),
    };

    return hm_http_send(http, &request, ret, reterr);
}

Test(http, keeps_headers_on_a_redirect_within_the_origin)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_redirect, &(struct hm_http_options){ 0 });
    cr_assert_eq(send_secret("GET", "/here", &response, NULL), HM_OK);
    loopback_stop(&server);
    cr_assert(hm_str_eq(server.requests[1].target, "/there"));
    cr_assert(hm_str_eq(loopback_header(&server.requests[1], "authorization"), "Bearer canary"));
}

Test(http, leaves_every_credential_behind_when_the_port_changes)
{
    hm_auto_response struct hm_http_response response = { 0 };

    loopback_start(&other, answer_hello, NULL);
    begin(answer_redirect, &(struct hm_http_options){ 0 });
    cr_assert_eq(send_secret("GET", "/away", &response, NULL), HM_OK);
    loopback_stop(&other);
    cr_assert_eq(other.n, 1u);
    cr_assert_not(hm_str_has(hm_buf_str(&other.requests[0].raw), "canary"));
    cr_assert(hm_str_eq(loopback_header(&other.requests[0], "accept"), "text/plain"));
    loopback_done(&other);
    end();
}

Test(http, does_not_carry_a_body_to_another_origin)
{
    hm_auto_response struct hm_http_response response = { 0 };

    loopback_start(&other, answer_hello, NULL);
    begin(answer_redirect, &(struct hm_http_options){ 0 });
    cr_assert_eq(send_secret("PUT", "/away", &response, NULL), HM_E_REFUSED);
    loopback_stop(&other);
    cr_assert_eq(other.n, 0u);
    loopback_done(&other);
    end();
}

Test(http, carries_a_body_on_within_the_origin)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_redirect, &(struct hm_http_options){ 0 });
    cr_assert_eq(send_secret("PUT", "/here", &response, NULL), HM_OK);
    loopback_stop(&server);
    cr_assert(hm_str_eq(server.requests[1].method, "PUT"));
    cr_assert(hm_str_eq(server.requests[1].body, "report"));
}

Test(http, is_not_redirected_to_plain_http_elsewhere)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_redirect, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/open", &response, NULL), HM_E_REFUSED);
    end();
}

Test(http, is_not_redirected_in_circles)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_redirect, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/round", &response, NULL), HM_E_NETWORK);
    loopback_stop(&server);
    cr_assert_eq(server.n, 1u + HM_HTTP_REDIRECTS);
}

Test(http, is_not_redirected_to_a_file)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_redirect, &(struct hm_http_options){ 0 });
    cr_assert_eq(get("/odd", &response, NULL), HM_E_NETWORK);
    end();
}

/* --- what is not sent at all */

Test(http, refuses_plain_http_beyond_loopback)
{
    hm_auto_response struct hm_http_response response = { 0 };
    const struct hm_http_request request = { .method = "GET", .url = HM_STR("http://192.0.2.1/") };

    begin(answer_hello, &(struct hm_http_options){ 0 });
    cr_assert_eq(hm_http_send(http, &request, &response, NULL), HM_E_REFUSED);
    end();
}

Test(http, refuses_when_offline)
{
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_hello, &(struct hm_http_options){ .is_offline = true });
    cr_assert_eq(get("/", &response, NULL), HM_E_REFUSED);
    loopback_stop(&server);
    cr_assert_eq(server.n, 0u);
}

Test(http, refuses_a_header_with_a_line_break)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };
    struct hm_err err = { 0 };
    const struct hm_http_header bad = { HM_STR("X-A"), HM_STR("canary\r\nX-B: c") };

    begin(answer_hello, &(struct hm_http_options){ 0 });
    const struct hm_http_request request = {
        .method = "GET",
        .url = url_of(&arena, &server, "/"),
        .headers = &bad,
        .n_headers = 1,
    };
    cr_assert_eq(hm_http_send(http, &request, &response, &err), HM_E_USAGE);
    cr_assert_null(strstr(err.text, "canary"));
    loopback_stop(&server);
    cr_assert_eq(server.n, 0u);
}

Test(http, refuses_headers_that_frame_the_message)
{
    const struct hm_http_header length = { HM_STR("content-LENGTH"), HM_STR("7") };
    const struct hm_http_header host = { HM_STR("Host"), HM_STR("other") };
    const struct hm_http_header name = { HM_STR("X Y"), HM_STR("z") };
    const struct hm_http_header right = { HM_STR("X-Y"), HM_STR("z\tz") };

    cr_assert_not(hm_http_header_is_valid(&length));
    cr_assert_not(hm_http_header_is_valid(&host));
    cr_assert_not(hm_http_header_is_valid(&name));
    cr_assert(hm_http_header_is_valid(&right));
}

Test(http, stops_when_told)
{
    static volatile sig_atomic_t stop = 1;
    hm_auto_response struct hm_http_response response = { 0 };

    begin(answer_slowly, &(struct hm_http_options){ .stop = &stop });
    cr_assert_eq(get("/", &response, NULL), HM_E_REFUSED);
    end();
}

/* --- errors in words */

Test(http, names_the_host_but_not_the_query_when_nobody_listens)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };
    struct hm_err err = { 0 };

    begin(answer_hello, &(struct hm_http_options){ 0 });
    loopback_stop(&server);
    const struct hm_http_request request = {
        .method = "GET",
        .url = url_of(&arena, &server, "/?sig=canary"),
        .is_one_try = true,
    };
    cr_assert_eq(hm_http_send(http, &request, &response, &err), HM_E_NETWORK);
    cr_assert_not_null(strstr(err.text, "127.0.0.1:"));
    cr_assert_null(strstr(err.text, "canary"));
}

Test(http, says_that_a_port_does_not_speak_tls)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };
    struct hm_err err = { 0 };

    begin(answer_hello, &(struct hm_http_options){ .deadline = hm_clock_ms() + 3000 });
    const struct hm_http_request request = {
        .method = "GET",
        .url = hm_arena_printf(&arena, "https://127.0.0.1:%u/", server.port),
        .is_one_try = true,
    };
    enum hm_status status = hm_http_send(http, &request, &response, &err);
    cr_assert(status == HM_E_NETWORK || status == HM_E_TIMEOUT);
}

/* --- sinks */

struct gather {
    struct hm_buf got;
    unsigned restarts;
};

static void
gather_done(struct gather *gather)
{
    hm_buf_done(&gather->got);
}

#define hm_auto_gather __attribute__((cleanup(gather_done)))

static void
gather_restart(void *ctx)
{
    struct gather *gather = ctx;

    gather->restarts++;
    hm_buf_clear(&gather->got);
}

static enum hm_status
gather_take(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    struct gather *gather = ctx;

    hm_buf_add(&gather->got, piece);
    return gather->got.n > 50 ? hm_err_set(reterr, HM_E_MISMATCH, "too much") : HM_OK;
}

static enum hm_status
fetch(struct gather *gather, struct hm_http_response *response)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct hm_http_sink sink = {
        .ctx = gather,
        .restart = gather_restart,
        .take = gather_take,
    };
    const struct hm_http_request request = {
        .method = "GET",
        .url = url_of(&arena, &server, "/blob"),
        .sink = &sink,
    };

    return hm_http_send(http, &request, response, NULL);
}

static void
answer_in_parts(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    const bool *knows_ranges = ctx;
    struct hm_str range = loopback_header(request, "range");

    if (n == 0) {
        hm_buf_puts(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
    } else if (knows_ranges != NULL && *knows_ranges && hm_str_eq(range, "bytes=4-")) {
        loopback_say(out, 206, "Content-Range: bytes 4-9/10\r\n", HM_S("456789"));
    } else {
        loopback_say(out, 200, "", HM_S("0123456789"));
    }
}

Test(http, goes_on_where_a_transfer_broke_off)
{
    hm_auto_response struct hm_http_response response = { 0 };
    hm_auto_gather struct gather gather = { 0 };
    bool knows_ranges = true;

    begin(answer_in_parts, &(struct hm_http_options){ 0 });
    server.ctx = &knows_ranges;
    cr_assert_eq(fetch(&gather, &response), HM_OK);
    cr_assert(hm_str_eq(hm_buf_str(&gather.got), "0123456789"));
    cr_assert_eq(gather.restarts, 0u);
    end();
}

Test(http, starts_over_where_a_server_knows_no_ranges)
{
    hm_auto_response struct hm_http_response response = { 0 };
    hm_auto_gather struct gather gather = { 0 };

    begin(answer_in_parts, &(struct hm_http_options){ 0 });
    cr_assert_eq(fetch(&gather, &response), HM_OK);
    cr_assert(hm_str_eq(hm_buf_str(&gather.got), "0123456789"));
    cr_assert_eq(gather.restarts, 1u);
    end();
}

static void
answer_with_another_part(void *ctx, size_t n, const struct loopback_request *request,
                         struct hm_buf *out)
{
    (void)ctx;
    (void)request;
    if (n == 0) {
        hm_buf_puts(out, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123");
    } else {
        loopback_say(out, 206, "Content-Range: bytes 5-9/10\r\n", HM_S("56789"));
    }
}

Test(http, joins_no_part_that_does_not_belong_there)
{
    hm_auto_response struct hm_http_response response = { 0 };
    hm_auto_gather struct gather gather = { 0 };

    begin(answer_with_another_part, &(struct hm_http_options){ 0 });
    cr_assert_eq(fetch(&gather, &response), HM_E_NETWORK);
    cr_assert(hm_str_eq(hm_buf_str(&gather.got), "0123"));
    end();
}

Test(http, ends_without_another_try_when_the_sink_refuses)
{
    hm_auto_response struct hm_http_response response = { 0 };
    hm_auto_gather struct gather gather = { 0 };

    begin(answer_large, &(struct hm_http_options){ 0 });
    cr_assert_eq(fetch(&gather, &response), HM_E_MISMATCH);
    loopback_stop(&server);
    cr_assert_eq(server.n, 1u);
}

Test(http, keeps_an_error_from_the_sink)
{
    hm_auto_response struct hm_http_response response = { 0 };
    hm_auto_gather struct gather gather = { 0 };

    begin(answer_404, &(struct hm_http_options){ 0 });
    cr_assert_eq(fetch(&gather, &response), HM_OK);
    cr_assert_eq(response.status, 404);
    cr_assert_eq(gather.got.n, 0u);
    cr_assert(hm_str_eq(hm_buf_str(&response.body), "no"));
    end();
}
