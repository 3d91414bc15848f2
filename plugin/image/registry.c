/* SPDX-License-Identifier: Apache-2.0 */
#include "plugin/image/registry.h"

#include "plugin/image/digest.h"
#include "plugin/image/token.h"

enum {
    WORKERS = 4, /* connections to one registry */
};

/* What one worker has. */
struct client {
    struct hm_http *http;
    struct hm_buf authorization; /* the header's value, or empty */
};

struct hm_registry {
    struct hm_arena *arena;
    struct hm_image_ref ref;
    struct hm_http_options http_options;
    struct hm_credentials credentials;
    struct hm_url url;          /* scheme and host */
    struct hm_str host;         /* "host:port" of the server; of a mirror its own */
    struct hm_str repository;   /* as the server calls it */
    struct hm_registry *mirror; /* asked first; NULL without one */
    struct hm_registry *next;   /* of a mirror: the one that is asked after it */
    struct hm_registry *used;   /* the mirror that resolved the reference, or NULL */
    bool is_mirror;             /* itself */
    bool is_probed;             /* https, or it is known which of both the server speaks */
    struct client clients[WORKERS];
    struct hm_buf manifest; /* the resolved one */
    struct hm_str manifest_digest;
};

static enum hm_status
set_url(struct hm_registry *registry, bool is_https, struct hm_err *reterr)
{
    struct hm_str host = registry->host;

    struct hm_str text =
        hm_arena_printf(registry->arena, "%s://%.*s/", is_https ? "https" : "http", HM_FMT(host));
    return hm_url_parse(registry->arena, text, &registry->url, reterr);
}

/* Whether it may be asked without TLS, and so has to be tried which of both it speaks. */
static bool
may_speak_http(const struct hm_registry *registry)
{
    struct hm_url url = { 0 };
    struct hm_str text = hm_arena_printf(registry->arena, "http://%.*s/", HM_FMT(registry->host));

    return hm_url_parse(registry->arena, text, &url, NULL) == HM_OK &&
           hm_url_may_be_asked(&registry->http_options.http_hosts, &url);
}

static struct client *
client_of(struct hm_registry *registry, uint32_t worker)
{
    struct client *client = &registry->clients[worker];

    if (client->http == NULL) {
        client->http = hm_http_new(&registry->http_options);
    }
    client->authorization.is_secret = true;
    return client;
}

/* The registry itself, or where @p mirror is not NULL that one in its place. */
static enum hm_status
open_server(struct hm_arena *arena, struct hm_str ref, const struct hm_url *mirror,
            const struct hm_image_options *options, struct hm_registry **ret_registry,
            struct hm_err *reterr)
{
    struct hm_registry *registry = hm_arena_new(arena, struct hm_registry, 1);

