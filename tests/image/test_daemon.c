/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/daemon.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "tests/loopback.h"
#include "tests/maker.h"

/* An engine that has one image, acme/app:1, whose archive is @ref archive. */
static const char archive[] = "the archive's bytes";

static struct maker maker;
static struct loopback server;
static struct hm_err err;
static const char *docker_host;
static const char *runtime_dir;
static bool is_cut;

static void
begin(void)
{
    maker_init(&maker);
}

static void
end(void)
{
    maker_done(&maker);
}

static const char *
env_of(void *ctx, const char *name)
{
    (void)ctx;
    if (strcmp(name, "DOCKER_HOST") == 0) {
        return docker_host;
    }
    if (strcmp(name, "DOCKER_AUTH_CONFIG") == 0) {
        return "{\"auths\":{\"localhost\":{\"auth\":\"Y2FuYXJ5OmNhbmFyeQ==\"}}}";
    }
    return strcmp(name, "XDG_RUNTIME_DIR") == 0 ? runtime_dir : NULL;
}

static void
answer(void *ctx, size_t n, const struct loopback_request *request, struct hm_buf *out)
{
    (void)ctx;
    if (!hm_str_eq(request->target, "/images/acme/app%3A1/get")) {
        loopback_say(out, 404, "", HM_S("{\"message\":\"No such image\"}"));
    } else if (is_cut && n == 0) {
        hm_buf_puts(out, "HTTP/1.1 200 X\r\nContent-Length: 19\r\n\r\nthe wrong");
    } else {
        loopback_say(out, 200, "", hm_str_c(archive));
    }
}

/* Exports over a socket of ours; what came is in `got`. */
static enum hm_status export(const char *text, struct hm_buf *got) {
    const struct hm_image_options options = { .env = { .get = env_of }, .is_offline = true };
    const char *path = hm_arena_printf(&maker.arena, "%s/copy", maker.dir.p).p;
    hm_auto_fd int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    enum hm_status status = hm_daemon_export(hm_str_c(text), &options, path, fd, &err);
    hm_buf_clear(got);
    cr_assert_eq(hm_read_file(AT_FDCWD, path, 1 << 20, got, NULL), HM_OK);
    return status;
}

static void
start(void)
{
    const char *path = hm_arena_printf(&maker.arena, "%s/engine.sock", maker.dir.p).p;

    loopback_start_unix(&server, path, answer, NULL);
    docker_host = hm_arena_printf(&maker.arena, "unix://%s", path).p;
}

Test(daemon, gives_an_image, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };

    start();
    cr_assert_eq(export("docker-daemon://acme/app:1", &got), HM_OK, "%s", err.text);
    loopback_stop(&server);
    cr_assert(hm_str_eq(hm_buf_str(&got), archive));
    cr_assert_eq(server.n, 1u);
    cr_assert(hm_str_eq(server.requests[0].method, "GET"));
    cr_assert_not(hm_str_has_nocase(server.requests[0].headers, "authorization"));
    loopback_done(&server);
}

Test(daemon, starts_over_after_a_cut, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };

    is_cut = true;
    start();
    cr_assert_eq(export("docker-daemon://acme/app:1", &got), HM_OK, "%s", err.text);
    loopback_stop(&server);
    cr_assert(hm_str_eq(hm_buf_str(&got), archive));
    cr_assert_eq(server.n, 2u);
    loopback_done(&server);
}

Test(daemon, has_no_such_image, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };

    start();
    cr_assert_eq(export("docker-daemon://acme/other:1", &got), HM_E_NOT_FOUND);
    loopback_stop(&server);
    cr_assert_eq(got.n, 0u);
    loopback_done(&server);
}

Test(daemon, is_found_in_the_runtime_folder, .init = begin, .fini = end)
{
    hm_auto_buf struct hm_buf got = { 0 };

    if (access("/var/run/docker.sock", F_OK) == 0) {
        return; /* this machine's own comes first */
    }
    loopback_start_unix(&server, hm_arena_printf(&maker.arena, "%s/docker.sock", maker.dir.p).p,
                        answer, NULL);
    runtime_dir = maker.dir.p;
    cr_assert_eq(export("docker-daemon://acme/app:1", &got), HM_OK, "%s", err.text);
    loopback_stop(&server);
    loopback_done(&server);
}

static const struct {
    const char *host; /* $DOCKER_HOST */
    const char *text;
    enum hm_status status;
} failures[] = {
    { "unix:///nowhere/docker.sock", "docker-daemon://a:1", HM_E_NOT_FOUND },
    { "unix:///etc/passwd", "docker-daemon://a:1", HM_E_NOT_FOUND },
    { "tcp://127.0.0.1:2375", "docker-daemon://a:1", HM_E_UNSUPPORTED },
    { "ssh://host", "docker-daemon://a:1", HM_E_UNSUPPORTED },
    { NULL, "docker-daemon://A:1", HM_E_USAGE },
    { NULL, "docker-daemon://", HM_E_USAGE },
    { NULL, "docker-daemon://../../containers/json?x=", HM_E_USAGE },
    { NULL, "docker://a:1", HM_E_USAGE },
    { NULL, "containerd://A:1", HM_E_USAGE },
    { NULL, "containers-storage://a:1", HM_E_UNSUPPORTED },
};

Test(daemon, that_cannot_be_asked, .init = begin, .fini = end)
{
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        hm_auto_buf struct hm_buf got = { 0 };
        docker_host = failures[i].host;
        cr_expect_eq(export(failures[i].text, &got), failures[i].status, "%zu: %s", i, err.text);
        cr_expect_eq(got.n, 0u);
        cr_expect_eq(hm_daemon_check(hm_str_c(failures[i].text), NULL),
                     failures[i].status == HM_E_USAGE ? HM_E_USAGE : HM_OK);
    }
}

Test(daemon, is_named_by_what_no_reference_has)
{
    cr_assert(hm_daemon_is_named(HM_S("podman://app:1")));
    cr_assert_not(hm_daemon_is_named(HM_S("podman:1")));
    cr_assert_not(hm_daemon_is_named(HM_S("r.test:5000/docker-daemon:1")));
    cr_assert_not(hm_daemon_is_named(HM_S("")));
}
