/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct hm_str
loopback_header(const struct loopback_request *request, const char *name)
{
    struct hm_str rest = request->headers;
    struct hm_str line = { 0 };

    while (hm_str_split(&rest, '\n', &line)) {
        size_t colon = hm_str_find(line, ':');
        if (hm_str_eq_nocase(hm_str_sub(line, 0, colon), hm_str_c(name))) {
            return hm_str_trim(hm_str_from(line, colon + 1));
        }
    }
    return (struct hm_str){ 0 };
}

void
loopback_say(struct hm_buf *out, int status, const char *headers, struct hm_str body)
{
    hm_buf_printf(out, "HTTP/1.1 %d X\r\n%sContent-Length: %zu\r\nConnection: close\r\n\r\n",
                  status, headers, body.n);
    hm_buf_add(out, body);
}

/* Where the headers end, behind the empty line; 0 while it has not come. */
static size_t
end_of_headers(const struct hm_buf *raw)
{
    const char *end = raw->n == 0 ? NULL : strstr(raw->p, "\r\n\r\n");

    return end == NULL ? 0 : (size_t)(end - raw->p) + 4;
}

static void
take_apart(struct loopback_request *request)
{
    size_t end = end_of_headers(&request->raw);
    struct hm_str raw = hm_buf_str(&request->raw);
    struct hm_str line = hm_str_sub(raw, 0, hm_str_find(raw, '\r'));
    size_t blank = hm_str_find(line, ' ');

    request->method = hm_str_sub(line, 0, blank);
    request->target = hm_str_from(line, blank + 1);
    request->target = hm_str_sub(request->target, 0, hm_str_find(request->target, ' '));
    request->headers = hm_str_sub(raw, line.n + 2, end - line.n - 2);
    request->body = hm_str_from(raw, end);
}

static bool
read_request(int fd, struct loopback_request *request)
{
    uint64_t body = 0;

    for (;;) {
        size_t room = 0;
        size_t end = end_of_headers(&request->raw);
        if (end > 0) {
            take_apart(request);
            (void)hm_str_to_u64(loopback_header(request, "content-length"), 1 << 30, &body);
            if (request->body.n >= body) {
                return true;
            }
        }
        char *p = hm_buf_room(&request->raw, 65536, &room);
        ssize_t got = p == NULL ? 0 : read(fd, p, room);
        if (got <= 0) {
            return false;
        }
        request->raw.n += (size_t)got;
        request->raw.p[request->raw.n] = '\0';
    }
}

/* Whether the connection stays open after the answer. */
static bool
serve_one(struct loopback *server, int fd)
{
    struct loopback_request *request = &server->requests[server->n];
    struct hm_buf out = { 0 };
    size_t done = 0;

    if (!read_request(fd, request)) {
        hm_buf_done(&request->raw);
        return false;
    }
    server->n++;
    server->answer(server->ctx, server->n - 1, request, &out);
    while (done < out.n) {
        ssize_t n = send(fd, out.p + done, out.n - done, MSG_NOSIGNAL);
        if (n <= 0) {
            break;
        }
        done += (size_t)n;
    }
    bool is_kept = hm_str_has(hm_buf_str(&out), "Connection: keep-alive\r\n");
    hm_buf_done(&out);
    return is_kept;
}

/* Waits for a request on a kept connection; false where a new connection comes before it. */
static bool
comes_again(const struct loopback *server, int fd)
{
    struct pollfd fds[] = {
        { .fd = fd, .events = POLLIN },
        { .fd = server->listener, .events = POLLIN },
    };

    return poll(fds, 2, -1) > 0 && fds[0].revents != 0 && fds[1].revents == 0;
}

static void *
serve(void *arg)
{
    struct loopback *server = arg;

    while (server->n < LOOPBACK_REQUESTS) {
        int fd = accept(server->listener, NULL, NULL);
        if (fd < 0) {
            break;
        }
        while (serve_one(server, fd) && server->n < LOOPBACK_REQUESTS && comes_again(server, fd)) {
        }
        (void)close(fd);
    }
    return NULL;
}

void
loopback_start(struct loopback *server, loopback_answer *answer, void *ctx)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t n = sizeof at;

    *server = (struct loopback){ .answer = answer, .ctx = ctx };
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server->listener < 0 || bind(server->listener, (struct sockaddr *)&at, sizeof at) < 0 ||
        listen(server->listener, 16) < 0 ||
        getsockname(server->listener, (struct sockaddr *)&at, &n) < 0 ||
        pthread_create(&server->thread, NULL, serve, server) != 0) {
        perror("loopback");
        abort();
    }
    server->port = ntohs(at.sin_port);
}

void
loopback_start_unix(struct loopback *server, const char *path, loopback_answer *answer, void *ctx)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };

    *server = (struct loopback){ .answer = answer, .ctx = ctx };
    (void)snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    server->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (server->listener < 0 || bind(server->listener, (struct sockaddr *)&at, sizeof at) < 0 ||
        listen(server->listener, 16) < 0 ||
        pthread_create(&server->thread, NULL, serve, server) != 0) {
        perror("loopback");
        abort();
    }
}

void
loopback_stop(struct loopback *server)
{
    (void)shutdown(server->listener, SHUT_RDWR);
    (void)pthread_join(server->thread, NULL);
    (void)close(server->listener);
}

void
loopback_done(struct loopback *server)
{
    for (size_t i = 0; i < LOOPBACK_REQUESTS; i++) {
        hm_buf_done(&server->requests[i].raw);
    }
}