    *registry = (struct hm_registry){
        .arena = arena,
        .http_options = {
            .ca_file = options->ca_file,
            .deadline = options->deadline,
            .http_hosts = options->http_hosts,
            .is_offline = options->is_offline,
            .stop = options->stop,
        },
        .manifest = { .limit = HM_MANIFEST_LIMIT },
    };
    enum hm_status status = hm_image_ref_parse(arena, ref, &registry->ref, reterr);
    registry->repository = registry->ref.repository;
    registry->host = hm_str_eq(registry->ref.registry, "docker.io") ? HM_S("registry-1.docker.io")
                                                                    : registry->ref.registry;
    if (status == HM_OK && mirror != NULL) {
        struct hm_str path = hm_str_from(mirror->path, 1);
        while (hm_str_ends(path, "/")) {
            path.n--;
        }
        registry->host = hm_url_host(arena, mirror);
        registry->ref.registry = registry->host;
        registry->repository =
            hm_arena_printf(arena, "%.*s%s%.*s", HM_FMT(path), path.n > 0 ? "/" : "",
                            HM_FMT(registry->ref.repository));
    }
    if (status == HM_OK) {
        status = set_url(registry, mirror == NULL || mirror->is_https, reterr);
    }
    if (status == HM_OK && options->is_offline) {
        status = hm_err_set(reterr, HM_E_REFUSED,
                            "an image in a registry cannot be checked with --offline; give it as a "
                            "layout or an archive");
    }
    if (status == HM_OK) {
        status =
            hm_credentials_find(arena, &options->env, registry->ref.registry, registry->repository,
                                options->stop, &registry->credentials, reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    registry->is_mirror = mirror != NULL;
    registry->is_probed = mirror != NULL || !may_speak_http(registry);
    *ret_registry = registry;
    return HM_OK;
}

enum hm_status
hm_registry_open(struct hm_arena *arena, struct hm_str ref, const struct hm_image_options *options,
                 struct hm_registry **ret_registry, struct hm_err *reterr)
{
    struct hm_registry *registry = NULL;
    enum hm_status status = open_server(arena, ref, NULL, options, &registry, reterr);
    struct hm_registry **last = status == HM_OK ? &registry->mirror : NULL;

    for (size_t i = 0; status == HM_OK && i < options->n_mirrors; i++) {
        const struct hm_mirror *mirror = &options->mirrors[i];
        struct hm_url url = { 0 };
        if (!hm_str_is(mirror->registry, registry->ref.registry)) {
            continue;
        }
        status = hm_url_parse(arena, mirror->url, &url, reterr);
        if (status == HM_OK) {
            status = open_server(arena, ref, &url, options, last, reterr);
        }
        if (status != HM_OK) {
            hm_registry_close(registry);
            return hm_err_prefix(reterr, "the mirror of %.*s", HM_FMT(mirror->registry));
        }
        last = &(*last)->next;
    }
    if (status == HM_OK) {
        *ret_registry = registry;
    }
    return status;
}

void
hm_registry_close(struct hm_registry *registry)
{
    for (struct hm_registry *mirror = registry->mirror; mirror != NULL; mirror = mirror->next) {
        hm_registry_close(mirror);
    }
    for (size_t i = 0; i < WORKERS; i++) {
        hm_http_free(registry->clients[i].http);
        hm_buf_done(&registry->clients[i].authorization);
    }
    hm_buf_done(&registry->manifest);
    hm_credentials_done(&registry->credentials);
}

/* Where plain http is allowed, a question without credentials tells which of both is spoken; an
 * https server answers it with 400, or not at all. */
static enum hm_status
probe(struct hm_registry *registry, struct client *client, struct hm_err *reterr)
{
    hm_auto_response struct hm_http_response response = { 0 };

    if (registry->is_probed) {
        return HM_OK;
    }
    enum hm_status status = set_url(registry, false, reterr);
    if (status != HM_OK) {
        return status;
    }
    const struct hm_http_request request = {
        .method = "GET",
        .url = hm_arena_printf(registry->arena, "%.*sv2/", HM_FMT(registry->url.text)),
        .is_one_try = true,
    };
    registry->is_probed = true;
    status = hm_http_send(client->http, &request, &response, reterr);
    if (status == HM_E_REFUSED || status == HM_E_TIMEOUT) {
        return status;
    }
    if (status == HM_OK && response.status != 400) {
        return HM_OK;
    }
    return set_url(registry, true, reterr);
}

/* --- requests */

static enum hm_status
send(struct client *client, const struct hm_http_request *request,
     struct hm_http_response *response, struct hm_err *reterr)
{
    struct hm_http_header headers[2];
    size_t n = 0;

    if (request->n_headers > 0) {
        headers[n++] = request->headers[0];
    }
    if (client->authorization.n > 0) {
        headers[n++] =
            (struct hm_http_header){ HM_STR("Authorization"), hm_buf_str(&client->authorization) };
    }
    struct hm_http_request with = *request;
    with.headers = headers;
    with.n_headers = n;
    return hm_http_send(client->http, &with, response, reterr);
}

/* Sends a request, and once more with what a 401 asks for: at first nobody is logged in, later a
 * token may have run out. */
static enum hm_status
ask(struct hm_registry *registry, struct client *client, const struct hm_http_request *request,
    struct hm_http_response *response, struct hm_err *reterr)
{
    const struct hm_token_request who = {
        .registry = &registry->url,
        .repository = registry->repository,
        .credentials = &registry->credentials,
    };
    enum hm_status status = send(client, request, response, reterr);

    if (status != HM_OK || response->status != 401) {
        return status;
    }
    status = hm_token_answer(client->http, &who, response, &client->authorization, reterr);
    return status == HM_OK ? send(client, request, response, reterr) : status;
}

/* What an answer other than 200 means. */
static enum hm_status
judge(const struct hm_registry *registry, const struct hm_http_response *response, const char *what,
      struct hm_err *reterr)
{
    hm_auto_buf struct hm_buf reason = { 0 };
    struct hm_str host = registry->ref.registry;
    struct hm_str name = registry->repository;
    struct hm_str wait = hm_http_header(response, "retry-after");

    if (response->status == 200 || response->status == 206) {
        return HM_OK;
    }
    hm_token_add_reason(&reason, hm_buf_str(&response->body));
    const char *why = reason.n > 0 ? reason.p : "";
    switch (response->status) {
    case 401:
        return hm_err_set(reterr, HM_E_AUTH, "%.*s does not let us pull %.*s%s: %s", HM_FMT(host),
                          HM_FMT(name), why,
                          hm_credentials_are_there(&registry->credentials)
                              ? "are the credentials right, and do they hold for this repository?"
                              : "log in with `docker login`, or check the repository's name");
    case 403:
        return hm_err_set(reterr, HM_E_AUTH, "%.*s denies access to %.*s%s", HM_FMT(host),
                          HM_FMT(name), why);
    case 404:
        return hm_err_set(reterr, HM_E_NOT_FOUND, "%.*s has no such %s of %.*s%s", HM_FMT(host),
                          what, HM_FMT(name), why);
    case 429:
        return hm_err_set(
            reterr, HM_E_NETWORK,
            "%.*s limits requests%s; try again %s%.*s%s, or log in for a higher limit",
            HM_FMT(host), why, wait.n > 0 ? "in " : "later", HM_FMT(hm_str_sub(wait, 0, 40)),
            wait.n > 0 ? " s" : "");
    default:
        return hm_err_set(reterr, HM_E_NETWORK, "%.*s answers %ld for a %s of %.*s%s", HM_FMT(host),
                          response->status, what, HM_FMT(name), why);
    }
}

static struct hm_str
path_of(struct hm_registry *registry, struct hm_arena *arena, const char *kind, struct hm_str what)
{
    struct hm_str name = hm_url_encode(arena, registry->repository, true);
    struct hm_str last = hm_url_encode(arena, what, false);

    /* The colon of a digest is left as it is: some servers do not decode it. */
    if (hm_str_find(what, ':') < what.n) {
        last = what;
    }
    return hm_arena_printf(arena, "%.*sv2/%.*s/%s/%.*s", HM_FMT(registry->url.text), HM_FMT(name),
                           kind, HM_FMT(last));
}

/* "76;w=21600": the number, and what follows is the time that it is for. */
static bool
read_rate(const struct hm_http_response *response, const char *name, uint64_t *ret_n)
{
    struct hm_str value = hm_http_header(response, name);

    return hm_str_to_u64(hm_str_trim(hm_str_sub(value, 0, hm_str_find(value, ';'))), UINT32_MAX,
                         ret_n);
}

static enum hm_status
resolve_at(struct hm_registry *registry, struct hm_registry_image *ret_image, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };
    struct client *client = client_of(registry, 0);
    struct hm_str digest = registry->ref.digest;
    struct hm_str tag = registry->ref.tag.n > 0 ? registry->ref.tag : HM_S("latest");
    const struct hm_http_header accept = { HM_STR("Accept"), hm_str_c(hm_media_accept) };
    enum hm_status status = probe(registry, client, reterr);

    if (status != HM_OK) {
        return status;
    }
    const struct hm_http_request request = {
        .method = "GET",
        .url = path_of(registry, &arena, "manifests", digest.n > 0 ? digest : tag),
        .headers = &accept,
        .n_headers = 1,
        .limit = HM_MANIFEST_LIMIT,
    };
    status = ask(registry, client, &request, &response, reterr);
    if (status == HM_OK) {
        status = judge(registry, &response, digest.n > 0 ? "digest" : "tag", reterr);
    }
    if (status != HM_OK) {
        return status;
    }
    struct hm_str bytes = hm_buf_str(&response.body);
    struct hm_str type = hm_http_header(&response, "content-type");
    struct hm_registry_image image = {
        .claimed =
            hm_arena_str(registry->arena, hm_http_header(&response, "docker-content-digest")),
        .computed =
            hm_digest_of(registry->arena,
                         hm_str_starts(digest, "sha512:") ? HM_HASH_SHA512 : HM_HASH_SHA256, bytes),
    };
    image.server = registry->host;
    if (registry->is_mirror) {
        image.mirror = hm_arena_printf(registry->arena, "%.*s/%.*s", HM_FMT(registry->host),
                                       HM_FMT(registry->repository));
    }
    image.is_plain_http = !registry->url.is_https;
    image.has_rate = read_rate(&response, "ratelimit-remaining", &image.rate_left);
    (void)read_rate(&response, "ratelimit-limit", &image.rate_limit);
    image.descriptor = (struct hm_descriptor){
        .media_type =
            hm_arena_str(registry->arena, hm_str_trim(hm_str_sub(type, 0, hm_str_find(type, ';')))),
        .digest = digest.n > 0 ? digest : image.computed,
        .size = bytes.n,
    };
    hm_buf_clear(&registry->manifest);
    hm_buf_add(&registry->manifest, bytes);
    registry->manifest_digest = image.descriptor.digest;
    *ret_image = image;
    return HM_OK;
}

/* Whether the registry may have what the mirror did not give. Bytes that are not what they should
 * be are no such case: whoever pulls by the mirror gets them. */
static bool
may_be_elsewhere(enum hm_status status)
{
    return status == HM_E_NOT_FOUND || status == HM_E_NETWORK || status == HM_E_AUTH ||
           status == HM_E_TIMEOUT;
}

enum hm_status
hm_registry_resolve(struct hm_registry *registry, struct hm_registry_image *ret_image,
                    struct hm_err *reterr)
{
    for (struct hm_registry *mirror = registry->mirror; mirror != NULL; mirror = mirror->next) {
        struct hm_err err = { 0 };
        enum hm_status status = resolve_at(mirror, ret_image, &err);
        registry->used = status == HM_OK ? mirror : NULL;
        if (!may_be_elsewhere(status)) {
            if (status != HM_OK && reterr != NULL) {
                *reterr = err;
            }
            return status;
        }
    }
    return resolve_at(registry, ret_image, reterr);
}

struct hm_arena *
hm_registry_arena(struct hm_registry *registry)
{
    return registry->arena;
}

enum hm_status
hm_registry_get(struct hm_registry *registry, const char *kind, struct hm_str what,
                struct hm_str url, struct hm_http_response *ret_response, struct hm_str *ret_url,
                struct hm_err *reterr)
{
    struct client *client = client_of(registry, 0);
    const struct hm_http_header accept = { HM_STR("Accept"), hm_str_c(hm_media_accept) };
    enum hm_status status = probe(registry, client, reterr);

