/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/daemon.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/base/auto.h"
#include "plugin/base/io.h"
#include "plugin/image/containerd.h"
#include "plugin/image/token.h"
#include "plugin/model/image_ref.h"
#include "plugin/net/http.h"

/* How an engine is reached. */
static const struct engine {
    const char *scheme;
    const char *variable; /* of its address */
    const char *rootless; /* socket below $XDG_RUNTIME_DIR */
    const char *socket;   /* of the whole machine */
    const char *instead;  /* not spoken to: what to do instead */
    /* Its own way, which is not Docker's API; or NULL. */
    enum hm_status (*export)(struct hm_str name, const struct hm_image_options *options,
                             const char *path, struct hm_err *reterr);
} engines[] = {
    { .scheme = "docker-daemon",
      .variable = "DOCKER_HOST",
      .rootless = "docker.sock",
      .socket = "/var/run/docker.sock" },
    { .scheme = "podman",
      .variable = "CONTAINER_HOST",
      .rootless = "podman/podman.sock",
      .socket = "/run/podman/podman.sock" },
    { .scheme = "containerd", .export = hm_containerd_export },
    { .scheme = "containers-storage",
      .instead = "give it as podman://NAME, or save it with `podman save -o FILE NAME` and give "
                 "FILE" },
};

static size_t
find_colon(struct hm_str text)
{
    size_t colon = hm_str_find(text, ':');

    return hm_str_starts(hm_str_from(text, colon), "://") ? colon : text.n;
}

bool
hm_daemon_is_named(struct hm_str text)
{
    return find_colon(text) < text.n;
}

static enum hm_status
find_engine(struct hm_str scheme, const struct engine **ret_engine, struct hm_err *reterr)
{
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        if (!hm_str_eq(scheme, engines[i].scheme)) {
            continue;
        }
        if (engines[i].instead != NULL) {
            return hm_err_set(reterr, HM_E_UNSUPPORTED, "%s", engines[i].instead);
        }
        *ret_engine = &engines[i];
        return HM_OK;
    }
    return hm_err_set(reterr, HM_E_USAGE,
                      "there is no engine \"%.*s\"; there are docker-daemon://, podman:// and "
                      "containerd://",
                      HM_FMT(hm_str_sub(scheme, 0, 40)));
}

static bool
is_socket(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}

static enum hm_status
find_socket(struct hm_arena *arena, const struct engine *engine, const struct hm_env *env,
            struct hm_str *ret_socket, struct hm_err *reterr)
{
    struct hm_str address = hm_env_get(env, engine->variable);
    struct hm_str runtime = hm_env_get(env, "XDG_RUNTIME_DIR");
    struct hm_str rootless = hm_arena_printf(arena, "%.*s/%s", HM_FMT(runtime), engine->rootless);
    struct hm_str path = hm_str_c(engine->socket);

    if (address.n > 0) {
        if (!hm_str_starts(address, "unix:///")) {
            return hm_err_set(reterr, HM_E_UNSUPPORTED,
                              "$%s is no unix:// address, and no other is asked: save the image to "
                              "a file there and give that",
                              engine->variable);
        }
        path = hm_arena_str(arena, hm_str_from(address, 7));
    } else if (!is_socket(path.p) && runtime.n > 0 && is_socket(rootless.p)) {
        path = rootless;
    }
    if (!is_socket(path.p)) {
        return hm_err_set(reterr, HM_E_NOT_FOUND,
                          "there is no engine at %.*s; is it running, or is its address in $%s?",
                          HM_FMT(path), engine->variable);
    }
    if (access(path.p, R_OK | W_OK) != 0) {
        return hm_err_set(reterr, HM_E_AUTH, "%.*s: %s", HM_FMT(path), strerror(errno));
    }
    *ret_socket = path;
    return HM_OK;
}

/* --- the archive on its way to a file */

struct export
{
    int fd;
    uint64_t n;
};

static void
restart(void *ctx)
{
    struct export *out = ctx;

    (void)!ftruncate(out->fd, 0);
    (void)lseek(out->fd, 0, SEEK_SET);
    out->n = 0;
}

static enum hm_status
take(void *ctx, struct hm_str piece, struct hm_err *reterr)
{
    struct export *out = ctx;

    out->n += piece.n;
    if (out->n > HM_DAEMON_LIMIT) {
        return hm_err_set(reterr, HM_E_LIMIT, "the image is larger than 64 GiB");
    }
    return hm_write_fd(out->fd, piece, "the image's copy", reterr);
}

static enum hm_status
judge(const struct hm_http_response *response, struct hm_str name, struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf reason = { 0 };

    if (response->status == 200) {
        return HM_OK;
    }
    hm_token_add_reason(&reason, hm_buf_str(&response->body));
    const char *why = reason.n > 0 ? reason.p : "";
    if (response->status == 404) {
        return hm_err_set(reterr, HM_E_NOT_FOUND, "the engine has no image %.*s%s", HM_FMT(name),
                          why);
    }
    return hm_err_set(reterr, HM_E_NETWORK, "the engine answers %ld for %.*s%s", response->status,
                      HM_FMT(name), why);
}

static enum hm_status
check_name(struct hm_arena *arena, struct hm_str name, struct hm_err *reterr)
{
    struct hm_image_ref ref = { 0 };

    if (hm_digest_is_canonical(name)) {
        return HM_OK; /* an image's id */
    }
    enum hm_status status = hm_image_ref_parse(arena, name, &ref, reterr);
    return status == HM_OK ? HM_OK : (reterr->status = HM_E_USAGE);
}

enum hm_status
hm_daemon_check(struct hm_str text, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    const struct engine *engine = NULL;
    struct hm_err err = { 0 };
    size_t colon = find_colon(text);
    enum hm_status status = find_engine(hm_str_sub(text, 0, colon), &engine, &err);

    if (status == HM_OK || status == HM_E_UNSUPPORTED) {
        status = check_name(&arena, hm_str_from(text, colon + 3), &err);
    }
    if (status != HM_OK && reterr != NULL) {
        *reterr = err;
    }
    return status;
}

enum hm_status
hm_daemon_export(struct hm_str text, const struct hm_image_options *options, const char *path,
                 int fd, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };
    const struct engine *engine = NULL;
    struct hm_str socket = { 0 };
    struct hm_err err = { 0 };
    struct export out = { .fd = fd };
    const struct hm_http_sink sink = { .ctx = &out, .restart = restart, .take = take };
    size_t colon = find_colon(text);
    struct hm_str name = hm_str_from(text, colon + 3);
    enum hm_status status = find_engine(hm_str_sub(text, 0, colon), &engine, &err);

    if (status == HM_OK) {
        status = check_name(&arena, name, &err);
    }
    if (status == HM_OK && engine->export != NULL) {
        return engine->export(name, options, path, reterr);
    }
    if (status == HM_OK) {
        status = find_socket(&arena, engine, &options->env, &socket, &err);
    }
    if (status == HM_OK) {
        struct hm_str encoded = hm_url_encode(&arena, name, true);
        hm_auto_http struct hm_http *http = hm_http_new(&(struct hm_http_options){
            .deadline = options->deadline,
            .stop = options->stop,
            .unix_socket = socket,
        });
        const struct hm_http_request request = {
            .method = "GET",
            .url = hm_arena_printf(&arena, "http://localhost/images/%.*s/get", HM_FMT(encoded)),
            .sink = &sink,
        };
        status = hm_http_send(http, &request, &response, &err);
    }
    if (status == HM_OK) {
        status = judge(&response, name, &err);
    }
    if (status != HM_OK && reterr != NULL) {
        *reterr = err;
    }
    return status;
}