    if (status != HM_OK) {
        return status;
    }
    *ret_url = url.n > 0 ? url : path_of(registry, registry->arena, kind, what);
    const struct hm_http_request request = {
        .method = "GET",
        .url = *ret_url,
        .headers = &accept,
        .n_headers = 1,
        .limit = HM_MANIFEST_LIMIT,
    };
    status = ask(registry, client, &request, ret_response, reterr);
    return status == HM_OK ? judge(registry, ret_response, kind, reterr) : status;
}

/* --- blobs */

static enum hm_status
stream_at(struct hm_registry *registry, uint32_t worker, const struct hm_descriptor *descriptor,
          const struct hm_blob_sink *sink, struct hm_err *reterr)
{
    hm_auto_arena struct hm_arena arena = { 0 };
    hm_auto_response struct hm_http_response response = { 0 };
    const struct hm_http_sink http_sink = {
        .ctx = sink->ctx,
        .restart = sink->restart,
        .take = sink->take,
    };
    const struct hm_http_header accept = { HM_STR("Accept"), hm_str_c(hm_media_accept) };
    bool is_manifest = hm_media_of(descriptor->media_type) != HM_MEDIA_BLOB;

    if (hm_str_is(descriptor->digest, registry->manifest_digest)) {
        return sink->take(sink->ctx, hm_buf_str(&registry->manifest), reterr);
    }
    const struct hm_http_request request = {
        .method = "GET",
        .url = path_of(registry, &arena, is_manifest ? "manifests" : "blobs", descriptor->digest),
        .headers = &accept,
        .n_headers = is_manifest ? 1 : 0,
        .sink = &http_sink,
    };
    enum hm_status status = ask(registry, client_of(registry, worker), &request, &response, reterr);
    return status == HM_OK ? judge(registry, &response, is_manifest ? "manifest" : "blob", reterr)
                           : status;
}

static enum hm_status
stream(void *ctx, uint32_t worker, const struct hm_descriptor *descriptor,
       const struct hm_blob_sink *sink, struct hm_err *reterr)
{
    struct hm_registry *registry = ctx;

    if (registry->used != NULL) {
        enum hm_status status = stream_at(registry->used, worker, descriptor, sink, reterr);
        if (!may_be_elsewhere(status)) {
            return status;
        }
        sink->restart(sink->ctx);
    }
    return stream_at(registry, worker, descriptor, sink, reterr);
}

static void
share_authorization(struct hm_registry *registry)
{
    for (uint32_t i = 1; i < WORKERS; i++) {
        struct client *client = client_of(registry, i);
        hm_buf_clear(&client->authorization);
        hm_buf_add(&client->authorization, hm_buf_str(&registry->clients[0].authorization));
    }
}

struct hm_blob_source
hm_registry_source(struct hm_registry *registry)
{
    if (registry->used != NULL) {
        share_authorization(registry->used);
        /* Before workers need it; what fails here fails again for whoever asks. */
        (void)probe(registry, client_of(registry, 0), NULL);
    }
    share_authorization(registry);
    return (struct hm_blob_source){
        .ctx = registry,
        .stream = stream,
        .max_workers = WORKERS,
        .is_remote = true,
    };
}
